"""What changed between two arrangements, in the words of an editor: “Lead: Ferries sail → Ferries stay”."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import zip_longest

from django.utils.translation import gettext as _

from articles.composing.arrangement import LAYOUTS, Arrangement, Pin, Zone

Names = Callable[[int], str]


def changes(before: Arrangement, after: Arrangement, headline: Names) -> list[str]:
    """The changes, one line each. `headline` names a story by its number."""
    old = {zone.key: zone for zone in before.zones}
    new = {zone.key: zone for zone in after.zones}
    said = [_("{zone}: removed").format(zone=zone.name) for key, zone in old.items() if key not in new]
    for number, zone in enumerate(after.zones, start=1):
        if zone.key not in old:
            said.append(_("{zone}: added as number {number}").format(zone=zone.name, number=number))
            said += [
                _("{zone}: {story} pinned").format(zone=zone.name, story=headline(pin.story))
                for pin in zone.pins
            ]
        else:
            said += [f"{zone.name}: {words}" for words in _of_zone(old[zone.key], zone, headline)]
    kept = [zone.key for zone in before.zones if zone.key in new]
    if kept != [zone.key for zone in after.zones if zone.key in old]:
        said.append(_("Order: {zones}").format(zones=", ".join(zone.name for zone in after.zones)))
    return said


def _of_zone(old: Zone, new: Zone, headline: Names) -> Iterable[str]:
    if old.kind != new.kind:
        yield _("is another kind of zone")
    if old.title != new.title:
        yield _("title {before} → {after}").format(before=_quoted(old.title), after=_quoted(new.title))
    if old.of != new.of:
        everything = _("everything")
        yield _("fills from {before} → {after}").format(
            before=old.of or everything, after=new.of or everything
        )
    if old.layout != new.layout:
        yield _("layout {before} → {after}").format(
            before=_(LAYOUTS[old.layout].label).lower(), after=_(LAYOUTS[new.layout].label).lower()
        )
    if old.count != new.count:
        yield _("{before} → {after} stories").format(before=old.count, after=new.count)
    was, now = [pin.story for pin in old.pins], [pin.story for pin in new.pins]
    if sorted(was) == sorted(now) and was != now:
        yield _("order {stories}").format(stories=", ".join(map(headline, now)))
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
            yield _("{story} unpinned").format(story=headline(left))
        elif right:
            yield _("{story} pinned").format(story=headline(right))


def _words(before: Pin, after: Pin, headline: Names) -> Iterable[str]:
    name = headline(after.story)
    if before.headline != after.headline:
        yield _("headline of {story}: {before} → {after}").format(
            story=name, before=_quoted(before.headline), after=_quoted(after.headline)
        )
    if before.kicker != after.kicker:
        yield _("kicker of {story}: {before} → {after}").format(
            story=name, before=_quoted(before.kicker), after=_quoted(after.kicker)
        )
    if before.picture != after.picture:
        yield _("another picture for {story}").format(story=name)


def _quoted(text: str) -> str:
    return f"“{text}”" if text else _("none of its own")
