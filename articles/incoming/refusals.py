"""What could not be taken is written down, with the reason and how it begins, until somebody has seen it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import F

from articles.incoming.outcome import Outcome, writable
from articles.models import WireFeed, WireFile, WireRefusal

MOST_BYTES = 1024 * 1024
# Of one file. More of the same would help nobody.
MOST_OF_A_FILE = 50
MOST_LETTERS = 1000
KEPT_FOR = timedelta(days=30)


def note(feed: WireFeed, outcome: Outcome, data: bytes, file: WireFile | None, now: datetime) -> None:
    """Write down each reason for which something was refused. What is refused for it again is counted.

    `file` has the bytes if other items in it could be kept.
    """
    reasons = list(dict.fromkeys((writable(one.reason[:MOST_LETTERS]), one.line) for one in outcome.refused))
    if len(reasons) > MOST_OF_A_FILE:
        reasons[MOST_OF_A_FILE:] = [(f"And {len(reasons) - MOST_OF_A_FILE} others in the same file.", None)]
    beginning = b"" if file else data[:MOST_BYTES]
    for reason, line in reasons:
        if _is_counted(feed, reason, outcome.digest, now):
            continue
        WireRefusal.objects.create(
            feed=feed,
            file=file,
            name=outcome.name,
            line=line,
            reason=reason,
            at=now,
            last_at=now,
            digest=outcome.digest,
            size=len(data),
            data=beginning,
        )
        beginning = b""


def _is_counted(feed: WireFeed, reason: str, digest: str, now: datetime) -> bool:
    """Whether it is on the list already. A feed that we fetch is the same file each time, whatever else is in it."""
    same = WireRefusal.objects.filter(feed=feed, reason=reason, closed_at=None)
    if feed.way != WireFeed.Way.WEB:
        same = same.filter(digest=digest)
    return bool(same.update(times=F("times") + 1, last_at=now))


def close(refusal: WireRefusal, *, by: User, now: datetime) -> bool:
    """Somebody has seen it; whether nobody had before."""
    still = WireRefusal.objects.filter(pk=refusal.pk, closed_at=None)
    return bool(still.update(closed_at=now, closed_by=by))


def close_all(feed: WireFeed, *, by: User, now: datetime) -> int:
    """Somebody has seen all of this feed; how many nobody had seen."""
    return feed.refusals.filter(closed_at=None).update(closed_at=now, closed_by=by)


def forget(now: datetime) -> int:
    """What somebody saw a month ago is deleted."""
    return WireRefusal.objects.filter(closed_at__lt=now - KEPT_FOR).delete()[0]
