"""The application in front of Django: what is kept is answered here, without a database, without Django."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.utils.http import parse_etags

from articles.models.page_keys import ANY
from articles.site.caching import IN_PROCESS, WILL_BE_KEPT
from house.web import DESK_API
from newsroom.pagecache.asking import name_of
from newsroom.pagecache.following import Following
from newsroom.pagecache.following import following as the_following
from newsroom.pagecache.keeping import Headers, Kept, Name, Page, page_of
from newsroom.pagecache.shared import Shared, Stamp
from newsroom.serving import Application, Environ, Start
from newsroom.watching.metrics import count_kept

PATIENCE = 1.0  # seconds that others wait for the one who makes the page
DESK = ("/desk/", DESK_API)
UNCHANGED = "304 Not Modified"
KEPT_STATUSES = ("200 ", "404 ", "410 ")


class InFront:
    """Answers pages that are kept. Of a page that is not, one is made, and others wait for it a moment."""

    def __init__(
        self,
        application: Application,
        *,
        most: int | None = None,
        following: Following = the_following,
        places: threading.Semaphore | None = None,
    ) -> None:
        """`places` are those of Orderly: whoever asks the database takes one."""
        self.application = application
        self.following = following
        most = settings.PAGE_CACHE_BYTES if most is None else most
        # Whoever keeps pages follows changes, and during maintenance the database is asked nothing.
        self.most = 0 if settings.MAINTENANCE else most
        self.kept = Kept(self.most)
        self.shared = Shared()
        self.being_made: dict[Name, threading.Event] = {}
        self.lock = threading.Lock()
        self.places = places or threading.BoundedSemaphore(settings.PAGES_AT_ONCE)

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        if not self.most:
            return self.application(environ, start)
        name = name_of(environ)
        if name is None:
            return self.application(environ, start)
        if (page := self.true(name)) is not None:
            count_kept("hit")
            return answer(page, environ, start)
        count_kept("miss")
        self.following.begin()
        if self.following.generation is None:
            return self.application(environ, start)
        return self.make(name, environ, start)

    def true(self, name: Name) -> Page | None:
        """A page of which nothing has changed since."""
        page, generation = self.kept.get(name), self.following.generation
        if page is None or page.generation == generation:
            return page
        if generation is None or not self.following.is_untouched(page.keys, page.generation):
            return None
        # Something changed, but nothing on this page. So it is found out once and not with each reader.
        page = page._replace(generation=generation)
        self.kept.put(name, page)
        return page

    def make(self, name: Name, environ: Environ, start: Start) -> Iterable[bytes]:
        with self.lock:
            other = self.being_made.get(name)
            if other is None:
                mine = self.being_made[name] = threading.Event()
        if other is not None:
            page = self.true(name) if other.wait(PATIENCE) else None
            return self.application(environ, start) if page is None else answer(page, environ, start)
        try:
            # Somebody may have made it between our look and our turn.
            return self.make_alone(name, environ, start, self.true(name))
        finally:
            with self.lock:
                del self.being_made[name]
            mine.set()

    def make_alone(self, name: Name, environ: Environ, start: Start, page: Page | None) -> Iterable[bytes]:
        if page is not None:
            return answer(page, environ, start)
        if (page := self.take(name)) is not None:
            self.kept.put(name, page)
            return answer(page, environ, start)
        generation, stamp = self.following.generation, Stamp.of(self.following)
        asked = whole(environ, name)
        made = Made(self.application, asked)
        if made.status.startswith(KEPT_STATUSES) and generation is not None and may_be_shared(made.headers):
            keys = asked.get(IN_PROCESS, frozenset({ANY}))
            page = page_of(made.status, made.headers, made.body, keys, generation)
            # What changed on it meanwhile has a newer generation, and then the page is not shown again.
            self.kept.put(name, page)
            self.shared.put(name, page, stamp)
            return answer(page, environ, start)
        self.kept.drop(name)
        if environ.get("QUERY_STRING", "") != name[-1]:
            # It moved, perhaps: Django says so, with the campaign.
            return self.application(environ, start)
        start(made.status, made.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [made.body]

    def take(self, name: Name) -> Page | None:
        """A page that another process has made, if there is a place: a database that hangs holds no more threads."""
        if not self.places.acquire(blocking=False):
            return None
        try:
            return self.shared.take(name, self.following)
        finally:
            self.places.release()


def seen_at_once(application: Application, following: Following = the_following) -> Application:
    """Whoever wrote something sees it at the next page: changes are looked for before the answer.

    Pages are changed at the desk alone: what strangers send elsewhere must not take pages from readers. It stands
    behind Orderly, since it asks the database.
    """

    def answer_to(environ: Environ, start: Start) -> Iterable[bytes]:
        body = application(environ, start)
        is_read_only = environ["REQUEST_METHOD"] in {"GET", "HEAD"}
        if not is_read_only and environ.get("PATH_INFO", "").startswith(DESK) and following.is_followed:
            following.look_or_forget()
        return body

    return answer_to


class Made:
    """A whole answer of the application behind us."""

    def __init__(self, application: Application, environ: Environ) -> None:
        self.status, self.headers = "", Headers()
        pieces = application(environ, self.start)
        try:
            self.body = b"".join(pieces)
        finally:
            with suppress(AttributeError):
                pieces.close()  # type: ignore[attr-defined]  # WSGI: if it has one

    def start(self, status: str, headers: Headers, *_: Any) -> None:
        self.status, self.headers = status, list(headers)


def whole(environ: Environ, name: Name) -> Environ:
    """The same request for the whole page to keep, whoever has an older copy or comes from a campaign."""
    asked = {key: value for key, value in environ.items() if not key.startswith("HTTP_IF_")}
    return asked | {"REQUEST_METHOD": "GET", "QUERY_STRING": name[-1], WILL_BE_KEPT: True}


def may_be_shared(headers: Headers) -> bool:
    """Whether this answer is the same for everybody."""
    for key, value in headers:
        match key.lower():
            case "set-cookie":
                return False
            case "cache-control" if "no-store" in value or "private" in value:
                return False
            case "content-security-policy" if "nonce-" in value:
                return False
            case "vary" if value.lower() != "accept-encoding":
                return False
    return True


def answer(page: Page, environ: Environ, start: Start) -> list[bytes]:
    if page.etag and (asked := environ.get("HTTP_IF_NONE_MATCH")) and is_named(page.etag, asked):
        start(UNCHANGED, page.unchanged)
        return []
    start(page.status, page.headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else page.body


def is_named(etag: str, asked: str) -> bool:
    if etag == asked:
        return True
    plain = etag.removeprefix("W/")
    return any(one == "*" or one.removeprefix("W/") == plain for one in parse_etags(asked))
