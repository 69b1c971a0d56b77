"""The rows of a feed, and each of them written as an item only once.

To read the facts of fifty stories and to write them takes several times as long as the database's answer. So rows
stay as the database gave them until they are compared with those that were written last: after a publication one of
fifty is another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from articles.composing import facts
from articles.composing.navigation import Navigation
from articles.composing.pictures import without, without_thumbnails
from articles.models.published import PublishedArticle, PublishedArticleQuerySet, PublishedPicture
from articles.site.feed_formats import FORMATS
from articles.site.prepared import Columns, columns_of, converters_of

Row = tuple[Any, ...]

# What feeds say of a story, and no more: its row has fifty columns.
STORY = (
    *("id", "story_id", "path", "language", "headline", "standfirst", "dateline_place", "is_sensitive"),
    *("section", "published_at", "updated_at", "modified_at", "rendered_body", "byline_line", "agency_line"),
    *("credited", "tagged", "history", "videos", "translations", "rights_end"),
)
LEAD = ("id", "image_id", "caption", "alt", "credit_line", "made_by_ai", "renditions", "rights_end", "story")
BESIDE = ("last_change", "last_withdrawal")
# Two feeds of fifty, each about 16 KB with the row that it is made from.
WRITTEN = 100


@cache
def columns() -> tuple[Columns[PublishedArticle], Columns[PublishedPicture]]:
    """Those of a story, and those of its picture, which stand behind them."""
    return columns_of(PublishedArticle, only=STORY), columns_of(PublishedPicture, only=LEAD)


def read(stories: PublishedArticleQuerySet, most: int) -> list[Row]:
    story, lead = columns()
    names = [*story.names, *(f"lead__{name}" for name in lead.names), *BESIDE]
    sql, parameters = stories.newest_first().values_list(*names)[:most].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def last_times(row: Row) -> list[datetime | None]:
    """The times that stand behind the columns."""
    found = list(row[-len(BESIDE) :])
    column, converters = converters_of(PublishedArticle._meta.get_field("modified_at"))
    for convert in converters:
        found = [convert(value, column, connection) for value in found]
    return found


def items(rows: Sequence[Row], kind: str) -> list[Any]:
    """The stories in a format. One query, if pictures in them may not be shown any more."""
    if not rows:
        return []
    navigation, now = Navigation.read(), timezone.now()
    story, _ = columns()
    section, ends = story.names.index("section_id"), story.names.index("rights_end")
    due = [row[story.key] for row in rows if row[ends] is not None and moment(row[ends]) <= now]
    ended: dict[int, frozenset[int]] = {}
    if due:
        pictures = PublishedPicture.objects.ended(now).filter(story__in=due)
        for number, image in pictures.values_list("story", "image_id"):
            ended[number] = ended.get(number, frozenset()) | {image}
    around = (settings.SITE_URL, settings.LANGUAGE_CODE, settings.PICTURES_URL, settings.TIME_ZONE)
    return [
        written(
            kind,
            row[: -len(BESIDE)],
            above(navigation, row[section]),
            ended.get(row[story.key], frozenset()),
            around,
        )
        for row in rows
    ]


def above(navigation: Navigation, section: int) -> tuple[str, ...]:
    """The names of the section of a story and of that in which it lies."""
    found = navigation.by_id[section]
    return (found.parent.name, found.name) if found.parent else (found.name,)


def moment(value: Any) -> datetime:
    column, converters = converters_of(PublishedArticle._meta.get_field("rights_end"))
    for convert in converters:
        value = convert(value, column, connection)
    return value  # type: ignore[no-any-return] # a time


@lru_cache(maxsize=WRITTEN)
def written(
    kind: str, row: Row, sections: tuple[str, ...], ended: frozenset[int], around: tuple[str, ...]
) -> Any:
    """A story as an item. `around` are the settings on which it depends besides."""
    columns_of_story, columns_of_lead = columns()
    end = len(columns_of_story.names)
    story = columns_of_story.row(row[:end])
    if story is None:
        raise ValueError("A row without a number is no story.")
    story.picture = columns_of_lead.row(row[end:])
    facts.leave_out_what_is_broken(story)
    if ended:
        story.rendered_body = without(story.rendered_body, ended)
        story.videos = without_thumbnails(story.videos, ended)
        if story.picture is not None and story.picture.image_id in ended:
            story.picture = None
    return FORMATS[kind].item(story, sections)
