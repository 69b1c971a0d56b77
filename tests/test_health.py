"""Balancers learn whether this process can serve, monitors whether all parts are there. Neither logs in."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import Mock, patch

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.checks import run_checks
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from articles.composing import frame
from newsroom import health
from newsroom.heartbeat import Heartbeat
from tests import factories
from tests.pages import text


@pytest.mark.django_db
def test_a_healthy_newsroom_says_ok(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.django_db
def test_without_its_database_the_newsroom_is_unwell(client: Client) -> None:
    refused = OperationalError("connection refused: db:5432")
    with patch("newsroom.health.connection", Mock(**{"cursor.side_effect": refused})):
        response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, {"status": "the database does not answer"})


@pytest.mark.django_db
def test_health_is_told_over_plain_http_from_inside(client: Client, settings: object) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200
    assert client.get("/").status_code == 301


@pytest.fixture
def _nothing_is_collected(settings: Any, tmp_path: Path) -> None:
    """As after an installation where collectstatic was forgotten, in a process that has made no page yet."""
    for kept in (frame._pattern, frame._part):
        kept.cache_clear()
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "newsroom.storage.HashedFiles"}}


@pytest.mark.django_db
@pytest.mark.usefixtures("_nothing_is_collected")
def test_without_static_files_the_newsroom_is_unwell_and_says_what_is_missing(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, {"status": "the static files are not collected"})
    (found,) = (found for found in run_checks(include_deployment_checks=True) if found.id == "newsroom.W001")
    assert "static files are not collected, such as" in found.msg


@pytest.mark.django_db
@pytest.mark.usefixtures("_nothing_is_collected")
@pytest.mark.parametrize(
    ("path", "status", "words"),
    [("/", 500, "Something broke"), ("/nowhere/", 404, "There is nothing at this address")],
)
def test_without_static_files_a_reader_still_learns_what_is_wrong(path: str, status: int, words: str) -> None:
    response = Client(raise_request_exception=False).get(path)
    assert response.status_code == status
    assert words in response.content.decode()
    assert "/static/" not in response.content.decode()


@pytest.mark.usefixtures("_nothing_is_collected")
def test_a_file_of_a_newer_version_that_was_not_collected_is_noticed(tmp_path: Path, settings: Any) -> None:
    """After an upgrade the list is there, and is the old one."""
    names = [
        # As `collectstatic` writes them: what is collected from elsewhere has a folder of its own in front.
        f"{storage.prefix}/{name}" if getattr(storage, "prefix", None) else name
        for finder in finders.get_finders()
        for name, storage in finder.list([])
    ]
    assert "ninja/swagger-ui.css" in names
    old = {name: name for name in names if name != "site/site.css"}
    (tmp_path / "staticfiles.json").write_text(json.dumps({"version": "1.1", "paths": old, "hash": ""}))
    assert staticfiles_storage.lacking() == ["site/site.css"]


# Ready, and how the worker is. A thread of its own asks, so what it sees has to be committed.


def worker_seen(*, ago: timedelta = timedelta(0), fails: str = "") -> None:
    heart = Heartbeat(now=timezone.now() - ago)
    if fails:
        heart.note(fails, well=False, now=timezone.now() - ago)
    heart.beat(timezone.now() - ago)


def readiness() -> tuple[int, Any]:
    response = Client().get("/readyz")
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    return response.status_code, response.json()


@pytest.mark.django_db(transaction=True)
def test_a_newsroom_with_all_its_parts_is_ready_whatever_fails_at_it_is_told() -> None:
    no_worker = "No worker runs: start manage.py worker, and let the machine start it again when it ends."
    assert readiness() == (503, {"status": "not ready", "missing": [no_worker]})
    worker_seen(ago=timedelta(minutes=11))
    assert readiness() == (503, {"status": "not ready", "missing": [no_worker]})
    worker_seen(ago=timedelta(minutes=3))
    assert readiness()[1]["missing"][0].startswith("The worker has given no sign since ")
    worker_seen(fails="letters sent")
    (sentence,) = readiness()[1]["missing"]
    assert sentence.startswith("A duty of the worker fails since ")
    assert sentence.endswith(": letters sent. Its log says why.")
    worker_seen()
    assert readiness() == (200, {"status": "ready"})
    with patch("newsroom.health.migrations", lambda: frozenset({"articles.9999_tomorrow"})):
        assert readiness()[1]["missing"] == [
            "The database lacks 1 migrations, such as articles.9999_tomorrow: run manage.py migrate, and "
            "manage.py grant_site_role if the site has a role of its own."
        ]


@pytest.mark.django_db(transaction=True)
def test_redis_that_is_not_there_is_told_and_a_memory_of_this_process_always_is(settings: Any) -> None:
    worker_seen()
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "unix:///nowhere/redis.sock",
        }
    }
    assert readiness() == (503, {"status": "not ready", "missing": [health.NO_CACHE]})
    assert Client().get("/healthz").status_code == 200


@pytest.mark.django_db
def test_the_first_page_of_the_desk_says_how_the_worker_is_and_nothing_when_all_is_well() -> None:
    editor = Client()
    editor.force_login(factories.chief())

    def told() -> str:
        return text(editor.get("/desk/").content.decode())

    assert "What should happen by itself does not happen now." in told()
    worker_seen(ago=timedelta(minutes=3))
    assert "What should happen by itself may come late:" in told()
    worker_seen(fails="letters sent")
    assert (
        "Something that should happen by itself fails, and is tried again every minute: letters sent: not since"
        in told()
    )
    worker_seen()
    assert "by itself" not in told()
