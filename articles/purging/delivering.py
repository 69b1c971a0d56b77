"""Deliveries go out: what was taken from readers first, to each cache by itself, and again after a moment.

Again, because a process of the site may not have heard of the change yet when a cache, just told, asks it for the
page anew, or because it was making the page at that very time. What was told twice is confirmed.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, connection, connections
from django.utils import timezone

from articles.models import Purge, PurgeDelivery, PurgedKey
from articles.purging import collecting, replica
from articles.purging.destinations import Cache, NotPurged, caches
from articles.purging.paths import paths_of

logger = logging.getLogger(__name__)
State = PurgeDelivery.State

EVERY = 0.25  # seconds
# Each process looks for changes five times a second. A cache that is told before would fetch the page that was kept.
UNTIL_SEEN = timedelta(seconds=0.25)
AGAIN_AFTER = timedelta(seconds=2)
# In it a purge is collected and sent; and so often a replica is asked that is behind.
A_MOMENT = timedelta(seconds=1)
NOT_AT_THE_REPLICA = "the database that readers' pages are made from does not have the change yet"
# After it, another worker sends what one has left lying.
PATIENCE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=1)
# By then no cache has the old page any more, however it fared.
GIVEN_UP_AFTER = timedelta(hours=1)
KEPT = timedelta(days=30)
AT_ONCE = 100
MOST_ADDRESSES = 50


def see_to(now: datetime) -> int:
    """Tell all caches what has changed; how many deliveries went well."""
    there = caches()
    if there:
        collecting.collect(now)
    return sum(deliver(cache, now) for cache in there)


def deliver(cache: Cache, now: datetime) -> int:
    """Tell one cache all that it has to be told; how many deliveries went well.

    What is new to it goes out before readers' database is asked for the rest: that may be slow, or away.
    """
    ours = [delivery for delivery in due(cache, now) if is_ours(delivery, now)]
    again = [delivery for delivery in ours if delivery.state == State.SENT]
    new = [delivery for delivery in ours if delivery not in again]
    return tell(cache, new, now) + tell(cache, those_that_have_come(again, now), now)


def tell(cache: Cache, deliveries: Sequence[PurgeDelivery], now: datetime) -> int:
    """Tell it these deliveries at once."""
    if not deliveries:
        return 0
    problem = ""
    try:
        cache.purge(names_for(cache, deliveries))
    except NotPurged as found:
        problem = str(found)
        logger.warning("%s was not told of changes: %s.", cache.name, problem)
    for delivery in deliveries:
        enter(delivery, problem, now)
    return 0 if problem else len(deliveries)


def due(cache: Cache, now: datetime) -> Sequence[PurgeDelivery]:
    rows = PurgeDelivery.objects.filter(to=cache.name, state__in=PurgeDelivery.OPEN, due__lte=now)
    return list(rows.select_related("purge").order_by("-purge__is_urgent", "due", "pk")[:AT_ONCE])


def is_ours(delivery: PurgeDelivery, now: datetime) -> bool:
    """Of two workers one changes the row."""
    ours = PurgeDelivery.objects.filter(pk=delivery.pk, due=delivery.due)
    return bool(ours.update(due=now + PATIENCE))


def those_that_have_come(deliveries: Sequence[PurgeDelivery], now: datetime) -> list[PurgeDelivery]:
    """Told again before readers' database has the change, the cache would only fetch the old page once more.

    What was sent last is asked for first: where that has come, or nothing can be known, nothing else is asked.
    """
    held, has_come = set(), False
    for delivery in sorted(deliveries, key=when_sent, reverse=True):
        if delivery.purge.at < now - GIVEN_UP_AFTER:
            continue
        has_come = has_come or replica.has_come(when_sent(delivery) + A_MOMENT)
        if not has_come:
            held.add(delivery.pk)
            delivery.problem, delivery.due = NOT_AT_THE_REPLICA, now + A_MOMENT
            delivery.save(update_fields=["problem", "due"])
    return [delivery for delivery in deliveries if delivery.pk not in held]


def when_sent(delivery: PurgeDelivery) -> datetime:
    return delivery.sent_at or delivery.purge.at


def names_for(cache: Cache, deliveries: Sequence[PurgeDelivery]) -> list[str]:
    """The keys of these deliveries in their order, or their addresses where the cache knows no keys."""
    of_each: dict[int, list[str]] = {delivery.purge_id: [] for delivery in deliveries}
    for pk, key in PurgedKey.objects.filter(purge__in=of_each).values_list("purge", "key"):
        of_each[pk].append(key)
    keys = list(dict.fromkeys(key for some in of_each.values() for key in some))
    # Whoever knows no keys keeps no page for more than a second. So what is not told goes by itself, and sooner than
    # the addresses of a whole archive could be told one by one, while the next correction waits.
    return paths_of(keys)[:MOST_ADDRESSES] if cache.by_address else keys


def enter(delivery: PurgeDelivery, problem: str, now: datetime) -> None:
    """Write down what became of it, and when it is to be done again."""
    delivery.problem = problem[:300]
    if problem:
        delivery.tries += 1
        delivery.due = now + pause_after(delivery.tries)
        if delivery.purge.at < now - GIVEN_UP_AFTER:
            delivery.state = State.FAILED
    elif delivery.state == State.WAITING:
        delivery.state, delivery.sent_at, delivery.tries = State.SENT, now, 0
        delivery.due = now + AGAIN_AFTER
    else:
        delivery.state, delivery.confirmed_at, delivery.tries = State.CONFIRMED, now, 0
    delivery.save(update_fields=["state", "due", "tries", "sent_at", "confirmed_at", "problem"])


def pause_after(tries: int) -> timedelta:
    """A second, two, four, up to a minute."""
    return min(timedelta(seconds=2 ** min(tries - 1, 10)), LONGEST_PAUSE)


def forget(now: datetime) -> int:
    """Old purges; and nobody waits any more for a cache that was given up."""
    known = [cache.name for cache in caches()]
    left = PurgeDelivery.objects.filter(state__in=PurgeDelivery.OPEN).exclude(to__in=known)
    left.update(state=State.FAILED, problem="PURGE_URLS does not name it any more")
    return Purge.objects.filter(at__lt=now - KEPT).delete()[0]


def begin(stopping: threading.Event) -> list[threading.Thread]:
    """A thread of the worker for each cache, so that none waits for another, or for the worker's other duties."""
    threads = [
        threading.Thread(
            target=keep_telling, args=(cache, stopping), name=f"purging {cache.name}", daemon=True
        )
        for cache in caches()
    ]
    for thread in threads:
        thread.start()
    return threads


def keep_telling(cache: Cache, stopping: threading.Event) -> None:
    """Until the worker ends. Whatever fails, by a mistake of ours too, is tried again: nobody restarts a thread."""
    is_failing = False
    while not stopping.wait(EVERY):
        try:
            now = timezone.now()
            collecting.collect(now, wait=UNTIL_SEEN)
            deliver(cache, now)
            is_failing = False
        except Exception as problem:
            if not is_failing:
                # A database that is away needs no traceback, and what lasts is said once.
                is_ours = not isinstance(problem, DatabaseError | InterfaceError)
                logger.warning("%s cannot be told of changes: %s", cache.name, problem, exc_info=is_ours)
            is_failing = True
            connection.close()
    connections.close_all()
