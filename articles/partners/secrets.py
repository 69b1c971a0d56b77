"""Two kinds of secrets of partners: one with which we sign what we send, one in the address where a partner fetches.

The first we need again, so it is kept, locked with SECRET_KEY. Of the second only the hash is kept.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime

from django.conf import settings

from articles.models import Partner
from house import locking
from house.locking import SecretLost as SecretLost

HEADER = "Newsroom-Signature"
PURPOSE = "articles.partners.secrets"


def new() -> str:
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def locked(secret: str) -> str:
    return locking.lock(PURPOSE, secret)


def opened(kept: str) -> str:
    return locking.unlock(PURPOSE, kept)


def signature(secret: str, at: int, body: bytes) -> str:
    """As partners check it: HMAC-SHA-256 of the time in seconds, a full stop and the body."""
    said = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={said}"


def lock_anew(now: datetime) -> int:
    """A duty: lock with the present key what a former key has locked, so that the former can be forgotten."""
    if not settings.SECRET_KEY_FALLBACKS:
        return 0
    count = 0
    for pk, kept in Partner.objects.exclude(locked_secret="").values_list("pk", "locked_secret"):
        if (anew := locking.locked_anew(PURPOSE, kept)) is not None:
            # Unless somebody has given them a new one meanwhile.
            same = Partner.objects.filter(pk=pk, locked_secret=kept)
            count += same.update(locked_secret=anew)
    return count
