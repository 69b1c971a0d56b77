"""Reading the ledger: the times that readers see follow from the editions and from nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from articles.models import ChangeKind, Edition
from articles.models.edition import TAKES_DOWN

SILENT = (ChangeKind.MINOR, *TAKES_DOWN)


@dataclass(frozen=True)
class Times:
    """`published`: the first edition; `updated`: the newest that is not minor, None before there is one;
    `modified`: the newest of any kind that readers got."""

    published: datetime
    updated: datetime | None
    modified: datetime


def times(editions: Sequence[Edition]) -> Times:
    """From a story's editions, in any order; there must be a first one."""
    in_order = sorted(editions, key=lambda edition: edition.number)
    published = next(edition.reader_time for edition in in_order if edition.kind == ChangeKind.FIRST)
    updates = [edition.reader_time for edition in in_order if edition.kind not in {*SILENT, ChangeKind.FIRST}]
    shown = [edition.reader_time for edition in in_order if edition.kind not in TAKES_DOWN]
    return Times(published, max(updates, default=None), max(shown))
