"""Advertisements on pages for readers, and the frames of those that are somebody else's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString

from articles.body import advertising
from articles.body.advertising import Spacing
from articles.composing.advertisements import FRONT_PAGE, STORY_PAGE, AllBooked, Booked, box, policy_of
from articles.composing.times import in_newsroom
from articles.languages import spoken
from articles.models import page_keys
from articles.models.advertisement import AdvertisingRule, PublishedAdvertisement
from articles.models.published import PublishedArticle
from articles.models.taxonomy import Section
from articles.site.answers import for_readers
from articles.site.caching import shows
from articles.site.prepared import columns_of

# A page needs no more of a row.
BESIDE = ("document", "hosts", "image_id")


@dataclass(frozen=True)
class TextWithAdvertisements:
    """The text of a story with its advertisements, and the keys under which that changes."""

    text: str
    keys: frozenset[str] = frozenset()


def standing() -> AllBooked:
    """What readers get now: one question, the same for every page."""
    with connection.cursor() as cursor:
        cursor.execute(_question())
        return _made(tuple(cursor.fetchall()))


@cache
def _question() -> str:
    names = columns_of(PublishedAdvertisement, BESIDE).names
    along = columns_of(AdvertisingRule).names
    rows = PublishedAdvertisement.objects.order_by("pk")
    return str(rows.values_list(*names, *(f"rule__{name}" for name in along)).query)


@lru_cache(maxsize=8)
def _made(rows: tuple[tuple[Any, ...], ...]) -> AllBooked:
    """What the rows say. They are the same for page after page."""
    columns, along = columns_of(PublishedAdvertisement, BESIDE), columns_of(AdvertisingRule)
    end = len(columns.names)
    read = [one for row in rows if (one := columns.row(row[:end])) is not None]
    rule = along.row(rows[0][end:]) if rows else None
    if rule is None:
        return AllBooked()
    return AllBooked(
        tuple(
            Booked(row.advertisement_id, row.section_id, row.place, row.weight, row.ends_at, row.inside)
            for row in read
        ),
        Spacing(rule.first_after, rule.then_every, rule.most, rule.shortest),
        frozenset(rule.sensitive_sections),
        frozenset(rule.sensitive_topics),
    )


def in_story(story: PublishedArticle, now: datetime) -> TextWithAdvertisements:
    """The text for its page. A story that takes no advertisement, or is too short for any, asks nothing."""
    text = story.rendered_body
    before = advertising.words_before(text)
    if not before or not story.takes_advertisements:
        return TextWithAdvertisements(advertising.without_marks(text))
    sections = [story.section_id, story.root_section_id]
    keys = {page_keys.advertisements(one) for one in (None, *sections)}
    there = standing()
    if there.are_kept_from(sections, (row["topic"] for row in story.tagged)):
        return TextWithAdvertisements(advertising.without_marks(text), frozenset(keys))
    taken = advertising.plan(before, story.word_count, there.rule)
    day = in_newsroom(now).date()
    shown = there.for_page(STORY_PAGE, sections, page_keys.story(story.story_id), now, day)
    # None stands twice on a page: where there are fewer of them than places, places stay empty.
    placed = dict(zip(taken, shown, strict=False))
    language = spoken(story.language)
    numbers = {place: number for number, place in enumerate(placed, start=1)}

    def at(place: int) -> str:
        one = placed.get(place)
        return box(one, language, within=story.language, number=numbers[place]) if one else ""

    keys |= {page_keys.advertisement(one.number) for one in placed.values()}
    return TextWithAdvertisements(advertising.filled(text, at), frozenset(keys))


def on_front(section: Section | None, now: datetime) -> tuple[SafeString, set[str]]:
    """What stands between the first zones of a front, and the keys under which that changes."""
    sections = [section.pk, section.parent_id] if section else []
    keys = {page_keys.advertisements(one) for one in (None, *sections)}
    there = standing()
    if there.are_kept_from(sections, ()):
        return SafeString(), keys
    day, page = in_newsroom(now).date(), page_keys.front(section.pk if section else None)
    first = next(iter(there.for_page(FRONT_PAGE, sections, page, now, day)), None)
    if first is None:
        return SafeString(), keys
    language = settings.LANGUAGE_CODE
    return box(first, language, within=language), keys | {page_keys.advertisement(first.number)}


@for_readers
def frame(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody else's tag, in a page of its own that may do less than any other."""
    rows = PublishedAdvertisement.objects.filter(advertisement_id=number).exclude(document="")
    row = rows.order_by("pk").first()
    if row is None or (row.ends_at is not None and row.ends_at <= timezone.now()):
        raise Http404
    headers = {
        "Content-Security-Policy": policy_of(row.hosts),
        "X-Frame-Options": "SAMEORIGIN",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }
    return shows(HttpResponse(row.document, headers=headers), page_keys.advertisement(number))
