"""A load balancer learns whether this process can serve, without a log-in, a cookie or a page."""

import json
from pathlib import Path
from typing import Any
from unittest.mock import Mock, patch

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.checks import run_checks
from django.db import OperationalError
from django.test import Client


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
    """As after an installation where collectstatic was forgotten."""
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
    names = [name for finder in finders.get_finders() for name, _ in finder.list([])]
    old = {name: name for name in names if name != "site/site.css"}
    (tmp_path / "staticfiles.json").write_text(json.dumps({"version": "1.1", "paths": old, "hash": ""}))
    assert staticfiles_storage.lacking() == ["site/site.css"]
