"""How pages travel: what their headers say, and that the answer is the same however it is asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date

from articles.models import PublishedArticle
from tests import factories
from tests.pages import MORNING

pytestmark = pytest.mark.django_db

KEPT = ("Cache-Control", "ETag", "Last-Modified", "Vary", "Permissions-Policy")
DATED = {"story", "/feed/", "/city/feed/", "/feed/atom/", "/city/feed/json/", "/sitemaps/2022-05.xml"}
PATHS = [
    *sorted(DATED),
    *("/", "/city/", "/latest/", "/search/", "/archive/", "/about/", "/sitemap.xml", "/news-sitemap.xml"),
    *("/robots.txt", "/section-colours.css", "/manifest.webmanifest"),
]


@pytest.fixture
def story() -> PublishedArticle:
    return factories.published_story(published_at=MORNING, modified_at=MORNING + timedelta(hours=1))


def asked(path: str, story: PublishedArticle, method: str = "get", **headers: str) -> Any:
    ask = getattr(Client(), method)
    return ask(story.path if path == "story" else path, headers=headers)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_answered_alike_whether_its_body_is_wanted_or_not(path: str, story) -> None:
    for encoding in ("identity", "br"):
        whole = asked(path, story, **{"accept-encoding": encoding})
        head = asked(path, story, "head", **{"accept-encoding": encoding})
        assert head.content == b""
        assert dict(head.headers) == dict(whole.headers)
        assert int(whole.headers["Content-Length"]) == len(whole.content)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["get", "head"])
def test_what_has_not_changed_is_not_sent_again(path: str, method: str, story) -> None:
    whole = asked(path, story)
    questions = [{"if-none-match": whole.headers["ETag"]}, {"if-none-match": f'"x", {whole.headers["ETag"]}'}]
    if path in DATED:
        later = http_date((timezone.now() - timedelta(days=1)).timestamp())
        questions += [{"if-modified-since": whole.headers["Last-Modified"]}, {"if-modified-since": later}]
    for question in questions:
        again = asked(path, story, method, **question)
        assert (again.status_code, again.content) == (304, b""), question
        assert {name: again.headers.get(name) for name in KEPT} == {
            name: whole.headers.get(name) for name in KEPT
        }
        assert "Content-Length" not in again.headers
        assert "Content-Type" not in again.headers
        assert "Content-Encoding" not in again.headers


@pytest.mark.parametrize("path", sorted(DATED))
def test_what_has_changed_is_sent_again(path: str, story) -> None:
    before = asked(path, story)
    seen = before.headers["Last-Modified"]
    PublishedArticle.objects.update(headline="Otherwise", modified_at=MORNING + timedelta(hours=2))
    # Whoever sends the tag is answered by it, whatever the time beside it says.
    in_vain = {"if-none-match": before.headers["ETag"], "if-modified-since": http_date(2_000_000_000)}
    for question in (in_vain, {"if-modified-since": seen}, {"if-modified-since": "yesterday"}):
        assert asked(path, story, **question).status_code == 200, question
    assert asked(path, story).headers["Last-Modified"] != seen


def test_a_page_that_lost_a_picture_to_its_rights_has_changed(story) -> None:
    ended = timezone.now() - timedelta(minutes=1)
    factories.published_picture(story, rights_end=ended)
    PublishedArticle.objects.update(rights_end=ended)
    seen = http_date(story.modified_at.timestamp())
    again = asked("story", story, **{"if-modified-since": seen})
    assert (again.status_code, again.headers["Last-Modified"]) == (200, http_date(ended.timestamp()))


@pytest.mark.parametrize("path", ["/", "/nothing/", "/desk/login/", "/healthz", "/?q=%C3"])
def test_no_page_may_ask_for_what_a_reader_s_machine_sees_or_hears(path: str) -> None:
    policy = Client().get(path).headers["Permissions-Policy"].split(", ")
    assert {"camera=()", "microphone=()", "geolocation=()", "payment=()", "usb=()"} <= set(policy)
    assert not {"autoplay", "fullscreen", "encrypted-media", "picture-in-picture"} & {
        it.partition("=")[0] for it in policy
    }
