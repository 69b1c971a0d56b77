"""What is sent to us: kept as it came before anybody is answered, and read by the worker.

Reading a large file takes seconds, and waits for others of the same agency. Whoever sends waits for neither.
"""

from __future__ import annotations

import hashlib
import time
from datetime import datetime

from django.db.models import Count, Sum

from articles.incoming import storing
from articles.incoming.storing import Sent
from articles.models import WireFeed, WireFile, WireSending

# So much of a feed may wait to be read. It is more only where no worker reads.
MOST, MOST_BYTES = 1000, 200 * 1024 * 1024
# What is read in one transaction.
TOGETHER, BYTES_TOGETHER = 100, 8 * 1024 * 1024
A_TURN = 20.0  # seconds


def keep(feed: WireFeed, name: str, data: bytes, now: datetime) -> bool:
    """Keep it until it is read. Returns whether these very bytes were known. The same bytes twice are one row."""
    digest = hashlib.sha256(data).hexdigest()
    if WireFile.objects.filter(agency=feed.agency_id, digest=digest).exists():
        return True
    was_waiting = feed.sendings.filter(digest=digest).exists()
    WireSending.objects.bulk_create(
        [
            WireSending(
                feed=feed,
                name=storing.name_of(name),
                received_at=now,
                digest=digest,
                size=len(data),
                data=data,
            )
        ],
        ignore_conflicts=True,
    )
    return was_waiting


def is_full(feed: WireFeed) -> bool:
    """Whether so much waits that no more is taken."""
    waiting = feed.sendings.aggregate(count=Count("pk"), size=Sum("size"))
    return waiting["count"] >= MOST or (waiting["size"] or 0) >= MOST_BYTES


def take(feed: WireFeed, now: datetime) -> int:
    """Read what waits, in the order in which it came, until a turn is over. Returns how many files were read.

    A row goes when its file is kept. If the process dies in between, it is read once more, and changes nothing.
    """
    began, count = time.monotonic(), 0
    while some := _next(feed):
        storing.keep_each(feed, [Sent(row.name, bytes(row.data)) for row in some], received_at=now)
        WireSending.objects.filter(pk__in=[row.pk for row in some]).delete()
        count += len(some)
        if time.monotonic() - began > A_TURN:
            break
    return count


def _next(feed: WireFeed) -> list[WireSending]:
    sizes = feed.sendings.order_by("pk").values_list("pk", "size")[:TOGETHER]
    numbers: list[int] = []
    weight = 0
    for pk, size in sizes:
        weight += size
        if numbers and weight > BYTES_TOGETHER:
            break
        numbers.append(pk)
    return list(WireSending.objects.filter(pk__in=numbers).order_by("pk")) if numbers else []
