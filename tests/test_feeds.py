"""What feed readers make of the feeds: every word that was typed, and what was put right or taken away since."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import pytest
from django.test import Client
from django.utils import timezone

from articles.acts import kill, republish, withdraw
from articles.models import Article, PublishedArticle
from tests import factories
from tests.pages import MORNING

pytestmark = pytest.mark.django_db

TYPED = [
    "Why the <blink> tag & R&D < 5%",
    "AT&T, &amp; and &lt;b&gt;",
    'A "quote" & <!-- a remark -->',
    "<script>alert(1)</script> was typed",
    "1 < 2 > 0 & so on ]]>",
    "Größe <em>wirklich</em> für 5 €",
    "<p>",
]


def read(path: str = "/feed/") -> Any:
    found = feedparser.parse(Client().get(path).content)
    assert not found.bozo, found.get("bozo_exception")
    return found


def as_text(html: str) -> str:
    """What a reader sees of a description."""
    from lxml.html import fromstring

    return fromstring(f"<div>{html}</div>").text_content()


@pytest.mark.parametrize("typed", TYPED)
def test_no_word_of_a_standfirst_is_lost_in_a_feed_reader(typed: str) -> None:
    factories.published_story(standfirst=typed)
    assert as_text(read().entries[0].description) == typed


@pytest.mark.parametrize("typed", TYPED)
def test_no_word_is_lost_of_what_a_feed_says_of_itself(typed: str, settings) -> None:
    settings.SITE_TAGLINE = typed
    factories.published_story(section=factories.section("City", description=f"{typed}\x0b"))
    for path in ("/feed/", "/city/feed/"):
        assert as_text(read(path).feed.description) == typed


def changed(path: str = "/feed/") -> datetime:
    """What the channel says of its last change, which is what the header says too."""
    response = Client().get(path)
    parsed = feedparser.parse(response.content).feed.updated_parsed
    at = datetime(*parsed[:6], tzinfo=UTC)
    assert response.headers["Last-Modified"] == at.strftime("%a, %d %b %Y %H:%M:%S GMT")
    return at


def at(moment: datetime, monkeypatch: pytest.MonkeyPatch) -> datetime:
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment.replace(microsecond=0)


@pytest.fixture
def story() -> Article:
    for _ in range(3):
        factories.live_story()
    return factories.live_story(headline="The quay")


FEEDS = ["/feed/", "/city/feed/"]


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_s_time_goes_forward_whatever_leaves_it(story: Article, path: str, monkeypatch) -> None:
    chief, now = factories.chief(), timezone.now()
    seen = [changed(path)]

    def then(minutes: int) -> None:
        at(now + timedelta(minutes=minutes), monkeypatch)

    then(10)
    factories.edit(story, chief, body="<p>Otherwise.</p>")
    factories.publish(story, kind="minor")
    seen.append(changed(path))
    then(20)
    withdraw.withdraw(story, by=chief)
    seen.append(changed(path))
    then(30)
    republish.republish(story, by=chief)
    seen.append(changed(path))
    then(40)
    kill.kill(story, by=chief, note="legal")
    seen.append(changed(path))
    assert seen == sorted(set(seen)), seen


def test_a_section_s_feed_goes_forward_when_a_story_moves_to_another(story: Article, monkeypatch) -> None:
    now = timezone.now()
    at(now + timedelta(minutes=10), monkeypatch)
    factories.edit(story, factories.chief(), section_id=factories.section("Sport").pk)
    before = changed("/city/feed/")
    factories.publish(story)
    assert changed("/city/feed/") > before
    assert "The quay" not in [entry.title for entry in read("/city/feed/").entries]


def test_a_correction_is_another_text_and_another_time_to_a_feed_reader() -> None:
    corrected = factories.published_story(
        standfirst="Volunteers < 200.", published_at=MORNING, modified_at=MORNING + timedelta(hours=2)
    )
    before = read().entries[0]
    factories.public_change(corrected, "published", at=MORNING)
    factories.public_change(corrected, "correction", "200 members, not <2,000>.", at=MORNING)
    PublishedArticle.objects.update(modified_at=MORNING + timedelta(hours=3))
    entry = read().entries[0]
    assert entry.id == before.id
    assert entry.published_parsed == before.published_parsed
    assert datetime(*entry.updated_parsed[:6], tzinfo=UTC) == MORNING + timedelta(hours=3)
    assert as_text(entry.description) == "Volunteers < 200.Correction: 200 members, not <2,000>."


def test_a_feed_that_has_not_changed_is_not_sent_again(story: Article) -> None:
    first = Client().get("/feed/")
    for asked in (
        {"if-none-match": first.headers["ETag"]},
        {"if-modified-since": first.headers["Last-Modified"]},
    ):
        again = Client().get("/feed/", headers=asked)
        assert (again.status_code, again.content) == (304, b"")
    earlier = {"if-modified-since": "Mon, 23 May 2022 00:00:00 GMT"}
    assert Client().get("/feed/", headers=earlier).status_code == 200


def test_a_feed_without_stories_is_one_too(monkeypatch) -> None:
    factories.section("City")
    at(MORNING, monkeypatch)
    for path in FEEDS:
        assert read(path).entries == []
        assert changed(path) == MORNING


def test_a_feed_that_was_emptied_says_when() -> None:
    withdrawn = factories.live_story()
    withdraw.withdraw(withdrawn, by=factories.chief())
    for path in FEEDS:
        assert read(path).entries == []
        assert timedelta(0) <= timezone.now() - changed(path) < timedelta(minutes=1)
        assert Client().get(path).headers["ETag"] == Client().get(path).headers["ETag"]


def test_readers_find_every_feed_of_the_paper_and_its_sections_on_one_page() -> None:
    city = factories.section("City")
    factories.section("Harbour", parent=city)
    page = Client().get("/feeds/").content.decode()
    found = re.findall(r'<a href="([^"]+)" type="application/', page)
    assert found == [
        f"{feed}{kind}"
        for feed in ("/feed/", "/city/feed/", "/harbour/feed/")
        for kind in ("", "atom/", "json/")
    ]
    assert {Client().get(address).status_code for address in found} == {200}
    assert '<a href="/feeds/">Feeds</a>' in Client().get("/").content.decode()
