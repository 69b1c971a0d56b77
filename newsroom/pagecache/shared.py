"""Finished pages that processes share by Redis, behind the memory of each; only where CACHE_URL names one.

A page is put there with what the database showed before it was made. Whoever takes it asks the database what has
changed since: one question in place of a page's. Redis is never necessary: when it is slow, dead, stopped or full, it
is left alone for some seconds, and the site answers as without it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.utils import timezone

from newsroom.pagecache.following import Following
from newsroom.pagecache.keeping import Name, Page, is_made_up, page_of

logger = logging.getLogger(__name__)

KEPT = 600  # seconds
PAUSE = 5.0  # seconds without Redis, after it failed
CODE = ("articles", "media", "newsroom", "house", "templates", "locale")


class Stamp(NamedTuple):
    """What was known before a page was made."""

    seen: str
    day_and_front: str
    ends_at: str
    database: str

    @classmethod
    def of(cls, following: Following) -> Stamp | None:
        """None before anything is known."""
        clock = following.clock
        if following.seen is None or clock.shown is None:
            return None
        ends = clock.ends_at.isoformat() if clock.ends_at else ""
        return cls(following.seen, repr(clock.shown), ends, following.database)

    def is_past(self, following: Following) -> bool:
        """Whether the clock has changed something since, or another database was put in the place of that one."""
        if self.database != following.database:
            return True
        ended = bool(self.ends_at) and datetime.fromisoformat(self.ends_at) <= timezone.now()
        return ended or self.day_and_front != repr(following.clock.shown)


class Shared:
    """The pages in Redis, or none."""

    def __init__(self) -> None:
        there = caches["pages"]
        self.pages = there if isinstance(there, RedisCache) else None
        self.maker = ""
        self.problems: tuple[type[Exception], ...] = (OSError,)
        if self.pages is not None:
            # Where there is no Redis its library is not loaded.
            from redis.exceptions import RedisError

            self.maker, self.problems = maker(), (OSError, RedisError)
        self.is_away, self.again_at = False, 0.0

    def take(self, name: Name, following: Following) -> Page | None:
        """A page that another process has made, if it is what would be made now."""
        generation = following.generation
        raw = self._ask("get", self._key_of(name)) if self.pages is not None else None
        if generation is None or raw is None:
            return None
        head, _, body = raw.partition(b"\n")
        try:
            said = json.loads(head)
            keys, headers = frozenset(said["keys"]), [(key, value) for key, value in said["headers"]]
            stamp, status = Stamp(*said["stamp"]), said["status"]
        except (ValueError, LookupError, TypeError):
            return None  # somebody else's
        if stamp.is_past(following) or not following.is_untouched_since(stamp.seen, keys):
            return None
        return page_of(status, headers, body, keys, generation)

    def put(self, name: Name, page: Page, stamp: Stamp | None) -> None:
        """Let others have it. What anybody can make up has no place there: Redis has no shelf of its own for it."""
        if self.pages is None or stamp is None or is_made_up(name, page.status):
            return
        head = {"stamp": stamp, "keys": sorted(page.keys), "status": page.status, "headers": page.headers}
        self._ask("set", self._key_of(name), json.dumps(head).encode() + b"\n" + page.body[0], KEPT)

    def _key_of(self, name: Name) -> str:
        return hashlib.sha256("\0".join((self.maker, *name)).encode()).hexdigest()

    def _ask(self, act: str, *words: Any) -> Any:
        if time.monotonic() < self.again_at:
            return None
        try:
            answer = getattr(self.pages, act)(*words)
        except self.problems as problem:
            if not self.is_away:
                logger.warning("Redis shares no pages; each process keeps its own: %s", problem)
            self.is_away, self.again_at = True, time.monotonic() + PAUSE
            return None
        self.is_away = False
        return answer


class Bytes:
    """In place of Django's pickles, which run code of whoever writes into Redis."""

    def dumps(self, value: bytes) -> bytes:
        return value

    def loads(self, value: bytes) -> bytes:
        return value


def maker() -> str:
    """What beside the database a page depends on: the code, the templates and the settings of this process."""
    names = {name for name in dir(settings) if name.isupper()} - {"CACHES"}
    said = {name: getattr(settings, name) for name in names}
    parts = [json.dumps(said, default=str, sort_keys=True), *files()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def files() -> Iterator[str]:
    for folder in CODE:
        for file in sorted(Path(settings.BASE_DIR, folder).rglob("*")):
            if file.suffix in {".py", ".html", ".mo", ".xml", ".txt"}:
                yield f"{file} {file.stat().st_mtime_ns}"
    manifest = Path(settings.STATIC_ROOT, "staticfiles.json")
    if manifest.exists():
        yield manifest.read_text()
