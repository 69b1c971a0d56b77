"""Stories as ninjs, a page of them at once: one question for their rows, one for pictures, one for live entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from pydantic_core import to_json

from articles.composing.navigation import Navigation
from articles.exchange import ninjs
from articles.exchange.ninjs import Ninjs
from articles.models.published import PublishedArticle, PublishedPicture
from articles.models.published_live import PublishedEntry
from articles.models.taxonomy import Section

# What a story's document is made of: a row has fifty columns, and some of them are long.
COLUMNS = (
    *("story_id", "path", "slug", "article_type", "language", "section_id", "headline", "kicker"),
    *("standfirst", "dateline_place", "social_title", "search_description", "rendered_body", "word_count"),
    *("byline_line", "agency_line", "credited", "tagged", "history", "videos", "translations"),
    *("published_at", "updated_at", "modified_at", "edition_number", "live_change", "entry_count"),
)


def of(rows: Iterable[PublishedArticle], navigation: Navigation, now: datetime) -> dict[int, Ninjs]:
    """By the number of the story at the desk, in the order of the rows."""
    stories = list(rows)
    numbers = [row.pk for row in stories]
    pictures, entries = defaultdict(list), defaultdict(list)
    for picture in PublishedPicture.objects.filter(story__in=numbers).order_by("-use", "position"):
        pictures[picture.story_id].append(picture)
    if covered := [row.pk for row in stories if row.entry_count]:
        for entry in PublishedEntry.objects.filter(story__in=covered):
            entries[entry.story_id].append(entry)
    return {
        row.story_id: ninjs.story(
            row,
            pictures=pictures[row.pk],
            sections=trail(row, navigation),
            entries=entries[row.pk],
            now=now,
        )
        for row in stories
    }


def trail(row: PublishedArticle, navigation: Navigation) -> list[Section]:
    """The section of the story, and before it the one it is inside of."""
    section = navigation.by_id.get(row.section_id) if row.section_id else None
    return [one for one in (section.parent, section) if one is not None] if section else []


def in_order(numbers: Sequence[int], navigation: Navigation, now: datetime) -> dict[int, Ninjs]:
    """The live ones of these public rows, in this order."""
    rows = PublishedArticle.objects.only(*COLUMNS).in_bulk(numbers)
    return of((rows[pk] for pk in numbers if pk in rows), navigation, now)


def as_json(document: Any) -> bytes:
    return to_json(document)
