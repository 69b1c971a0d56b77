"""Reads the ledger: the times that readers see follow from the editions alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from articles.models import ChangeKind, Correction, Edition, HistoryHiding
from articles.models.edition import TAKES_DOWN

SILENT = (ChangeKind.MINOR, *TAKES_DOWN)


@dataclass(frozen=True)
class Times:
    """When a story was published, updated and modified.

    `published` is the time of the first edition; `updated` that of the newest that is not minor, None if there is
    none; `modified` that of the newest edition of any kind that readers got.
    """

    published: datetime
    updated: datetime | None
    modified: datetime


def times(editions: Sequence[Edition]) -> Times:
    """The times that a story's editions give, in any order; one of them must be the first publication."""
    in_order = sorted(editions, key=lambda edition: edition.number)
    published = next(edition.reader_time for edition in in_order if edition.kind == ChangeKind.FIRST)
    updates = [edition.reader_time for edition in in_order if edition.kind not in {*SILENT, ChangeKind.FIRST}]
    shown = [edition.reader_time for edition in in_order if edition.kind not in TAKES_DOWN]
    return Times(published, max(updates, default=None), max(shown))


def of_stories(stories: Iterable[int]) -> QuerySet[Edition]:
    """Newest first, each with its correction, and with whether its line is hidden."""
    hidings = HistoryHiding.objects.filter(edition=OuterRef("pk")).order_by("-pk")
    editions = Edition.objects.filter(article__in=set(stories)).select_related("correction")
    return editions.annotate(is_hidden=Subquery(hidings.values("is_hidden")[:1])).order_by("-number")


def of_story(story: int) -> QuerySet[Edition]:
    return of_stories([story])


def complete(
    editions: Iterable[Edition], corrections: Iterable[Correction], hidings: Iterable[HistoryHiding]
) -> None:
    """Leave with editions what `of_stories` would have read with them; the newest hidings come first."""
    correction_of = {one.edition_id: one for one in corrections}
    is_hidden: dict[int, bool] = {}
    for hiding in hidings:
        is_hidden.setdefault(hiding.edition_id, hiding.is_hidden)
    for edition in editions:
        if edition.pk in correction_of:
            correction_of[edition.pk].edition = edition
        vars(edition)["is_hidden"] = is_hidden.get(edition.pk)


def corrections(editions: Iterable[Edition]) -> list[Correction]:
    """The notes that readers see, from editions that were read with their corrections."""
    return [one.correction for one in editions if one.kind == ChangeKind.CORRECTION]


def hidden(editions: Iterable[Edition]) -> set[int]:
    """The editions whose lines are hidden. One that was just entered was never hidden."""
    return {one.pk for one in editions if getattr(one, "is_hidden", False)}
