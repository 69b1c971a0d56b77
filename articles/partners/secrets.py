"""Two kinds of secrets of partners: one with which we sign what we send, one in the address where a partner fetches.

The first we need again, so it is kept, locked with SECRET_KEY. Of the second only the hash is kept.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from articles.models import Partner

HEADER = "Newsroom-Signature"


class SecretLost(Exception):
    """The secret was locked with a key that the newsroom does not have any more."""


def new() -> str:
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def locked(secret: str) -> str:
    return _locks().encrypt(secret.encode()).decode()


def opened(kept: str) -> str:
    try:
        return _locks().decrypt(kept.encode()).decode()
    except InvalidToken:
        raise SecretLost from None


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
        if not _is_locked_with_a_former_key(kept):
            continue
        # Unless somebody has given them a new one meanwhile.
        same = Partner.objects.filter(pk=pk, locked_secret=kept)
        count += same.update(locked_secret=_locks().rotate(kept.encode()).decode())
    return count


def _is_locked_with_a_former_key(kept: str) -> bool:
    present, *former = [_lock(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return not _opens(present, kept) and any(_opens(lock, kept) for lock in former)


def _opens(lock: Fernet, kept: str) -> bool:
    try:
        lock.decrypt(kept.encode())
    except InvalidToken:
        return False
    return True


def _locks() -> MultiFernet:
    return MultiFernet([_lock(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _lock(key: str) -> Fernet:
    made = hashlib.sha256(b"articles.partners.secrets" + key.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(made))
