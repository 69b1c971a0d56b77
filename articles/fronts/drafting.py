"""A front while it is being arranged: read from a form, changed by buttons, and shown with what fills itself.

Nothing is stored here. What an editor has not saved is in the form, and comes with every press of a button.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.translation import gettext as _

from articles import policy
from articles.composing.arrangement import (
    KINDS,
    LAYOUTS,
    MOST_PLACES,
    MOST_ZONES,
    TITLE_LENGTH,
    Arrangement,
    Pin,
    Zone,
    ZoneKind,
)
from articles.composing.navigation import Navigation
from articles.fronts import available, planning
from articles.fronts.available import Candidates
from articles.models import Article, PublishedArticle, PublishedPicture, Section, State
from articles.models.published import PublishedArticleQuerySet
from articles.search import finding
from articles.writing import desk_search
from house.lines import one_line

if TYPE_CHECKING:
    from django.contrib.auth.models import User

DIGITS = re.compile("[0-9]{1,18}")
FOUND = 12


# Reading the form


def sent(form: QueryDict) -> Arrangement:
    """The arrangement in the form, as it was sent. `arrangement.check` says whether it may be saved."""
    keys = dict.fromkeys(filter(None, map(number, form.getlist("zone"))))
    zones = [zone for key in list(keys)[: MOST_ZONES + 1] if (zone := _zone(form, key))]
    return Arrangement(tuple(zones))


def _zone(form: QueryDict, key: int) -> Zone | None:
    kind = KINDS.get(form.get(f"z{key}-kind", ""))
    if kind is None:
        return None
    pins = dict.fromkeys(filter(None, map(number, form.getlist(f"z{key}-pin"))))
    return Zone(
        key=key,
        kind=kind.name,
        layout=layout if (layout := form.get(f"z{key}-layout", "")) in LAYOUTS else kind.layout,
        # However large the number is: it counts as too large.
        count=min(number(form.get(f"z{key}-count", "")), MOST_PLACES + 1),
        title=text(form, f"z{key}-title"),
        of=text(form, f"z{key}-of"),
        pins=tuple(_pin(form, story) for story in list(pins)[: MOST_PLACES + 1]),
    )


def _pin(form: QueryDict, story: int) -> Pin:
    return Pin(
        story,
        headline=text(form, f"p{story}-headline"),
        kicker=text(form, f"p{story}-kicker"),
        picture=number(form.get(f"p{story}-picture", "")) or None,
    )


def text(form: QueryDict, name: str) -> str:
    return one_line(form.get(name, "").replace("\0", ""))


def number(said: str) -> int:
    return int(said) if DIGITS.fullmatch(said) else 0


# Buttons


def moved(front: Arrangement, command: str, form: QueryDict) -> Arrangement:
    """The front after the press of a button, such as “pin-up:12”. An unknown command changes nothing."""
    act, _, said = command.partition(":")
    which = number(said.partition(".")[0])
    if act == "zone-add":
        return with_zone(front, form.get("new-kind", ""))
    if act == "pin":
        return with_pin(front, which, number(said.partition(".")[2]))
    move = MOVES.get(act)
    return move(front, which) if move else front


def with_zone(front: Arrangement, kind: str) -> Arrangement:
    made = KINDS.get(kind)
    if made is None:
        return front
    zone = Zone(front.next_key, made.name, made.layout, made.count)
    return Arrangement((*front.zones, zone))


def with_pin(front: Arrangement, key: int, story: int) -> Arrangement:
    if not story or story in front.pinned:
        return front
    return Arrangement(
        tuple(
            replace(zone, pins=(*zone.pins, Pin(story))) if zone.key == key else zone for zone in front.zones
        )
    )


def without_zone(front: Arrangement, key: int) -> Arrangement:
    return Arrangement(tuple(zone for zone in front.zones if zone.key != key))


def unpinned(front: Arrangement, story: int) -> Arrangement:
    return Arrangement(
        tuple(
            replace(zone, pins=tuple(pin for pin in zone.pins if pin.story != story)) for zone in front.zones
        )
    )


def zone_moved(front: Arrangement, key: int, step: int) -> Arrangement:
    zones = list(front.zones)
    at = next((index for index, zone in enumerate(zones) if zone.key == key), None)
    if at is None or not 0 <= at + step < len(zones):
        return front
    zones.insert(at + step, zones.pop(at))
    return Arrangement(tuple(zones))


def pin_moved(front: Arrangement, story: int, step: int) -> Arrangement:
    """The front with a pin moved up or down by one place. At the end of a zone it moves into the next."""
    pins = [list(zone.pins) for zone in front.zones]
    for zone, row in enumerate(pins):
        for at, pin in enumerate(row):
            if pin.story != story:
                continue
            row.remove(pin)
            if 0 <= at + step <= len(row):
                row.insert(at + step, pin)
            elif 0 <= zone + step < len(pins):
                other = pins[zone + step]
                other.insert(len(other) if step < 0 else 0, pin)
            else:
                return front
            return Arrangement(
                tuple(replace(one, pins=tuple(row)) for one, row in zip(front.zones, pins, strict=True))
            )
    return front


MOVES: dict[str, Callable[[Arrangement, int], Arrangement]] = {
    "zone-up": lambda front, key: zone_moved(front, key, -1),
    "zone-down": lambda front, key: zone_moved(front, key, 1),
    "zone-remove": without_zone,
    "pin-up": lambda front, story: pin_moved(front, story, -1),
    "pin-down": lambda front, story: pin_moved(front, story, 1),
    "unpin": unpinned,
}


def with_titles(front: Arrangement, topics: Mapping[str, str]) -> Arrangement:
    """Packages of topics get the topic's name, if they have no title."""
    return Arrangement(
        tuple(
            replace(zone, title=zone.title or topics.get(zone.of, "")[:TITLE_LENGTH])
            if zone.kind == "topic"
            else zone
            for zone in front.zones
        )
    )


