"""What the archive of any other system gives: plain records, in an order in which rows can be made of them.

A reader is a function that takes a file and yields records. It knows no database. What a record names by its key
comes before it: people, sections, topics and pictures before the stories that name them. Keys are the archive's own,
such as `post:17`, and the same at every reading: by them a second run knows what has been brought in. It refuses a
file by `Refused`, before the first record where it can; what is left out of a file that is taken is a `LeftOut`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from articles.models.story import ArticleType, BylineRole


class Refused(ValueError):
    """A file that cannot be taken. `str()` is one sentence that names file, line and reason."""

    def __init__(self, reason: str, *, name: str = "", line: int | None = None) -> None:
        self.reason, self.name, self.line = reason, name, line
        place = ", ".join([*([name] if name else []), *([f"line {line}"] if line else [])])
        super().__init__(f"{place}: {reason}" if place else reason)


class Standing(StrEnum):
    """How far a story had come in the other system."""

    PUBLISHED = "published"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    """Somebody was to read it before it goes out."""
    SCHEDULED = "scheduled"
    """It was to go out at `published_at`. It comes in as a draft: nothing goes out by itself after a move."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who is named in bylines. `log_in` and `email` are for the desk alone."""

    key: str
    name: str
    slug: str = ""
    biography: str = ""
    job_title: str = ""
    public_contact: str = ""
    email: str = ""
    log_in: str = ""
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class Section:
    key: str
    name: str
    slug: str = ""
    parent: str = ""
    """The key of the section around it. One deeper than two levels goes into the section of the first level."""
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Topic:
    key: str
    name: str
    slug: str = ""
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture's file is looked for at `path` in the folder of files, and at `address` if it may be fetched."""

    key: str
    path: str = ""
    address: str = ""
    filename: str = ""
    headline: str = ""
    caption: str = ""
    alt: str = ""
    credit: str = ""
    copyright: str = ""
    rights_note: str = ""
    is_elsewhere: bool = False
    """It lay on another site, so that nobody is credited who is not named."""


@dataclass(frozen=True, kw_only=True)
class Byline:
    """One name on a story: a person by key, or a name of somebody, or of an organisation, without a page."""

    person: str = ""
    name: str = ""
    """As it was published, where it differs from the person's name; or the organisation."""
    role: BylineRole = BylineRole.REPORTED


@dataclass(frozen=True, kw_only=True)
class Story:
    """`body` is canonical HTML of `articles.body`.

    Pictures in it, posters and related stories are numbered from one in the order of `pictures` and `related`, which
    hold their keys: `<figure data-picture="2">` is the picture of `pictures[1]`. A related story that is not there
    yet, or never comes, leaves the body.
    Times know their zone.
    """

    key: str
    headline: str = ""
    body: str = ""
    standing: Standing = Standing.DRAFT
    published_at: datetime | None = None
    created_at: datetime | None = None
    modified_at: datetime | None = None
    article_type: ArticleType = ArticleType.NEWS
    language: str = ""
    """Empty: the paper's."""
    kicker: str = ""
    standfirst: str = ""
    dateline_place: str = ""
    slug: str = ""
    section: str = ""
    topics: tuple[str, ...] = ()
    bylines: tuple[Byline, ...] = ()
    pictures: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    lead_picture: str = ""
    lead_caption: str = ""
    lead_alt: str = ""
    lead_credit: str = ""
    search_title: str = ""
    search_description: str = ""
    social_title: str = ""
    social_description: str = ""
    desk_note: str = ""
    under_embargo: bool = False
    embargo_until: datetime | None = None
    """Of a draft under embargo; None: until somebody lifts it."""
    embargo_source: str = ""
    old_paths: tuple[str, ...] = ()
    """Where readers had it, each with its query: `/2013/01/11/a-slug/`, `/?p=17`."""
    line: int | None = None
    problems: tuple[str, ...] = ()
    """What of it was left out or is worth a look, as sentences that an editor can read."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page beside the stories, such as “About us”. `body` holds words only."""

    key: str
    title: str
    slug: str
    body: str = ""
    is_public: bool = True
    modified_at: datetime | None = None
    old_paths: tuple[str, ...] = ()
    line: int | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """Something in the file that does not come in, and why."""

    what: str
    """Such as “comment”: they are counted by this word."""
    why: str
    key: str = ""
    title: str = ""
    line: int | None = None


Record = Person | Section | Topic | Picture | Story | Page | LeftOut


class Archive(Protocol):
    """A file of another system, opened. It is read twice: once for `count`, once for the records."""

    system: str
    """By which a second run knows the archive again, such as “wordpress example.org”: the system and the site."""

    title: str
    """What the site calls itself: pictures that name nobody are credited to it."""

    name: str
    """Of the file."""

    def count(self) -> int:
        """How many records there are about, for the progress bar."""

    def records(self) -> Iterator[Record]: ...
