"""Where a story stands on the fronts that readers have, and what moves when it is put first on one."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.acts.act import Refused
from articles.composing import arrangement
from articles.composing.arrangement import Arrangement, Pin, UnreadableArrangement, Zone
from articles.composing.navigation import Navigation
from articles.fronts import available, going_live, planning, versions
from articles.fronts.available import Candidates
from articles.models import Front, FrontMove, FrontVersion, PublishedArticle, PublishedFront, Section

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True)
class Standing:
    """A place on a front that readers have. `section` is None for the home page."""

    section: Section | None
    zone: str
    place: int
    is_pinned: bool

    @property
    def front(self) -> str:
        return name_of(self.section)


@dataclass(frozen=True)
class Putting:
    """What becomes of a front if a story is put first on it."""

    section: Section | None
    zone: str
    wanted: Arrangement
    live: int | None
    """The number of the version that readers have; None if nobody has arranged this front."""
    is_first: bool
    moved_down: str = ""
    """The headline of the story that is first now."""
    moved_out: str = ""
    """The headline of the story that loses its place there."""
    unfinished: FrontVersion | None = None
    """A newer version that readers do not have: it is not put live with this."""

    @property
    def front(self) -> str:
        return name_of(self.section)


def name_of(section: Section | None) -> str:
    return str(section) if section else _("Home page")


def words_for(*, any_home: bool) -> str:
    """What somebody does who may set the home page, or only the front of a section."""
    return _("Put on the home page") if any_home else _("Put on the section’s front")


def fronts_of(section: Section | None) -> list[Section | None]:
    """The home page, and the fronts of a story's section and of the one around it."""
    around = [section.parent, section] if section and section.parent else [section] if section else []
    return [None, *around]


def standing(story: int, section: Section | None, *, now: datetime | None = None) -> list[Standing]:
    """Where readers find the story: on the home page, on the fronts of its section, and wherever it is pinned."""
    now = now or timezone.now()
    public = {row.section_id: row for row in PublishedFront.objects.select_related("section__parent", "next")}
    sections = fronts_of(section)
    known = {one.pk if one else None for one in sections}
    for row in public.values():
        if row.section_id not in known and story in (_arranged(row, now) or Arrangement()).pinned:
            sections.append(row.section)
    found: list[Standing] = []
    for one in sections:
        arranged = _arranged(public.get(one.pk if one else None), now) or _standard(one)
        found += _places(arranged, one, story)
    return found


def _arranged(public: PublishedFront | None, now: datetime) -> Arrangement | None:
    stored = public.content_at(now) if public else None
    try:
        return arrangement.read(stored) if stored else None
    except UnreadableArrangement:
        return None


def _standard(section: Section | None) -> Arrangement:
    """As a front is that nobody has arranged."""
    if section is not None:
        return arrangement.SECTION
    return arrangement.home(root.slug for root in Navigation.read().roots)


def _places(arranged: Arrangement, section: Section | None, story: int) -> Iterator[Standing]:
    within = available.way(section) if section else ""
    found = Candidates(planning.needs(arranged, within), arranged.pinned)
    for zone, places in zip(arranged.zones, _plan(arranged, found, within), strict=True):
        for number, place in enumerate(places, start=1):
            if place.story == story:
                yield Standing(section, _called(zone, found.navigation), number, place.pin is not None)


def _called(zone: Zone, navigation: Navigation) -> str:
    """By its title, or by the section that fills it."""
    of = navigation.find(available.last(zone.of)) if zone.kind == "section" else None
    return zone.title or (str(of) if of else zone.name)


def _plan(arranged: Arrangement, found: Candidates, within: str) -> list[list[planning.PlannedPlace]]:
    return planning.plan(arranged, live=found.live, candidates=found.found, within=within)


# Putting a story first


def with_first(arranged: Arrangement, story: int) -> Arrangement:
    """The front with this story first in its first zone. What the front says of it is kept."""
    pin = next((pin for zone in arranged.zones for pin in zone.pins if pin.story == story), Pin(story))
    zones = [
        replace(zone, pins=tuple(one for one in zone.pins if one.story != story)) for zone in arranged.zones
    ]
    if not zones:
        return arranged
    kept = zones[0].pins[: arrangement.MOST_PLACES - 1]
    return Arrangement((replace(zones[0], pins=(pin, *kept)), *zones[1:]))


def proposed(story: int, section: Section | None, *, now: datetime | None = None) -> Putting | None:
    """What becomes of the front; None if it has no zone at all."""
    front = Front.objects.select_related("newest__by", "live", "next").filter(section=section).first()
    live = _live_of(front, now or timezone.now()) if front else None
    before = versions.arrangement_of(live) or _standard(section)
    wanted = with_first(before, story)
    if not wanted.zones:
        return None
    within = available.way(section) if section else ""
    found = Candidates(planning.needs(wanted, within), wanted.pinned)
    old, new = (_plan(one, found, within) for one in (before, wanted))
    was = [place.story for place in old[0]]
    stays = {place.story for place in new[0]}
    out = next((one for one in was if one not in stays), None)
    first = was[0] if was and was[0] != story else None
    named = PublishedArticle.objects.filter(story_id__in=[one for one in (first, out) if one is not None])
    headlines = dict(named.values_list("story_id", "headline"))
    newest = front.newest if front else None
    return Putting(
        section,
        _called(wanted.zones[0], found.navigation),
        wanted,
        live.number if live else None,
        # A story that stands first by itself may be pinned there.
        is_first=bool(old[0]) and old[0][0].story == story and old[0][0].pin is not None,
        moved_down=headlines.get(first or 0, "") if first != out else "",
        moved_out=headlines.get(out or 0, ""),
        unfinished=newest if newest is not None and newest != live else None,
    )


def _live_of(front: Front, now: datetime) -> FrontVersion | None:
    """What readers have, even if the worker comes late."""
    return front.next if front.next_at is not None and front.next_at <= now else front.live


@transaction.atomic
def put_first(
    story: int,
    section: Section | None,
    *,
    seen: int | None,
    by: User,
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> FrontMove:
    """Readers get the front with this story first in its first zone; everything else stays as they have it.

    `seen` is the number of the version that readers had when this was decided. Raises Refused.
    """
    for act in ("edit", "put_live"):
        versions.refuse_unless_may(act, section, by)
    front = versions.locked(section)
    if done := going_live.done_already(key, front, FrontMove.Act.LIVE, by=by):
        return done
    if not (headline := PublishedArticle.objects.filter(story_id=story).values_list("headline", flat=True)):
        raise Refused(_("Readers do not have this story: publish it first."))
    putting = proposed(story, section, now=now)
    if putting is None:
        raise Refused(_("This front has no zone: arrange it first."))
    if putting.live != seen:
        raise Refused(
            _("The front has changed since you looked at it. Look at it again, and press once more.")
        )
    if putting.is_first:
        raise Refused(_("It stands there already."))
    base = front.newest.number if front.newest else None
    note = _("“{story}” first in {zone}").format(story=headline[0], zone=putting.zone)[:300]
    version = versions.save(section, putting.wanted, base=base, by=by, note=note, now=now) or front.newest
    if version is None:
        raise Refused(_("It stands there already."))
    return going_live.put_live(version, by=by, key=key, now=now)
