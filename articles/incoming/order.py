"""Which of two versions of an item is the newer one."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Version(Protocol):
    """A version as read or as kept."""

    @property
    def number(self) -> int | None: ...
    @property
    def versioned_at(self) -> datetime | None: ...


def is_newer(arrived: Version, known: Version) -> bool:
    """By the agency's count; without it by the agency's time; without both whatever arrived later is newer."""
    if arrived.number is not None and known.number is not None and arrived.number != known.number:
        return arrived.number > known.number
    if arrived.versioned_at and known.versioned_at and arrived.versioned_at != known.versioned_at:
        return arrived.versioned_at > known.versioned_at
    return True
