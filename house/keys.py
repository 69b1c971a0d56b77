"""Keys of programs: how one is sent, under which hash it is known, and how often it may ask.

A key is sent as `Authorization: Bearer …` and in no other way: what stands in an address stands in logs.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Mapping

from django.core.cache import cache

logger = logging.getLogger(__name__)

MINUTE = 60
# No key is longer, and nothing longer is looked at.
LONGEST = 200


def sent_with(headers: Mapping[str, str]) -> str:
    """The key that a request has with it; nothing if it has none, or something that cannot be one."""
    scheme, _, key = headers.get("Authorization", "").partition(" ")
    key = key.strip()
    return key if scheme.lower() == "bearer" and key.isascii() and len(key) <= LONGEST else ""


def digest_of(key: str) -> str:
    """What is kept of a key. It is long and random, so nobody finds it by its hash."""
    return hashlib.sha256(key.encode()).hexdigest()


def name_of(digest: str) -> str:
    """Under which name the requests of a key are counted, at the desk and on the site together."""
    return digest[:32]


def seconds_to_wait(name: str, most: int, now: float | None = None) -> int:
    """Count a request under this name: 0 if it is within so many a minute, or when the next one is answered.

    The minutes are those of the clock. Each name has one number in the cache, which forgets it: in Redis for all
    processes together, otherwise for each process by itself.
    """
    now = time.time() if now is None else now
    minute, into = divmod(int(now), MINUTE)
    return 0 if _counted(f"rate:{name}:{minute}") <= most else MINUTE - into


def _counted(key: str) -> int:
    try:
        try:
            return cache.incr(key)
        except ValueError:  # the first of this minute
            return 1 if cache.add(key, 1, 2 * MINUTE) else cache.incr(key)
    except Exception as failed:
        # Each kind of cache fails in its own way, and none may close the door to everybody.
        logger.warning("Requests with keys are taken uncounted, since the cache does not answer: %s", failed)
        return 1
