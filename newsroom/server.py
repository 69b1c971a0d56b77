"""The web server granian, with two differences.

A process that is replaced goes on until the new one takes requests. When it reloads, granian itself ends an old
process after a fixed time, whether the new one has started or not. On a machine that is busy, as it is while readers
come by the thousand, no time is long enough, and readers are refused. Without Linux's list of sockets it is the fixed
time still.

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
from granian.server import Server

SOCKETS = [Path("/proc/net/tcp"), Path("/proc/net/tcp6")]
LISTENING = "0A"
LONGEST = 300.0  # seconds; a process that has not begun by then never will
EVERY = 0.05
TOLD_TO_END = (signal.SIGINT, signal.SIGTERM)


class PatientServer(Server):  # type: ignore[valid-type, misc]  # theirs is one of two, by the build of Python
    is_replacing = False

    def _respawn_workers(
        self, workers: list[int], spawn_target: Any, target_loader: Any, delay: float = 0
    ) -> None:
        """`delay` is given where the old processes are still at work."""
        self.is_replacing = delay > 0 and SOCKETS[0].exists()
        super()._respawn_workers(workers, spawn_target, target_loader, 0 if self.is_replacing else delay)
        self.is_replacing = False

    def _spawn_worker(self, idx: int, target: Any, callback_loader: Callable[[], Any]) -> Any:
        loader = partial(loaded, callback_loader)
        worker = super()._spawn_worker(idx=idx, target=target, callback_loader=loader)
        begin, is_replacing = worker.start, self.is_replacing

        def begin_and_wait() -> None:
            # What it is told before `loaded` waits until then.
            signal.pthread_sigmask(signal.SIG_BLOCK, TOLD_TO_END)
            try:
                begin()
            finally:
                signal.pthread_sigmask(signal.SIG_UNBLOCK, TOLD_TO_END)
            if is_replacing:
                self.wait_for(worker)

        worker.start = begin_and_wait  # of this one alone
        return worker

    def wait_for(self, worker: Any) -> None:
        end = time.monotonic() + LONGEST
        while worker.is_alive() and not self.interrupt_signal and time.monotonic() < end:
            if listens(worker.inner.pid, self.bind_port):
                return
            time.sleep(EVERY)


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
