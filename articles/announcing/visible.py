"""Whether readers can have what was published. A hub that comes sooner gets the old feed, and tells subscribers that.

Three may have it later than the ledger: processes of the site, which look for changes five times a second; readers'
own database, a replica; and the caches in front of us.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections

from articles.models import Announcement, Freshness, PurgeDelivery
from articles.models.page_keys import EVERYTHING, story
from articles.purging.replica import SITE

logger = logging.getLogger(__name__)

UNTIL_SEEN = timedelta(seconds=0.25)
# Caches keep a page for a minute: one that cannot be told has nothing old after that.
CACHES_KEEP = timedelta(seconds=70)
# The log of changes is written in the transaction of the entry, whose time may be that of a press a while before.
BEFORE = timedelta(hours=1)


def those_visible(
    announcements: Sequence[Announcement], now: datetime, *, wait: timedelta = UNTIL_SEEN
) -> list[Announcement]:
    """Those of them that readers can have. The others are asked for again in a moment."""
    old = [one for one in announcements if one.found_at is not None and one.found_at + wait <= now]
    if not old:
        return []
    numbers = _numbers(old, now)
    missing = _not_at_the_replica({number for some in numbers.values() for number in some})
    kept = _not_told_to_caches(old, now)
    return [
        one
        for one in old
        if not numbers[one.edition.article_id] & missing
        and (one.edition.article_id not in kept or _found_at(one) + CACHES_KEEP <= now)
    ]


def _found_at(one: Announcement) -> datetime:
    return one.found_at or one.edition.at


def _numbers(announcements: Iterable[Announcement], now: datetime) -> dict[int, set[int]]:
    """Of each story, the newest number in the log of changes."""
    stories = {one.edition.article_id for one in announcements}
    keys = {story(pk): pk for pk in stories}
    found: dict[int, set[int]] = defaultdict(set)
    if SITE not in connections.databases:
        return found
    rows = Freshness.objects.filter(at__gt=now - BEFORE, key__in=[*keys, EVERYTHING]).order_by("number")
    newest = dict(rows.values_list("key", "number"))
    for key, pk in keys.items():
        found[pk] = {newest[one] for one in (key, EVERYTHING) if one in newest}
    return found


def _not_at_the_replica(numbers: set[int]) -> set[int]:
    """Which of these changes readers' own database does not have yet. If it does not answer, nothing is known."""
    if not numbers:
        return set()
    rows = Freshness.objects.using(SITE).filter(number__in=numbers)
    for is_last in (False, True):
        try:
            return numbers - set(rows.values_list("number", flat=True))
        except (DatabaseError, InterfaceError) as problem:
            # The connection may be to a database that has been started anew since.
            connections[SITE].close()
            if is_last:
                logger.warning("The site's database does not say which changes it has: %s", problem)
    return set()


def _not_told_to_caches(announcements: Iterable[Announcement], now: datetime) -> set[int]:
    """The stories of which a cache in front may still have the old pages."""
    if not settings.PURGE_URLS:
        return set()
    keys = {story(one.edition.article_id): one.edition.article_id for one in announcements}
    named = [*keys, EVERYTHING]
    waiting = set(
        Freshness.objects.filter(is_passed_on=False, key__in=named).values_list("key", flat=True)
    ) | set(
        PurgeDelivery.objects.filter(
            state=PurgeDelivery.State.WAITING, purge__at__gt=now - BEFORE, purge__keys__key__in=named
        ).values_list("purge__keys__key", flat=True)
    )
    return set(keys.values()) if EVERYTHING in waiting else {keys[key] for key in waiting if key in keys}
