"""What the triggers wrote down, in the transaction of the change, becomes a purge with a delivery for each cache.

The log of changes is the outbox. So nothing is forgotten by code that writes in a new way, and a worker that is
killed leaves rows that the next one finds.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction

from articles.models import Freshness, GonePath, Purge, PurgeDelivery, PurgedKey
from articles.models.page_keys import ANY, EVERYTHING
from articles.purging.destinations import caches
from articles.purging.paths import numbers

LOG = Freshness._meta.db_table
# More keys than this are all pages.
MANY = 1000


def collect(now: datetime, *, wait: timedelta = timedelta(0)) -> Purge | None:
    """The purge of all changes that no cache has been told of yet, if there are any. Of two workers one gets them.

    Caches are told of it after `wait`.
    """
    if not Freshness.objects.filter(is_passed_on=False).exists():
        return None
    with transaction.atomic():
        keys = take()
        if not keys:
            return None
        # A story that was withdrawn, or killed, has addresses that say so.
        is_urgent = GonePath.objects.filter(story_id__in=numbers(keys, "story")).exists()
        if len(keys) > MANY:
            keys = {EVERYTHING}
        return write(keys | {ANY}, is_urgent=is_urgent, now=now, wait=wait)


def write(keys: set[str], *, is_urgent: bool, now: datetime, wait: timedelta = timedelta(0)) -> Purge:
    purge = Purge.objects.create(at=now, is_urgent=is_urgent)
    PurgedKey.objects.bulk_create(PurgedKey(purge=purge, key=key) for key in sorted(keys))
    PurgeDelivery.objects.bulk_create(
        PurgeDelivery(purge=purge, to=cache.name, due=now + wait) for cache in caches()
    )
    return purge


def take() -> set[str]:
    """The keys that wait. A query set could not say which rows an update has found."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {LOG} SET is_passed_on = %s WHERE NOT is_passed_on RETURNING key",  # noqa: S608 # our own name
            [True],
        )
        return {key for (key,) in cursor.fetchall()}
