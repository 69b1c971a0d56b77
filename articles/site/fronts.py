"""Fronts as readers get them: the arrangement filled with live stories, in at most four queries."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString

from articles.composing import arrangement, cards, frame
from articles.composing.arrangement import Arrangement, Pin, Rule, UnreadableArrangement, Zone
from articles.composing.cards import Card
from articles.composing.navigation import Navigation
from articles.composing.times import iso, masthead_date
from articles.composing.zones import Shown, written
from articles.fronts import available, planning
from articles.fronts.available import Candidates
from articles.fronts.planning import PlannedPlace
from articles.models import keyset, page_keys
from articles.models.keyset import PAGE
from articles.models.published import PublishedArticle, PublishedPicture
from articles.models.published_front import PublishedFront
from articles.models.taxonomy import Section
from articles.site import advertisements
from articles.site.caching import shows
from articles.site.page import for_the_desk_alone
from articles.site.told import pages, paper
from articles.site.told.scripts import as_scripts

logger = logging.getLogger(__name__)

# Stories that readers do not have yet. Only the desk passes them in, for a preview.
Ready = Mapping[int, PublishedArticle]
NONE_READY: Ready = {}


def arranged(front: PublishedFront | None, now: datetime) -> Arrangement | None:
    """The arrangement for this time. None if nobody has arranged this front."""
    content = front.content_at(now) if front else None
    if content is None:
        return None
    try:
        return arrangement.read(content)
    except UnreadableArrangement:
        logger.exception("%s cannot be read: the page is made as if nobody had arranged it.", front)
        return None


def fill(
    arranged: Arrangement,
    candidates: Candidates,
    stories: Mapping[int, Card],
    planned: list[list[PlannedPlace]],
    now: datetime,
    page: Section | None = None,
) -> list[Shown]:
    """The zones that have something to show. A story that was taken down after its number was read leaves no gap."""
    pictures = chosen_pictures(place for places in planned for place in places)
    zones: list[Shown] = []
    for zone, places in zip(arranged.zones, planned, strict=True):
        found = [place for place in places if place.story in stories]
        for place in found:
            if place.pin is not None and not place.pin.is_plain:
                put_on(stories[place.story], place.pin, pictures, now)
        if found:
            zones.append(named(zone, [stories[place.story] for place in found], candidates.navigation, page))
    anchors: set[str] = set()
    for shown_zone in zones:
        if shown_zone.anchor in anchors:
            shown_zone.anchor = f"{shown_zone.anchor}-{shown_zone.zone.key}"
        anchors.add(shown_zone.anchor)
    if zones:
        zones[0].is_first = True
    return zones


def named(zone: Zone, stories: list[Card], navigation: Navigation, page: Section | None) -> Shown:
    fills = arrangement.KINDS[zone.kind].fills
    section = navigation.find(available.last(zone.of)) if fills == "section" else None
    address = section.get_absolute_url() if section else ""
    if fills == "topic":
        address = reverse("site:topic", args=[zone.of])
    anchor = section.slug if section else f"zone-{zone.key}"
    name = zone.title or (section.name if section else "")
    return Shown(zone, stories, name, address, section, anchor, section or page)


def put_on(
    story: Card, pin: Pin, pictures: Mapping[tuple[int, int], PublishedPicture], now: datetime
) -> None:
    """Replace a story's words and picture by those that this front gives it."""
    story.headline = pin.headline or story.headline
    story.kicker = pin.kicker or story.kicker
    if pin.picture and (picture := pictures.get((story.number, pin.picture))):
        story.picture = cards.shown(cards.facts_of(picture), now) or story.picture


def chosen_pictures(places: Iterable[PlannedPlace]) -> dict[tuple[int, int], PublishedPicture]:
    """The pictures that pins name. They belong to their stories, where their rights are checked."""
    chosen = {
        (place.story, place.pin.picture) for place in places if place.pin is not None and place.pin.picture
    }
    if not chosen:
        return {}
    numbers = {story for story, _ in chosen}
    rows = PublishedPicture.objects.filter(
        story__story_id__in=numbers, image_id__in={image for _, image in chosen}
    ).select_related("story")
    rows = rows.defer("story__body", "story__rendered_body")
    return {(row.story.story_id, row.image_id): row for row in rows if row.story is not None}


def cards_of(numbers: Iterable[int], ready: Ready, navigation: Navigation, now: datetime) -> dict[int, Card]:
    """The cards of live stories and of the ready ones, by the stories' numbers at the desk."""
    live = cards.read(cards.rows_of(numbers, by="story_id"), navigation, now).values()
    waiting = cards.read(((pk, story.card) for pk, story in ready.items()), navigation, now)
    return {card.number: card for card in live} | waiting


def home_page(
    request: HttpRequest,
    wanted: Arrangement | None,
    now: datetime,
    *,
    preview: str | None = None,
    ready: Ready = NONE_READY,
    booked: str | None = None,
) -> HttpResponse:
    navigation, zones, keys = home(wanted, now, ready)
    between, more_keys = advertisements.on_front(None, booked, now) if len(zones) > 1 else ("", set())
    keys |= more_keys
    parts = {
        "day": iso(now)[:10],
        "date": masthead_date(now),
        "zones": written(zones, between),
        "structured_data": told_to_machines(),
    }
    return page_of_a_front(request, "site/home.html", navigation, None, parts, wanted, keys, preview)


