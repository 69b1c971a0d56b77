"""A load balancer learns whether this process can serve, without a log-in, a cookie or a page."""

from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.test import Client


@pytest.mark.django_db
def test_a_healthy_newsroom_says_ok(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.django_db
def test_without_its_database_the_newsroom_is_unwell(client: Client) -> None:
    with patch.object(connection, "cursor", side_effect=OperationalError("connection refused: db:5432")):
        response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, {"status": "the database does not answer"})


@pytest.mark.django_db
def test_health_is_told_over_plain_http_from_inside(client: Client, settings: object) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200
    assert client.get("/").status_code == 301
