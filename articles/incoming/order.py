"""Which of two versions of an item is the newer one."""

from __future__ import annotations

from articles.incoming import barring
from articles.models import WireVersion


def is_newer(arrived: WireVersion, known: WireVersion) -> bool:
    """By the agency's count; without it by the agency's time; without both whatever arrived later is newer.

    Where one of the two takes the item back, count and time are both asked, and doubt holds: agencies kill under the
    number of the version that they kill, or of one before. A kill needs one of them to be newer, and what is usable
    again needs the one and must not lack the other. The same version that comes once more, by another feed and in
    another format, brings nothing back.
    """
    if barring.is_barred(arrived) != barring.is_barred(known):
        if barring.is_barred(arrived):
            return _is_later(arrived, known)
        return not _is_later(known, arrived) if _signs(arrived, known) else True
    return next((sign for sign in _signs(arrived, known) if sign), 1) > 0


def _is_later(taken_back: WireVersion, usable: WireVersion) -> bool:
    signs = _signs(taken_back, usable)
    return max(signs) > 0 or not any(signs) if signs else True


def _signs(one: WireVersion, other: WireVersion) -> list[int]:
    """By number and by time, as far as both have it: 1 where the first is newer, -1 where it is older."""
    signs = []
    if one.number is not None and other.number is not None:
        signs.append((one.number > other.number) - (one.number < other.number))
    if one.versioned_at is not None and other.versioned_at is not None:
        signs.append((one.versioned_at > other.versioned_at) - (one.versioned_at < other.versioned_at))
    return signs
