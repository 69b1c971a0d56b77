"""Browsers and proxies keep nothing of the desk, whichever part of the server answers."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from articles.policy import Role
from newsroom import middleware
from tests import factories
from tests.desk_forms import at_the_desk

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/desk/", 200),
        ("/desk/articles/article/", 200),
        ("/desk/articles/article/add/", 200),
        ("/desk/articles/article/related/", 200),
        ("/desk/articles/article/?e=1", 400),
        ("/desk/articles/article/99/change/", 302),
        ("/desk/password_change/", 200),
        ("/desk/password_change/done/", 200),
        ("/desk/jsi18n/", 200),
        ("/desk/auth/user/", 403),
        ("/desk/articles/article/99/history/", 404),
        ("/desk/nothing/here/", 404),
        ("/desk/articles/article/begin/", 405),
        ("/desk/articles/article", 301),
        ("/desk/%00", 400),
        ("/desk", 301),
    ],
)
def test_no_page_of_the_desk_is_kept(address: str, status: int) -> None:
    response = at_the_desk(factories.user(Role.REPORTER)).get(address)
    assert (response.status_code, response["Cache-Control"]) == (status, "private, no-store")


@pytest.mark.parametrize("address", ["/desk/", "/desk/login/", "/desk/logout/", "/desk/nothing/"])
def test_nor_what_strangers_get(address: str) -> None:
    assert Client().get(address)["Cache-Control"] == "private, no-store"


def test_nor_a_form_without_its_token() -> None:
    response = Client(enforce_csrf_checks=True).post("/desk/login/", {"username": "ana"})
    assert (response.status_code, response["Cache-Control"]) == (403, "private, no-store")


def test_nor_a_picture_of_the_library() -> None:
    picture = factories.picture()
    width = picture.renditions.first().width
    address = reverse("admin:media_image_rendition", args=[picture.pk, width])
    response = at_the_desk(factories.user(Role.PICTURE_EDITOR)).get(address)
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")


def test_nor_a_page_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = at_the_desk(factories.user(Role.REPORTER))
    desk.raise_request_exception = False
    monkeypatch.setattr("newsroom.desk.waiting_for", lambda user: 1 / 0)
    response = desk.get("/desk/")
    assert (response.status_code, response["Cache-Control"]) == (500, "private, no-store")


def test_it_is_said_before_anything_else_answers() -> None:
    # What watches requests answers none.
    assert settings.MIDDLEWARE[:2] == [
        "newsroom.watching.each_request.watch",
        "newsroom.middleware.keep_no_desk_page",
    ]


def test_pages_for_readers_are_left_alone() -> None:
    assert "no-store" not in Client().get("/").get("Cache-Control", "")
    request = RequestFactory().get("/desks/")
    answer = middleware.keep_no_desk_page(lambda request: HttpResponse("A section on furniture."))
    assert "Cache-Control" not in answer(request).headers
