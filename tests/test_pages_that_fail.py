"""Where nothing is, or nothing can be had: what readers are offered, and what machines are told."""

from __future__ import annotations

import time

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.utils import timezone

from articles.acts import withdraw
from articles.models import PublishedArticle
from articles.models.published import PublishedPicture
from articles.site import near
from newsroom.pagecache.following import Following
from newsroom.pagecache.in_front import InFront
from tests import factories
from tests.pages import MORNING, text

pytestmark = pytest.mark.django_db


def offered(path: str) -> list[str]:
    response = Client().get(path, follow=True)
    assert response.status_code == 404
    page = response.content.decode()
    return [
        line.partition("</a>")[0].rpartition(">")[2] for line in page.split("<li>") if "near-when" in line
    ]


@pytest.fixture
def story() -> PublishedArticle:
    for number in range(5):
        factories.published_story(slug=f"something-else-{number}")
    return factories.published_story(
        slug="council-backs-new-barrage-gates", headline="Gates", published_at=MORNING
    )


@pytest.mark.parametrize(
    "path",
    [
        "/city/2022/05/24/council-backs-new-barrage-gates/",  # another day
        "/sport/2022/05/23/council-backs-new-barrage-gates/",
        "/council-backs-new-barrage-gates/",
        "/2022/05/council-backs-new-barrage-gates",
        "/City/2022/05/24/Council-Backs-New-Barrage-Gates/",
        "/city/2022/05/23/council-backs-new-bar/",  # cut by a mail program
        "/city/2022/05/23/council-backs-new-barage-gates/",
        "/city/2022/05/23/council-backs-barrage-gates/",
    ],
)
def test_an_address_like_a_story_s_offers_the_story(story: PublishedArticle, path: str) -> None:
    assert "Gates" in offered(path)


def test_an_address_like_nothing_offers_nothing(story: PublishedArticle) -> None:
    for path in (
        "/wp-login.php",
        "/qqq/",
        "/x/y/z.jpg",
        "/" + "x" * 4000 + "/",
        "/zzz/%F0%9F%98%80/",
        "/%FF/",
    ):
        assert offered(path) == []


def test_a_mistyped_section_offers_the_section() -> None:
    factories.section("Economy")
    assert offered("/econmy/") == ["Economy"]


def test_only_what_readers_have_is_offered() -> None:
    factories.story(slug="minister-resigns-over-barrage", headline="A draft")
    withdrawn = factories.live_story(slug="minister-resigns-over-quay", headline="Withdrawn")
    withdraw.withdraw(withdrawn, by=factories.chief())
    for slug in ("minister-resigns-over-barrage", "minister-resigns-over-quay", "minister-resigns-over"):
        assert offered(f"/city/2026/05/23/{slug}/") == ["City"]


def test_what_is_offered_is_shown_as_it_was_typed() -> None:
    nasty = "</script><script>alert(1)</script>"
    factories.published_story(slug="a-nasty-story", headline=nasty)
    page = Client().get("/x/2026/05/23/a-nasty-story/").content.decode()
    assert "<script>" not in page
    assert "alert(1)" in page


@pytest.mark.parametrize("count", [1, 400])
def test_an_address_of_nothing_costs_a_bounded_number_of_queries(
    count: int, django_assert_num_queries
) -> None:
    section = factories.section()
    rows = [
        PublishedArticle(
            story_id=1000 + number,
            revision_number=1,
            edition_number=1,
            section=section,
            root_section=section,
            headline="Ferry",
            slug=f"{'x' * 80}-{number}",
            path=f"/city/2026/05/23/{number}/",
            rendered_body="",
            word_count=1,
            byline_line="",
            published_at=timezone.now(),
            modified_at=timezone.now(),
        )
        for number in range(count)
    ]
    PublishedArticle.objects.bulk_create(rows)
    with django_assert_num_queries(4):  # the story, what is known of its address, the newest, the sections
        assert Client().get("/city/2026/05/23/no-such-story/").status_code == 404
    began = time.perf_counter()
    near.find(near.Known(f"/{'x-' * 75}"))
    assert time.perf_counter() - began < 10


def test_a_story_without_its_picture_is_offered_all_the_same(story: PublishedArticle) -> None:
    factories.published_picture(story)
    PublishedPicture.objects.update(renditions=[])
    assert "Gates" in offered("/council-backs-new-barrage-gates/")


# When the database does not answer


@pytest.mark.parametrize("path", ["/", "/nothing/at/all/", "/about/", "/archive/"])
def test_without_a_database_readers_are_told_to_come_back(monkeypatch, path: str) -> None:
    def unanswered(*_: object, **named: object) -> None:
        raise OperationalError("could not connect to server at db.internal")

    monkeypatch.setattr("articles.composing.navigation.Navigation.read", unanswered)
    monkeypatch.setattr("articles.site.fronts.home_page", unanswered)
    response = Client(raise_request_exception=False).get(path)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "60")
    page = response.content.decode()
    assert text(page).startswith("Back soon The paper cannot be shown just now")
    assert "db.internal" not in page


def test_during_maintenance_the_paper_says_so_and_asks_the_database_nothing(
    settings, django_assert_num_queries
) -> None:
    settings.MAINTENANCE = True
    with django_assert_num_queries(0):
        for path in ("/", "/desk/", "/city/2026/05/23/a/", "/nothing"):
            for method in ("get", "post"):
                response = getattr(Client(), method)(path)
                assert (response.status_code, response.headers["Retry-After"]) == (503, "600")
                assert "The Test Courier" in response.content.decode()
        # Nor is it asked what has changed.
        front = InFront(get_wsgi_application(), following=Following())
        environ = RequestFactory().get("/").environ | {"HTTP_HOST": "testserver"}
        assert b"The Test Courier" in b"".join(front(environ, lambda *_: None))
        assert not front.following.is_followed
    assert Client().get("/healthz").status_code == 200
