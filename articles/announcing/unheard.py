"""For people: who has not heard of us, since when, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q

from articles.announcing.noting import is_anybody_told
from articles.models import Ping

State = Ping.State
# What is told at the next try is nobody's worry.
A_WHILE = timedelta(minutes=2)


@dataclass(frozen=True)
class Unheard:
    to: str
    since: datetime
    count: int
    """Of addresses of which it has not heard."""
    given_up: int
    """Of these, those that are not told again until they have something new."""
    problem: str


def unheard(now: datetime) -> list[Unheard]:
    """One query, and none where nobody is told."""
    if not is_anybody_told():
        return []
    failing = Ping.objects.filter(failing_since__lt=now - A_WHILE)
    rows = failing.values("to").annotate(
        since=Min("failing_since"),
        count=Count("pk"),
        given_up=Count("pk", filter=Q(state=State.FAILED)),
        problem=Max("problem"),
    )
    return [Unheard(**row) for row in rows.order_by("to")]
