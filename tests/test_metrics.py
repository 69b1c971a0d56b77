"""Prometheus is told how a server does, and nobody else is."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import CommandError
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from articles.models import Letter
from newsroom import metrics
from newsroom.management.commands import serve
from newsroom.models import WorkerHeartbeat
from newsroom.watching import each_request
from newsroom.watching.metrics import count_kept, of_this_process
from tests import factories

TOKEN = "a-token-of-twenty-signs-or-more"

# A thread with a connection of its own asks the database.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _counted(settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN


def told() -> dict[str, float]:
    """Each line of /metrics: what it counts, and the figure."""
    response = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 200
    lines = [line for line in response.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(figure) for name, _, figure in (line.rpartition(" ") for line in lines)}


def more(name: str, before: dict[str, float]) -> float:
    return told().get(name, 0) - before.get(name, 0)


def test_without_a_token_there_are_no_metrics(settings: Any) -> None:
    assert Client().get("/metrics").status_code == 401
    assert Client().get("/metrics", headers={"Authorization": "Bearer guessed"}).status_code == 401
    settings.METRICS_TOKEN = ""
    assert Client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    before = of_this_process.get_sample_value("newsroom_request_seconds_count", {"route": "site:robots"})
    Client().get("/robots.txt")
    count_kept("hit")
    after = of_this_process.get_sample_value("newsroom_request_seconds_count", {"route": "site:robots"})
    assert after == before


def test_a_request_is_counted_by_its_route_with_the_questions_it_asked() -> None:
    story, before = factories.published_story(), told()
    for _ in range(3):
        Client().get(story.path)
    Client().get("/no/where/at/all/")
    assert more('newsroom_requests_total{method="GET",route="site:story",status="200"}', before) == 3
    assert more('newsroom_request_seconds_count{route="site:story"}', before) == 3
    assert more('newsroom_database_queries_total{route="site:story"}', before) >= 3
    assert more('newsroom_database_seconds_total{route="site:story"}', before) > 0
    assert more('newsroom_requests_total{method="GET",route="none",status="404"}', before) == 1


def test_what_anybody_sends_makes_no_new_rows() -> None:
    before = told()
    for method in ("BREW", "PROPFIND"):
        request = RequestFactory().generic(method, "/anything")
        each_request.watch(lambda _: HttpResponse(status=405))(request)
    assert set(told()) - set(before) <= {
        'newsroom_requests_total{method="other",route="none",status="405"}',
        *(name for name in told() if 'route="none"' in name or 'route="metrics"' in name),
    }
    assert more('newsroom_requests_total{method="other",route="none",status="405"}', before) == 2


def test_the_worker_and_mail_that_waits_are_told() -> None:
    now = timezone.now()
    assert told()["newsroom_worker_runs"] == 0
    since = (now - timedelta(minutes=5)).isoformat()
    WorkerHeartbeat.objects.create(
        host="a", pid=1, started_at=now, seen_at=now - timedelta(seconds=30), failing={"letters sent": since}
    )
    Letter.objects.create(
        to="ana@example.org",
        written_at=now - timedelta(hours=1),
        at=now - timedelta(hours=1),
        until=now + timedelta(days=1),
    )
    all_of_it = told()
    assert (all_of_it["newsroom_database_answers"], all_of_it["newsroom_worker_runs"]) == (1, 1)
    assert 30 <= all_of_it["newsroom_worker_sign_age_seconds"] < 60
    assert 300 <= all_of_it['newsroom_worker_duty_fails_seconds{duty="letters sent"}'] < 330
    assert all_of_it["newsroom_letters_waiting"] == 1
    assert 3600 <= all_of_it["newsroom_letters_oldest_seconds"] < 3630


def test_a_database_that_is_away_is_told_and_the_counts_are_there() -> None:
    with patch.object(metrics, "of_the_worker", side_effect=OperationalError("away")):
        all_of_it = told()
    assert all_of_it["newsroom_database_answers"] == 0
    assert any(name.startswith("newsroom_requests_total") for name in all_of_it)


def test_a_server_begins_to_count_in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    folder = serve.empty_folder_for_counting(8000)
    (folder / "counter_1.db").touch()
    assert serve.empty_folder_for_counting(8000) == folder
    assert list(folder.iterdir()) == []
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.rmdir()
    folder.symlink_to(tmp_path)  # as somebody else of the machine might
    with pytest.raises(CommandError, match="cannot be made anew"):
        serve.empty_folder_for_counting(8000)
