"""What the desk does to a feed is put on record, in the chain of the feed."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from articles.models import WireFeed, WireFeedChange
from articles.records import chain
from house import keys


@transaction.atomic
def changed(feed: WireFeed, words: str, *, by: User, now: datetime) -> WireFeedChange:
    # A chain has one writer at a time.
    list(WireFeed.objects.select_for_update(no_key=True).filter(pk=feed.pk).values_list("pk"))
    return chain.keep(WireFeedChange(feed=feed, at=now, by=by, words=words))


def new_secret(feed: WireFeed) -> str:
    """With which others may send to this feed. Only its hash is kept, and the one before holds no longer."""
    secret = secrets.token_urlsafe(32)
    WireFeed.objects.filter(pk=feed.pk).update(digest=keys.digest_of(secret))
    return secret