def page_of_a_front(
    request: HttpRequest,
    template: str,
    navigation: Navigation,
    section: Section | None,
    parts: dict[str, str],
    wanted: Arrangement | None,
    keys: set[str],
    preview: str | None,
) -> HttpResponse:
    found = {name: part for name, part in parts.items() if part}
    if wanted is not None:
        found["is_arranged"] = "yes"
    if preview is None:
        response = HttpResponse(frame.page(template, navigation, section, found))
    else:
        inside = navigation.inside(section) if section else []
        around = {"navigation": navigation, "section": section, "inside": inside, "preview": preview}
        response = render(request, template, {**found, **around})
    return for_the_desk_alone(shows(response, keys), preview)


def told_to_machines() -> SafeString:
    """What the paper is, for search engines."""
    return _told_to_machines(
        settings.SITE_NAME, settings.SITE_TAGLINE, settings.SITE_URL, settings.LANGUAGE_CODE
    )


@lru_cache(maxsize=1)
def _told_to_machines(*about: str) -> SafeString:
    """Kept as long as this is what the settings say."""
    return as_scripts(paper.website(), paper.newspaper())


def section_page(
    request: HttpRequest,
    found: Section,
    wanted: Arrangement | None,
    now: datetime,
    *,
    preview: str | None = None,
    ready: Ready = NONE_READY,
    booked: str | None = None,
) -> HttpResponse:
    page = section(found, wanted, now, ready)
    between, keys = advertisements.on_front(found, booked, now) if len(page.zones) > 1 else ("", set())
    parts = {
        "zones": written(page.zones, between),
        "river": cards.river(page.rest, found) if page.rest else "",
        "older": str(page.older or ""),
        "structured_data": as_scripts(*pages.of_section(found)),
    }
    return page_of_a_front(
        request, "site/section.html", page.navigation, found, parts, wanted, page.keys | keys, preview
    )


def home(
    wanted: Arrangement | None, now: datetime, ready: Ready = NONE_READY
) -> tuple[Navigation, list[Shown], set[str]]:
    """The home page as arranged, or by today's rule."""
    if wanted is None:
        lead, block = arrangement.KINDS["lead"], arrangement.KINDS["section"]
        candidates = Candidates({Rule("newest"): lead.count}, of_every_root=lead.count + block.count)
        wanted = arrangement.home(root.slug for root in candidates.navigation.roots)
    else:
        candidates = Candidates(planning.needs(wanted), wanted.pinned)
    planned = planning.plan(wanted, live=candidates.live.union(ready), candidates=candidates.found)
    numbers = {place.story for places in planned for place in places}
    stories = cards_of(numbers, ready, candidates.navigation, now)
    keys = keys_of(wanted, candidates.navigation, numbers)
    return candidates.navigation, fill(wanted, candidates, stories, planned, now), keys


def keys_of(
    wanted: Arrangement, navigation: Navigation, stories: Iterable[int], page: Section | None = None
) -> set[str]:
    """Of the front, of what its zones may fill themselves with, and of its stories; pins wait to be live."""
    within = available.way(page) if page else ""
    keys = {page_keys.front(page.pk if page else None), *page_keys.stories([*stories, *wanted.pinned])}
    for zone in wanted.zones:
        rule = zone.rule(within)
        section = navigation.find(available.last(rule.of)) if rule.by == "section" else None
        if section is not None:
            keys.add(page_keys.section(section.pk))
        elif rule.by != "section":
            keys.add(page_keys.TOPICS if rule.by == "topic" else page_keys.STORIES)
    return keys


@dataclass
class SectionPage:
    """The first page of a section: its zones, the newest stories besides, and where the next page begins."""

    navigation: Navigation
    zones: list[Shown]
    rest: list[Card]
    older: keyset.PageEnd | None
    keys: set[str]


def section(
    found: Section, wanted: Arrangement | None, now: datetime, ready: Ready = NONE_READY
) -> SectionPage:
    wanted, within = wanted or arrangement.SECTION, available.way(found)
    newest = Rule("section", within)
    needed = planning.needs(wanted, within)
    needed[newest] = max(needed.get(newest, 0), PAGE + 1)
    candidates = Candidates(needed, wanted.pinned)
    planned = planning.plan(
        wanted, live=candidates.live.union(ready), candidates=candidates.found, within=within
    )
    zoned = {place.story for places in planned for place in places}
    page = candidates.found.get(newest, [])[: PAGE + 1]
    stories = cards_of(zoned.union(page), ready, candidates.navigation, now)
    zones = fill(wanted, candidates, stories, planned, now, found)
    rest = [stories[pk] for pk in page[:PAGE] if pk in stories and pk not in zoned]
    last_one = stories.get(page[PAGE - 1]) if len(page) > PAGE else None
    older = keyset.PageEnd(last_one.published_at, last_one.number) if last_one else None
    keys = keys_of(wanted, candidates.navigation, stories, found) | {page_keys.section(found.pk)}
    return SectionPage(candidates.navigation, zones, rest, older, keys)
