"""A process for readers alone has nothing of the desk, and answers readers as the whole newspaper does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from articles.models import PublishedArticle
from tests import factories
from tests.pages import MORNING
from tests.processes import Process, process
from tests.test_http import PATHS
from tests.test_settings import start

pytestmark = pytest.mark.processes

# What is of the desk alone: whoever adds to the process for readers takes none of these.
OF_THE_DESK = (
    *("articles.acts", "articles.admin", "articles.desk", "articles.helping", "articles.live"),
    "articles.policy",
    *("articles.publishing", "articles.records", "articles.writing"),
    *("media.admin", "media.clearance", "media.intake", "media.library", "media.metadata"),
    *("newsroom.desk", "newsroom.desk_app", "newsroom.lists", "newsroom.log_in", "newsroom.passwords"),
    *("newsroom.people", "allauth", "fido2", "qrcode"),
    *("django.contrib.admin", "django.contrib.messages", "django.contrib.sessions", "django_prose_editor"),
)


@pytest.fixture(scope="module")
def site() -> Process:
    return process("site")


@pytest.fixture(scope="module")
def desk() -> Process:
    return process("desk")


@pytest.fixture
def _for_readers_alone(site: Process) -> Iterator[None]:
    with site.here():
        yield


@pytest.fixture
def _for_the_desk_alone(desk: Process) -> Iterator[None]:
    with desk.here():
        yield


def of_the_desk(found: list[str]) -> list[str]:
    return [module for module in OF_THE_DESK if module in found]


# Readers alone


def test_a_process_for_readers_has_no_address_of_the_desk(site: Process) -> None:
    """Every view is one of the site's own, of the pictures, or for machines."""
    views = {view for _, view, _ in site.addresses}
    assert {view for view in views if not view.startswith(("articles.api.", "articles.site."))} == {
        "media.files.serving",
        "newsroom.health",
        "newsroom.metrics",
    }
    assert [pattern for pattern, _, name in site.addresses if "desk" in pattern or "admin" in str(name)] == []


def test_a_process_for_readers_has_loaded_nothing_of_the_desk(site: Process, desk: Process) -> None:
    assert of_the_desk(site.modules) == []
    assert set(of_the_desk(desk.modules)) == set(OF_THE_DESK)
    # Nor what would only take memory there: Pillow, Redis where CACHE_URL names none, and what makes the API until it
    # is asked.
    assert {"PIL", "redis", "ninja", "pydantic"}.isdisjoint(site.modules)


def test_a_process_for_readers_can_make_no_page_of_the_desk(site: Process, desk: Process) -> None:
    assert {name.rpartition("/")[0] for name in site.templates} == {"site", ""}
    assert set(site.templates) == {name for name in desk.templates if name.rpartition("/")[0] in {"site", ""}}
    assert "admin/index.html" in desk.templates


def test_a_process_for_readers_knows_no_sessions_and_no_log_ins(site: Process) -> None:
    words = ("session", "auth", "csrf", "message", "desk_only")
    assert [one for one in site.settings["MIDDLEWARE"] if any(word in one.lower() for word in words)] == []


@pytest.mark.django_db
def test_readers_are_answered_alike_by_either_process(site: Process) -> None:
    """Headers and all: what is promised of pages and of their headers holds for both."""
    story = factories.published_story(published_at=MORNING, modified_at=MORNING)
    paths = [story.path if path == "story" else path for path in PATHS]
    paths += ["/nothing/", "/?q=%C3", "/city"]
    asked = [(method, path) for path in paths for method in ("GET", "HEAD", "POST", "OPTIONS")]
    whole = answers(asked)
    with site.here():
        alone = answers(asked)
    assert [one for one, those, these in zip(asked, whole, alone, strict=True) if those != these] == []


def answers(asked: list[tuple[str, str]]) -> list[tuple[int, bytes, dict[str, str]]]:
    said = (Client().generic(method, path) for method, path in asked)
    return [(answer.status_code, answer.content, dict(answer.headers)) for answer in said]


@pytest.mark.django_db
@pytest.mark.usefixtures("_for_readers_alone")
def test_whoever_asks_a_process_for_readers_for_the_desk_finds_nothing() -> None:
    for path in ("/desk/", "/desk/login/", "/desk/articles/article/1/change/"):
        for answer in (Client().get(path), Client().post(path, {"username": "ana"})):
            assert answer.status_code in {404, 405}
            assert not answer.cookies
            assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
@pytest.mark.usefixtures("_for_readers_alone")
def test_a_report_is_taken_by_a_process_for_readers() -> None:
    story = factories.published_story()
    sent = Client(enforce_csrf_checks=True).post(f"{story.path}report/", {"text": "It was 200."})
    assert (sent.status_code, sent.headers["Location"]) == (302, f"{story.path}report/thanks/")


def test_what_needs_the_desk_is_refused_where_readers_alone_are_served(tmp_path: Path) -> None:
    refused = start(tmp_path, "worker", NEWSROOM_PROCESS="site")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == (
        "NEWSROOM_PROCESS is site, where nothing of the desk is known. Run worker where it is desk or all.\n"
    )
    assert start(tmp_path, "check", NEWSROOM_PROCESS="site").returncode == 0


# The desk alone


def test_a_process_for_the_desk_knows_all_addresses_by_name(site: Process, desk: Process) -> None:
    """Stories get their addresses at the desk, and letters have links to it: each name leads to the same pattern."""
    of_desk = {(pattern, name) for pattern, _, name in desk.addresses}
    assert {(pattern, name) for pattern, _, name in site.addresses} < of_desk
    assert ("desk/", "index") in of_desk


@pytest.mark.django_db
@pytest.mark.usefixtures("_for_the_desk_alone")
def test_a_process_for_the_desk_serves_no_page_of_the_site() -> None:
    story = factories.published_story()
    for page in ("/", "/city/", "/latest/", "/feed/", "/search/", story.path, f"{story.path}report/"):
        for method in ("GET", "POST"):
            answer = Client(enforce_csrf_checks=True).generic(method, page)
            assert (answer.status_code, answer.headers["Cache-Control"]) == (421, "no-store"), page
            assert b"NEWSROOM_PROCESS=desk" in answer.content


@pytest.mark.django_db
@pytest.mark.usefixtures("_for_the_desk_alone")
def test_the_desk_alone_publishes_previews_and_links_to_the_site() -> None:
    article = factories.live_story(lead_picture=factories.picture())
    path = PublishedArticle.objects.get().path
    client = Client()
    client.force_login(factories.chief())
    assert client.get(reverse("admin:index")).status_code == 200
    page = client.get(reverse("admin:articles_article_change", args=[article.pk]))
    assert f"{settings.SITE_URL}{path}" in page.content.decode()
    preview = client.get(reverse("admin:articles_article_preview", args=[article.pk])).content.decode()
    assert article.headline in preview
    assert client.get("/section-colours.css").status_code == 200
    public = article.lead_picture.renditions.first().name
    assert client.get(f"/pictures/{public}").status_code == 200
