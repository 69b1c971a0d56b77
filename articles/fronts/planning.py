"""Which story stands where: first the pins, then what the rules find, no story twice.

Numbers go in and numbers come out; nothing here asks the database.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from articles.composing.arrangement import Arrangement, Pin, Rule


class PlannedPlace(NamedTuple):
    """A place in a zone: the story in it, and the pin that put it there."""

    story: int
    pin: Pin | None = None


def plan(
    arrangement: Arrangement,
    *,
    live: Collection[int],
    candidates: Mapping[Rule, Sequence[int]],
    within: str = "",
) -> list[list[PlannedPlace]]:
    """For each zone its places, in order.

    `live` says which pinned stories may be shown: the others leave no gap. `candidates` are what each rule finds,
    best first. A pin has no effect if its zone has no room for it, or if its story is pinned before.
    """
    taken: set[int] = set()
    places: list[list[PlannedPlace]] = []
    # All pins are placed before anything is filled, so that a pin further down does not fill a zone further up.
    for zone in arrangement.zones:
        pinned: list[PlannedPlace] = []
        for pin in zone.pins:
            if len(pinned) < zone.count and pin.story in live and pin.story not in taken:
                taken.add(pin.story)
                pinned.append(PlannedPlace(pin.story, pin))
        places.append(pinned)
    for zone, filled in zip(arrangement.zones, places, strict=True):
        for story in candidates.get(zone.rule(within), ()):
            if len(filled) >= zone.count:
                break
            if story not in taken:
                taken.add(story)
                filled.append(PlannedPlace(story))
    return places


def needs(arrangement: Arrangement, within: str = "") -> dict[Rule, int]:
    """How many stories each rule has to find, so that every zone can be filled whatever the others have taken."""
    rules = [(zone.rule(within), zone.count) for zone in arrangement.zones]
    pins = len(arrangement.pinned)
    wanted: dict[Rule, int] = {}
    for number, (rule, _) in enumerate(rules):
        before = sum(count for other, count in rules[: number + 1] if not are_apart(rule, other))
        wanted[rule] = max(wanted.get(rule, 0), before + pins)
    return wanted


def are_apart(rule: Rule, other: Rule) -> bool:
    """Whether no story can be found by both rules: they name two sections, and neither is inside the other."""
    if rule.by != "section" or other.by != "section":
        return False
    ways = f"{rule.of}/", f"{other.of}/"
    return not (ways[0].startswith(ways[1]) or ways[1].startswith(ways[0]))
