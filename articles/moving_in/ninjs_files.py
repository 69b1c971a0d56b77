"""Files of ninjs of others as records: one file, or all `.json` files of a folder and of the folders in it.

Every file is read twice: first to see which version of each item is the newest, then for the stories. A file that
cannot be read is told and the others come in. What its sender withheld, cancelled or killed does not, nor does an
older version in its place; what is under an embargo comes in as a draft.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cached_property
from html import escape
from pathlib import Path
from urllib.parse import unquote

from articles import body
from articles.moving_in import record
from articles.moving_in import wordpress_words as words
from articles.moving_in.record import Byline, LeftOut, Picture, Record, Section, Standing, Topic
from articles.wire import ninjs
from articles.wire.item import Item, Kind, Media, Parcel, Rendition, Signal, Status
from articles.wire.item import Refused as WireRefused
from house import letters
from house.lines import one_line

MOST_BYTES = 10_000_000  # as much as the parser takes
Version = tuple[int, datetime, bool]
NEVER = datetime.min.replace(tzinfo=UTC)


class NinjsFiles:
    """A file or a folder, opened. See `record.Archive`."""

    def __init__(self, place: Path, *, now: datetime, system: str = "") -> None:
        self.place, self.now = place, now
        self.name = place.name
        self.title = ""
        self.system = f"ninjs {system or place.stem}"[:200]
        self.told: set[str] = set()
        self.taken: set[str] = set()
        if not self.newest:
            raise record.Refused("no item of ninjs could be read in it.", name=self.name)

    def count(self) -> int:
        return len(self.newest)

    def records(self) -> Iterator[Record]:
        for file, parcel in self._read():
            name = str(file.relative_to(self.place)) if file != self.place else file.name
            if isinstance(parcel, WireRefused):
                yield LeftOut(what="file", why=parcel.reason, title=name, line=parcel.line)
                continue
            for reason in parcel.refused:
                yield LeftOut(what="item", why=reason, title=name)
            for item in parcel.items:
                yield from self._item(item, name)

    @cached_property
    def newest(self) -> dict[str, Version]:
        """The newest version of each item."""
        found: dict[str, Version] = {}
        for _, parcel in self._read():
            for item in parcel.items if isinstance(parcel, Parcel) else ():
                key, version = _key(item), _version(item)
                if key not in found or not _is_older(version, found[key]):
                    found[key] = version
        return found

    def _read(self) -> Iterator[tuple[Path, Parcel | WireRefused]]:
        for file in self._files():
            try:
                yield file, ninjs.parse(_bytes(file), name="")
            except WireRefused as refused:
                yield file, refused

    def _files(self) -> Iterator[Path]:
        if self.place.is_file():
            yield self.place
            return
        for folder, folders, files in os.walk(self.place):
            folders.sort()
            for name in sorted(files):
                path = Path(folder, name)
                # A link could lead anywhere.
                if name.endswith(".json") and not path.is_symlink():
                    yield path

    # One item

    def _item(self, item: Item, file: str) -> Iterator[Record]:
        key = _key(item)
        if key in self.taken or _is_older(_version(item), self.newest[key]):
            yield LeftOut(what="version", why="There is a newer one.", key=key, title=item.headline or file)
            return
        self.taken.add(key)
        if why := _why_not(item):
            yield LeftOut(what="item", why=why, key=key, title=item.headline or file)
            return
        try:
            yield from self._story(item, key)
        except body.BodyTooLarge as too_large:
            yield LeftOut(what="item", why=str(too_large), key=key, title=item.headline or file)

    def _story(self, item: Item, key: str) -> Iterator[Record]:
        body.refuse_if_too_large(item.body)
        problems, notes = list(item.problems), [item.ednote] if item.ednote else []
        sections = [it for it in item.subjects if it.kind == "category"][:1]
        names = [it.name for it in item.subjects if it.kind in {"subject", "category"} and it not in sections]
        section = (
            Section(key=_named("category", sections[0].name), name=sections[0].name) if sections else None
        )
        topics = [
            Topic(key=_named("tag", name), name=name) for name in dict.fromkeys((*names, *item.keywords))
        ]
        pictures = [it for one in item.media if (it := _picture(one)) is not None]
        if len(pictures) < len(item.media):
            problems.append(
                f"{len(item.media) - len(pictures)} of its media are no pictures with an address."
            )
        yield from (one for one in (section, *topics, *pictures) if one is not None and self._is_new(one.key))
        lead, others = pictures[:1], pictures[1:]
        standing = self._standing(item, problems, notes)
        # A draft can be published any minute: the guard has to know.
        held = item.embargo if standing == Standing.DRAFT else None
        yield record.Story(
            key=key,
            headline=one_line(item.headline),
            body=item.body + "".join(_figure(place, one) for place, one in enumerate(others, start=1)),
            standing=standing,
            under_embargo=held is not None,
            embargo_until=held.until if held else None,
            embargo_source=one_line(item.provider) if held else "",
            published_at=item.created_at or item.versioned_at,
            modified_at=item.versioned_at,
            language=item.language,
            standfirst=one_line(item.standfirst),
            dateline_place=one_line(item.dateline),
            slug=letters.slug(item.slugline, most=90),
            section=section.key if section else "",
            topics=tuple(it.key for it in topics),
            bylines=(Byline(name=one_line(item.byline)),) if item.byline else (),
            pictures=tuple(it.key for it in others),
            lead_picture=lead[0].key if lead else "",
            lead_caption=lead[0].caption if lead else "",
            lead_alt=lead[0].alt if lead else "",
            desk_note="\n".join([*notes, *_rights(item)]),
            problems=tuple(problems),
        )

    def _is_new(self, key: str) -> bool:
        is_new = key not in self.told
        self.told.add(key)
        return is_new

    def _standing(self, item: Item, problems: list[str], notes: list[str]) -> Standing:
        embargo = item.embargo
        if embargo is None or (embargo.until is not None and embargo.until <= self.now):
            return Standing.PUBLISHED
        until = f"{embargo.until:%Y-%m-%d %H:%M %Z}" if embargo.until else "its sender lifts it"
        problems.append(f"It is under embargo until {until}, and comes in as a draft.")
        notes.append(f"Embargo until {until}. {embargo.words}".strip())
        return Standing.DRAFT


def _bytes(file: Path) -> bytes:
    """A pipe would be waited for until somebody writes into it."""
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    except OSError as problem:
        raise WireRefused(f"It cannot be read: {problem.strerror}.") from problem
    with os.fdopen(handle, "rb") as opened:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise WireRefused("It is no file.")
        return opened.read(MOST_BYTES + 1)  # of more than that the parser says that it is too much


def _key(item: Item) -> str:
    return f"item:{item.uri}" if len(item.uri) < 190 else f"item:{_digest(item.uri)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _version(item: Item) -> Version:
    """Its number, its time, and whether it says that nobody should have it: of two that are alike this one holds."""
    return item.version or 0, item.versioned_at or NEVER, bool(_why_not(item))


def _is_older(one: Version, other: Version) -> bool:
    """By their numbers, if both have one. A notice that takes an item back may have none."""
    return one < other if one[0] and other[0] else one[1:] < other[1:]


def _why_not(item: Item) -> str:
    if item.signal == Signal.KILL or item.status == Status.CANCELED:
        return "Its sender took it back."
    if item.status != Status.USABLE:
        return "Its sender withholds it."
    if item.kind != Kind.TEXT:
        return f"It is no story, but of the kind “{item.kind}”."
    return ""


def _named(what: str, name: str) -> str:
    return f"{what}:{letters.slug(name, most=80) or _digest(name)[:12]}"


def _picture(media: Media) -> Picture | None:
    """The largest file of a picture."""
    files = [one for one in media.renditions if one.address]
    if media.kind not in {Kind.PICTURE, Kind.GRAPHIC} or not files:
        return None
    address = max(files, key=_size).address
    is_whole = address.startswith(("http://", "https://"))
    if not is_whole and "://" in address:
        return None
    name = media.uri or address
    return Picture(
        key=f"picture:{name}" if len(name) < 190 else f"picture:{_digest(name)}",
        path=unquote(words.split(address).path),
        address=address if is_whole else "",
        filename=unquote(words.split(address).path.rpartition("/")[2])[:100],
        headline=one_line(media.headline),
        caption=one_line(media.caption),
        alt=one_line(media.alt),
        credit=one_line(media.credit or media.creator),
        copyright=one_line(media.copyright),
        rights_note=media.usage_terms,
    )


def _size(rendition: Rendition) -> tuple[int, int]:
    return (rendition.width or 0) * (rendition.height or 1), rendition.size or 0


def _figure(place: int, picture: Picture) -> str:
    values = "".join(
        f' {name}="{escape(text)}"'
        for name, text in (("data-caption", picture.caption), ("data-alt", picture.alt))
        if text
    )
    return f'<figure data-picture="{place}"{values}></figure>'


def _rights(item: Item) -> Iterator[str]:
    said = {"Credit": item.credit, "Copyright": item.copyright, "Usage terms": item.usage_terms}
    yield from (f"{name}: {text}" for name, text in said.items() if text)
