"""What search engines are told: which stories there are, when they last changed, and which are news."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree

from articles.models import GonePath, PublishedArticle
from articles.site import sitemaps
from tests import factories

pytestmark = pytest.mark.django_db

NAMES = {
    "map": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
}


def told(path: str, name: str = "map:loc") -> list[str]:
    response = Client().get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/xml; charset=utf-8")
    whole = etree.fromstring(response.content)
    schema().assertValid(whole)
    return [it.text or "" for it in whole.iterfind(f".//{name}", NAMES)]


@cache
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(file=Path(__file__).parent / "samples/sitemaps/all.xsd")


def published(day: datetime, **fields):
    return factories.published_story(published_at=day, modified_at=day, **fields)


def test_robots_are_told_where_the_sitemaps_are() -> None:
    assert Client().get("/robots.txt").content.decode() == (
        "User-agent: *\nAllow: /\n\n"
        "Sitemap: http://testserver/sitemap.xml\nSitemap: http://testserver/news-sitemap.xml\n"
    )


def test_the_sitemap_leads_to_every_month_that_has_stories() -> None:
    for day in (datetime(2025, 12, 31, 12), datetime(2026, 2, 1, 12), datetime(2026, 2, 3, 12)):
        published(day.replace(tzinfo=UTC))
    assert told("/sitemap.xml") == [
        "http://testserver/sitemaps/2026-02.xml",
        "http://testserver/sitemaps/2025-12.xml",
    ]
    assert Client().get("/sitemaps/2026-01.xml").status_code == 404


def test_a_month_of_many_stories_goes_on_under_addresses_that_stay(
    monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(sitemaps, "MOST", 2)
    noon = datetime(2026, 2, 2, 12, tzinfo=UTC)  # two stories of one moment, on two pages
    stories = [published(noon + timedelta(days)) for days in (-1, 0, 0, 1, 2)]
    one, two, three = (
        f"/sitemaps/2026-02{more}.xml" for more in ("", *(f"_{it.story_id}" for it in stories[2::2]))
    )
    for more in (timedelta(3), timedelta(4)):
        assert told("/sitemap.xml") == [f"http://testserver{page}" for page in (one, two, three)]
        stories.append(published(noon + more))
    with django_assert_max_num_queries(2 * 3):
        pages = [told(page) for page in (one, two, three)]
    assert pages == [
        [f"http://testserver{it.path}" for it in some] for some in (stories[:2], stories[2:4], stories[4:6])
    ]


def test_only_what_the_index_names_has_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MOST", 2)
    noon = datetime(2026, 2, 2, 12, tzinfo=UTC)
    stories = [published(noon + timedelta(days)) for days in (0, 0, 0, 1, 2)]
    answers = [
        Client().get(f"/sitemaps/2026-02_{it.story_id}.xml").status_code
        for it in [*stories, published(noon - timedelta(60))]
    ]
    assert answers == [404, 404, 200, 404, 200, 404]


def test_a_month_has_its_stories_and_when_they_last_changed() -> None:
    first = published(datetime(2026, 2, 1, 12, tzinfo=UTC))
    second = published(datetime(2026, 2, 3, 12, tzinfo=UTC), updated_at=datetime(2026, 3, 4, 9, tzinfo=UTC))
    type(second).objects.filter(pk=second.pk).update(modified_at=datetime(2026, 3, 4, 9, tzinfo=UTC))
    published(datetime(2026, 3, 1, 12, tzinfo=UTC))
    assert told("/sitemaps/2026-02.xml") == [f"http://testserver{it.path}" for it in (first, second)]
    assert [datetime.fromisoformat(it) for it in told("/sitemaps/2026-02.xml", "map:lastmod")] == [
        datetime(2026, 2, 1, 12, tzinfo=UTC),
        datetime(2026, 3, 4, 9, tzinfo=UTC),
    ]
    response = Client().get("/sitemaps/2026-02.xml")
    assert response.headers["Last-Modified"] == "Wed, 04 Mar 2026 09:00:00 GMT"
    again = Client().get("/sitemaps/2026-02.xml", headers={"if-none-match": response.headers["ETag"]})
    assert again.status_code == 304


def test_a_story_s_picture_is_named_as_long_as_it_may_be_shown() -> None:
    day = datetime(2026, 2, 1, 12, tzinfo=UTC)
    shown, ended, broken = (published(day) for _ in range(3))
    lead = factories.published_picture(shown)
    factories.published_picture(ended, rights_end=factories.earlier(minutes=1))
    factories.published_picture(broken, renditions={"name": [None]})
    assert told("/sitemaps/2026-02.xml", "image:loc") == [
        f"http://testserver/pictures/{lead.renditions[-1]['name']}"
    ]


@pytest.mark.parametrize("encoding", ["br", "gzip", ""])
def test_a_page_is_made_in_portions_and_is_the_same_page(
    encoding: str, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    for minute in range(5):
        factories.published_picture(published(datetime(2026, 2, 1, 12, minute, tzinfo=UTC)))
    path = "/sitemaps/2026-02.xml"
    whole = Client().get(path)
    monkeypatch.setattr(sitemaps, "PORTION", 2)
    with django_assert_num_queries(1):
        response = Client().get(path, headers={"accept-encoding": encoding})
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[encoding]
    assert unpack(response.content) == whole.content
    assert whole.content.count(b"<image:loc>") == 5
    assert response.headers.get("Content-Encoding", "") == encoding
    assert response.headers["ETag"] == whole.headers["ETag"]
    assert response.headers["Last-Modified"] == whole.headers["Last-Modified"]


def test_news_is_what_was_published_within_two_days() -> None:
    now = timezone.now()
    published(now - timedelta(hours=49))
    story = published(now - timedelta(hours=47), headline="Fish & chips <hot>\x01", language="pt-br")
    assert told("/news-sitemap.xml") == [f"http://testserver{story.path}"]
    assert told("/news-sitemap.xml", "news:title") == ["Fish & chips <hot>"]
    assert told("/news-sitemap.xml", "news:language") == ["pt"]
    assert told("/news-sitemap.xml", "news:name") == ["The Test Courier"]
    (when,) = told("/news-sitemap.xml", "news:publication_date")
    assert datetime.fromisoformat(when) == story.published_at.replace(microsecond=0)


def test_the_news_of_a_quiet_paper_is_its_newest_story_and_is_not_called_news() -> None:
    now = timezone.now()
    published(now - timedelta(days=30))
    newest = published(now - timedelta(days=3))
    assert told("/news-sitemap.xml") == [f"http://testserver{newest.path}"]
    assert told("/news-sitemap.xml", "news:news") == []


def test_a_paper_before_its_first_story_sends_readers_of_news_to_its_front() -> None:
    assert told("/sitemap.xml") == []
    assert told("/news-sitemap.xml") == ["http://testserver/"]


def test_the_index_says_when_a_story_of_each_month_last_changed() -> None:
    changed = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
    for day in (datetime(2025, 12, 31, 12), datetime(2026, 2, 1, 12), datetime(2026, 2, 3, 12)):
        published(day.replace(tzinfo=UTC))
    PublishedArticle.objects.filter(published_at__year=2026, published_at__day=1).update(modified_at=changed)
    assert [datetime.fromisoformat(it) for it in told("/sitemap.xml", "map:lastmod")] == [
        changed,
        datetime(2025, 12, 31, 12, tzinfo=UTC),
    ]


def test_a_map_that_lost_a_story_is_a_new_map() -> None:
    for day in (1, 2):
        published(datetime(2026, 2, day, 12, tzinfo=UTC))
    path = "/sitemaps/2026-02.xml"
    before = Client().get(path).headers["Last-Modified"]
    assert before == "Mon, 02 Feb 2026 12:00:00 GMT"
    story = PublishedArticle.objects.newest_first()[0]
    withdrawn = datetime(2026, 2, 5, 12, tzinfo=UTC)
    GonePath.objects.create(path=story.path, story_id=story.story_id, since=withdrawn)
    story.delete()
    after = Client().get(path, headers={"if-modified-since": before})
    assert (after.status_code, after.headers["Last-Modified"]) == (200, "Thu, 05 Feb 2026 12:00:00 GMT")


@pytest.mark.parametrize(
    "path", ["0000-01", "2026-13", "9999-12", "2026-1", "2026-011", "2026-01-1", "2026-01_0"]
)
def test_a_month_that_no_calendar_has_is_not_found(path: str) -> None:
    published(datetime(2026, 1, 1, 12, tzinfo=UTC))
    assert Client().get(f"/sitemaps/{path}.xml").status_code == 404
