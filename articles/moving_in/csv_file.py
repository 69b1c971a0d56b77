"""A table of stories as records: a CSV file, one story a row, with a header that names the columns.

The whole file is read before anything comes in, so that a quotation mark that is never closed is noticed while it can
be mended. A row that cannot be a story is left out whole and told with its line.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property
from html import escape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from articles import body
from articles.moving_in import record
from articles.moving_in import wordpress_words as words
from articles.moving_in.json_rows import BROKEN
from articles.moving_in.record import (
    Byline,
    LeftOut,
    Person,
    Picture,
    Record,
    Refused,
    Section,
    Standing,
    Topic,
)
from articles.moving_in.wordpress_body import Around, Writer
from house import letters
from house.lines import one_line

# What columns are called, first our own word, and what others call them.
COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("guid", "number"),
    "headline": ("title",),
    "kicker": (),
    "standfirst": ("excerpt", "summary", "description"),
    "body": ("content", "html", "text"),
    "byline": ("author", "authors", "bylines"),
    "section": ("category",),
    "topics": ("tags", "keywords"),
    "published": ("published_at", "date"),
    "updated": ("updated_at", "modified"),
    "status": ("state",),
    "visibility": ("access",),
    "password": ("post_password",),
    "slug": (),
    "language": ("lang",),
    "dateline": ("place",),
    "picture": ("image",),
    "caption": ("picture_caption",),
    "alt": ("picture_alt",),
    "credit": ("picture_credit",),
    "address": ("url", "path", "link"),
    "note": ("desk_note",),
}
NAMES = {name: ours for ours, others in COLUMNS.items() for name in (ours, *others)}
DELIMITERS = ",;\t|"
STATUSES = {
    "published": Standing.PUBLISHED,
    "draft": Standing.DRAFT,
    "submitted": Standing.SUBMITTED,
    "scheduled": Standing.SCHEDULED,
}
FOR_ALL = {"", "public", "open", "all", "everybody", "everyone"}
MOST_LETTERS = 8_000_000  # in a cell
BOM = b"\xef\xbb\xbf"


class Row(NamedTuple):
    line: int
    cells: list[str]


class BadRow(ValueError):
    """Why a row is no story, in a sentence."""


class Table:
    """One file, opened. See `record.Archive`."""

    def __init__(self, file: Path, *, zone: ZoneInfo, title: str = "", system: str = "") -> None:
        self.file, self.zone, self.name = file, zone, file.name
        self.title = title
        self.system = f"csv {system or file.stem}"[:200]
        self.told: set[str] = set()
        self.stories: dict[str, int] = {}
        """The key of each story so far → its line."""
        self._refuse_other_encodings()
        self.delimiter, self.columns = self._header()

    def count(self) -> int:
        return self.rows

    @cached_property
    def rows(self) -> int:
        return sum(1 for _ in self._rows())

    def records(self) -> Iterator[Record]:
        if not self.rows:
            raise Refused("it has a header and no rows.", name=self.name)
        for name, ours in self.columns:
            if not ours and name.strip():
                why = f"No column of ours is called so. Those are: {', '.join(COLUMNS)}."
                yield LeftOut(what="column", why=why, title=name[:80], line=1)
        for row in self._rows():
            try:
                found = list(self._of(row))
            except (BadRow, body.BodyTooLarge) as problem:
                yield LeftOut(what="row", why=str(problem), line=row.line)
            else:
                yield from found

    # The file

    def _refuse_other_encodings(self) -> None:
        with self.file.open("rb") as file:
            for number, line in enumerate(file, start=1):
                try:
                    line.decode()
                except UnicodeDecodeError as problem:
                    why = "it is not written in UTF-8. Save it as “CSV UTF-8” and bring that in."
                    raise Refused(why, name=self.name, line=number) from problem

    def _header(self) -> tuple[str, list[tuple[str, str]]]:
        """What parts the columns, and each column's name with ours: what finds most of our names is meant."""
        best: tuple[int, str, list[str]] = (0, ",", [])
        for delimiter in DELIMITERS:
            try:
                names = next((row.cells for row in self._read(delimiter)), [])
            except Refused:  # names in quotation marks, with another sign between them
                continue
            known = len({_ours(name) for name in names} - {""})
            if known > best[0]:
                best = (known, delimiter, names)
        columns = [(name, _ours(name)) for name in best[2]]
        there = [ours for _, ours in columns if ours]
        if twice := next((name for name in there if there.count(name) > 1), ""):
            raise Refused(f"two columns are “{twice}”.", name=self.name, line=1)
        if missing := [name for name in ("headline", "body") if name not in there]:
            why = f"its header names no column “{missing[0]}”. docs/moving.md lists the columns."
            raise Refused(why, name=self.name, line=1)
        return best[1], columns

    def _rows(self) -> Iterator[Row]:
        rows = self._read(self.delimiter)
        next(rows, None)
        return (row for row in rows if any(cell.strip() for cell in row.cells))

    def _read(self, delimiter: str) -> Iterator[Row]:
        """Raises Refused where the quotation marks do not come out even."""
        usual = csv.field_size_limit(MOST_LETTERS)
        try:
            with self.file.open(encoding="utf-8-sig", newline="") as text:
                reader, line = csv.reader(text, delimiter=delimiter, strict=True), 1
                try:
                    for cells in reader:
                        yield Row(line, [BROKEN.sub("\ufffd", cell) for cell in cells])
                        line = reader.line_num + 1
                except csv.Error as problem:
                    why = f"the row that begins here cannot be read ({problem}): look at its quotation marks."
                    raise Refused(why, name=self.name, line=line) from problem
        finally:
            csv.field_size_limit(usual)

    # A row

    def _of(self, row: Row) -> Iterator[Record]:
        if len(row.cells) != len(self.columns):
            raise BadRow(f"It has {len(row.cells)} cells, and the header {len(self.columns)}.")
        said = {ours: cell.strip() for (_, ours), cell in zip(self.columns, row.cells, strict=True) if ours}
        said = {name: said.get(name, "") for name in COLUMNS}
        if not (said["headline"] or said["body"]):
            raise BadRow("It has no headline and no text.")
        key = _key(said)
        if key in self.stories:
            raise BadRow(f"It is the same story as in line {self.stories[key]}.")
        named: list[Record] = []
        writer = Writer(
            Around(picture=lambda _, address: self._picture(address, {}, named), children=_none, base="")
        )
        story = self._story(key, said, writer, named, row.line)
        # Only now: of a row that is left out nothing comes in.
        self.stories[key] = row.line
        yield from (one for one in named if self._is_new(one))
        yield story

    def _is_new(self, named: Record) -> bool:
        key = getattr(named, "key", "")
        is_new = key not in self.told
        self.told.add(key)
        return is_new

    def _story(
        self, key: str, said: Mapping[str, str], writer: Writer, named: list[Record], line: int
    ) -> record.Story:
        published, updated = self._time("published", said, writer), self._time("updated", said, writer)
        status = said["status"].lower() or ("published" if published else "draft")
        if status not in STATUSES:
            raise BadRow(f"Its status is “{status[:40]}”, and none of {', '.join(STATUSES)}.")
        if STATUSES[status] == Standing.PUBLISHED and published is None:
            raise BadRow("It was published, and it does not say when.")
        standing, notes = STATUSES[status], [said["note"]] if said["note"] else []
        if said["password"] or said["visibility"].lower() not in FOR_ALL:
            notes.append("Not everybody could read it.")
            if standing == Standing.PUBLISHED:
                standing = Standing.DRAFT
                writer.note("Not everybody could read it, and it comes in as a draft.")
        html = _html(said["body"], writer)
        lead = self._picture(said["picture"], said, named)
        if said["picture"] and not lead:
            raise BadRow("Its picture is neither an address nor a path of a file.")
        section = [
            Section(key=f"category:{_slug(it)}", name=it, slug=_slug(it)) for it in _listed(said["section"])
        ]
        topics = [Topic(key=f"tag:{_slug(it)}", name=it, slug=_slug(it)) for it in _listed(said["topics"])]
        people = [
            Person(key=f"person:{_slug(it)}", name=it, slug=_slug(it)) for it in _listed(said["byline"])
        ]
        if len(section) > 1:
            raise BadRow("It names several sections: a story stands in one.")
        named += [*section, *topics, *people]
        return record.Story(
            key=key,
            headline=one_line(words.plain(said["headline"])),
            body=html,
            standing=standing,
            published_at=published,
            modified_at=updated,
            language=said["language"],
            kicker=one_line(said["kicker"]),
            standfirst=one_line(words.plain(said["standfirst"])),
            dateline_place=one_line(said["dateline"]),
            slug=letters.slug(said["slug"], most=90),
            section=section[0].key if section else "",
            topics=tuple(it.key for it in topics),
            bylines=tuple(Byline(person=it.key) for it in people),
            pictures=tuple(writer.pictures),
            lead_picture=lead,
            lead_caption=one_line(said["caption"]),
            lead_alt=one_line(said["alt"]),
            lead_credit=one_line(said["credit"]),
            desk_note="\n".join(notes),
            old_paths=_old_paths(said["address"]) if standing == Standing.PUBLISHED else (),
            line=line,
            problems=tuple(writer.problems),
        )

    def _time(self, name: str, said: Mapping[str, str], writer: Writer) -> datetime | None:
        if not said[name]:
            return None
        try:
            at = datetime.fromisoformat(said[name])
        except ValueError:
            raise BadRow(
                f"Its time “{said[name][:40]}” cannot be read: write it as 2026-03-09T18:00+01:00."
            ) from None
        if at.tzinfo is None:
            writer.note(f"Its time had no zone: it was read as of {self.zone.key}.")
            at = at.replace(tzinfo=self.zone)
        return at

    def _picture(self, place: str, said: Mapping[str, str], named: list[Record]) -> str:
        """The key of a picture: an address, or a path in the folder of files."""
        is_address = place.startswith(("http://", "https://"))
        if is_address and not words.split(place).netloc:
            return ""
        if not place or place.startswith("data:") or (not is_address and "://" in place):
            return ""
        key = f"picture:{place}"
        key = key if len(key) <= 200 else f"picture:{hashlib.sha256(place.encode()).hexdigest()}"
        named.append(
            Picture(
                key=key,
                path=unquote(words.split(place).path) if is_address else place,
                address=place if is_address else "",
                filename=unquote(words.split(place).path.rpartition("/")[2])[:100] if is_address else "",
                caption=said.get("caption", ""),
                alt=said.get("alt", ""),
                credit=said.get("credit", ""),
            )
        )
        return key


