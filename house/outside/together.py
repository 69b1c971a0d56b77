"""Several asked at the same time, each by a thread that keeps no process from ending."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def together(work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """What becomes of each, in their order. The work uses no database: each thread would open a connection.

    Those of `concurrent.futures` are waited for when a process ends, and so whoever hangs would hold it.
    """
    done: dict[int, Result] = {}
    failed: list[Exception] = []

    def do(place: int) -> None:
        try:
            done[place] = work(items[place])
        except Exception as problem:
            failed.append(problem)

    threads = [
        threading.Thread(target=do, args=(place,), name="asking others", daemon=True)
        for place in range(len(items))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return [done[place] for place in range(len(items))]
