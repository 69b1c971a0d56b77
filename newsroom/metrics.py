"""/metrics: what the processes of this server have counted, and what the database says of the worker and of mail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import Error
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from articles.announcing.unheard import unheard
from articles.models import Letter
from newsroom import heartbeat
from newsroom.health import PATIENCE, Question
from newsroom.watching.metrics import counted


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    if not settings.METRICS_TOKEN:
        raise Http404
    expected = f"Bearer {settings.METRICS_TOKEN}"
    if not constant_time_compare(request.headers.get("Authorization", ""), expected):
        return HttpResponse(
            "Send the METRICS_TOKEN as “Authorization: Bearer …”.\n",
            status=401,
            content_type="text/plain; charset=utf-8",
            headers={"WWW-Authenticate": "Bearer"},
        )
    told = CollectorRegistry()
    told.register(Told(in_the_database.answer(PATIENCE)))
    body = generate_latest(counted()) + generate_latest(told)
    return HttpResponse(body, content_type=CONTENT_TYPE_LATEST)


class Told:
    """Metrics that were found out already, in the form that the library asks for."""

    def __init__(self, families: list[GaugeMetricFamily]) -> None:
        self.families = families

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from self.families


def said_by_the_database() -> list[GaugeMetricFamily]:
    now = timezone.now()
    try:
        families: list[GaugeMetricFamily] = [answers(True), *of_the_worker(now)]
    except Error:
        return [answers(False)]
    try:
        return [*families, *of_the_letters(now), *of_those_told(now)]
    except Error:  # the role of a process for readers may not read them
        return families


def answers(yes: bool) -> GaugeMetricFamily:
    return GaugeMetricFamily("newsroom_database_answers", "1 while the database answers.", value=int(yes))


def of_the_worker(now: datetime) -> Iterator[GaugeMetricFamily]:
    worker = heartbeat.condition(now)
    yield GaugeMetricFamily(
        "newsroom_worker_runs", "1 while a worker gives signs in time.", value=int(worker.is_there)
    )
    if worker.seen_at is not None:
        yield GaugeMetricFamily(
            "newsroom_worker_sign_age_seconds",
            "How long ago a worker gave its last sign.",
            value=(now - worker.seen_at).total_seconds(),
        )
    fails = GaugeMetricFamily(
        "newsroom_worker_duty_fails_seconds", "Since when a duty of the worker fails.", labels=["duty"]
    )
    for duty, since in worker.failing.items():
        fails.add_metric([duty], (now - since).total_seconds())
    yield fails


def of_the_letters(now: datetime) -> Iterator[GaugeMetricFamily]:
    due = Letter.objects.waiting(now).aggregate(count=Count("pk"), oldest=Min("written_at"))
    yield GaugeMetricFamily(
        "newsroom_letters_waiting", "Letters that are due and not sent.", value=due["count"]
    )
    yield GaugeMetricFamily(
        "newsroom_letters_oldest_seconds",
        "How long ago the oldest of them was written.",
        value=(now - due["oldest"]).total_seconds() if due["oldest"] else 0,
    )


def of_those_told(now: datetime) -> Iterator[GaugeMetricFamily]:
    fails = GaugeMetricFamily(
        "newsroom_not_told_seconds", "Since when a hub or a search engine has not heard of us.", labels=["to"]
    )
    for one in unheard(now):
        fails.add_metric([one.to], (now - one.since).total_seconds())
    yield fails


in_the_database = Question(said_by_the_database, [answers(False)])
