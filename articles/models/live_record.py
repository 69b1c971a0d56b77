"""What the versions of a story's entries say together. Reads desk tables; nothing is stored here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from articles.models import LiveEntryVersion, StateChange
from articles.models.ledger import Times

CLOSE, REOPEN = "close_coverage", "reopen_coverage"


@dataclass(frozen=True)
class CoverageEntry:
    """An entry as its newest version has it."""

    versions: Sequence[LiveEntryVersion]
    """Oldest first."""

    @property
    def newest(self) -> LiveEntryVersion:
        return self.versions[-1]

    @property
    def posted_at(self) -> datetime:
        return self.versions[0].at

    @property
    def updated_at(self) -> datetime | None:
        """When readers got other words, typing errors aside. A removed entry has no such time."""
        later = [row.at for row in self.versions[1:] if row.act not in LiveEntryVersion.SILENT]
        return max(later, default=None)

    @property
    def corrections(self) -> list[LiveEntryVersion]:
        """Newest first."""
        return [row for row in reversed(self.versions) if row.correction]


@dataclass(frozen=True)
class CoverageRecord:
    """The entries of a story in the order of their numbers, and when the coverage ended, if it did."""

    entries: Sequence[CoverageEntry] = ()
    ended_at: datetime | None = None

    @property
    def texts(self) -> list[str]:
        """The bodies that readers have."""
        return [entry.newest.body for entry in self.entries if not entry.newest.is_removed]

    @cached_property
    def versions(self) -> list[LiveEntryVersion]:
        return [version for entry in self.entries for version in entry.versions]

    @property
    def change(self) -> int:
        return max((version.change for version in self.versions), default=0)

    def times(self, of_the_story: Times) -> Times:
        """The story's times: posting an entry updates the story, as a new edition does."""
        later = [row for row in self.versions if row.at > of_the_story.published]
        told = [row.at for row in later if row.act not in LiveEntryVersion.SILENT]
        before = [of_the_story.updated] if of_the_story.updated else []
        return replace(
            of_the_story,
            updated=max([*before, *told], default=None),
            modified=max([of_the_story.modified, *(row.at for row in later)]),
        )


NOTHING = CoverageRecord()


def of_story(article_id: int, *, is_live: bool = False) -> CoverageRecord:
    """One query; two for live stories and those with entries.

    Entries that were posted stay when the story gets another type.
    """
    rows = LiveEntryVersion.objects.filter(article=article_id).select_related("reporter").order_by("change")
    entries: dict[int, list[LiveEntryVersion]] = {}
    for row in rows:
        entries.setdefault(row.entry_number, []).append(row)
    if not entries and not is_live:
        return NOTHING
    return CoverageRecord(
        [CoverageEntry(entries[number]) for number in sorted(entries)], ended_at(article_id)
    )


def ended_at(article_id: int) -> datetime | None:
    """When the coverage ended; None while it is open."""
    moves = StateChange.objects.filter(article=article_id, act__in=[CLOSE, REOPEN])
    newest = moves.values_list("act", "at").first()
    return newest[1] if newest and newest[0] == CLOSE else None
