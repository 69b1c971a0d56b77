"""What a reader may have meant by a wrong address: one story, stories with a similar address, sections.

It costs at most two queries of a few rows, since every site is asked for many addresses that were never its own.
Only live stories are looked at, so that no address betrays a story that readers do not have.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple

from django.db import connection
from django.http import Http404
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from articles.composing.times import newspaper_date
from articles.languages import attributes
from articles.models.published import PublishedArticle
from articles.models.redirect import GonePath, Redirect
from articles.models.taxonomy import Section
from articles.site import prepared

MOST = 5
RECENT = 300
LIKE = 0.62  # as difflib measures: an address that lost its end or a word, or has a wrong letter
SLUG = re.compile(r"[-\w]{3,150}", re.ASCII)
# The address of a story in any letters, with or without leading zeros, and what follows it.
STORY = re.compile(
    r"(?P<section>/[-\w]+)/(?P<year>\d{4})/(?P<month>\d\d?)/(?P<day>\d\d?)/(?P<slug>[-\w]+)(?P<rest>.*)",
    re.ASCII | re.DOTALL,
)
# A query without its question mark, or words that a program took as a part of the link.
FOREIGN = re.compile(r"[&;?#|\s].*", re.DOTALL)
# Signs around the link, or at the end of its sentence. The last ones are invisible, and come along with a copy.
AROUND = "/.,:;!?'\"()[]{}<>*~=\\`´‘’“”„«»…–—\u200b\u200e\u200f\u2060\ufeff"
# What other systems add to the address of a story.
FORMS = {"", "amp", "htm", "html", "php", "print", "index.htm", "index.html", "index.php"}


# Words count as the same by so many letters: behind these one may be wrong.
BEGINNING = 4
CANDIDATES = 12

STORIES, MOVED, GONE = (it._meta.db_table for it in (PublishedArticle, Redirect, GonePath))
ROW = "id, path, slug, headline, language, published_at"
# What a row of `KNOWN` tells of.
HERE, SAME_SLUG, WAS_HERE, MOVED_TO, TAKEN_AWAY, NEWEST, CHANGED = range(7)
# Each part is an index. Not the newest first: a database asked for these might read through all where none fits.
# Only names and numbers of ours are written into these.
KNOWN = f"""
    SELECT {HERE}, {ROW} FROM {STORIES} WHERE path IN (%s, %s)
    UNION ALL SELECT * FROM (SELECT {SAME_SLUG}, {ROW} FROM {STORIES} WHERE slug = %s LIMIT {MOST}) AS same
    UNION ALL SELECT {WAS_HERE}, {ROW} FROM {STORIES}
        WHERE id IN (SELECT story_id FROM {MOVED} WHERE old_path IN (%s, %s))
    UNION ALL SELECT {MOVED_TO}, {ROW} FROM {STORIES} WHERE id IN (SELECT story_id FROM {MOVED} WHERE old_path = %s)
    UNION ALL SELECT {TAKEN_AWAY}, story_id, note, '', '', '', NULL FROM {GONE} WHERE path = %s
    UNION ALL SELECT * FROM (
        SELECT {NEWEST}, id, '', '', '', '', published_at FROM {STORIES}
        ORDER BY published_at DESC, story_id DESC LIMIT 1
    ) AS newest
    UNION ALL SELECT {CHANGED}, 0, '', '', '', '', MAX(modified_at) FROM {STORIES}
