"""Which of two versions of an item is the newer one."""

from __future__ import annotations

from articles.incoming import taking
from articles.models import WireVersion


def is_newer(arrived: WireVersion, known: WireVersion) -> bool:
    """By the agency's count; without it by the agency's time; without both whatever arrived later is newer.

    Agencies kill under the number of the version that they kill. The same version that comes once more, by another
    feed and in another format, brings nothing back.
    """
    is_counted = arrived.number is not None and known.number is not None
    if is_counted and arrived.number != known.number:
        return (arrived.number or 0) > (known.number or 0)
    is_dated = arrived.versioned_at is not None and known.versioned_at is not None
    if arrived.versioned_at and known.versioned_at and arrived.versioned_at != known.versioned_at:
        return arrived.versioned_at > known.versioned_at
    is_same = is_counted or is_dated
    return not (is_same and taking.is_barred(known) and not taking.is_barred(arrived))
