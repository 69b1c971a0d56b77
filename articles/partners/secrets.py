"""Two kinds of secrets of partners: one with which we sign what we send, one in the address where a partner fetches.

The first we need again, so it is kept, locked with SECRET_KEY. Of the second only the hash is kept.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

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


def _locks() -> MultiFernet:
    return MultiFernet([_lock(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _lock(key: str) -> Fernet:
    made = hashlib.sha256(b"articles.partners.secrets" + key.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(made))
