"""What operators see of a running newsroom, and what nobody may see there."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from newsroom import serving
from newsroom.watching import each_request, request_ids
from newsroom.watching.log_lines import JsonLines, PlainLines
from tests import factories
from tests.pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(settings: Any) -> Iterator[io.StringIO]:
    """What programs that collect logs are given."""
    settings.LOG_FORMAT = "json"
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_a_request_is_one_line_that_tells_nothing_of_who_asked(log: io.StringIO) -> None:
    editor = Client(REMOTE_ADDR="192.0.2.77", HTTP_USER_AGENT="Ada's own browser")
    editor.force_login(factories.chief())
    response = editor.get("/desk/articles/article/", {"q": "a secret source"})
    (line,) = lines(log)
    assert 0 < line.pop("milliseconds") < 60_000
    assert line.pop("message").startswith("GET admin:articles_article_changelist: 200 in ")
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "INFO",
        "logger": "newsroom.requests",
        "request_id": response.headers["X-Request-ID"],
        "method": "GET",
        "route": "admin:articles_article_changelist",
        "status": 200,
    }


def test_an_address_that_is_not_there_is_not_in_the_log(log: io.StringIO) -> None:
    Client().get("/ada@example.org/her-own-words/")
    assert [(line["route"], line["status"]) for line in lines(log) if "route" in line] == [("none", 404)]


def test_a_fault_has_one_number_in_the_log_and_on_the_page(
    log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ValueError("a fault of ours,\nin two lines")

    monkeypatch.setattr("articles.site.views.Navigation.read", broken)
    response = Client(raise_request_exception=False).get("/latest/")
    fault, request = lines(log)
    number = response.headers["X-Request-ID"]
    assert (fault["request_id"], request["request_id"]) == (number, number)
    assert "in two lines" in fault["traceback"]
    assert text(response.content.decode()).endswith(f"#{number}")
    assert request_ids.current.get() == ""


def test_a_page_that_caches_keep_has_no_number_of_anybody() -> None:
    for path in ("/", "/nowhere/"):
        assert "X-Request-ID" not in Client().get(path).headers


@pytest.mark.parametrize(
    ("trusted", "sent", "is_taken"),
    [
        ("X-Request-ID", "f3a1-77.b=2", True),
        ("X-Request-ID", "short", False),
        ("X-Request-ID", "a line\nand another", False),
        ("X-Request-ID", "x" * 129, False),
        ("", "f3a1-77.b=2", False),
    ],
)
def test_only_a_proxy_numbers_requests_and_only_in_a_safe_form(
    settings: Any, trusted: str, sent: str, is_taken: bool
) -> None:
    settings.REQUEST_ID_HEADER = trusted
    environ = {"HTTP_X_REQUEST_ID": sent}
    number = request_ids.of(environ)
    assert (number == sent) is is_taken
    assert request_ids.SAFE.fullmatch(number)
    assert request_ids.of(environ) == number


def test_a_request_that_is_refused_before_django_has_a_number_too() -> None:
    told: list[tuple[str, str]] = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "wsgi.input": io.BytesIO()}
    busy = serving.Orderly(lambda *_: [], pages=1)
    busy.pages.acquire()
    busy.is_stuck = True
    busy(environ, lambda status, headers: told.extend(headers))
    assert dict(told)[each_request.HEADER] == request_ids.of(environ)


def test_a_line_for_people_ends_with_the_number_of_the_request() -> None:
    record = logging.LogRecord("newsroom", logging.INFO, "", 0, "%s is late", ("The ferry",), None)
    before = request_ids.current.set("f3a177b2")
    assert PlainLines().format(record).endswith(" INFO newsroom: The ferry is late [f3a177b2]")
    request_ids.current.reset(before)
    assert PlainLines().format(record).endswith(" INFO newsroom: The ferry is late")
