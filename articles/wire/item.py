"""What every parser of wire copy gives: plain records, the same for all formats.

A parser is a function `parse(data: bytes, *, name: str = "") -> Parcel`. It reads the whole file or raises `Refused`;
it never gives half a file. An item that cannot be used although the file around it can is told in `Parcel.refused`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    """What the agency says of an item. The words are those of IPTC's NewsCodes `stat`."""

    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"


class Kind(StrEnum):
    TEXT = "text"
    PICTURE = "picture"
    VIDEO = "video"
    AUDIO = "audio"
    GRAPHIC = "graphic"
    PACKAGE = "package"
    EVENT = "event"
    OTHER = "other"


class Signal(StrEnum):
    """What a version is to the one before it, where the agency says so."""

    NONE = ""
    UPDATE = "update"
    CORRECTION = "correction"
    KILL = "kill"


class Refused(ValueError):
    """Bytes that cannot be taken. `str()` is one sentence that names what is wrong and what to do."""

    def __init__(self, reason: str, *, name: str = "", line: int | None = None) -> None:
        self.reason, self.name, self.line = reason, name, line
        place = ", ".join([*([name] if name else []), *([f"line {line}"] if line else [])])
        super().__init__(f"{place}: {reason}" if place else reason)


@dataclass(frozen=True, kw_only=True)
class Embargo:
    """Not to be public before `until`, or before the agency lifts it where `until` is None."""

    until: datetime | None
    words: str = ""  # as the agency put it


@dataclass(frozen=True, kw_only=True)
class Rendition:
    """One file of a picture or video. Sizes are pixels and bytes; None where the agency does not say."""

    address: str
    media_type: str = ""
    width: int | None = None
    height: int | None = None
    size: int | None = None
    role: str = ""


@dataclass(frozen=True, kw_only=True)
class Media:
    """A picture (or video, sound, graphic) of an item, or the item itself if its kind says so."""

    uri: str = ""
    kind: Kind = Kind.PICTURE
    headline: str = ""
    caption: str = ""
    alt: str = ""
    credit: str = ""
    creator: str = ""
    copyright: str = ""
    usage_terms: str = ""
    renditions: tuple[Rendition, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A topic, place, person or organisation that the agency names; `code` as sent, such as medtop:20000777."""

    name: str
    code: str = ""
    scheme: str = ""
    kind: str = "subject"  # subject, person, organisation, place, event, genre, category, keyword


@dataclass(frozen=True, kw_only=True)
class Link:
    """Another item that this one names: a member of a package, the item it corrects or follows."""

    uri: str
    rel: str = ""
    headline: str = ""
    version: str = ""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One item in one version.

    `body` is canonical HTML of `articles.body`: paragraphs, headings, lists, quotations, tables, links; no pictures.
    Times know their zone. A time that the agency sent without one is told in `problems` and left out, unless the
    format itself says which zone it is. `version` is a number that grows where the format has one, and None
    otherwise; then `versioned_at`, and last the time of arrival, says which is newer.
    """

    uri: str
    format: str
    provider: str = ""
    version: int | None = None
    kind: Kind = Kind.TEXT
    status: Status = Status.USABLE
    signal: Signal = Signal.NONE
    urgency: int | None = None  # 1 (flash) to 9, as IPTC counts
    created_at: datetime | None = None
    versioned_at: datetime | None = None
    embargo: Embargo | None = None
    slugline: str = ""
    headline: str = ""
    standfirst: str = ""
    byline: str = ""
    dateline: str = ""
    language: str = ""
    body: str = ""
    word_count: int = 0
    ednote: str = ""
    credit: str = ""
    copyright: str = ""
    usage_terms: str = ""
    keywords: tuple[str, ...] = ()
    subjects: tuple[Subject, ...] = ()
    media: tuple[Media, ...] = ()
    links: tuple[Link, ...] = ()
    # Other names by which the agency may speak of this item, such as the number of a message on its day.
    aliases: tuple[str, ...] = ()
    # Items of the same agency that this one kills, corrects or updates, by their uri or one of their aliases.
    replaces: tuple[str, ...] = ()
    # What was wrong or left out and is worth a look, as sentences an editor can read.
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """What one file held: the items that can be taken, in the file's order, and a sentence for each that cannot."""

    items: tuple[Item, ...] = ()
    refused: tuple[str, ...] = field(default=())
