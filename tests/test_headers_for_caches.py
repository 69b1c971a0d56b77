"""What pages say to the caches in front of us: for how long they may be kept, and under which keys."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from articles.acts import withdraw
from articles.models import GonePath, PublishedArticle
from articles.models import page_keys as keys
from articles.site import caching
from tests import factories

pytestmark = pytest.mark.django_db

VARNISH, FASTLY, CLOUDFLARE = "varnish://127.0.0.1:6081", "fastly://t@s", "cloudflare://t@z"
BY_ADDRESS = "purge://127.0.0.1:8080"


def keys_at(path: str) -> set[str]:
    return set(Client().get(path).headers["Surrogate-Key"].split())


@pytest.fixture
def story(settings: Any) -> PublishedArticle:
    settings.PURGE_URLS = (VARNISH,)
    return factories.published_story()


def test_a_cache_that_is_told_nothing_keeps_a_page_for_a_second_and_sees_no_keys(story, settings) -> None:
    for addresses in ((), (BY_ADDRESS,)):
        settings.PURGE_URLS = addresses
        headers = Client().get(story.path).headers
        assert headers["Cache-Control"] == "public, max-age=0, s-maxage=1, must-revalidate"
        assert not {"Surrogate-Key", "Cache-Tag", "Surrogate-Control", "CDN-Cache-Control"} & set(headers)


def test_a_cache_that_is_told_of_changes_keeps_a_page_for_a_minute(story, settings) -> None:
    settings.PURGE_URLS = (FASTLY, CLOUDFLARE)
    headers = Client().get(story.path).headers
    assert headers["Cache-Control"] == "public, max-age=0, s-maxage=60, must-revalidate"
    life = "max-age=60, stale-while-revalidate=10, stale-if-error=600"
    assert headers["Surrogate-Control"] == headers["CDN-Cache-Control"] == life
    assert headers["Vary"] == "Accept-Encoding"
    assert {"ETag", "Last-Modified"} <= set(headers)
    named = headers["Cache-Tag"].split(",")
    assert named == headers["Surrogate-Key"].split()
    assert {keys.story(story.story_id), keys.section(story.section_id), keys.EVERYTHING} <= set(named)


def test_among_several_caches_one_that_knows_no_keys_lets_none_keep_a_page(story, settings) -> None:
    settings.PURGE_URLS = (VARNISH, BY_ADDRESS)
    headers = Client().get(story.path).headers
    assert "s-maxage=1," in headers["Cache-Control"]
    assert "CDN-Cache-Control" not in headers


def test_a_withdrawn_story_may_never_be_shown_because_we_do_not_answer(settings) -> None:
    settings.PURGE_URLS = (VARNISH, FASTLY)
    article = factories.live_story()
    withdraw.withdraw(article, by=factories.chief())
    gone = Client().get(GonePath.objects.get().path)
    assert gone.status_code == 410
    assert gone.headers["Surrogate-Control"] == gone.headers["CDN-Cache-Control"] == "max-age=60"
    assert keys.story(article.pk) in gone.headers["Surrogate-Key"].split()
    missing = Client().get("/city/2020/01/01/nothing-here/")
    assert missing.headers["Cache-Control"] == caching.ASK_EACH_TIME
    assert "CDN-Cache-Control" not in missing.headers


def test_a_list_carries_its_own_key_and_those_of_the_stories_it_shows(story) -> None:
    factories.published_byline(story)
    factories.published_topic(story)
    row, shown = PublishedArticle.objects.get(), keys.story(story.story_id)
    topic, reporter = row.topic_rows.get().topic_id, row.bylines.get().reporter_id
    assert keys_at("/") >= {shown, keys.front(None), keys.STORIES, keys.section(row.root_section_id)}
    assert keys_at("/city/") == {
        shown,
        keys.front(row.section_id),
        keys.section(row.section_id),
        keys.EVERYTHING,
    }
    assert keys_at("/topics/ferries/") == {shown, keys.topic(topic), keys.EVERYTHING}
    assert keys_at("/reporters/ines-caldera/") == {shown, keys.reporter(reporter), keys.EVERYTHING}
    assert keys_at("/latest/?topic=ferries") == {shown, keys.STORIES, keys.topic(topic), keys.EVERYTHING}
    assert keys_at("/about/") == {keys.plain("about"), keys.EVERYTHING}
    assert keys_at("/feed/") == {keys.ANY, keys.EVERYTHING}


def test_a_page_of_more_than_caches_read_goes_with_any_change(story, monkeypatch) -> None:
    monkeypatch.setattr(caching, "MOST_KEYS", 2)
    assert keys_at(story.path) == {keys.ANY, keys.EVERYTHING}
    monkeypatch.undo()
    monkeypatch.setattr(caching, "MOST_BYTES", 10)
    assert keys_at(story.path) == {keys.ANY, keys.EVERYTHING}


def test_a_page_with_other_keys_has_another_tag_since_a_cache_keeps_the_old_keys_with_304(
    story, settings
) -> None:
    tags = {Client().get("/about/").headers["ETag"]}
    settings.PURGE_URLS = ()
    tags.add(Client().get("/about/").headers["ETag"])
    assert len(tags) == 2


def test_what_no_view_has_answered_for_long_is_kept_by_nobody(story, settings) -> None:
    """Some CDNs keep redirects and 410 for an hour where nothing is said, the one from HTTP to HTTPS among them."""
    settings.PURGE_URLS = (FASTLY,)
    GonePath.objects.create(path="/city/2026/05/23/gone/", story_id=5, since=story.published_at)
    for path, status in (("/latest", 301), ("/city/2026/05/23/gone/report/", 410), ("/xmlrpc.php", 404)):
        response = Client().get(path)
        assert (response.status_code, response.headers["Cache-Control"]) == (status, caching.ASK_EACH_TIME)
    assert Client().post("/").headers["Cache-Control"] == caching.ASK_EACH_TIME
    settings.SECURE_SSL_REDIRECT = True
    response = Client().get(story.path)
    assert (response.status_code, response.headers["Cache-Control"]) == (301, caching.ASK_EACH_TIME)
