"""How a front is arranged: zones in order, each with its kind, its look and its pins. Plain records, stored as JSON.

The kind of a zone says what fills it; `of` names the section, topic or type.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.models.story import LENGTHS, ArticleType, too_long

MOST_ZONES = 20
MOST_PLACES = 20
"""In one zone."""
MOST_STORIES = 120
"""On one front: beyond that it is an archive."""
TITLE_LENGTH = 60
KICKER_LENGTH = 60
OF_LENGTH = 130
LARGEST_NUMBER = 2**63 - 1


class UnreadableArrangement(Exception):
    """The stored JSON is not an arrangement."""


@dataclass(frozen=True)
class Layout:
    name: str
    label: str


LAYOUTS = {
    layout.name: layout
    for layout in (
        Layout("front", gettext_noop("One large story, four beside it, the rest in a row")),
        Layout("opener", gettext_noop("One large story beside its picture")),
        Layout("row", gettext_noop("Stories of one size with pictures")),
        Layout("block", gettext_noop("A large story, a second, the rest in brief")),
        Layout("voices", gettext_noop("Who says it and what, without pictures")),
        Layout("headlines", gettext_noop("Headlines in columns")),
        Layout("hours", gettext_noop("Headlines by the hour")),
    )
}


@dataclass(frozen=True)
class ZoneKind:
    """What a zone is for: what fills it, and its layout unless an editor chooses another one."""

    name: str
    label: str
    fills: str
    """newest, section, topic or type"""
    layout: str
    count: int


KINDS = {
    kind.name: kind
    for kind in (
        ZoneKind("lead", gettext_noop("Lead"), "newest", "front", 9),
        ZoneKind("secondary", gettext_noop("Secondary"), "newest", "row", 4),
        ZoneKind("opinion", gettext_noop("Opinion, or another type"), "type", "voices", 4),
        ZoneKind("recent", gettext_noop("Most recent"), "newest", "hours", 8),
        ZoneKind("section", gettext_noop("Section block"), "section", "block", 6),
        ZoneKind("topic", gettext_noop("Topic package"), "topic", "block", 5),
    )
}


@dataclass(frozen=True)
class Pin:
    """A story that an editor put in its place, and what this front shows instead of its own words and picture."""

    story: int
    headline: str = ""
    kicker: str = ""
    picture: int | None = None
    """The number of one of the story's own pictures."""

    @property
    def is_plain(self) -> bool:
        return not (self.headline or self.kicker or self.picture)


@dataclass(frozen=True)
class Rule:
    """What a zone fills itself with: `by` newest, section, topic or type; `within` is the section of the front."""

    by: str
    of: str = ""
    within: str = ""


@dataclass(frozen=True)
class Zone:
    key: int
    """Its own for good, so that two versions can be compared."""
    kind: str
    layout: str
    count: int
    title: str = ""
    of: str = ""
    """A section by its way (“city/transport”), a topic by its slug, or a type."""
    pins: tuple[Pin, ...] = ()

    def rule(self, within: str = "") -> Rule:
        """The rule of this zone. `within` is the section whose front it is; empty on the home page."""
        fills = KINDS[self.kind].fills
        if fills == "newest":
            return Rule("section", within) if within else Rule("newest")
        if fills == "type":
            return Rule("type", self.of or ArticleType.OPINION, within)
        return Rule(fills, self.of)

    @property
    def name(self) -> str:
        return self.title or _(KINDS[self.kind].label)


@dataclass(frozen=True)
class Arrangement:
    zones: tuple[Zone, ...] = ()

    @property
    def pinned(self) -> list[int]:
        """The numbers of all pinned stories, each once."""
        return list(dict.fromkeys(pin.story for zone in self.zones for pin in zone.pins))

    @property
    def next_key(self) -> int:
        return max((zone.key for zone in self.zones), default=0) + 1

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def read(stored: Any) -> Arrangement:
    """The arrangement that `as_json` wrote. Raises UnreadableArrangement if anything in it is not understood."""
    try:
        zones = tuple(
            Zone(**{**_known(zone, Zone), "pins": tuple(Pin(**_known(pin, Pin)) for pin in zone["pins"])})
            for zone in stored["zones"]
        )
    except (TypeError, KeyError, AttributeError) as problem:
        raise UnreadableArrangement(str(problem)) from problem
    found = Arrangement(zones)
    if problems := check(found):
        raise UnreadableArrangement(" ".join(problems))
    return found


