"""Pings go out: each destination by itself, and what fails again after pauses that grow, until it is given up."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, connection, connections
from django.utils import timezone

from articles.announcing import visible
from articles.announcing.collecting import collect
from articles.announcing.destinations import Destination, destinations
from articles.models import Ping

logger = logging.getLogger(__name__)
State = Ping.State

EVERY = 0.25  # seconds
# After it, another worker sends what one has left lying.
PATIENCE = timedelta(minutes=1)
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=15)
# A hub that was away for so long has subscribers who fetch the feed themselves.
GIVEN_UP_AFTER = timedelta(hours=12)
KEPT = timedelta(days=1)
FAILURES_KEPT = timedelta(days=30)


def see_to(now: datetime) -> int:
    """Tell everybody what is new; how many pings went well."""
    there = destinations()
    if there:
        # Whoever does this once does not come back in a moment.
        collect(now, wait=timedelta(0))
    return sum(deliver(destination, now) for destination in there)


def deliver(destination: Destination, now: datetime) -> int:
    """Tell one of them what it has to be told; how many pings went well."""
    ours = [ping for ping in due(destination, now) if is_ours(ping, now)]
    if not ours:
        return 0
    problems = destination.tell([ping.path for ping in ours])
    if problems:
        first = next(iter(problems.values()))
        logger.warning(
            "%s was not told of %d of %d addresses: it %s.", destination.name, len(problems), len(ours), first
        )
    for ping in ours:
        enter(ping, problems.get(ping.path, ""), now)
    return len(ours) - len(problems)


def due(destination: Destination, now: datetime) -> Sequence[Ping]:
    rows = Ping.objects.filter(to=destination.name, state=State.WAITING, due__lte=now)
    return list(rows.order_by("due", "pk")[: destination.at_once])


def is_ours(ping: Ping, now: datetime) -> bool:
    """Of two workers one changes the row."""
    ours = Ping.objects.filter(pk=ping.pk, due=ping.due, state=State.WAITING)
    return bool(ours.update(due=now + PATIENCE))


def enter(ping: Ping, problem: str, now: datetime) -> None:
    """Write down what became of it. What has changed meanwhile is told once more: the hub may have come too soon."""
    row = Ping.objects.filter(pk=ping.pk)
    if not problem:
        row.update(sent_at=now, failing_since=None, problem="")
        row.filter(changed_at=ping.changed_at).update(state=State.SENT, tries=0)
        row.exclude(changed_at=ping.changed_at).update(due=now, tries=0)
        return
    since = ping.failing_since or now
    row.update(failing_since=since, problem=problem[:300])
    unchanged = row.filter(changed_at=ping.changed_at)
    if since < now - GIVEN_UP_AFTER:
        unchanged.update(state=State.FAILED, tries=ping.tries + 1)
    else:
        unchanged.update(tries=ping.tries + 1, due=now + pause_after(ping.tries))


def pause_after(tries: int) -> timedelta:
    """Five seconds, ten, twenty, up to a quarter of an hour."""
    return min(SHORTEST_PAUSE * (1 << min(tries, 10)), LONGEST_PAUSE)


def forget(now: datetime) -> int:
    """What was told; and nobody waits any more for one who is no longer told."""
    known = [destination.name for destination in destinations()]
    nobody = Ping.objects.exclude(to__in=known).delete()[0]
    told = Ping.objects.filter(state=State.SENT, sent_at__lt=now - KEPT).delete()[0]
    given_up = Ping.objects.filter(state=State.FAILED, changed_at__lt=now - FAILURES_KEPT).delete()[0]
    return nobody + told + given_up


def begin(stopping: threading.Event) -> list[threading.Thread]:
    """A thread of the worker for each destination, so that none waits for another, or for other duties."""
    threads = [
        threading.Thread(
            target=keep_telling, args=(one, stopping), name=f"announcing to {one.name}", daemon=True
        )
        for one in destinations()
    ]
    for thread in threads:
        thread.start()
    return threads


def keep_telling(destination: Destination, stopping: threading.Event) -> None:
    """Until the worker ends. Whatever fails, by a mistake of ours too, is tried again: nobody restarts a thread."""
    is_failing = False
    while not stopping.wait(EVERY):
        try:
            now = timezone.now()
            collect(now, wait=visible.UNTIL_SEEN)
            deliver(destination, now)
            is_failing = False
        except Exception as problem:
            if not is_failing:
                # A database that is away needs no traceback, and what lasts is said once.
                is_ours = not isinstance(problem, DatabaseError | InterfaceError)
                logger.warning(
                    "%s cannot be told what is new: %s", destination.name, problem, exc_info=is_ours
                )
            is_failing = True
            connection.close()
    connections.close_all()
