"""What changed between two arrangements, in the words of an editor: “Lead: Ferries sail → Ferries stay”."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import zip_longest

from articles.composing.arrangement import LAYOUTS, Arrangement, Pin, Zone

Names = Callable[[int], str]


def changes(before: Arrangement, after: Arrangement, headline: Names) -> list[str]:
    """The changes, one line each. `headline` names a story by its number."""
    old = {zone.key: zone for zone in before.zones}
    new = {zone.key: zone for zone in after.zones}
    said = [f"{zone.name}: removed" for key, zone in old.items() if key not in new]
    for number, zone in enumerate(after.zones, start=1):
        if zone.key not in old:
            said.append(f"{zone.name}: added as number {number}")
            said += [f"{zone.name}: {headline(pin.story)} pinned" for pin in zone.pins]
        else:
            said += [f"{zone.name}: {words}" for words in _of_zone(old[zone.key], zone, headline)]
    kept = [zone.key for zone in before.zones if zone.key in new]
    if kept != [zone.key for zone in after.zones if zone.key in old]:
        said.append(f"Order: {', '.join(zone.name for zone in after.zones)}")
    return said


def _of_zone(old: Zone, new: Zone, headline: Names) -> Iterable[str]:
    if old.kind != new.kind:
        yield "is another kind of zone"
    if old.title != new.title:
        yield f"title {_quoted(old.title)} → {_quoted(new.title)}"
    if old.of != new.of:
        yield f"fills from {old.of or 'everything'} → {new.of or 'everything'}"
    if old.layout != new.layout:
        yield f"layout {LAYOUTS[old.layout].label.lower()} → {LAYOUTS[new.layout].label.lower()}"
    if old.count != new.count:
        yield f"{old.count} → {new.count} stories"
    was, now = [pin.story for pin in old.pins], [pin.story for pin in new.pins]
    if sorted(was) == sorted(now) and was != now:
        yield f"order {', '.join(map(headline, now))}"
    elif was != now:
        yield from _pins(was, now, headline)
    for pin in new.pins:
        for before in old.pins:
            if before.story == pin.story:
                yield from _words(before, pin, headline)


def _pins(was: list[int], now: list[int], headline: Names) -> Iterable[str]:
    gone = [story for story in was if story not in now]
    come = [story for story in now if story not in was]
    for left, right in zip_longest(gone, come):
        if left and right:
            yield f"{headline(left)} → {headline(right)}"
        elif left:
            yield f"{headline(left)} unpinned"
        elif right:
            yield f"{headline(right)} pinned"


def _words(before: Pin, after: Pin, headline: Names) -> Iterable[str]:
    name = headline(after.story)
    if before.headline != after.headline:
        yield f"headline of {name}: {_quoted(before.headline)} → {_quoted(after.headline)}"
    if before.kicker != after.kicker:
        yield f"kicker of {name}: {_quoted(before.kicker)} → {_quoted(after.kicker)}"
    if before.picture != after.picture:
        yield f"another picture for {name}"


def _quoted(text: str) -> str:
    return f"“{text}”" if text else "none of its own"