def _known(row: Mapping[str, Any], record: type[Any]) -> dict[str, Any]:
    names = {field.name for field in fields(record)}
    return {name: value for name, value in row.items() if name in names}


def check(arrangement: Arrangement) -> list[str]:
    """What is wrong with an arrangement, in words for an editor."""
    zones = arrangement.zones
    problems = [problem for zone in zones for problem in _check_zone(zone)]
    if len(zones) > MOST_ZONES:
        problems.append(_("A front has {most} zones at most.").format(most=MOST_ZONES))
    if len({zone.key for zone in zones}) < len(zones):
        problems.append(_("Two zones have the same number."))
    if not problems and sum(zone.count for zone in zones) > MOST_STORIES:
        problems.append(_("A front has room for {most} stories at most.").format(most=MOST_STORIES))
    return problems


def _check_zone(zone: Zone) -> Iterable[str]:
    kind = KINDS.get(zone.kind) if isinstance(zone.kind, str) else None
    if kind is None or not _is_text(zone.title) or not _is_text(zone.of):
        yield _("There is a zone that nobody knows.")
        return
    words = [
        (_("The title of a zone"), zone.title, TITLE_LENGTH),
        (_("What a zone shows"), zone.of, OF_LENGTH),
    ]
    for pin in filter(_is_pin, zone.pins):
        words += [
            (_("The headline of a pin"), pin.headline, LENGTHS["headline"]),
            (_("The kicker of a pin"), pin.kicker, KICKER_LENGTH),
        ]
    yield from (reason for said in words if (reason := too_long(*said)))
    if not isinstance(zone.layout, str) or zone.layout not in LAYOUTS:
        yield _("“{zone}” has no layout.").format(zone=zone.name)
    if not _is_number(zone.key):
        yield _("“{zone}” has no number.").format(zone=zone.name)
    if not _is_number(zone.count) or zone.count > MOST_PLACES:
        yield _("“{zone}” has room for one to {most} stories.").format(zone=zone.name, most=MOST_PLACES)
    if kind.fills == "section" and not zone.of:
        yield _("“{zone}”: choose the section it shows.").format(zone=zone.name)
    if kind.fills == "topic" and not zone.of:
        yield _("“{zone}”: choose the topic it shows.").format(zone=zone.name)
    if kind.fills == "type" and zone.of and zone.of not in ArticleType.values:
        yield _("“{zone}”: choose the type it shows.").format(zone=zone.name)
    if len(zone.pins) > MOST_PLACES:
        yield _("“{zone}” has {most} pins at most.").format(zone=zone.name, most=MOST_PLACES)
    if not all(map(_is_pin, zone.pins)):
        yield _("“{zone}” has a pin that cannot be read.").format(zone=zone.name)


def _is_pin(pin: Pin) -> bool:
    return (
        _is_number(pin.story)
        and (pin.picture is None or _is_number(pin.picture))
        and _is_text(pin.headline)
        and _is_text(pin.kicker)
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and "\0" not in value


def _is_number(value: Any) -> bool:
    return type(value) is int and 0 < value <= LARGEST_NUMBER


def without_repeats(arrangement: Arrangement) -> Arrangement:
    """The arrangement with every story pinned once. Of several pins of a story only the first has any effect."""
    seen: set[int] = set()
    zones = []
    for zone in arrangement.zones:
        pins = []
        for pin in zone.pins:
            if pin.story not in seen:
                seen.add(pin.story)
                pins.append(pin)
        zones.append(replace(zone, pins=tuple(pins)))
    return Arrangement(tuple(zones))


def home(sections: Iterable[str]) -> Arrangement:
    """The home page until somebody arranges it: the newest, then a block for each section of the first level."""
    lead = KINDS["lead"]
    block = KINDS["section"]
    return Arrangement(
        (
            Zone(1, lead.name, lead.layout, lead.count),
            *(
                Zone(key, block.name, block.layout, block.count, of=slug)
                for key, slug in enumerate(sections, start=2)
            ),
        )
    )


SECTION = Arrangement((Zone(1, "lead", "opener", 1),))
"""The page of a section until somebody arranges it. Below its zone every section's page goes on by the hour."""
