"""For the desk, in words: how it stands with a feed, and which feeds need somebody."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from articles.models import WireFeed, WireRefusal
from house import clock


def in_trouble(now: datetime) -> QuerySet[WireFeed]:
    """The feeds that fail or are silent, or sent what could not be taken: mostly no rows."""
    unwell = Q(failures__gt=0) | Q(silent_since__isnull=False)
    return WireFeed.objects.filter(
        (Q(is_active=True) & unwell) | Exists(refused().filter(feed=OuterRef("pk")))
    )


def refused() -> QuerySet[WireRefusal]:
    """What could not be taken, and nobody has seen yet."""
    return WireRefusal.objects.filter(closed_at=None)


def standing(feed: WireFeed) -> str:
    """In a sentence or two."""
    if not feed.is_active:
        return _("Not active.")
    said = []
    if feed.failing_since:
        said.append(
            _("Fails since {at}: {why}").format(at=clock.in_full(feed.failing_since), why=feed.problem)
        )
    if feed.silent_since:
        said.append(_("Silent since {at}.").format(at=clock.in_full(feed.silent_since)))
    elif feed.arrived_at and not said:
        said.append(_("Something new came on {at}.").format(at=clock.in_full(feed.arrived_at)))
    return " ".join(said) or _("Nothing has come yet.")
