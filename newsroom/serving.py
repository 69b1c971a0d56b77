"""In front of Django, in each process that serves: nobody who is slow keeps everybody waiting.

The server hands each request to one of a few threads, before its body has come. So a handful of forms that never
arrive, or of pages that wait for a database, would hold all threads, and our health and the styles with them. Here
only so many requests wait for bodies, or for pages, at once; others are refused, and the threads that are left answer
what needs neither. A read cannot be broken off, nor left to another thread: granian would wait for it for ever. So
forms that never arrive can keep others from logging in, and from nothing else; a proxy in front that buffers requests
keeps slow senders from us altogether.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import Any

from django.conf import settings

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]

PIECE = 64 * 1024
IN_MEMORY = 1024 * 1024
FROM_STRANGERS = 2  # bodies at once of those who have not logged in: log-ins, and readers who report an error
LONGEST_FROM_STRANGERS = 128 * 1024
FROM_THE_DESK = 4
SPARE = FROM_STRANGERS + FROM_THE_DESK + 2  # threads beside those that make pages
A_MOMENT = 0.5  # in which, mostly, a page before this one is done

TOO_LONG = ("413 Content Too Large", "This form is too long.")
BUSY = (
    "503 Service Unavailable",
    "The paper is busy, or something it needs does not answer. Try again in a moment.",
)
Refusal = tuple[str, str]


class Orderly:
    """The application, as the server calls it."""

    def __init__(self, application: Application, *, pages: int | None = None) -> None:
        self.application = application
        self.pages = threading.BoundedSemaphore(pages or settings.PAGES_AT_ONCE)
        self.bodies = {
            True: threading.BoundedSemaphore(FROM_THE_DESK),
            False: threading.BoundedSemaphore(FROM_STRANGERS),
        }
        self.is_stuck = False
        """Somebody has waited for a page in vain, and no page has been done since."""

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        if needs_nothing(environ.get("PATH_INFO", "")):
            return self.application(environ, start)
        with ExitStack() as kept:
            if length := length_of(environ):
                refusal = self.read(environ, length, kept)
                if refusal:
                    return refused(start, *refusal)
            if not self.pages.acquire(timeout=0 if self.is_stuck else A_MOMENT):
                self.is_stuck = True
                return refused(start, *BUSY)
            try:
                return self.application(environ, start)
            finally:
                self.is_stuck = False
                self.pages.release()

    def read(self, environ: Environ, length: int, kept: ExitStack) -> Refusal | None:
        """Put the whole body in the place of what the server still waits for; why not, where it has to wait too."""
        is_known = f"{settings.SESSION_COOKIE_NAME}=" in environ.get("HTTP_COOKIE", "")
        if not is_known and length > LONGEST_FROM_STRANGERS:
            return TOO_LONG
        if not self.bodies[is_known].acquire(timeout=A_MOMENT):
            return BUSY
        try:
            body = kept.enter_context(tempfile.SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115 # it is one
            while length > 0 and (piece := environ["wsgi.input"].read(min(PIECE, length))):
                body.write(piece)
                length -= len(piece)
            body.seek(0)
        finally:
            self.bodies[is_known].release()
        environ["wsgi.input"] = body
        return None


def needs_nothing(path: str) -> bool:
    """Answered without a page being made: our health, and what lies in a folder."""
    return path == "/healthz" or path.startswith(settings.STATIC_URL)


def length_of(environ: Environ) -> int:
    said = environ.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdecimal() else 0


def refused(start: Start, status: str, words: str) -> list[bytes]:
    body = f"{words}\n".encode()
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
    headers += [("Cache-Control", "no-store"), ("Connection", "close")]
    if status.startswith("503"):
        headers.append(("Retry-After", "5"))
    start(status, headers)
    return [body]
