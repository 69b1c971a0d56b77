"""The zones of a front as readers see them, with a function for each layout. Python writes their HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString, mark_safe

from articles.composing import cards
from articles.composing.cards import Card

if TYPE_CHECKING:
    from articles.composing.arrangement import Zone
    from articles.models.taxonomy import Section

# How wide pictures are. 80vw: see templates/site/_picture.html.
ON_A_PHONE = "(min-resolution: 1.5dppx) 80vw, 100vw"
OF_A_FRONT = f"(min-width: 80rem) 52rem, (min-width: 62rem) 64vw, {ON_A_PHONE}"
OF_AN_OPENER = f"(min-width: 80rem) 44rem, (min-width: 62rem) 56vw, {ON_A_PHONE}"
OF_A_BLOCK = f"(min-width: 80rem) 38rem, (min-width: 62rem) 48vw, {ON_A_PHONE}"
SECOND_OF_A_BLOCK = "(min-width: 62rem) 17rem, 7rem"
IN_COLUMNS = "(min-width: 80rem) 18rem, (min-width: 62rem) 22vw, (min-width: 40rem) 46vw"


@dataclass
class Shown:
    """A zone on the page: at least one story, and the name above them."""

    zone: Zone
    stories: list[Card]
    name: str
    address: str
    section: Section | None
    anchor: str
    within: Section | None
    """What the page or the zone is about already, so that no kicker says it again."""
    is_first: bool = False
    """Its large picture is what the page opens with."""

    def cards(self, stories: Iterable[Card], **shows: Any) -> str:
        """The cards below the zone's name. `shows` is passed on to `cards.card`."""
        heading = "h3" if self.name else "h2"
        return "".join(cards.card(story, heading=heading, within=self.within, **shows) for story in stories)


def written(zones: Iterable[Shown], between: str = "") -> SafeString:
    """The zones; after the first of several stands what is `between`, safe HTML."""
    found = [_under_its_name(zone, LAYOUTS[zone.zone.layout](zone)) for zone in zones]
    if len(found) > 1:
        found.insert(1, between)
    return mark_safe("".join(found))  # noqa: S308 # escaped part by part


def _under_its_name(zone: Shown, inside: str) -> str:
    if not zone.name:
        return f'<div class="zone">\n{inside}</div>\n'
    section = f" section-{escape(zone.section.slug)}" if zone.section else ""
    name, anchor = escape(zone.name), f"block-{escape(zone.anchor)}"
    name = f'<a href="{escape(zone.address)}">{name}</a>' if zone.address else f"<span>{name}</span>"
    return (
        f'<section class="block{section}" aria-labelledby="{anchor}">\n'
        f'<h2 class="block-name" id="{anchor}">{name}</h2>\n{inside}</section>\n'
    )


def _front(zone: Shown) -> str:
    """One large story, four beside it, the rest in a row below."""
    first, beside, below = zone.stories[:1], zone.stories[1:5], zone.stories[5:]
    return _box(
        "front",
        _box("front-first", _large(zone, first, large=zone.is_first, sizes=OF_A_FRONT)),
        _box("front-beside", zone.cards(beside, text=True, by=True)),
        _box("front-row", zone.cards(below, picture=True, sizes=f"{IN_COLUMNS}, 7rem")),
    )


def _opener(zone: Shown) -> str:
    """One large story beside its picture, the others in a row below."""
    first, others = zone.stories[:1], zone.stories[1:]
    return _box("opener", _large(zone, first, large=True, sizes=OF_AN_OPENER)) + _box(
        "zone-row", zone.cards(others, picture=True, sizes=f"{IN_COLUMNS}, 7rem")
    )


def _large(zone: Shown, first: list[Card], *, large: bool, sizes: str) -> str:
    """The first card of a zone. Only the one that opens the page is loaded before everything else."""
    return zone.cards(
        first, picture=True, text=True, by=True, when=True, first=zone.is_first, large=large, sizes=sizes
    )


def _row(zone: Shown) -> str:
    """Stories of one size with pictures."""
    same = zone.cards(zone.stories, picture=True, text=True, by=True, sizes=f"{IN_COLUMNS}, 40vw")
    return _box("zone-row", same)


def _block(zone: Shown) -> str:
    """A large story, a second, the rest in brief."""
    first, second, brief = zone.stories[:1], zone.stories[1:2], zone.stories[2:]
    return _box(
        "block-stories",
        zone.cards(first, picture=True, text=True, by=True, sizes=OF_A_BLOCK),
        zone.cards(second, picture=True, text=True, sizes=SECOND_OF_A_BLOCK),
        _box("block-brief", zone.cards(brief)),
    )


def _voices(zone: Shown) -> str:
    """Who says it and what they say."""
    return _box("zone-voices", zone.cards(zone.stories, text=True, by=True))


def _headlines(zone: Shown) -> str:
    """Headlines in columns."""
    return _box("zone-headlines", zone.cards(zone.stories))


def _hours(zone: Shown) -> str:
    """Headlines by the hour. The day is written once, beside its first story."""
    rows, day = [], ""
    for story in zone.stories:
        before, day = day, story.day
        said = f'<span class="zone-day">{day}</span> ' if day != before else ""
        rows.append(f'<li><p class="zone-when">{said}{story.hour}</p>\n{zone.cards([story])}</li>\n')
    return f'<ol class="zone-hours">\n{"".join(rows)}</ol>\n'


def _box(name: str, *inside: str) -> str:
    """A box around what is inside; nothing if there is nothing."""
    within = "\n".join(filter(None, inside))
    return f'<div class="{name}">\n{within}\n</div>\n' if within else ""


LAYOUTS: dict[str, Callable[[Shown], str]] = {
    "front": _front,
    "opener": _opener,
    "row": _row,
    "block": _block,
    "voices": _voices,
    "headlines": _headlines,
    "hours": _hours,
}
