"""Addresses outside are asked: few at a time, each host after a pause, each address once a day at most.

A thread of the worker does it, since strangers may be slow. HEAD is asked first, as it costs them least. Many answer
it wrongly, so whatever is not well is asked for by GET, of which no more is read than the status.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, connections
from django.utils import timezone

from articles.links.reading import read
from articles.models import CheckedLink
from house import outside

logger = logging.getLogger(__name__)
Outcome = CheckedLink.Outcome
Found = tuple[Outcome, int | None]

EVERY = 5  # seconds
SECONDS = 8.0
AT_ONCE = 6
HOST_RESTS = timedelta(seconds=10)
# After it, another worker asks what one has left lying.
PATIENCE = timedelta(minutes=5)
KEPT = timedelta(days=90)


def see_to(now: datetime) -> int:
    """Read what is new, and ask a few addresses; how many were asked."""
    if not settings.CHECK_LINKS:
        return 0
    read(now)
    return check(now)


def check(now: datetime) -> int:
    rows = [row for row in next_ones(now) if is_ours(row, now)]
    if not rows:
        return 0
    answers = outside.together(found_at, [row.address for row in rows])
    for row, (outcome, status) in zip(rows, answers, strict=True):
        CheckedLink.objects.filter(pk=row.pk).update(outcome=outcome, status=status, checked_at=now, due=None)
    return len(rows)


def next_ones(now: datetime) -> Sequence[CheckedLink]:
    """A few that are due, one of each host, and none of a host that was asked just now."""
    due = CheckedLink.objects.filter(due__lte=now)
    resting = CheckedLink.objects.filter(checked_at__gt=now - HOST_RESTS).values("host")
    of_each: dict[str, CheckedLink] = {}
    for row in due.exclude(host__in=resting).order_by("due", "pk")[: AT_ONCE * 20]:
        of_each.setdefault(row.host, row)
    return list(of_each.values())[:AT_ONCE]


def is_ours(row: CheckedLink, now: datetime) -> bool:
    """Of two workers one changes the row."""
    return bool(CheckedLink.objects.filter(pk=row.pk, due=row.due).update(due=now + PATIENCE))


def found_at(address: str) -> Found:
    """What is at this address."""
    found = asked("HEAD", address)
    outcome, status = found
    if outcome in (Outcome.UNKNOWN, Outcome.REFUSED) or (status is not None and status < 400):
        return found
    return asked("GET", address)


def asked(method: str, address: str) -> Found:
    try:
        answer = outside.ask(address, method=method, seconds=SECONDS, most_bytes=0)
    except outside.AddressRefused:
        return Outcome.REFUSED, None
    except outside.UnknownName:
        return Outcome.UNKNOWN, None
    except outside.NoAnswer:
        return Outcome.SILENT, None
    return Outcome.ANSWERED, answer.status


def forget(now: datetime) -> int:
    """A duty: what was asked long ago."""
    return CheckedLink.objects.filter(due=None, checked_at__lt=now - KEPT).delete()[0]


def begin(stopping: threading.Event) -> list[threading.Thread]:
    """A thread of the worker, if links are checked at all."""
    if not settings.CHECK_LINKS:
        return []
    thread = threading.Thread(target=keep_checking, args=(stopping,), name="checking links", daemon=True)
    thread.start()
    return [thread]


def keep_checking(stopping: threading.Event) -> None:
    """Until the worker ends. Whatever fails is tried again: nobody restarts a thread."""
    is_failing = False
    while not stopping.wait(EVERY):
        try:
            see_to(timezone.now())
            is_failing = False
        except Exception as problem:
            if not is_failing:
                # A database that is away needs no traceback, and what lasts is said once.
                is_ours = not isinstance(problem, DatabaseError | InterfaceError)
                logger.warning("Links of stories cannot be checked: %s", problem, exc_info=is_ours)
            is_failing = True
            connection.close()
    connections.close_all()
