"""Composes the public rows of the entries of live coverage. Nothing is stored here; see `story_rows`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from articles.models.live_record import CoverageEntry, CoverageRecord
from articles.models.published import PublishedChange
from articles.models.published_live import PublishedEntry

if TYPE_CHECKING:
    from articles.models.published import PublishedArticle

Render = Callable[[str, str], str]
"""Makes the text for readers from a body and the id of the part of the page in which it stands."""


def rows(coverage: CoverageRecord, story: PublishedArticle, render: Render) -> list[PublishedEntry]:
    """The rows in the order of the entries' numbers."""
    return [row_of(entry, story, render) for entry in coverage.entries]


def row_of(entry: CoverageEntry, story: PublishedArticle, render: Render) -> PublishedEntry:
    newest = entry.newest
    row = PublishedEntry(
        story=story,
        number=newest.entry_number,
        change=newest.change,
        published_at=entry.posted_at,
        updated_at=entry.updated_at,
    )
    if newest.is_removed:
        row.is_removed, row.text = True, newest.note
        return row
    reporter = newest.reporter
    row.headline, row.text = newest.headline, render(newest.body, anchor(newest.entry_number))
    row.author = newest.author
    row.author_path = reporter.get_absolute_url() if reporter else ""
    row.is_key, row.is_pinned = newest.is_key, newest.is_pinned
    row.corrections = [
        {
            "kind": str(PublishedChange.Kind.CORRECTION),
            "at": version.at.isoformat(),
            "text": version.correction,
            "serious": version.is_serious,
        }
        for version in entry.corrections
    ]
    return row


def anchor(number: int) -> str:
    """The id of an entry on its page."""
    return f"entry-{number}"
