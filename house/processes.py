"""Work on many rows, shared among processes. Results come in the order of the work, whoever is done first."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TypeVar

from django.db import connections

Part = TypeVar("Part")
Result = TypeVar("Result")

WAITING = 2  # parts for each process, so that none is idle and little is lost when somebody interrupts


def shared(work: Callable[[Part], Result], parts: Iterable[Part], jobs: int) -> Iterator[tuple[Part, Result]]:
    """Each part with what became of it. One job is done here, without another process.

    The caller uses no database meanwhile: processes must not share its connection.
    """
    if jobs == 1:
        yield from ((part, work(part)) for part in parts)
        return
    connections.close_all()
    begun: deque[tuple[Part, Future[Result]]] = deque()
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("fork")) as pool:
        try:
            for part in parts:
                begun.append((part, pool.submit(work, part)))
                if len(begun) >= WAITING * jobs:
                    yield _result(begun)
            while begun:
                yield _result(begun)
        finally:
            pool.shutdown(cancel_futures=True)


def _result(begun: deque[tuple[Part, Future[Result]]]) -> tuple[Part, Result]:
    part, future = begun.popleft()
    return part, future.result()
