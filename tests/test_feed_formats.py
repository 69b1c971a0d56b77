"""Feeds carry whole stories in three formats, and say the same in each; a feed reader and a parser of XML judge."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import feedparser
import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as some
from lxml import etree
from lxml.html import fromstring

from articles.acts import withdraw
from articles.models import PublishedArticle
from tests import factories
from tests.pages import MORNING

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
KINDS = ("", "atom/", "json/")
SITE = "http://testserver"


def sent(path: str) -> bytes:
    response = Client().get(path)
    assert response.status_code == 200, path
    return response.content


def read(path: str) -> Any:
    found = feedparser.parse(sent(path))
    assert not found.bozo, found.get("bozo_exception")
    return found


def texts(of: str = "/feed/") -> list[str]:
    """The whole text of the newest story, in each format."""
    (item, *_), (entry, *_) = (
        etree.fromstring(sent(of + kind)).iter(name)
        for kind, name in (
            ("", "{http://purl.org/rss/1.0/modules/content/}encoded"),
            ("atom/", f"{ATOM}content"),
        )
    )
    return [item.text or "", entry.text or "", json.loads(sent(f"{of}json/"))["items"][0]["content_html"]]


@pytest.fixture
def whole() -> PublishedArticle:
    """A story with everything, published as the desk does it."""
    section = factories.section("Harbour", parent=factories.section("City"))
    inside, other = factories.picture(caption="The <quay>."), factories.live_story(headline="Another")
    article = factories.story(
        section=section,
        headline="Fish & <chips>",
        standfirst="Twice.",
        slug="fish",
        lead_picture=factories.picture(),
        topics=(factories.topic(),),
        bylines=(factories.reporter(), factories.reporter("Rui Sol"), "Meridian Desk"),
        dateline_place="PELANE",
        is_sensitive=True,
        sources=((factories.agency(), "inputs"),),
        body="<h2>Now</h2>"
        + "<p>Text with a link.</p>" * 20
        + f'<figure data-picture="{inside.pk}"></figure><aside data-related="{other.pk}"></aside>',
    )
    factories.publish(article)
    return PublishedArticle.objects.get(story_id=article.pk)


def test_the_whole_text_stands_in_every_format_with_pictures_credits_and_corrections(whole) -> None:
    factories.public_change(whole, "correction", "Not <twice>.", at=MORNING)
    factories.public_change(whole, "correction", "It was grave.", at=MORNING, is_serious=True)
    rss, atom, plain = texts()
    assert rss == atom == plain
    page = fromstring(f"<div>{rss}</div>")
    assert [it.get("class") for it in page.iter("section")] == ["correction correction-serious", "correction"]
    shown = page.text_content()
    order = [
        "distressing",
        "It was grave.",
        "The harbour at dawn.",
        "PELANE —",
        "Now",
        "a link",
        "The <quay>.",
    ]
    places = [shown.index(words) for words in [*order, "Another", "(Inputs from", "Not <twice>."]]
    assert places == sorted(places)
    assert [it.text_content() for it in page.find_class("credit")] == ["Image: MP | Image: Self"] * 2
    assert [it.get("alt") for it in page.iter("img")] == ["Boats in a harbour"] * 2
    addresses = [it.get(name) for it in page.iter() for name in ("href", "src") if it.get(name)]
    assert {address.startswith(f"{SITE}/") for address in addresses} == {True}
    assert len(addresses) == 3
    assert not re.search(r"advertisement|srcset|<svg|<!--|<source|loading=", rss)


def test_every_format_names_people_topics_times_and_files(whole) -> None:
    changed = whole.published_at + timedelta(hours=2)
    PublishedArticle.objects.filter(pk=whole.pk).update(updated_at=None, modified_at=changed)
    rss, atom = read("/feed/").entries[0], read("/feed/atom/").entries[0]
    (item, *_) = json.loads(sent("/feed/json/"))["items"]
    names = ["Ines Caldera", "Rui Sol", "Meridian Desk"]
    assert [it.text for it in etree.fromstring(sent("/feed/")).iter("{*}creator")][:3] == names
    assert [it.name for it in atom.authors] == names
    assert item["authors"] == [
        {"name": "Ines Caldera", "url": f"{SITE}/reporters/ines-caldera/"},
        {"name": "Rui Sol", "url": f"{SITE}/reporters/rui-sol/"},
        {"name": "Meridian Desk"},
    ]
    assert [it.term for it in atom.tags] == [it.term for it in rss.tags] == item["tags"]
    assert item["tags"] == ["City", "Harbour", "Ferries"]
    assert rss.id == atom.id == item["id"]
    assert rss.link == atom.link == item["url"] == f"{SITE}{whole.path}"
    # A comma put right is told to those who keep copies, and is no news.
    at = [datetime(*it[:6], tzinfo=UTC) for it in (atom.updated_parsed, rss.updated_parsed)]
    assert at == [whole.published_at.replace(microsecond=0), changed.replace(microsecond=0)]
    assert datetime.fromisoformat(item["date_modified"]) == at[1]
    (picture,) = [it for it in atom.links if it.rel == "enclosure"]
    assert item["image"] == picture.href == rss.media_content[0]["url"]
    assert item["_image"]["credit"] == rss.media_credit[0]["content"] == "Image: MP | Image: Self"
    assert "_corrections" not in item


def test_a_correction_is_told_to_programs_too() -> None:
    story = factories.published_story(published_at=MORNING, updated_at=MORNING + timedelta(hours=1))
    factories.public_change(story, "correction", "Not <twice>.", at=MORNING)
    (item,) = json.loads(sent("/feed/json/"))["items"]
    assert item["_corrections"] == {
        "about": f"{SITE}/corrections/",
        "list": [{"kind": "correction", "date": MORNING.isoformat(), "text": "Not <twice>."}],
    }
    (entry,) = read("/feed/atom/").entries
    assert datetime(*entry.updated_parsed[:6], tzinfo=UTC) == MORNING + timedelta(hours=1)


def test_each_list_has_its_feeds_and_its_page_leads_to_them(whole) -> None:
    other = factories.published_story(section=factories.section("Sport"))
    for page, found in {
        "/": {"Fish & <chips>", "Another", other.headline},
        "/city/harbour/": {"Fish & <chips>"},
        "/topics/ferries/": {"Fish & <chips>"},
        "/reporters/rui-sol/": {"Fish & <chips>"},
        "/sport/": {other.headline},
    }.items():
        links = fromstring(sent(page)).xpath("//link[@rel='alternate'][contains(@type, '+')]")
        feeds = {it.get("type").split("/")[1].split("+")[0]: it.get("href") for it in links}
        assert set(feeds) == {"rss", "atom", "feed"}
        for kind in ("rss", "atom"):
            told = read(feeds[kind])
            assert {it.title for it in told.entries} == found, feeds[kind]
            (own,) = [it.href for it in told.feed.links if it.rel == "self"]
            assert (own, told.feed.link) == (f"{SITE}{feeds[kind]}", f"{SITE}{page}")
        told = json.loads(sent(feeds["feed"]))
        assert {it["title"] for it in told["items"]} == found
        assert (told["feed_url"], told["home_page_url"]) == (f"{SITE}{feeds['feed']}", f"{SITE}{page}")
        assert told["version"] == "https://jsonfeed.org/version/1.1"


def test_ids_stay_when_addresses_and_names_move(whole) -> None:
    def ids() -> set[str]:
        section = whole.section
        assert section is not None
        section.refresh_from_db()
        told = read(f"/{section.slug}/feed/atom/")
        return {told.feed.id, *(it.id for it in told.entries)}

    before, chief = ids(), factories.chief()
    article = factories.Article.objects.get(pk=whole.story_id)
    factories.edit(article, chief, slug="elsewhere", headline="Other words")
    factories.publish(article)
    type(whole.section).objects.filter(pk=whole.section_id).update(slug="port", name="Port")
    assert ids() == before
    assert PublishedArticle.objects.get(pk=whole.pk).path != whole.path


def test_a_withdrawn_story_is_in_no_feed_from_then_on(whole) -> None:
    lists = ("/feed/", "/city/feed/", "/harbour/feed/", "/reporters/rui-sol/feed/")
    paths = [f"{path}{kind}" for path in lists for kind in KINDS]
    assert all(b"/fish/" in sent(path) for path in paths)
    article = factories.Article.objects.get(pk=whole.story_id)
    withdraw.withdraw(article, by=factories.chief())
    assert [path for path in paths if b"/fish/" in sent(path)] == []
    assert {Client().get(f"/topics/ferries/feed/{kind}").status_code for kind in KINDS} == {404}
    assert Client().get("/feed/xml/").status_code == 404


def test_a_picture_in_a_text_leaves_the_feed_with_its_rights(whole, django_assert_num_queries) -> None:
    assert texts()[0].count("<img") == 2
    with django_assert_num_queries(2):
        sent("/feed/")
    ended = factories.earlier(minutes=1)
    picture = whole.pictures.get(use="body")
    whole.pictures.filter(pk=picture.pk).update(rights_end=ended)
    marked = re.sub(
        r"(<figure .*?</figure>)",
        rf"<!--picture {picture.image_id}-->\1<!--/picture-->",
        whole.rendered_body,
        flags=re.DOTALL,
    )
    PublishedArticle.objects.filter(pk=whole.pk).update(rights_end=ended, rendered_body=marked)
    assert [it.count("<img") for it in texts()] == [1, 1, 1]
    with django_assert_num_queries(3):
        sent("/feed/")


def test_a_hub_is_named_in_the_feed_and_in_its_header(settings) -> None:
    factories.published_story()
    assert "Link" not in Client().get("/feed/").headers
    settings.WEBSUB_HUBS = ("https://hub.example.org/?a=1&b=2",)
    for kind in ("", "atom/"):
        assert Client().get(f"/feed/{kind}").headers["Link"] == (
            f'<https://hub.example.org/?a=1&b=2>; rel="hub", <{SITE}/feed/{kind}>; rel="self"'
        )
        found = {it.rel: it.href for it in read(f"/feed/{kind}").feed.links}
        assert found["hub"] == "https://hub.example.org/?a=1&b=2"
    told = json.loads(sent("/feed/json/"))
    assert told["hubs"] == [{"type": "WebSub", "url": "https://hub.example.org/?a=1&b=2"}]


TYPED = some.text(
    some.one_of(
        some.sampled_from("]]>&<\"'\x0b\x1f\x7f\ufffe\uffff\u2028\t\n\r"),
        some.characters(exclude_categories=("Cs",), exclude_characters="\0"),
    ),
    min_size=1,
    max_size=40,
)
NEVER_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@rules(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(headline=TYPED, standfirst=TYPED, name=TYPED, credit=TYPED)
def test_whatever_is_typed_every_feed_is_valid_and_says_it(
    headline: str, standfirst: str, name: str, credit: str
) -> None:
    PublishedArticle.objects.all().delete()
    said = {"role": "reported", "name": name, "path": "", "about": "", "portrait": None}
    topic = {"topic": 1, "name": standfirst, "path": "/topics/x/"}
    change = {"kind": "correction", "at": MORNING.isoformat(), "text": credit, "serious": False}
    story = factories.published_story(
        headline=headline, standfirst=standfirst, credited=[said], tagged=[topic], history=[change]
    )
    factories.published_picture(story, credit_line=credit, caption=name, alt=standfirst)

    def as_told(words: str) -> str:
        return re.sub(r"\r\n?", "\n", NEVER_IN_XML.sub("", words))

    rss, atom = etree.fromstring(sent("/feed/")), etree.fromstring(sent("/feed/atom/"))
    (item,), (entry,) = rss.iter("item"), atom.iter(f"{ATOM}entry")
    assert (item.findtext("title"), entry.findtext(f"{ATOM}title")) == (as_told(headline),) * 2
    assert entry.findtext(f"{ATOM}summary") == as_told(standfirst)
    assert item.findtext("{*}creator") == as_told(name)
    assert item.findtext("{*}content/{*}credit") == as_told(credit)
    assert unescape(item.findtext("description") or "").startswith(f"<p>{as_told(standfirst)}</p>")
    (told,) = json.loads(sent("/feed/json/"))["items"]
    assert (told["title"], told.get("summary")) == (headline, standfirst)
    assert told["authors"] == [{"name": name}]
