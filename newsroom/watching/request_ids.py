"""A number for each request: lines in the log have it, and answers that no cache keeps."""

from __future__ import annotations

import os
import re
from contextvars import ContextVar
from typing import Any

from django.conf import settings

from house.web import REQUEST_ID

# What a proxy gives is written into logs and headers as it is, so it must not end a line or be a page long.
SAFE = re.compile(r"[A-Za-z0-9._=-]{8,128}", re.ASCII)

current: ContextVar[str] = ContextVar("request_id", default="")
"""The number of the request that this thread works on. A thread goes on to another request, so it has to be reset."""


def of(environ: dict[str, Any]) -> str:
    """The number of a request: what the proxy gave it, or else a new one. Whoever asks again gets the same."""
    if known := environ.get(REQUEST_ID):
        return str(known)
    given = environ.get(_key_of(settings.REQUEST_ID_HEADER), "") if settings.REQUEST_ID_HEADER else ""
    number: str = given if SAFE.fullmatch(given) else os.urandom(8).hex()
    environ[REQUEST_ID] = number
    return number


def _key_of(header: str) -> str:
    return f"HTTP_{header.upper().replace('-', '_')}"
