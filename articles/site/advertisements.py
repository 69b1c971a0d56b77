"""Advertisements on pages for readers, and the frames of those that are somebody else's."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Expression, TextField
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from articles.body import advertising
from articles.body.advertising import Spacing
from articles.composing.advertisements import FRONT_PAGE, STORY_PAGE, AllBooked, Booked, box, policy_of
from articles.composing.times import in_newsroom
from articles.languages import spoken
from articles.models import page_keys
from articles.models.advertisement import AdvertisingRule, PublishedAdvertisement
from articles.models.published import PublishedArticle
from articles.models.taxonomy import Section
from articles.site.answers import answered
from articles.site.caching import shows

# What a page needs of a booking, and of the rule by which it stands.
OF_A_BOOKING = ("advertisement_id", "section_id", "place", "weight", "ends_at", "inside")
OF_THE_RULE = (
    *("first_after", "then_every", "most", "shortest"),
    *("sensitive_sections", "sensitive_topics"),
)


class BookedNow(Expression):
    """All bookings that readers get now, as one text: the question for a story can ask for them too.

    They are few, and the same for every page; another question would take longer than all of them together.
    """

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return self._sql("json_group_array(json_array({}))"), []

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return self._sql("COALESCE(json_agg(json_build_array({})), '[]')::text"), []

    def _sql(self, gathered: str) -> str:
        columns = (*(f"a.{name}" for name in OF_A_BOOKING), *(f"r.{name}" for name in OF_THE_RULE))
        tables = (model._meta.db_table for model in (PublishedAdvertisement, AdvertisingRule))
        booked, rule = tables
        return (
            f"(SELECT {gathered.format(', '.join(columns))} "  # noqa: S608 # only names of ours are put in
            f"FROM {booked} a JOIN {rule} r ON r.id = a.rule_id)"
        )


@dataclass(frozen=True)
class TextWithAdvertisements:
    """The text of a story with its advertisements, and the keys under which that changes."""

    text: str
    keys: frozenset[str] = frozenset()


def booked_now() -> AllBooked:
    """What readers get now, for a page that has not read it along with its story."""
    asked = BookedNow()
    as_sql = asked.as_postgresql if connection.vendor == "postgresql" else asked.as_sqlite
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {as_sql(None, None)[0]}")
        return read(cursor.fetchone()[0])


@lru_cache(maxsize=8)
def read(text: str) -> AllBooked:
    """What the text says. It is the same for page after page."""
    rows = json.loads(text)
    if not rows:
        return AllBooked()
    end = len(OF_A_BOOKING)
    first_after, then_every, most, shortest, sections, topics = rows[0][end:]
    return AllBooked(
        tuple(_one(*row[:end]) for row in rows),
        Spacing(first_after, then_every, most, shortest),
        frozenset(_numbers(sections)),
        frozenset(_numbers(topics)),
    )


def _one(
    number: int, section: int | None, place: str, weight: int, ends_at: str | None, inside: str
) -> Booked:
    end = parse_datetime(ends_at) if ends_at else None
    # SQLite has times without a zone.
    end = end.replace(tzinfo=UTC) if end is not None and end.tzinfo is None else end
    return Booked(number, section, place, weight, end, inside)


def _numbers(found: Any) -> list[int]:
    """A list of numbers, which SQLite has as a text."""
    read_already: list[int] = json.loads(found) if isinstance(found, str) else found
    return read_already


def in_story(story: PublishedArticle, now: datetime) -> TextWithAdvertisements:
    """The text for its page. A story that takes no advertisement, or is too short for any, asks nothing."""
    text = story.rendered_body
    before = advertising.words_before(text)
    if not before or not story.takes_advertisements:
        return TextWithAdvertisements(advertising.without_marks(text))
    sections = [story.section_id, story.root_section_id]
    keys = {page_keys.advertisements(one) for one in (None, *sections)}
    there = booked_now() if story.booked is None else read(story.booked)
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


def on_front(section: Section | None, booked: str | None, now: datetime) -> tuple[SafeString, set[str]]:
    """What stands between the first zones of a front, and the keys under which that changes.

    `booked` is what was read along with the front, if anything was.
    """
    sections = [section.pk, section.parent_id] if section else []
    keys = {page_keys.advertisements(one) for one in (None, *sections)}
    there = booked_now() if booked is None else read(booked)
    if there.are_kept_from(sections, ()):
        return SafeString(), keys
    day, page = in_newsroom(now).date(), page_keys.front(section.pk if section else None)
    first = next(iter(there.for_page(FRONT_PAGE, sections, page, now, day)), None)
    if first is None:
        return SafeString(), keys
    language = settings.LANGUAGE_CODE
    return box(first, language, within=language), keys | {page_keys.advertisement(first.number)}


@csrf_exempt
@require_safe
def frame(request: HttpRequest, number: int) -> HttpResponseBase:
    """Somebody else's tag, in a page of its own that may do less than any other."""
    rows = PublishedAdvertisement.objects.filter(advertisement_id=number).exclude(document="")
    row = rows.order_by("pk").first()
    if row is None or (row.ends_at is not None and row.ends_at <= timezone.now()):
        raise Http404
    answer = answered(request, shows(HttpResponse(row.document), page_keys.advertisement(number)))
    # An answer that says “unchanged” has them too: a browser may take its headers for those of the page it keeps.
    for name, value in {
        "Content-Security-Policy": policy_of(row.hosts),
        "X-Frame-Options": "SAMEORIGIN",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }.items():
        answer.headers[name] = value
    return answer