"""  # noqa: S608 # only names of ours are put in
RECENT_SLUGS = f"SELECT id, slug FROM {STORIES} ORDER BY published_at DESC, story_id DESC LIMIT {RECENT}"  # noqa: S608 # only names of ours are put in
LIKE_IT = f"SELECT {ROW} FROM {STORIES} WHERE id IN ({{}})"  # noqa: S608 # only names of ours are put in


class NearStory(NamedTuple):
    pk: int
    path: str
    slug: str
    headline: str
    language: str
    published_at: datetime


@dataclass(frozen=True)
class Near:
    stories: Sequence[NearStory]
    meant: str = ""
    """The address of the one story that can have been meant; it is the first of the stories."""


class Known:
    """What the database knows of an address where no story is, by one query.

    It is asked only if the address has a slug, or if it is known to be like that of a story.
    """

    def __init__(self, path: str, *, is_like_a_story_s: bool = False) -> None:
        self.address = mended(path)
        self.slug = last_part(self.address).lower()
        self.rows: list[tuple[Any, ...]] = []
        if self.slug or is_like_a_story_s:
            asked = (self.address, self.address.lower())
            self.rows = answer(KNOWN, [*asked, self.slug, *asked, path, path])

    def of(self, kind: int) -> list[NearStory]:
        return [story(row[1:]) for row in self.rows if row[0] == kind]

    @property
    def moved_to(self) -> str:
        """Where the story is now that was at this very address."""
        return next((row[2] for row in self.rows if row[0] == MOVED_TO), "")

    @property
    def taken_away(self) -> tuple[int, str] | None:
        """The number of the story that was here and was taken away, and what is said of it, which may be nothing."""
        return next((row[1:3] for row in self.rows if row[0] == TAKEN_AWAY), None)

    @property
    def newest(self) -> tuple[Any, ...]:
        """Which story is the newest, and when any was last changed. Nothing if there is no story."""
        found = [row for row in self.rows if row[0] in {NEWEST, CHANGED}]
        return tuple(found) if len(found) > 1 else ()


class NothingHere(Http404):
    """There is no page, and this is known of its address."""

    def __init__(self, known: Known) -> None:
        super().__init__()
        self.known = known


def find(known: Known) -> Near:
    """The same story under another address, or else recent ones with a similar slug."""
    if not known.slug:
        return Near([])
    found = list(dict.fromkeys([*known.of(HERE), *known.of(SAME_SLUG)]))[:MOST]
    here = [it for it in found if it.path.lower() == known.address.lower()]
    if here:
        return Near(here, meant=here[0].path if len(here) == 1 else "")
    if found:
        return Near(found)
    if moved := known.of(WAS_HERE):
        return Near(moved, meant=moved[0].path if len(moved) == 1 else "")
    return Near(like(known) if "-" in known.slug and known.newest else [])


def like(known: Known) -> list[NearStory]:
    """Recent stories with much the same slug, the most alike first."""
    recent = recent_slugs(known.newest)
    numbers = [recent.numbers[it] for it in recent.like(known.slug)]
    if not numbers:
        return []
    # Asked for again: one may have been withdrawn a moment ago.
    rows = answer(LIKE_IT.format(", ".join(map(str, numbers))), [])
    return sorted((story(row) for row in rows), key=lambda it: numbers.index(it.pk))


class RecentSlugs:
    """Slugs by their words, so that only a few are compared letter by letter."""

    def __init__(self, rows: Iterable[tuple[int, str]]) -> None:
        self.numbers: dict[str, int] = {}
        self.by_word: dict[str, list[str]] = {}
        for number, slug in rows:
            self.numbers.setdefault(slug, number)
            for word in words_of(slug):
                self.by_word.setdefault(word, []).append(slug)

    def like(self, slug: str) -> list[str]:
        shared = Counter(it for word in words_of(slug) for it in self.by_word.get(word, ()))
        most = max(shared.values(), default=0)
        # To compare letters takes long: it is left out where words say already that another slug is much more alike.
        candidates = [it for it, words in shared.most_common(CANDIDATES) if words * 2 >= most]
        return get_close_matches(slug, candidates, n=3, cutoff=LIKE)


def words_of(slug: str) -> list[str]:
    return list(dict.fromkeys(word[:BEGINNING] for word in slug.split("-") if word))


@lru_cache(maxsize=1)
def recent_slugs(newest: tuple[Any, ...]) -> RecentSlugs:
    """Of the newest stories, as long as `newest` is what `Known` says of them."""
    return RecentSlugs(answer(RECENT_SLUGS, []))


def answer(sql: str, parameters: Sequence[str]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def story(row: Sequence[Any]) -> NearStory:
    pk, path, slug, headline, language, published_at = row
    column, converters = prepared.converters_of(PublishedArticle._meta.get_field("published_at"))
    for convert in converters:
        published_at = convert(published_at, column, connection)
    return NearStory(pk, path, slug, headline, language, published_at)


def mended(path: str) -> str:
    """The address of a story without what was added on the way; any other address unchanged."""
    path = re.sub("/{2,}", "/", path)
    found = STORY.fullmatch(path)
    if found is None or FOREIGN.sub("", found["rest"]).strip(AROUND).lower() not in FORMS:
        return path
    # Signs that make a link italic are letters of a slug too, but no slug ends with one.
    slug = found["slug"].rstrip("-_")
    return f"{found['section']}/{found['year']}/{found['month']:0>2}/{found['day']:0>2}/{slug}/"


def sections(path: str, known: Sequence[Section]) -> Sequence[Section]:
    """The sections whose names resemble a word of the address. They are known already, so this is no query."""
    by_slug = {section.slug: section for section in known}
    slugs = tuple(by_slug)
    found = (like for word in path.lower().split("/")[1:3] for like in like_one(word[:60], slugs))
    return [by_slug[slug] for slug in dict.fromkeys(found)]


@lru_cache(maxsize=1024)
def like_one(word: str, slugs: tuple[str, ...]) -> list[str]:
    """Kept, since most wrong addresses begin with the right section."""
    return get_close_matches(word, slugs, n=1, cutoff=0.7)


def offers(stories: Iterable[NearStory], sections: Iterable[Section]) -> SafeString:
    """Links to stories and sections, as items of a list."""
    kind = escape(gettext("Section"))
    items = [
        f'<li><a href="{escape(it.path)}"{attributes(it.language)}>{escape(it.headline)}</a> '
        f'<span class="near-when">{escape(newspaper_date(it.published_at))}</span></li>\n'
        for it in stories
    ]
    items += [
        f'<li><a href="{escape(it.get_absolute_url())}">{escape(it.name)}</a> '
        f'<span class="near-when">{kind}</span></li>\n'
        for it in sections
    ]
    return mark_safe("".join(items))  # noqa: S308 # escaped above


def last_part(path: str) -> str:
    """The part that would be the slug of a story; empty for addresses that cannot mean one, such as /wp-login.php."""
    part = path.rstrip("/").rpartition("/")[2]
    return part if SLUG.fullmatch(part) else ""
