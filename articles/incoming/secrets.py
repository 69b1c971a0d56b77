"""Passwords and tokens at the addresses of feeds, locked with SECRET_KEY, and how they are sent."""

from __future__ import annotations

import base64
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from articles.incoming.trouble import Trouble
from articles.models import WireFeed
from house import locking
from house.outside import OutsideProblem
from house.outside.addresses import target_of

PURPOSE = "articles.incoming.secrets"


def locked(secret: str) -> str:
    return locking.lock(PURPOSE, secret)


def sent_to(feed: WireFeed, address: str) -> dict[str, str]:
    """The header that logs in, if this address is at the feed's own host. Raises Trouble."""
    if not feed.log_in or not is_same_host(feed.address, address):
        return {}
    try:
        secret = locking.unlock(PURPOSE, feed.locked_secret)
    except locking.SecretLost:
        raise Trouble(_("Its password or token cannot be opened any more: type it again.")) from None
    if feed.log_in == WireFeed.LogIn.BEARER:
        return {"Authorization": f"Bearer {secret}"}
    pair = base64.b64encode(f"{feed.user_name}:{secret}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def is_same_host(one: str, other: str) -> bool:
    try:
        return target_of(one).place == target_of(other).place
    except OutsideProblem:
        return False


def lock_anew(now: datetime) -> int:
    """A duty: lock with the present key what a former key has locked, so that the former can be forgotten."""
    if not settings.SECRET_KEY_FALLBACKS:
        return 0
    count = 0
    for pk, kept in WireFeed.objects.exclude(locked_secret="").values_list("pk", "locked_secret"):
        if (anew := locking.locked_anew(PURPOSE, kept)) is not None:
            # Unless somebody has typed a new one meanwhile.
            count += WireFeed.objects.filter(pk=pk, locked_secret=kept).update(locked_secret=anew)
    return count
