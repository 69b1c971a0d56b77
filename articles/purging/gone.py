"""For the desk: whether the newest change of a story has come to every cache in front of us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from articles.models import Freshness, GonePath, PublishedArticle, PurgeDelivery, PurgedKey
from articles.models.page_keys import EVERYTHING, story


@dataclass(frozen=True)
class Everywhere:
    """What is known of one story."""

    deliveries: Sequence[PurgeDelivery]
    is_waiting: bool
    """The worker has not come to it yet."""

    @property
    def open(self) -> list[PurgeDelivery]:
        """To whom it has not come, as far as we know."""
        return [it for it in self.deliveries if it.state != PurgeDelivery.State.CONFIRMED]

    @property
    def is_done(self) -> bool:
        return not self.is_waiting and not self.open

    @property
    def done_at(self) -> datetime:
        return max(it.confirmed_at for it in self.deliveries if it.confirmed_at is not None)


def everywhere(story_id: int) -> Everywhere | None:
    """None where no cache is told of changes, or nothing of the story ever changed for readers."""
    if not settings.PURGE_URLS:
        return None
    its_keys = [story(story_id)]
    live = PublishedArticle.objects.filter(story_id=story_id)
    if live.exists() or GonePath.objects.filter(story_id=story_id).exists():
        # Where much has changed at once, all pages are dropped by one key, and no story is named.
        its_keys.append(EVERYTHING)
    is_waiting = Freshness.objects.filter(is_passed_on=False, key__in=its_keys).exists()
    newest = PurgedKey.objects.filter(key__in=its_keys).order_by("-purge").values("purge")[:1]
    deliveries = list(PurgeDelivery.objects.filter(purge__in=newest).order_by("to"))
    return Everywhere(deliveries, is_waiting) if deliveries or is_waiting else None
