"""Whose turn it is to decode a picture: one at a time in a process, and one heavy one at a time on a machine.

A decoded picture takes hundreds of megabytes: twenty editors uploading at once must not mean twenty of them.
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

# What is lighter waits for nobody outside its process: a worker that draws for a minute holds up no upload.
HEAVY = 100 * 1000 * 1000
WORTH_IT = 10 * 1000 * 1000
# Of glibc; other C libraries know neither the option nor the call, and go without.
LIBRARY = ctypes.CDLL(None)
M_MMAP_THRESHOLD, LARGE = -3, 1024 * 1024
FILE = "decoding.lock"

logger = logging.getLogger(__name__)


class Turn:
    """A lock that its holder may take again, and that stands for the machine where a picture is heavy."""

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
    """Have the C library map every large piece by itself, so that freeing it gives it back at once."""
    if set_option := getattr(LIBRARY, "mallopt", None):
        set_option(M_MMAP_THRESHOLD, LARGE)


def _give_back(weight: float) -> None:
    """The C library keeps freed memory, for each thread its own: four decodings would cost four times one."""
    if weight > WORTH_IT and (trim := getattr(LIBRARY, "malloc_trim", None)):
        trim(0)


@contextmanager
def _nobody() -> Iterator[None]:
    yield


@contextmanager
def _machine() -> Iterator[None]:
    """The system lets go of the lock when a process ends, however it ends."""
    path = Path(settings.VAR_DIR) / FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as problem:
        # A picture in the paper is worth more than the machine's memory.
        logger.warning("Pictures are decoded without regard to other processes: %s", problem)
        yield
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)
