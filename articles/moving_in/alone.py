"""One archive comes in at a time: two at once would both make the people and sections that are not there yet."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.db import connection

LOCK = 0x6D6F7665  # “move”: a number of ours among the advisory locks of PostgreSQL
# A server needs a moment to notice that a process was killed.
PATIENCE = 5.0  # seconds


class Occupied(Exception):
    """Another archive is coming in."""


@contextmanager
def alone() -> Iterator[None]:
    """Raises Occupied while another process brings something in. Whatever ends this one frees the way."""
    if connection.vendor == "postgresql":
        _wait_for(_is_ours)
        try:
            yield
        finally:
            _let_go()
        return
    # A database of SQLite is on this machine, and so are all who write to it.
    with Path(f"{connection.settings_dict['NAME']}.moving-in").open("ab") as file:
        _wait_for(lambda: _is_locked(file))
        yield


def _wait_for(try_: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE
    while not try_():
        if time.monotonic() > ends:
            raise Occupied
        time.sleep(0.2)


def _is_ours() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _let_go() -> None:
    # With the connection the lock is gone anyway.
    if connection.is_usable():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _is_locked(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
