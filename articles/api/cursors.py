"""Where a page of a list ends, as a text for the address of the next one: signed, and good for one query only.

It names a place in an order and no row, so it goes on working when the story there was withdrawn. What was altered,
or comes from another query, is told apart by its signature and refused: it would skip stories without a word.
"""

from __future__ import annotations

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from articles.api.problems import Problem

PLACE = struct.Struct(">qq")
SIGNATURE = 8  # bytes: nothing but the order of public stories is to be had by guessing
BEGIN = datetime(1970, 1, 1, tzinfo=UTC)
SALT = "articles.api.cursors"

Place = tuple[int, int]


def written(place: Place, query: str) -> str:
    packed = PLACE.pack(*place)
    return urlsafe_b64encode(packed + next(signatures(packed, query))).decode()


def read(text: str, query: str) -> Place:
    """The place, if this very query has given it."""
    try:
        raw = urlsafe_b64decode(text.encode("ascii"))
        packed, signature = raw[: PLACE.size], raw[PLACE.size :]
        place = PLACE.unpack(packed)
    except (ValueError, struct.error):
        raise refused() from None
    if not any(constant_time_compare(signature, one) for one in signatures(packed, query)):
        raise refused()
    return place


def signatures(packed: bytes, query: str) -> Iterator[bytes]:
    """By the key of now, and by those of before."""
    signed = packed.hex() + query
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield salted_hmac(SALT, signed, secret=secret, algorithm="sha256").digest()[:SIGNATURE]


def refused() -> Problem:
    return Problem(
        400,
        "This cursor is of no use here.",
        "It was altered, or another query has given it. Take “next” of an answer as it is and change nothing in it, "
        "or begin anew without “after”.",
    )


def micros(moment: datetime) -> int:
    """All digits that a database keeps: with fewer of them, the same story would be newer than itself."""
    return (moment - BEGIN) // timedelta(microseconds=1)


def moment(micros: int) -> datetime:
    return BEGIN + timedelta(microseconds=micros)
