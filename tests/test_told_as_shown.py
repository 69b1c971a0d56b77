"""The demonstration newspaper, page by page: what machines are told is what readers see there, in the same words.

extruct reads the pages as programs of others do.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import extruct
import pytest
from django.test import Client
from django.utils import timezone
from lxml.html import HtmlElement, document_fromstring
from PIL import Image
from pytest_django import DjangoDbBlocker

from articles.models import (
    GonePath,
    PlainPage,
    PublishedArticle,
    PublishedChange,
    PublishedTopic,
    Reporter,
    Section,
    Topic,
)
from newsroom.demo import loading, reading
from tests import databases
from tests.machines import keep_the_rules

pytestmark = pytest.mark.django_db

HERE = "http://testserver"
TELLERS = ("reported", "additional")
ROLES = {"editor": "edited", "contributor": "photographs", "translator": "translated"}


def small_picture(key: str) -> bytes:
    """In place of the drawing, which takes long."""
    file = io.BytesIO()
    Image.new("RGB", (480, 320), "navy").save(file, "JPEG", comment=key)
    return file.getvalue()


def newspaper() -> None:
    """All stories that readers got. What only the desk has is left out."""
    told = reading.stories(timezone.now())
    out = [story for story in told if story.facts["state"] in {"live", "withdrawn", "killed"}]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "picture_bytes", small_picture)
        patch.setattr(loading, "ProcessPoolExecutor", ThreadPoolExecutor)
        patch.setattr(reading, "stories", lambda now: out)
        patch.setattr(loading, "give_work", lambda *_: None)
        patch.setattr(loading.fronts, "arrange", lambda *_, **__: None)
        loading.load(timezone.now())


@pytest.fixture(scope="module", autouse=True)
def paper(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), databases.standing(newspaper):
        yield


class Page:
    """A page as readers see it, and what machines are told by it."""

    def __init__(self, path: str, status: int = 200) -> None:
        response = Client().get(path)
        assert response.status_code == status, path
        text = response.content.decode()
        self.html: HtmlElement = document_fromstring(text)
        found = extruct.extract(text, base_url=f"{HERE}{path}", syntaxes=["json-ld", "opengraph"])
        self.told: list[dict[str, Any]] = found["json-ld"]
        self.graph = [tuple(pair) for it in found["opengraph"] for pair in it["properties"]]
        keep_the_rules(self.told)

    def all(self, path: str, within: HtmlElement | None = None) -> list[HtmlElement]:
        return (self.html if within is None else within).xpath(path)

    def texts(self, path: str, within: HtmlElement | None = None) -> list[str]:
        return [" ".join(it.text_content().split()) for it in self.all(path, within)]

    def text(self, path: str, within: HtmlElement | None = None) -> str | None:
        return next(iter(self.texts(path, within)), None)

    def graph_of(self, name: str) -> list[str]:
        return [value for said, value in self.graph if said == name]


def of_class(name: str) -> str:
    return f"[contains(concat(' ', @class, ' '), ' {name} ')]"


def a_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def times(page: Page, path: str, within: HtmlElement | None = None) -> list[str]:
    return [it.get("datetime") for it in page.all(f"{path}//time", within)]


def names_in(page: Page, path: str, within: HtmlElement | None = None) -> list[tuple[str, str | None]]:
    """The names of a line, each with where it leads."""
    found = page.all(f"{path}/*[self::a or self::span][not(contains(@class, 'byline-role'))]", within)
    return [(it.text_content(), it.get("href") and HERE + it.get("href")) for it in found]


def named(parties: Any) -> list[tuple[str, str | None]]:
    return [(it["name"], it.get("url")) for it in a_list(parties)]


def shown_corrections(page: Page, path: str, heading: str, within: HtmlElement | None = None) -> list[Any]:
    return sorted(
        (
            page.text(f"./{heading}", it),
            times(page, "./p", it)[0],
            " ".join(page.texts("./p[not(@class)]", it)),
        )
        for it in page.all(path + of_class("correction"), within)
    )


def told_corrections(work: dict[str, Any]) -> list[Any]:
    said = [*work.get("correction", []), *work.get("comment", [])]
    return sorted((it["name"], it["datePublished"], " ".join(it["text"].split())) for it in said)


def shown_pictures(page: Page) -> list[tuple[str, str]]:
    """Address, and caption with credit, of each picture above and in the text."""
    figures = page.all(f"//article{of_class('story')}//figure{of_class('picture')}")
    outside = "ancestor::*[contains(@class, 'coverage')]"
    found = [
        (HERE + page.all(".//img/@src", it)[0], str(page.text(".//figcaption", it)))
        for it in figures
        if not page.all(outside, it)
    ]
    return list(dict.fromkeys(found))


def told_pictures(work: dict[str, Any]) -> list[tuple[str, str]]:
    found = [*a_list(work.get("image")), *work.get("hasPart", [])]
    told = ((it["contentUrl"], f"{it.get('caption', '')} {it['creditText']}".strip()) for it in found)
    return list(dict.fromkeys(told))


def as_shown(page: Page) -> dict[str, Any]:
    """What readers see of a story, by the names that schema.org has for it."""
    topics = f"//div{of_class('topics')}//a"
    published, updated = times(page, f"//p{of_class('published')}"), times(page, f"//p{of_class('updated')}")
    dateline = page.text(f"//p{of_class('dateline')}")
    return {
        "headline": page.text(f"//h1{of_class('headline')}"),
        "genre": page.text(f"//span{of_class('kicker-type')}"),
        "articleSection": page.texts(f"//nav{of_class('breadcrumb')}//a")[-1],
        "keywords": page.texts(topics),
        "datePublished": published[0],
        "dateModified": (updated or published)[0],
        "dateline": dateline and dateline.removesuffix(" —"),
        "creditText": page.text(f"//p{of_class('agency-line')}"),
        "author": [it for role in TELLERS for it in names_in(page, f"//p{of_class(f'byline-{role}')}")],
        **{name: names_in(page, f"//p{of_class(f'byline-{role}')}") for name, role in ROLES.items()},
        "pictures": shown_pictures(page),
        "corrections": shown_corrections(page, f"//article{of_class('story')}//section", "h2"),
        "languages": sorted(it.get("hreflang") for it in page.all(f"//p{of_class('also-in')}/a")),
        # Some languages write one minute without the figure.
        "minutes": int(
            next(iter(re.findall(r"[0-9]+", str(page.text(f"//p{of_class('reading-time')}")))), 1)
        ),
    }


def as_told(page: Page) -> dict[str, Any]:
    """The same from the structured data."""
    work = page.told[0]
    others = {str(it) for it in page.all("//link[@rel='alternate']/@hreflang")} - {
        work["inLanguage"],
        "x-default",
    }
    # A translation names its original, and the original all translations.
    named_here = [*a_list(work.get("translationOfWork")), *work.get("workTranslation", [])]
    assert {it["inLanguage"] for it in named_here} <= others
    assert bool(named_here) == bool(others)
    place = work.get("locationCreated", {}).get("name")
    return {
        **{name: work.get(name) for name in ("headline", "genre", "articleSection", "datePublished")},
        **{name: work.get(name) for name in ("dateModified", "creditText")},
        "dateline": work.get("dateline", place),
        "keywords": work.get("keywords", []),
        **{name: named(work.get(name)) for name in ("author", *ROLES)},
        "pictures": told_pictures(work),
        "corrections": told_corrections(work),
        "languages": sorted(others),
        "minutes": max(1, round(work["wordCount"] / 230)),
    }


def test_every_story_tells_machines_what_it_shows() -> None:
    kinds = set()
    for story in PublishedArticle.objects.order_by("published_at"):
        page = Page(story.path)
        work = page.told[0]
        kinds.add(work["@type"])
        shown, told = as_shown(page), as_told(page)
        if work["@type"] == "LiveBlogPosting":
            shown["genre"] = None  # “Live” is no kind of story
        if not shown["author"]:
            # Nobody is named: it is the agency's whose line stands below, or the paper's.
            full = [row["name"] for row in story.agencies if row["use"] == "full"]
            shown["author"] = [(name, None) for name in full] or [("The Test Courier", f"{HERE}/")]
            assert all(name in shown["creditText"] for name in full)
        assert told == shown, story.path
        assert work["url"] == work["mainEntityOfPage"] == HERE + story.path
        assert [it["provider"]["name"] for it in work.get("isBasedOn", [])] == [
            row["name"] for row in story.agencies
        ]
    assert {"NewsArticle", "OpinionNewsArticle", "LiveBlogPosting", "BackgroundNewsArticle"} <= kinds


def in_the_api(said: dict[str, Any]) -> dict[str, Any]:
    """The same from the Content API, as far as ninjs has a place for it."""
    descriptions = {it["role"]: it["value"] for it in said.get("descriptions", [])}
    parties = [*said.get("people", []), *said.get("organisations", [])]
    by_role = {
        name: sorted((it["name"], it.get("uri")) for it in parties if it["rel"] in roles)
        for name, roles in {"author": TELLERS, **{name: (role,) for name, role in ROLES.items()}}.items()
    }
    others = said.get("associations", [])
    subjects = {
        rel: [it["name"] for it in said["subjects"] if it["rel"] == rel] for rel in ("section", "topic")
    }
    return {
        "headline": {it["role"]: it["value"] for it in said["headlines"]}["main"],
        "standfirst": descriptions.get("standfirst"),
        "articleSection": subjects["section"][-1],
        "keywords": subjects["topic"],
        "datePublished": said["firstCreated"],
        "dateModified": said["contentCreated"],
        "creditText": descriptions.get("agencies"),
        **by_role,
        "corrections": sorted(
            (it["versionCreated"], " ".join(it["bodies"][0]["value"].split()))
            for it in others
            if it["rel"] in PublishedChange.CORRECTIONS
        ),
        "languages": sorted(it["language"] for it in others if it["rel"] in {"translation", "original"}),
    }


def test_the_api_says_of_every_story_what_its_page_says() -> None:
    for story in PublishedArticle.objects.order_by("published_at"):
        page = Page(story.path)
        said = Client().get(f"/api/v1/stories/{story.story_id}").json()
        shown = as_shown(page)
        expected = {
            "standfirst": page.text(f"//p{of_class('standfirst')}"),
            **{name: shown[name] for name in ("headline", "articleSection", "keywords", "languages")},
            **{name: shown[name] for name in ("datePublished", "dateModified", "creditText")},
            **{name: sorted(shown[name], key=str) for name in ("author", *ROLES)},
            "corrections": sorted((at, text) for _, at, text in shown["corrections"]),
        }
        told = in_the_api(said)
        assert told | {name: sorted(told[name], key=str) for name in ("author", *ROLES)} == expected, (
            story.path
        )
        pictures = [it for it in said.get("associations", []) if it.get("type") == "picture"]
        files = {file["href"] for it in pictures for file in it["renditions"]}
        captions = [
            " ".join(
                [*(one["value"] for one in it.get("descriptions", []) if one["role"] == "caption"), it["by"]]
            )
            for it in pictures
        ]
        for address, caption in shown["pictures"]:
            assert address in files, story.path
            assert any(caption.startswith(one) for one in captions), (story.path, caption, captions)
        assert said["renditions"][0]["href"] == HERE + story.path


def test_every_story_says_the_same_to_sites_that_link_to_it() -> None:
    for story in PublishedArticle.objects.order_by("published_at"):
        page = Page(story.path)
        work = page.told[0]
        tellers = [it["url"] for it in work["author"] if it["@type"] == "Person"]
        assert {
            "og:type": ["article"],
            "og:url": [work["url"]],
            "og:title": [story.social_title or work["headline"]],
            "article:published_time": [work["datePublished"]],
            "article:modified_time": [work["dateModified"]],
            "article:section": [work["articleSection"]],
            "article:tag": work.get("keywords", []),
            "article:author": tellers,
        } == {name: page.graph_of(name) for name in OF_AN_ARTICLE}, story.path
        assert page.all("//link[@rel='canonical']/@href") == [work["url"]]
        assert page.all("//meta[@name='robots']/@content") == ["max-image-preview:large"]
        (image,) = page.graph_of("og:image") or [None]
        lead = page.all(f"//figure{of_class('picture-lead')}")
        assert bool(image) == bool(lead)
        assert page.all("//meta[@name='twitter:card']/@content") == [
            "summary_large_image" if image else "summary"
        ]


OF_AN_ARTICLE = (
    *("og:type", "og:url", "og:title", "article:published_time", "article:modified_time"),
    *("article:section", "article:tag", "article:author"),
)


def test_every_entry_of_live_coverage_is_told_as_it_is_shown() -> None:
    entries = 0
    for story in PublishedArticle.objects.filter(entry_count__gt=0):
        page = Page(story.path)
        shown = [
            it for it in page.all(f"//article{of_class('entry')}") if "entry-removed" not in it.get("class")
        ]
        for posting, entry in zip(page.told[0]["liveBlogUpdate"], shown, strict=True):
            entries += 1
            author = names_in(page, f".//p{of_class('entry-by')}", entry)
            assert {
                "url": posting["url"].removeprefix(HERE),
                "published": posting["datePublished"],
                "updated": [posting["dateModified"]] if "dateModified" in posting else [],
                "author": named(posting.get("author")),
                "corrections": told_corrections(posting),
                "text": posting["articleBody"],
            } == {
                "url": page.all(f".//p{of_class('entry-when')}/a/@href", entry)[0],
                "published": times(page, f".//p{of_class('entry-when')}", entry)[0],
                "updated": times(page, f".//p{of_class('entry-updated')}", entry),
                "author": author,
                "corrections": shown_corrections(page, ".//div", "h4", entry),
                "text": page.text(f".//div{of_class('entry-text')}", entry),
            }, story.path
            if headline := page.text(f".//h3{of_class('entry-headline')}", entry):
                assert posting["headline"] == headline
    assert entries > 5


def test_every_page_beside_the_stories_says_where_it_stands() -> None:
    topics = Topic.objects.filter(pk__in=PublishedTopic.objects.values("topic"))
    lists = [*topics, *Section.objects.all(), *Reporter.objects.all(), *PlainPage.objects.all()]
    day = timezone.localtime(PublishedArticle.objects.newest_first()[0].published_at)
    others = ["/latest/", "/archive/", f"/archive/{day:%Y/%m}/", f"/archive/{day:%Y/%m/%d}/"]
    for path in [*(it.get_absolute_url() for it in lists), *others]:
        page = Page(path)
        found, trail = page.told
        places = [it["item"] for it in trail["itemListElement"]]
        assert (places[0], places[-1], found["url"]) == (f"{HERE}/", HERE + path, HERE + path)
        assert trail["itemListElement"][-1]["name"] == found["name"]
        if not path.startswith("/archive/"):
            assert found["name"] == page.text("//h1")
        assert page.graph_of("og:url") == [HERE + path]
        assert page.graph_of("og:title") == [found["name"]] or path.startswith("/archive/")
        for above in places[1:-1]:
            # Each step can be taken on the page itself.
            assert page.all(f"//main//a[@href='{above.removeprefix(HERE)}']"), (path, above)


def test_the_page_of_a_reporter_tells_what_readers_see_of_the_person() -> None:
    for reporter in Reporter.objects.all():
        page = Page(reporter.get_absolute_url())
        profile, _ = page.told
        person = profile["mainEntity"]
        kicker = page.texts(f"//p{of_class('kicker')}/span")
        portrait = page.text(f"//figure{of_class('portrait')}//figcaption")
        contact = page.text(f"//p{of_class('reporter-contact')}//a")
        assert (profile["@type"], person["@type"]) == ("ProfilePage", "Person")
        assert person["name"] == page.text("//h1")
        assert person.get("jobTitle") in {*kicker, None}
        assert " ".join(person.get("description", "").split()) == (
            page.text(f"//div{of_class('biography')}") or ""
        )
        assert person.get("image", {}).get("creditText") == portrait
        assert person.get("email") == contact
        assert ("worksFor" in person) == reporter.active
        assert page.graph_of("og:type") == ["profile"]


def test_what_was_taken_down_is_told_to_nobody() -> None:
    gone = list(GonePath.objects.values_list("path", flat=True))
    assert gone
    for path in gone:
        page = Page(path, 410)
        assert (page.told, page.graph) == ([], [])
        assert page.all("//meta[@name='robots']/@content") == ["noindex"]
        assert page.all("//link[@rel='canonical']") == []
