"""Secrets that we need again, such as passwords at servers of others: kept locked with SECRET_KEY.

Each purpose has a lock of its own, so that what was locked for one opens for no other.
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class SecretLost(Exception):
    """The secret was locked with a key that the newsroom does not have any more."""


def lock(purpose: str, secret: str) -> str:
    return _locks(purpose).encrypt(secret.encode()).decode()


def unlock(purpose: str, kept: str) -> str:
    try:
        return _locks(purpose).decrypt(kept.encode()).decode()
    except InvalidToken:
        raise SecretLost from None


def locked_anew(purpose: str, kept: str) -> str | None:
    """The same, locked with the present key; None if it is already, or if no key opens it."""
    present, *former = [_lock(purpose, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    if _opens(present, kept) or not any(_opens(one, kept) for one in former):
        return None
    return _locks(purpose).rotate(kept.encode()).decode()


def _opens(lock: Fernet, kept: str) -> bool:
    try:
        lock.decrypt(kept.encode())
    except InvalidToken:
        return False
    return True


def _locks(purpose: str) -> MultiFernet:
    return MultiFernet([_lock(purpose, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _lock(purpose: str, key: str) -> Fernet:
    made = hashlib.sha256(purpose.encode() + key.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(made))
