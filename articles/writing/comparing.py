"""Compares two versions of a story: two contents and the names that they point to go in, a redline comes out.

Nothing here asks the database. What a version names by number (section, reporters, topics, agencies, pictures,
related stories) is compared by number and shown by name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Literal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.body.differing import spans
from articles.body.reading import parse
from articles.body.schema import Node
from articles.models import content
from articles.models.content import Content
from articles.models.story import ArticleType, BylineRole, SourceUse
from articles.writing import redline

# In the order of a story, then of the desk's form. The lead picture and the body are not here: they are shown as
# pictures and as passages.
HEAD = ("kicker", "headline", "standfirst", "dateline_place")
VALUES = (
    "section_id",
    "article_type",
    "language",
    "translation_of_id",
    "slug",
    "no_advertisements",
    "is_sensitive",
)
ABOUT = (*VALUES, "search_title", "search_description", "social_title", "social_description")
LEAD = ("lead_picture_id", "lead_caption", "lead_alt", "lead_credit", "lead_decorative", "lead_crop")
# The words for one use of a picture: what editors call them, and the name under which a text keeps them.
USE_WORDS = (
    gettext_noop("Caption"),
    gettext_noop("Alt text"),
    gettext_noop("Credit"),
    gettext_noop("For screen readers"),
    gettext_noop("Crop"),
)
IN_TEXT = ("data-caption", "data-alt", "data-credit", "data-decorative", "data-crop")
SWITCHES = {
    "no_advertisements": (gettext_noop("As usual"), gettext_noop("None in this story")),
    "is_sensitive": (gettext_noop("No warning"), gettext_noop("Readers are warned")),
}
What = Literal["same", "changed", "added", "removed", "moved here", "moved away"]
Sign = Literal["", "−", "+"]


NOTHING = SafeString("")


@dataclass(frozen=True)
class Picture:
    label: str
    thumbnail: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class NamesOfNumbers:
    """The names for the numbers in a content."""

    sections: Mapping[int, str] = field(default_factory=dict)
    reporters: Mapping[int, str] = field(default_factory=dict)
    topics: Mapping[int, str] = field(default_factory=dict)
    agencies: Mapping[int, str] = field(default_factory=dict)
    stories: Mapping[int, str] = field(default_factory=dict)
    pictures: Mapping[int, Picture] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """A field of words. `is_changed` is false if the field is shown only so that the story can be read."""

    name: str
    label: str
    html: SafeString
    is_changed: bool = True


@dataclass(frozen=True)
class Rows:
    """Bylines, sources or topics. Each row has a sign that says whether it came, went or stayed."""

    name: str
    label: str
    rows: tuple[tuple[Sign, str], ...]


@dataclass(frozen=True)
class PictureInBoth:
    """One use of a picture on both sides. None means that the picture was not there, or is not there now."""

    old: Picture | None
    new: Picture | None
    words: tuple[tuple[str, SafeString], ...]  # what changed in this use: caption, alt text, credit, crop
    is_same: bool = False  # only the words of this use changed


@dataclass(frozen=True)
class Passage:
    """A block of the body that differs, or a stretch of blocks that do not."""

    what: What
    html: SafeString = NOTHING
    picture: PictureInBoth | None = None
    turned: str = ""  # such as: paragraph → subheading
    count: int = 1

    @property
    def moved(self) -> str:
        return {"moved here": _("moved here"), "moved away": _("moved away")}.get(self.what, "")

    @property
    def sign(self) -> str:
        return {"added": "+", "moved here": "+", "removed": "−", "moved away": "−"}.get(self.what, "")


@dataclass(frozen=True)
class Comparison:
    head: tuple[Line, ...]
    lead: PictureInBoth | None
    body: tuple[Passage, ...]
    about: tuple[Line, ...]
    rows: tuple[Rows, ...]
    words: tuple[str, ...]  # what differs, in short, such as: headline, 2 paragraphs

    @property
    def is_same(self) -> bool:
        return not self.words


def mentioned(*contents: Content) -> dict[str, set[int]]:
    """The numbers whose names have to be read, by the fields of `NamesOfNumbers`."""
    bodies = [content.fields["body"] for content in contents]
    found: dict[str, Iterable[Any]] = {
        "sections": (content.fields["section_id"] for content in contents),
        "reporters": (row["reporter"] for content in contents for row in content.bylines),
        "topics": (topic for content in contents for topic in content.topics),
        "agencies": (row["agency"] for content in contents for row in content.sources),
        "stories": [
            *(content.fields["translation_of_id"] for content in contents),
            *_numbers("related", bodies),
        ],
        "pictures": [
            *(content.fields["lead_picture_id"] for content in contents),
            *_numbers("picture", bodies),
        ],
    }
    return {name: {number for number in numbers if number} for name, numbers in found.items()}


def _numbers(name: str, bodies: Iterable[str]) -> list[int]:
    # Every stored body has this form, so all numbers are found. Too many do no harm.
    return [int(number) for body in bodies for number in re.findall(rf'data-{name}="(\d{{1,18}})"', body)]


def compare(old: Content, new: Content, names: NamesOfNumbers) -> Comparison:
    head = tuple(_line(name, old, new, names) for name in HEAD if old.fields[name] or new.fields[name])
    lead = _lead(old, new, names)
    body = tuple(_passages(old.fields["body"], new.fields["body"], names))
    about = tuple(_line(name, old, new, names) for name in ABOUT if old.fields[name] != new.fields[name])
    rows = tuple(
        Rows(name, content.word_for(name).capitalize(), _rows(was, now, in_words, names))
        for name, in_words in (("bylines", _byline), ("sources", _source), ("topics", _topic))
        if (was := getattr(old, name)) != (now := getattr(new, name))
    )
    words = [line.label.lower() for line in head if line.is_changed]
    words += [_("lead picture")] if lead else []
    words += _counted(body)
    words += [part.label.lower() for part in rows]
    words += [line.label.lower() for line in about]
    return Comparison(head, lead, body, about, rows, tuple(words))


def _counted(body: Iterable[Passage]) -> list[str]:
    # A moved paragraph counts as one change, but is shown both where it was and where it is.
    count = sum(passage.what not in {"same", "moved away"} for passage in body)
    return [content.paragraphs(count)] if count else []


# Fields


def _line(name: str, old: Content, new: Content, names: NamesOfNumbers) -> Line:
    was, now = old.fields[name], new.fields[name]
    marked = redline.instead if name in VALUES else redline.of_text
    html = marked(_value(name, was, names), _value(name, now, names))
    return Line(name, content.word_for(name).capitalize(), html, was != now)


def _value(name: str, value: Any, names: NamesOfNumbers) -> str:
    """The value of a field in words."""
    if name == "section_id":
        return names.sections.get(value, _("Section {number}").format(number=value)) if value else ""
    if name == "translation_of_id":
        return names.stories.get(value, _("Story {number}").format(number=value)) if value else ""
    if name in SWITCHES:
        return _(SWITCHES[name][bool(value)])
    if name == "article_type":
        return _(ArticleType(value).label)
    return str(value or "")


# Rows


def _byline(row: Mapping[str, Any], names: NamesOfNumbers) -> str:
    name = row["organisation"] or names.reporters.get(row["reporter"], _("a reporter who is gone"))
    said = _("{role}: {name}, as {shown}") if row["name"] else _("{role}: {name}")
    return said.format(role=_(BylineRole(row["role"]).label), name=name, shown=row["name"])


def _source(row: Mapping[str, Any], names: NamesOfNumbers) -> str:
    agency = names.agencies.get(row["agency"], _("an agency that is gone"))
    said = _("{agency}: {use}, credited as {credit}") if row["credit_line"] else _("{agency}: {use}")
    return said.format(agency=agency, use=SourceUse(row["use"]).label.lower(), credit=row["credit_line"])


def _topic(number: int, names: NamesOfNumbers) -> str:
    return names.topics.get(number, _("a topic that is gone"))


def _rows(
    was: Sequence[Any],
    now: Sequence[Any],
    in_words: Callable[[Any, NamesOfNumbers], str],
    names: NamesOfNumbers,
) -> tuple[tuple[Sign, str], ...]:
    found: list[tuple[Sign, str]] = []
    for span in spans(*([json.dumps(row, sort_keys=True) for row in side] for side in (was, now))):
        before: list[tuple[Sign, str]] = [("−", in_words(row, names)) for row in was[span.a : span.b]]
        after: list[tuple[Sign, str]] = [("+", in_words(row, names)) for row in now[span.c : span.d]]
        found += [("", words) for _, words in before] if span.equal else [*before, *after]
    return tuple(found)


# Pictures


def _lead(old: Content, new: Content, names: NamesOfNumbers) -> PictureInBoth | None:
    if all(old.fields[name] == new.fields[name] for name in LEAD):
        return None
    was, now = (side.fields["lead_picture_id"] for side in (old, new))
    words = [
        [
            _("decorative") if value is True else value or ""
            for value in (side.fields[name] for name in LEAD[1:])
        ]
        for side in (old, new)
    ]
    return _picture_change((was, now), words, names)


def _picture_in_text(old: Node | None, new: Node | None, names: NamesOfNumbers) -> PictureInBoth:
    was, now = (int(side.attr("data-picture")) if side else None for side in (old, new))
    words = [[side.attr(name) if side else "" for name in IN_TEXT] for side in (old, new)]
    return _picture_change((was, now), words, names)


def _picture_change(
    numbers: tuple[int | None, int | None], words: list[list[str]], names: NamesOfNumbers
) -> PictureInBoth:
    old, new = (
        names.pictures.get(n, Picture(_("Picture {number}").format(number=n))) if n else None for n in numbers
    )
    changed = zip(USE_WORDS, *words, strict=True)
    return PictureInBoth(
        old,
        new,
        tuple((_(what), redline.of_text(was, now)) for what, was, now in changed if was or now),
        is_same=numbers[0] == numbers[1],
    )


# The body


def _passages(old: str, new: str, names: NamesOfNumbers) -> Iterator[Passage]:
    pairs = list(redline.aligned(parse(old)[0], parse(new)[0]))
    moved = {was for was, now in pairs if not now} & {now for was, now in pairs if not was}
    for is_same, together in groupby(pairs, lambda pair: pair[0] == pair[1]):
        if is_same:
            nodes = [now for _, now in together if now]
            html = "".join(redline.as_it_is(node, names.stories) for node in nodes)
            yield Passage("same", SafeString(html), count=len(nodes))
            continue
        for was, now in together:
            if was and now and not redline.same_frame(was, now):
                yield _passage(was, None, moved, names)
                yield _passage(None, now, moved, names)
            else:
                yield _passage(was, now, moved, names)


def _passage(was: Node | None, now: Node | None, moved: set[Node | None], names: NamesOfNumbers) -> Passage:
    what: What = "changed" if was and now else "removed" if was else "added"
    if (was or now) in moved:
        what = "moved away" if was else "moved here"
    if "picture" in {side.kind.name for side in (was, now) if side}:
        return Passage(what, picture=_picture_in_text(was, now, names))
    turned = f"{_word(was)} → {_word(now)}" if was and now and was.kind is not now.kind else ""
    return Passage(what, redline.of_nodes(was, now, names.stories), turned=turned)


def _word(node: Node) -> str:
    return _(node.kind.word_beside or node.kind.word)
