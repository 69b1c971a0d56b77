"""Signs of life of the worker: it writes them into the database, and whoever wants to know reads them there.

A worker writes between two duties, from the loop that does them. So one that hangs is late, however alive its process
is. docs/decisions/0039-ready-is-more-than-alive.md says why, and who asks.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import QuerySet

from newsroom.models import WorkerHeartbeat

EVERY = 10  # seconds between two signs
# A piece of work may take a while, and a timer may start a round every minute.
LATE = timedelta(minutes=2)
GONE = timedelta(minutes=10)
FORGOTTEN = timedelta(hours=1)
BY_TIMER = 0  # in place of a number that is another in each round


@dataclass(frozen=True)
class Condition:
    """How the workers are, taken together: one that is well is enough."""

    seen_at: datetime | None = None
    """The last sign of any of them, unless it is so old that none can be alive."""
    is_late: bool = False
    failing: dict[str, datetime] = field(default_factory=dict)
    """What fails, and since when."""

    @property
    def is_missing(self) -> bool:
        return self.seen_at is None

    @property
    def is_there(self) -> bool:
        return not (self.is_missing or self.is_late)

    @property
    def is_well(self) -> bool:
        return self.is_there and not self.failing


class Heartbeat:
    """The signs of life of this process."""

    def __init__(self, *, by_timer: bool = False, now: datetime) -> None:
        self.by_timer = by_timer
        self.host, self.pid = socket.gethostname()[:255], BY_TIMER if by_timer else os.getpid()
        self.started_at = now
        self.failing: dict[str, str] = {}

    def note(self, duty: str, *, well: bool, now: datetime) -> None:
        """Remember how a duty went, for the next sign."""
        if well:
            self.failing.pop(duty, None)
        else:
            self.failing.setdefault(duty, now.isoformat())

    def beat(self, now: datetime) -> None:
        """Write a sign. Raises what the database raises."""
        own = WorkerHeartbeat.objects.filter(host=self.host, pid=self.pid)
        if self.by_timer and (last := own.first()):
            # What failed in the last round and fails again has failed since then.
            self.failing |= {duty: last.failing[duty] for duty in self.failing if duty in last.failing}
        told = {"started_at": self.started_at, "seen_at": now, "failing": self.failing}
        if not own.update(**told):
            WorkerHeartbeat.objects.update_or_create(host=self.host, pid=self.pid, defaults=told)


def forget(now: datetime) -> int:
    """A duty: delete the signs of workers that ended long ago."""
    return WorkerHeartbeat.objects.filter(seen_at__lt=now - FORGOTTEN).delete()[0]


def not_gone(now: datetime) -> QuerySet[WorkerHeartbeat]:
    return WorkerHeartbeat.objects.filter(seen_at__gt=now - GONE)


def condition(now: datetime, workers: Iterable[WorkerHeartbeat] | None = None) -> Condition:
    """How the workers are. It takes one query, unless whoever asks has read those that are not gone."""
    found = not_gone(now) if workers is None else workers
    alive = sorted(found, key=lambda one: one.seen_at, reverse=True)
    if not alive:
        return Condition()
    if alive[0].seen_at <= now - LATE:
        return Condition(seen_at=alive[0].seen_at, is_late=True)
    return Condition(
        seen_at=alive[0].seen_at, failing=_failing([row for row in alive if row.seen_at > now - LATE])
    )


def _failing(workers: Collection[WorkerHeartbeat]) -> dict[str, datetime]:
    """What fails at any of them, since it first did."""
    since: dict[str, datetime] = {}
    for worker in workers:
        for duty, at in worker.failing.items():
            known = datetime.fromisoformat(at)
            since[duty] = min(known, since.get(duty, known))
    return dict(sorted(since.items()))
