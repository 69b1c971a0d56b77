"""What is counted for Prometheus while requests are answered. Nothing is, unless METRICS_TOKEN is set.

The processes of one server count in files of one folder, which `manage.py serve` makes, so that whichever of them is
asked can answer for all. docs/decisions/0040-metrics-in-shared-files.md says why. Only counters and histograms may
stand here: in gauges, processes that have ended would go on being counted.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # the library reads it when it is imported
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15)

of_this_process = CollectorRegistry()
requests = Counter(
    "newsroom_requests",
    "Requests that reached Django, by the name of their address.",
    ["route", "method", "status"],
    registry=of_this_process,
)
durations = Histogram(
    "newsroom_request_seconds",
    "How long they took.",
    ["route"],
    buckets=SECONDS,
    registry=of_this_process,
)
database_seconds = Counter(
    "newsroom_database_seconds", "Of that, waiting for the database.", ["route"], registry=of_this_process
)
queries = Counter(
    "newsroom_database_queries", "Statements that they sent to it.", ["route"], registry=of_this_process
)
refusals = Counter(
    "newsroom_refusals",
    "Requests refused before Django, by the status they got.",
    ["status"],
    registry=of_this_process,
)
from_page_cache = Counter(
    "newsroom_page_cache_requests",
    "Requests for pages that may be kept, by what the page cache made of them.",
    ["outcome"],
    registry=of_this_process,
)


class Queries:
    """The statements of one request, and the time that they took."""

    def __init__(self) -> None:
        self.count, self.seconds = 0, 0.0

    def __call__(self, execute: Callable[..., Any], *statement: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*statement)
        finally:
            self.count += 1
            self.seconds += time.perf_counter() - began

    @contextmanager
    def counted(self) -> Iterator[None]:
        if not settings.METRICS_TOKEN:
            yield
            return
        with connection.execute_wrapper(self):
            yield


def count_request(route: str, method: str | None, status: int, seconds: float, asked: Queries) -> None:
    if not settings.METRICS_TOKEN:
        return
    # Anybody can send a method of their own, and each would be a row of its own for ever.
    requests.labels(route, method if method in METHODS else "other", status).inc()
    durations.labels(route).observe(seconds)
    if asked.count:
        queries.labels(route).inc(asked.count)
        database_seconds.labels(route).inc(asked.seconds)


def count_refusal(status: str) -> None:
    if settings.METRICS_TOKEN:
        refusals.labels(status).inc()


def count_kept(outcome: str) -> None:
    """What the page cache made of a request for a page that may be kept: “hit” or “miss”."""
    if settings.METRICS_TOKEN:
        from_page_cache.labels(outcome).inc()


def counted() -> CollectorRegistry:
    """What all processes of this server have counted; of a process that nobody shares a folder with, its own."""
    if FOLDER not in os.environ:
        return of_this_process
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # the library gives no types here
    return together
