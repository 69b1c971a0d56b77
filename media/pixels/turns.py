"""Decoding pictures in turn: one at a time in a process, and one heavy picture at a time on a machine.

A decoded picture takes hundreds of megabytes. Twenty editors may upload at once; twenty pictures must not be decoded
at once.
"""

from __future__ import annotations

import ctypes
import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, get_ident

from django.conf import settings

# A lighter picture waits for no other process, so a worker that draws for a minute does not hold up uploads.
HEAVY = 100 * 1000 * 1000
WORTH_IT = 10 * 1000 * 1000
# The option and the call below are glibc's. Other C libraries have neither, and are left as they are.
LIBRARY = ctypes.CDLL(None)
M_MMAP_THRESHOLD, LARGE = -3, 1024 * 1024
FILE = "decoding.lock"

logger = logging.getLogger(__name__)


class Turn:
    """A lock within the process that its holder may take again. For a heavy picture it also locks the machine."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._holder: int | None = None
        _keep_nothing()

    def locked(self) -> bool:
        return self._lock.locked()

    @contextmanager
    def __call__(self, weight: float) -> Iterator[None]:
        """Wait until it is our turn with so many bytes."""
        if self._holder == get_ident():
            yield
            return
        with self._lock:
            self._holder = get_ident()
            try:
                with _machine() if weight > HEAVY else _nobody():
                    yield
            finally:
                _give_back(weight)
                self._holder = None


def _keep_nothing() -> None:
    """Have the C library map each large block of memory by itself, so that freed memory goes back at once."""
    if set_option := getattr(LIBRARY, "mallopt", None):
        set_option(M_MMAP_THRESHOLD, LARGE)


def _give_back(weight: float) -> None:
    """Give freed memory back. The C library would keep it for each thread: four threads would hold four pictures."""
    if weight > WORTH_IT and (trim := getattr(LIBRARY, "malloc_trim", None)):
        trim(0)


@contextmanager
def _nobody() -> Iterator[None]:
    yield


@contextmanager
def _machine() -> Iterator[None]:
    """Hold a lock on a file. The system releases it when the process ends, however it ends."""
    path = Path(settings.VAR_DIR) / FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as problem:
        # Better to risk the machine's memory than to refuse a picture.
        logger.warning("Pictures are decoded without regard to other processes: %s", problem)
        yield
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)
