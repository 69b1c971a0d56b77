"""What readers can have becomes pings: one for each address that has something new, and each who is told of it.

Whatever is published in the same moment is one ping of a feed. A ping that waits because its hub fails goes on
waiting: it says that there is something new, not what.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from articles.announcing import feeds, visible
from articles.announcing.destinations import Destination, destinations
from articles.models import Announcement, Edition, Ping
from articles.models.edition import TAKES_DOWN

State = Ping.State
AT_ONCE = 200


def collect(now: datetime, *, wait: timedelta = visible.UNTIL_SEEN) -> int:
    """Turn what readers can have by now into pings; how many announcements were. Two workers do no harm."""
    rows = list(Announcement.objects.select_related("edition").order_by("pk")[:AT_ONCE])
    if not rows:
        return 0
    for one in rows:
        one.found_at = one.found_at or now
    Announcement.objects.filter(pk__in=[one.pk for one in rows], found_at=None).update(found_at=now)
    ready = visible.those_visible(rows, now, wait=wait)
    if not ready:
        return 0
    with transaction.atomic():
        taken = [one for one in ready if Announcement.objects.filter(pk=one.pk).delete()[0]]
        stories: list[str] = []
        in_feeds: list[str] = []
        for one in taken:
            versions = versions_of(one.edition)
            stories += [version.path for version in versions]
            in_feeds += [path for version in versions for path in feeds.of_revision(version.revision)]
        for destination in destinations():
            note(destination, dict.fromkeys(in_feeds if destination.takes_feeds else stories), now)
    return len(taken)


def versions_of(edition: Edition) -> list[Edition]:
    """The entry, and the one before: what readers had then left the feeds and the address in which it stood."""
    ledger = Edition.objects.select_related("revision__section__parent").filter(
        article=edition.article_id, number__lte=edition.number
    )
    now, *before = ledger.order_by("-number")[:2]
    return [now, *(one for one in before if one.kind not in TAKES_DOWN)]


def note(destination: Destination, paths: Iterable[str], now: datetime) -> None:
    """These addresses have something new, for this one who is told."""
    new = list(paths)
    there = Ping.objects.filter(to=destination.name, path__in=new)
    fails = {"state": State.WAITING, "tries__gt": 0}
    there.filter(**fails).update(changed_at=now)
    # What was given up gets as long again for what is new.
    there.exclude(**fails).update(
        changed_at=now, due=now, state=State.WAITING, tries=0, failing_since=None, problem=""
    )
    Ping.objects.bulk_create(
        [Ping(to=destination.name, path=path, changed_at=now, due=now) for path in new],
        ignore_conflicts=True,
    )
