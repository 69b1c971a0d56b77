"""Which story stands where: pins first, the rest by rule, no story twice. Numbers in, numbers out; no database."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from articles.composing.arrangement import Arrangement, Pin, Rule


@dataclass(frozen=True)
class PlannedPlace:
    """One place of a zone: the story that has it, and the pin that gave it the place."""

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

    `live` says which of the pinned stories may be shown; the others leave no gap. `candidates` are what each rule
    finds, best first. A pin beyond the room of its zone, or of a story pinned before, is passed over.
    """
    taken: set[int] = set()
    places: list[list[PlannedPlace]] = []
    # All pins before any filling: what is pinned further down does not fill a zone further up.
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
    """How many stories each rule has to find, so that every zone can fill whatever others have taken."""
    rules = [(zone.rule(within), zone.count) for zone in arrangement.zones]
    pins = len(arrangement.pinned)
    wanted: dict[Rule, int] = {}
    for number, (rule, _) in enumerate(rules):
        before = sum(count for other, count in rules[: number + 1] if not are_apart(rule, other))
        wanted[rule] = max(wanted.get(rule, 0), before + pins)
    return wanted


def are_apart(rule: Rule, other: Rule) -> bool:
    """Whether no story can be found by both: two sections of which neither is inside the other."""
    if rule.by != "section" or other.by != "section":
        return False
    ways = f"{rule.of}/", f"{other.of}/"
    return not (ways[0].startswith(ways[1]) or ways[1].startswith(ways[0]))
