"""The rows of many stories that no reader ever had, written together: an archive that moves in.

A publication writes one story, and looks at all that may be there of it. Here nothing is there, so that each table
costs one statement for all stories. `rebuild_published --check` finds the rows as publishing would have made them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from articles import body
from articles.composing import names_in_stories, rendered_text
from articles.composing.story_rows import Composition, KnownOfStory, compose
from articles.models import Edition, PublishedArticle, PublishedPicture, Revision, SearchRow, live_record
from articles.publishing import holding
from articles.search import indexing
from articles.writing import picture_uses
from house import numbers
from media.files import publicity
from media.models import Use


@dataclass
class NewStoryRows:
    """A story's rows with that of the search, made one after the other: its text is then read once."""

    composed: Composition
    search: SearchRow
    words: list[str]


def write(editions: Sequence[Edition]) -> dict[int, PublishedArticle]:
    """Give readers these first editions, each with its revision in hand; the rows by the numbers of their stories.

    The caller has a transaction, and holds the stories, since it has just made them.
    """
    made = _made(editions)
    composed = [one.composed for one in made]
    stories = [one.story for one in composed]
    for story, number in zip(stories, numbers.take(PublishedArticle, len(stories)), strict=True):
        story.pk = number
    _number_leads(composed)
    shown = {row.image_id for one in composed for row in one.pictures}
    library = {pk: image for one in composed for pk, image in one.library.items()}
    # The files first: a page must not lack one.
    publicity.expose(shown, library)
    PublishedArticle.objects.bulk_create(stories)
    _write_beside(composed)
    for one in made:
        one.search.story = one.composed.story
    SearchRow.objects.bulk_create([one.search for one in made])
    indexing.learn_after({word for one in made for word in one.words})
    publicity.ask(shown)
    return {story.story_id: story for story in stories}


def _made(editions: Sequence[Edition]) -> list[NewStoryRows]:
    revisions: list[Revision] = [one.revision for one in editions]
    names = names_in_stories.of(*revisions)
    named = {pk for one in revisions for _, pk in picture_uses.named(one.lead_picture_id, one.body)}
    library = holding.pictures(named)
    related = rendered_text.related_stories([pk for one in revisions for pk in body.related(one.body)])
    known = KnownOfStory(
        coverage=live_record.NOTHING, library=library, group=(), hidden=(), names=names, related=related
    )
    made = []
    for edition in editions:
        one = compose(edition.revision, [edition], known=known)
        search = indexing.row_of(one.story, one.bylines, one.topics, one.pictures)
        made.append(NewStoryRows(one, search, indexing.vocabulary(one.story, search.said)))
    return made


def _number_leads(composed: Sequence[Composition]) -> None:
    """A story's row names its lead picture, whose row names the story: so both have numbers before they are there."""
    pictures = [row for one in composed for row in one.pictures]
    for row, number in zip(pictures, numbers.take(PublishedPicture, len(pictures)), strict=True):
        row.pk = number
    for one in composed:
        one.story.lead_id = one.story.lead.pk if one.story.lead is not None else None


def _write_beside(composed: Sequence[Composition]) -> None:
    tables: dict[str, list[Any]] = {}
    for one in composed:
        for name, rows in one.rows.items():
            for row in rows:
                row.story = one.story
            tables.setdefault(name, []).extend(rows)
    for rows in tables.values():
        if rows:
            type(rows[0]).objects.bulk_create(rows)
    Use.objects.bulk_create(
        Use(story=one.story.story_id, section=one.story.section_id, place=place, image_id=pk, is_live=True)
        for one in composed
        for place, pk in sorted(one.uses)
        if pk in one.library
    )
