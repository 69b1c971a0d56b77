"""Stands in front of Django in each serving process, so that slow senders and slow pages do not block everybody.

The server gives each request to one of a few threads before the request's body has arrived. So a few forms that never
arrive, or pages that wait for the database, would hold all threads; then even /healthz, /readyz and the style sheets
would not be answered. Here only a limited number of requests may wait for bodies, or for pages. Others are refused,
and the spare threads answer what needs neither. A read cannot be broken off or moved to another thread: granian would
wait for it for ever. So forms that never arrive can keep people from logging in, but do no other harm. A proxy in
front that buffers requests keeps slow senders away completely.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import Any

from django.conf import settings

from house.web import DESK_API
from newsroom.watching import metrics, request_ids
from newsroom.watching.paths import is_for_monitors

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]

PIECE = 64 * 1024
IN_MEMORY = 1024 * 1024
FROM_STRANGERS = (
    2  # bodies at once of people who are not logged in: log-ins, and reports of errors by readers
)
LONGEST_FROM_STRANGERS = 128 * 1024
# As the writing API takes it, see articles/filing/knocking.py.
LONGEST_FROM_PROGRAMS = 12_000_000
FROM_THE_DESK = 4
SPARE = FROM_STRANGERS + FROM_THE_DESK + 2  # threads beside those that make pages
A_MOMENT = 0.5  # seconds, in which one of the pages before this one is mostly done

TOO_LONG = ("413 Content Too Large", "This form is too long.")
BUSY = (
    "503 Service Unavailable",
    "The paper is busy, or something it needs does not answer. Try again in a moment.",
)
Refusal = tuple[str, str]


class Orderly:
    """The application that the server calls. It limits how many requests wait at once."""

    def __init__(self, application: Application, *, pages: int | None = None) -> None:
        self.application = application
        self.pages = threading.BoundedSemaphore(pages or settings.PAGES_AT_ONCE)
        self.bodies = {
            True: threading.BoundedSemaphore(FROM_THE_DESK),
            False: threading.BoundedSemaphore(FROM_STRANGERS),
        }
        self.is_stuck = False
        """A request has waited for a page in vain, and no page has been finished since."""

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        if needs_nothing(environ.get("PATH_INFO", "")):
            return self.application(environ, start)
        with ExitStack() as kept:
            if length := length_of(environ):
                refusal = self.read(environ, length, kept)
                if refusal:
                    return refused(environ, start, *refusal)
            if not self.pages.acquire(timeout=0 if self.is_stuck else A_MOMENT):
                self.is_stuck = True
                return refused(environ, start, *BUSY)
            try:
                return self.application(environ, start)
            finally:
                self.is_stuck = False
                self.pages.release()

    def read(self, environ: Environ, length: int, kept: ExitStack) -> Refusal | None:
        """Read the whole body of a request. Returns a refusal if it is too long or too many wait already."""
        has_session = f"{settings.SESSION_COOKIE_NAME}=" in environ.get("HTTP_COOKIE", "")
        is_program = files_by_key(environ)
        is_known = has_session or is_program
        if length > LONGEST_FROM_STRANGERS and not is_known:
            return TOO_LONG
        if length > LONGEST_FROM_PROGRAMS and is_program:
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
    """Is this answered without making a page? So are static files, and what monitors ask."""
    return is_for_monitors(path) or path.startswith(settings.STATIC_URL)


def files_by_key(environ: Environ) -> bool:
    """Does a program send something to the writing API? Whether its key is good is seen later, as with cookies."""
    path, said = str(environ.get("PATH_INFO", "")), str(environ.get("HTTP_AUTHORIZATION", ""))
    return path.startswith(DESK_API) and said.lower().startswith("bearer ")


def length_of(environ: Environ) -> int:
    said = environ.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdecimal() else 0


def refused(environ: Environ, start: Start, status: str, words: str) -> list[bytes]:
    metrics.count_refusal(status[:3])
    body = f"{words}\n".encode()
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
    headers += [("Cache-Control", "no-store"), ("Connection", "close")]
    headers.append(("X-Request-ID", request_ids.of(environ)))
    if status.startswith("503"):
        headers.append(("Retry-After", "5"))
    start(status, headers)
    return [body]
