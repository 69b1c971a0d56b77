"""The web server granian, with two differences.

A process that is replaced goes on until the new one takes requests, and for good if that ends instead, as with code
that cannot be loaded. When it reloads, granian itself ends an old process after a fixed time, whatever became of the
new one. On a machine that is busy, as it is while readers come by the thousand, no time is long enough, and readers
are refused. Without Linux's list of sockets it is the fixed time still.

A process that is still loading the application ends when it is told to. In granian it has the server's handlers of
signals until then and does not hear that it is told, and the server waits for it for ever.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from granian import cli
from granian.log import logger
from granian.server import Server

SOCKETS = [Path("/proc/net/tcp"), Path("/proc/net/tcp6")]
LISTENING = "0A"
LONGEST = 300.0  # seconds; a process that has not begun by then never will
EVERY = 0.05
TOLD_TO_END = (signal.SIGINT, signal.SIGTERM)


class PatientServer(Server):  # type: ignore[valid-type, misc]  # theirs is one of two, by the build of Python
    def _respawn_workers(
        self, workers: list[int], spawn_target: Any, target_loader: Any, delay: float = 0
    ) -> None:
        """`delay` is given where the old processes are still at work."""
        if not delay or not SOCKETS[0].exists():
            super()._respawn_workers(workers, spawn_target, target_loader, delay)
            return
        for idx in workers:
            new = self._spawn_worker(idx=idx, target=spawn_target, callback_loader=target_loader)
            if not self.replace(idx, new):
                return

    def replace(self, idx: int, new: Any) -> bool:
        """Put a new process in the place of an old one; false if it ended before it took requests."""
        # Until it takes requests nobody misses it: it is not started anew, as one is that ends by itself.
        new.interrupt_by_parent = True
        new.start()
        if not self.takes_requests(new):
            new.kill()
            if not self.interrupt_signal:
                logger.error(
                    "The new worker-%s takes no requests: the old ones go on until a reload.", idx + 1
                )
            return False
        new.interrupt_by_parent = False
        self._metrics.incr_spawn(1)
        old, self.wrks[idx], self.respawned_wrks[idx] = self.wrks[idx], new, time.monotonic()
        old.terminate()
        old.join(self.workers_kill_timeout)
        if old.is_alive():
            old.kill()
        logger.info("Replaced worker-%s", idx + 1)
        return True

    def _spawn_worker(self, idx: int, target: Any, callback_loader: Callable[[], Any]) -> Any:
        loader = partial(loaded, callback_loader)
        worker = super()._spawn_worker(idx=idx, target=target, callback_loader=loader)
        begin = worker.start

        def begin_unheard() -> None:
            # What it is told before `loaded` waits until then.
            signal.pthread_sigmask(signal.SIG_BLOCK, TOLD_TO_END)
            try:
                begin()
            finally:
                signal.pthread_sigmask(signal.SIG_UNBLOCK, TOLD_TO_END)

        worker.start = begin_unheard  # of this one alone
        return worker

    def takes_requests(self, worker: Any) -> bool:
        """Waits until it does; false if it ended instead, or the server is to end."""
        end = time.monotonic() + LONGEST
        while worker.is_alive() and not self.interrupt_signal and time.monotonic() < end:
            if listens(worker.inner.pid, self.bind_port):
                return True
            time.sleep(EVERY)
        return False


def loaded(load: Callable[[], Any]) -> Any:
    """The application, in its own process, which ends at once if it is told to while it loads."""
    for number in TOLD_TO_END:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, TOLD_TO_END)
    return load()


def listens(pid: int, port: int) -> bool:
    """Whether this process takes connections at the port: granian does so once it has loaded the application."""
    open_there = set(listening_at(port))
    try:
        return any(os.readlink(file) in open_there for file in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:  # it has ended, or has just closed a file
        return False


def listening_at(port: int) -> Iterator[str]:
    """As the files of a process are called that are such sockets."""
    for listed in filter(Path.exists, SOCKETS):
        for line in listed.read_text().splitlines()[1:]:
            _, local, _, state, _, _, _, _, _, inode, *_ = line.split()
            if state == LISTENING and local.endswith(f":{port:04X}"):
                yield f"socket:[{inode}]"


if __name__ == "__main__":
    vars(cli)["Server"] = PatientServer
    cli.cli(auto_envvar_prefix="GRANIAN")