# Showing


@dataclass
class Row:
    """A story in a zone, as the desk shows it."""

    story: int
    headline: str
    pin: Pin | None = None
    public: PublishedArticle | None = None
    state: str = ""
    """Why readers do not see it, in a word or two; empty if they do."""
    why: str = ""
    age: str = ""
    pictures: list[tuple[int, str]] = field(default_factory=list)

    @property
    def shows(self) -> bool:
        return self.public is not None and not self.state


@dataclass
class DeskZone:
    zone: Zone
    rows: list[Row]
    found: list[Row] | None = None
    """What a search for stories to pin has found; None if nobody searched."""
    asked: str = ""
    section: Section | None = None

    @property
    def kind(self) -> ZoneKind:
        return KINDS[self.zone.kind]

    @property
    def gaps(self) -> int:
        return max(0, self.zone.count - sum(row.shows for row in self.rows))

    @property
    def name(self) -> str:
        return self.zone.title or (str(self.section) if self.section else _(self.kind.label))


def shown(
    front: Arrangement, section: Section | None, by: User, now: datetime
) -> tuple[Navigation, list[DeskZone]]:
    """Every zone with the stories that readers would get now, and the pins without effect, with the reason."""
    within = available.way(section) if section else ""
    candidates = Candidates(planning.needs(front, within), front.pinned)
    planned = planning.plan(front, live=candidates.live, candidates=candidates.found, within=within)
    placed = {place.story for places in planned for place in places}
    public = live_rows().in_bulk(placed | candidates.live, field_name="story_id")
    own = policy.visible_articles(by).filter(pk__in=set(front.pinned) - candidates.live).in_bulk()
    pictures = pictures_of(public[story] for story in front.pinned if story in public)
    zones = []
    for zone, places in zip(front.zones, planned, strict=True):
        here = {place.story for place in places}
        rows = [_pinned(pin, pin.story in here, public, own, now) for pin in zone.pins]
        for row in rows:
            row.pictures = pictures.get(row.story, [])
            chosen = row.pin.picture if row.pin else None
            if chosen and chosen not in dict(row.pictures):
                row.pictures = [*row.pictures, (chosen, _("A picture that the story no longer has"))]
        rows += [
            row_of(public[place.story], now)
            for place in places
            if place.pin is None and place.story in public
        ]
        named = candidates.navigation.find(available.last(zone.of)) if zone.kind == "section" else None
        zones.append(DeskZone(zone, rows, section=named))
    return candidates.navigation, zones


def live_rows() -> PublishedArticleQuerySet:
    return PublishedArticle.objects.select_related("section", "lead").defer("body", "rendered_body")


def row_of(story: PublishedArticle, now: datetime) -> Row:
    return Row(story.story_id, story.headline, public=story, age=age(story.published_at, now))


def _pinned(
    pin: Pin,
    has_place: bool,
    public: Mapping[int, PublishedArticle],
    own: Mapping[int, Article],
    now: datetime,
) -> Row:
    if pin.story in public:
        row = row_of(public[pin.story], now)
        row.pin = pin
        if not has_place:
            row.state, row.why = _("No room"), _("The zone has room for fewer stories.")
        return row
    article = own.get(pin.story)
    if article is None:
        return Row(
            pin.story,
            _("Story {number}").format(number=pin.story),
            pin,
            state=_("Not live"),
            why=_("Readers see nothing of it."),
        )
    row = Row(article.pk, str(article), pin, state=_("Not live"), why=_("Readers see nothing of it."))
    if article.state == State.READY:
        row.state, row.why = (
            _("Ready"),
            _("Readers see nothing of it until it is published or released with this front."),
        )
    return row


def pictures_of(stories: Iterable[PublishedArticle]) -> dict[int, list[tuple[int, str]]]:
    """The pictures that a pin may show instead of the lead picture: those in the story's text."""
    numbers = {story.pk: story.story_id for story in stories}
    rows = PublishedPicture.objects.filter(story__in=numbers, use=PublishedPicture.Use.BODY)
    found: dict[int, list[tuple[int, str]]] = {}
    for row in rows.only("story_id", "image_id", "caption", "alt").order_by("story", "position"):
        words = (row.alt or row.caption or _("Picture {number}").format(number=row.image_id))[:60]
        found.setdefault(numbers[row.story_id or 0], []).append((row.image_id, words))
    return found


def searched(words: str, by: User, now: datetime, *, without: Iterable[int]) -> list[Row]:
    """Stories to pin: live ones, newest first, and those that are ready and that this person may see."""
    pinned = set(without)
    ready = policy.visible_articles(by).filter(state=State.READY, live_edition__isnull=True).newest_first()
    live = live_rows().newest_first()
    if words:
        ready, live = desk_search.matching(ready, words), live.filter(pk__in=finding.for_the_desk(words))
    rows = [
        Row(story.pk, str(story), state=_("Ready"), why=_("Goes live when it is published or released."))
        for story in ready.exclude(pk__in=pinned).exclude(headline="")[:FOUND]
    ]
    return rows + [row_of(story, now) for story in live.exclude(story_id__in=pinned)[:FOUND]]


def age(then: datetime, now: datetime) -> str:
    """How old a story is, at a glance: 25 min, 6 h, 3 d."""
    minutes = max(0, int((now - then).total_seconds() // 60))
    if minutes < 60:
        return _("{count} min").format(count=minutes)
    hours = minutes // 60
    if hours < 48:
        return _("{count} h").format(count=hours)
    return _("{count} d").format(count=hours // 24)
