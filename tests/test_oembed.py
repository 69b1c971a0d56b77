"""What others get who show a story on their own pages: a quotation with its link, and nothing that readers do not."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from lxml import etree
from lxml.html import fromstring

from articles.acts import kill, withdraw
from articles.models import PublishedArticle
from tests import factories
from tests.pages import MORNING

pytestmark = pytest.mark.django_db

SITE = "http://testserver"


def asked(path: str, **options: str) -> Any:
    address = path if "://" in path else f"{SITE}{path}"
    return Client().get(f"/oembed?{urlencode({'url': address} | options)}")


def told(path: str, **options: str) -> dict[str, Any]:
    response = asked(path, **options)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")
    return json.loads(response.content)


def pictured() -> PublishedArticle:
    story = factories.published_story(
        headline="Fish & <chips>", standfirst="Twice.", published_at=MORNING, language="pt"
    )
    factories.published_byline(story)
    factories.published_picture(story)
    return story


def test_a_story_is_told_as_a_quotation_with_its_picture_and_credit() -> None:
    story = pictured()
    address = f"{SITE}{story.path}"
    facts = told(story.path)
    name = story.lead.renditions[-1]["name"]  # type: ignore[union-attr]
    page = fromstring(facts.pop("html"))
    assert facts == {
        "version": "1.0",
        "type": "rich",
        "title": "Fish & <chips>",
        "provider_name": "The Test Courier",
        "provider_url": f"{SITE}/",
        "url": address,
        "width": 600,
        "height": 220,
        "author_name": "Ines Caldera",
        "author_url": f"{SITE}/reporters/ines-caldera/",
        "thumbnail_url": f"{SITE}/pictures/{name}",
        "thumbnail_width": 1600,
        "thumbnail_height": 1066,
        "thumbnail_credit": "Image: AP | Image: Self",
    }
    assert (page.tag, page.get("cite"), page.get("lang"), page.get("dir")) == (
        "blockquote",
        address,
        "pt",
        "ltr",
    )
    assert [it.get("href") for it in page.iter("a")] == [address]
    assert page.text_content() == "Fish & <chips>Twice.Ines Caldera, The Test Courier, May 23rd, 2022"
    assert not set(page.xpath("//script|//iframe|//img|//*[@style]"))


def test_the_same_is_told_in_xml_whatever_was_typed() -> None:
    story = pictured()
    PublishedArticle.objects.update(headline="]]> & <b>\x0b\uffff")
    response = asked(story.path, format="xml")
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    found = {it.tag: it.text for it in etree.fromstring(response.content)}
    facts = told(story.path)
    assert found.pop("title") == "]]> & <b>"
    assert facts.pop("title") == "]]> & <b>\x0b\uffff"
    assert found.pop("html") == facts.pop("html").replace("\x0b\uffff", "")
    assert found == {name: str(value) for name, value in facts.items()}


def test_what_is_asked_for_fits_or_is_left_out() -> None:
    path = pictured().path
    small = told(path, maxwidth="500", maxheight="300")
    assert (small["width"], small["height"], small["thumbnail_width"]) == (500, 220, 400)
    least = told(path, maxwidth="200", maxheight="100")
    assert (least["width"], least["height"]) == (200, 100)
    assert not {"thumbnail_url", "thumbnail_width", "thumbnail_height"} & least.keys()
    assert "Twice." not in least["html"]
    for nonsense in ("0", "-5", "x", "9" * 30, "٣"):
        assert told(path, maxwidth=nonsense)["width"] == 600


def test_a_page_leads_to_it_and_a_preview_does_not() -> None:
    story = pictured()
    page = fromstring(Client().get(story.path).content)
    for kind, content_type in (("json", "application/json+oembed"), ("xml", "text/xml+oembed")):
        (link,) = page.xpath(f"//link[@rel='alternate'][@type='{content_type}']")
        assert link.get("title") == "Fish & <chips>"
        response = Client().get(link.get("href").removeprefix(SITE))
        assert response.content == asked(story.path, format=kind).content


def test_an_old_address_leads_to_the_story_and_a_withdrawn_one_nowhere() -> None:
    article = factories.live_story(slug="old")
    old = PublishedArticle.objects.get().path
    factories.edit(article, factories.chief(), slug="new")
    factories.publish(article)
    new = PublishedArticle.objects.get().path
    assert told(f"{old}?utm_source=x#part")["url"] == f"{SITE}{new}"
    assert told(f"http://testserver:80{new}") == told(f"https://testserver{new}")
    assert told(f"https://testserver{new}")["title"] == article.headline
    withdraw.withdraw(article, by=factories.chief())
    assert [asked(path).status_code for path in (old, new)] == [404, 404]
    other = factories.live_story()
    path = PublishedArticle.objects.get(story_id=other.pk).path
    kill.kill(other, by=factories.chief(), note="legal")
    assert asked(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "options", "status"),
    [
        ("/", {}, 404),
        ("/city/2026/01/01/nothing/", {}, 404),
        ("https://elsewhere.example.org/city/2026/01/01/x/", {}, 404),
        ("http://[", {}, 404),
        ("http://testserver:port/", {}, 404),
        ("/desk/articles/article/1/change/", {}, 401),
        ("/preview/secret/", {}, 401),
        ("/", {"format": "yaml"}, 501),
        ("/", {"url": ""}, 400),
    ],
)
def test_what_is_no_story_is_refused_by_the_rules_of_the_format(
    path: str, options: dict[str, str], status: int
) -> None:
    response = asked(path, **options)
    assert response.status_code == status
    assert set(json.loads(response.content)) == {"error"}


def test_a_picture_whose_rights_have_ended_is_not_offered() -> None:
    story = pictured()
    story.pictures.update(rights_end=factories.earlier(minutes=1))
    assert "thumbnail_url" not in told(story.path)
