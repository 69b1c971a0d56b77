"""Making the site's tables anew from the ledger, or saying where they differ from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models

from articles import holding, publishing
from articles.composing import Composition
from articles.models import Article, Edition, PublishedArticle, SearchRow
from articles.search import indexing

# Numbers that the database gives, which say nothing about the content.
IGNORED = {"id", "story", "lead"}


def live_editions() -> models.QuerySet[Edition]:
    """The edition that readers should have of every live story."""
    live = Article.objects.filter(live_edition__isnull=False).values("live_edition")
    return Edition.objects.filter(pk__in=live).select_related("article").order_by("pk")


def rebuild(edition: Edition) -> None:
    publishing.refresh([edition.article_id])


def strays() -> models.QuerySet[PublishedArticle]:
    """Public rows of stories that the ledger does not have live."""
    live = Article.objects.filter(live_edition__isnull=False).values("pk")
    return PublishedArticle.objects.exclude(story_id__in=live)


def remove(story: PublishedArticle) -> None:
    with holding.takedown(story.story_id):
        publishing.remove(story.story_id, note="", at=story.modified_at)


def differences(edition: Edition) -> Iterator[str]:
    """How the stored rows of one story differ from what the ledger gives, a line for each field."""
    wanted = publishing.composition_of(edition)
    stored = PublishedArticle.objects.filter(story_id=edition.article_id).select_related("lead").first()
    if stored is None:
        yield "there is no public row"
        return
    yield from _unlike("story", wanted.story, stored)
    if (wanted.story.lead is None) != (stored.lead is None):
        yield "lead picture"
    yield from _unlike_rows(wanted, stored)
    yield from _unlike_in_search(wanted, stored)


def _unlike_in_search(wanted: Composition, stored: PublishedArticle) -> Iterator[str]:
    there = SearchRow.objects.filter(story=stored).first()
    if there is None:
        yield "the search does not know it"
        return
    row = indexing.row_of(wanted.story, wanted.bylines, wanted.topics, wanted.pictures, wanted.entries)
    yield from _unlike("search", row, there)


def _unlike_rows(wanted: Composition, stored: PublishedArticle) -> Iterator[str]:
    for name, rows in wanted.rows.items():
        there = list(getattr(stored, name).all())
        # Both in the order of the rows' own numbers, which is the order they were composed in.
        there.sort(key=lambda row: row.pk)
        if len(there) != len(rows):
            yield f"{name}: {len(there)} stored, {len(rows)} in the ledger"
            continue
        for number, (row, other) in enumerate(zip(rows, there, strict=True), start=1):
            yield from _unlike(f"{name} {number}", row, other)


def _unlike(what: str, wanted: models.Model, stored: models.Model) -> Iterator[str]:
    for field in wanted._meta.concrete_fields:
        if field.name in IGNORED:
            continue
        mine: Any = getattr(wanted, field.attname)
        theirs: Any = getattr(stored, field.attname)
        if mine != theirs:
            yield f"{what}: {field.name}"