def _ours(name: str) -> str:
    return NAMES.get(name.strip().lower().replace(" ", "_").replace("-", "_"), "")


def _none(_: str) -> list[str]:
    return []


def _key(said: Mapping[str, str]) -> str:
    """By which another run knows the story."""
    if name := said["id"] or said["address"]:
        return f"story:{name}" if len(name) < 190 else f"story:{hashlib.sha256(name.encode()).hexdigest()}"
    facts = "\n".join(
        (said["headline"], said["published"], said["slug"], "" if said["headline"] else said["body"])
    )
    return f"story:{hashlib.sha256(facts.encode()).hexdigest()[:40]}"


def _html(text: str, writer: Writer) -> str:
    """Canonical HTML. Without a tag it is plain text, whose paragraphs have an empty line between them."""
    body.refuse_if_too_large(text)
    if words.TAGS.search(text):
        written = writer.write(text)
    else:
        parts = text.replace("\r\n", "\n").replace("\r", "\n").split("\n\n")
        lines = (escape(part.strip(), quote=False).replace("\n", "<br>") for part in parts if part.strip())
        written = "".join(f"<p>{part}</p>" for part in lines)
    cleaned = body.clean(written)
    for removed in cleaned.removed:
        writer.note(f"Left out of the text: {removed}.")
    return str(cleaned.html)


def _listed(text: str) -> list[str]:
    parts = (one_line(part) for part in text.replace("|", ";").split(";"))
    return list(dict.fromkeys(part for part in parts if part))


def _slug(name: str) -> str:
    return letters.slug(name, most=80) or hashlib.sha256(name.encode()).hexdigest()[:12]


def _old_paths(address: str) -> tuple[str, ...]:
    try:
        place = urlsplit(address)
    except ValueError:
        return ()
    path = unquote(place.path)
    if not path.startswith("/") or path == "/":
        return ()
    return (f"{path}?{place.query}" if place.query else path,)
