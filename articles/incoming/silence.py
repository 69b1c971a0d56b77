"""Nothing has come from a feed for so long that the wire desk has to know: told once, until something comes again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import WireFeed
from articles.policy import Role
from articles.records import outbox
from house import clock


def listened(feed: WireFeed) -> datetime | None:
    """Since when nothing has come that should."""
    times = [at for at in (feed.arrived_at, feed.listening_since) if at]
    return max(times, default=None)


def watched(now: datetime) -> QuerySet[WireFeed]:
    """Feeds of which the wire desk would be told, whatever the time."""
    return WireFeed.objects.filter(is_active=True, silence__isnull=False, silent_since=None)


def overdue(now: datetime) -> list[WireFeed]:
    """Feeds that have been silent for too long, of which nobody was told. One query."""
    found = []
    for feed in watched(now).select_related("agency"):
        since = listened(feed)
        if since is not None and since + timedelta(minutes=feed.silence or 0) <= now:
            found.append(feed)
    return found


def tell(now: datetime) -> int:
    """A duty: write to the wire desk of each feed that has become silent. Returns how many."""
    count = 0
    for feed in overdue(now):
        since = listened(feed)
        with transaction.atomic():
            # Of two workers one changes the row; and something may have come meanwhile.
            still = WireFeed.objects.filter(pk=feed.pk, silent_since=None, arrived_at=feed.arrived_at)
            if not still.update(silent_since=since):
                continue
            outbox.put(_people(), *_letter(feed, since, now), now=now)
            count += 1
    return count


def _letter(feed: WireFeed, since: datetime | None, now: datetime) -> tuple[str, str]:
    subject = _("{newspaper}: nothing comes from {feed}").format(newspaper=settings.SITE_NAME, feed=feed)
    said = _("Nothing has come from {feed} ({agency}) since {at}.").format(
        feed=feed, agency=feed.agency, at=clock.in_full(since or now)
    )
    there = f"{settings.SITE_URL}{reverse('admin:articles_wirefeed_change', args=[feed.pk])}"
    return subject, "\n\n".join(part for part in (said, feed.problem, there) if part)


def _people() -> list[str]:
    """The wire desk; where nobody is on it, those who set up feeds."""
    for role in (Role.WIRE_DESK, Role.ADMIN):
        if addresses := list(_in(role).values_list("email", flat=True).order_by("pk")):
            return addresses
    return []


def _in(role: Role) -> QuerySet[User]:
    has_role = Q(groups__name=role) | (Q(is_superuser=True) if role == Role.ADMIN else Q())
    return User.objects.filter(has_role, is_active=True, is_staff=True).exclude(email="").distinct()
