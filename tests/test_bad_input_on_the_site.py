"""Whatever anybody asks of the site is answered at once: not found or refused, never a broken server.

Every address that readers have is asked with every parameter that any of them knows, and with values that no link
has; and every field that readers see is filled with markup that would do something if it were markup.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree

from articles.acts import correct
from articles.composing import cards
from articles.composing.arrangement import Arrangement, Pin, Zone
from articles.models import (
    GonePath,
    PlainPage,
    PublishedArticle,
    PublishedFront,
    Reporter,
    Section,
    Topic,
)
from articles.search import indexing
from tests import factories
from tests.hostile import NAUGHTY, active, attacks

pytestmark = pytest.mark.django_db

FILTERS = ("section", "type", "since", "until", "topic", "reporter")
# What each address takes; what it does not know it passes over.
KNOWN = {
    "/city/": ("before",),
    "/city/transport/": ("before",),
    "/topics/ferries/": ("before",),
    "/reporters/ines-caldera/": ("before",),
    "/corrections/": ("before",),
    "/latest/": ("before", *FILTERS),
    "/search/": ("q", "after", "order", "language", *FILTERS),
}
EVERY = sorted({name for names in KNOWN.values() for name in names} | {"v", "page", "next", "a[]", "<b>"})

# In percent signs, as it stands in an address: a NUL, what is no UTF-8, a lone surrogate, half a letter.
BROKEN = ["%00", "a%00b", "%FF%FE", "%ED%A0%80", "%C3"]
SENSELESS = [
    "-1",
    "9" * 30,
    "9" * 100_000,
    "x" * 100_000,
    "%" * 1_000,
    "[]",
    "{}",
    "null",
    "NaN",
    "1e309",
    "' OR 1=1 --",
    '"><script>alert(1)</script>',
    "../../etc/passwd",
    "\u202etxet",
    "٢٠٢٦",
    "2026-13-45",
    "2026-05-23T00:31:00.000000Z.-1",
    "\t\x01",
    "{{ settings.SECRET_KEY }}",
]
AT_ONCE = 5
"""Seconds of work: ten times what the slowest of these takes on a busy machine, and far less than an attack needs."""


@pytest.fixture
def paper() -> list[str]:
    """One of each thing, and the addresses that take no parameters."""
    city = factories.section("City")
    transport = factories.section("Transport", parent=city)
    ines, ferries = factories.reporter(), factories.topic()
    article = factories.live_story(section=transport, topics=(ferries,), bylines=(ines,), slug="ferry")
    correct.correct(article.live_edition.revision, text="It was nine.", by=factories.chief())
    path = PublishedArticle.objects.get().path
    today = timezone.localdate()
    return [
        path,
        f"{path}report/",
        f"{path}report/thanks/",
        "/",
        "/archive/",
        f"/archive/{today:%Y/%m}/",
        *(f"/{name}/" for name in ("about", "contact", "privacy", "staff")),
        *("/feed/", "/city/feed/", "/section-colours.css", "/robots.txt", "/healthz"),
    ]


def asked(address: str) -> int:
    """The status of the answer, which came at once and leads nowhere else."""
    before = time.thread_time()
    response = Client().get(address)
    assert time.thread_time() - before < AT_ONCE, address[:200]
    assert response.status_code < 500, address[:200]
    where = response.headers.get("Location", "/")
    assert where.startswith("/"), address[:200]
    assert not where.startswith(("//", "/\\")), address[:200]
    return response.status_code


def test_an_address_with_a_broken_value_is_refused_everywhere(paper: list[str]) -> None:
    for address in [*paper, *KNOWN, "/nowhere/"]:
        for value in BROKEN:
            assert asked(f"{address}?{EVERY[0]}={value}") == 400
            assert asked(f"{address}?{value}=1") == 400


@pytest.mark.parametrize("address", KNOWN)
def test_a_value_that_no_link_has_is_not_found(paper: list[str], address: str) -> None:
    for name in KNOWN[address]:
        for value in SENSELESS:
            status = asked(f"{address}?{name}={quote(value)}")
            assert status in ({200, 400} if name == "q" else {400, 404}), (name, value[:60])
        for twice in (f"{name}=2026-05-23&{name}=2026-05-24", f"{name}=&{name}="):
            assert asked(f"{address}?{twice}") == 404, name


def test_a_parameter_that_an_address_does_not_know_changes_nothing(paper: list[str]) -> None:
    for address in [*paper, *KNOWN]:
        unknown = [name for name in EVERY if name not in KNOWN.get(address, ())]
        plain = Client().get(address)
        for value in SENSELESS:
            # The longest would make an address of a megabyte, which no server takes.
            query = "&".join(f"{quote(name)}={quote(value[:5_000])}" for name in unknown)
            assert asked(f"{address}?{query}") == plain.status_code == 200, (address, value[:60])


@pytest.mark.parametrize(
    "path",
    [
        "/\\evil.example",
        "/%2F%2Fevil.example",
        "/city//",
        "/city/../desk/",
        "/city/%2e%2e/",
        "/.git/config",
        "/wp-login.php",
        "/-1/",
        "/" + "x" * 100_000,
        "/" + "x/" * 20_000,
        "/topics/" + "x" * 100_000 + "/",
        "/reporters/%E2%80%AE/",
        "/city/9999/99/99/ferry/",
        "/city/0000/00/00/ferry/",
        "/city/2026/01/01/" + "x" * 100_000 + "/",
        "/city/2026/01/01/" + "x-" * 5_000 + "/report/",
        "/city/2026/01/01/ferry/report/thanks/thanks/",
        "/city/٢٠٢٦/01/01/ferry/",
        "/archive/9999/12/31/",
        "/city/feed/feed/",
        "/pictures/../../etc/passwd",
        "/pictures/" + "f" * 16 + "-99999.jpg",
        "/static/../newsroom/settings.py",
        "/%ff/%fe/",
    ],
    ids=lambda path: path[:40],
)
def test_a_path_that_leads_nowhere_is_not_found(paper: list[str], path: str) -> None:
    for address in (path, path.rstrip("/")):
        assert asked(address or "/x") in {301, 400, 404}


@pytest.mark.parametrize(
    "path", ["//", "//evil.example", "//evil.example/", "///evil.example/city", "/\\/evil.example"]
)
def test_nobody_is_led_away_by_two_slashes(paper: list[str], path: str) -> None:
    # As a server hands it on: a client would take what follows for a host.
    response = Client().get("/", PATH_INFO=path)
    assert response.status_code in {301, 404}
    assert not response.headers.get("Location", "/").startswith(("//", "/\\"))


def test_no_method_but_reading_does_anything(paper: list[str]) -> None:
    before = PublishedArticle.objects.values_list().get()
    for address in [*paper, *KNOWN]:
        for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "x" * 50):
            answer = Client().generic(method, address, b"x" * 1_000, content_type="application/json")
            assert answer.status_code in {400, 405, 501}, (method, address)
    assert PublishedArticle.objects.values_list().get() == before


# Markup


HOSTILE = list(dict.fromkeys([text for text in attacks() + NAUGHTY if text.strip() and "\0" not in text]))


def a_paper_of(texts: list[str]) -> None:
    """Every text that readers see, said in every field that shows one."""
    longest = {
        (model, field.name): field.max_length or 10_000
        for model in (PublishedArticle, Reporter, Section, Topic)
        for field in model._meta.concrete_fields
    }

    def said(model: type, text: str, *names: str) -> dict[str, str]:
        return {name: text[: longest[model, name]] for name in names}

    city = factories.section("City")
    Section.objects.filter(pk=city.pk).update(
        **said(Section, texts[0], "name"), description=" ".join(texts)[:200]
    )
    at = factories.earlier(days=2)
    names = ("kicker", "headline", "standfirst", "byline_line", "agency_line", "dateline_place")
    stories = [
        PublishedArticle(
            story_id=number,
            revision_number=1,
            edition_number=1,
            section=city,
            root_section=city,
            slug=f"story-{number}",
            path=f"/city/2020/01/01/story-{number}/",
            published_at=at,
            modified_at=at,
            rendered_body="<p>Text.</p>",
            body=f"<p>ferry {number}</p>",
            word_count=1,
            **said(PublishedArticle, text, *names, "search_description", "social_title"),
        )
        for number, text in enumerate(texts, start=1)
    ]
    for story in stories:
        story.card = cards.text_of(story)
    PublishedArticle.objects.bulk_create(stories)
    for story in stories:
        indexing.index(story, [], [], [])
    Reporter.objects.bulk_create(
        Reporter(
            slug=f"reporter-{number}",
            **said(Reporter, text, "name", "job_title", "desk", "biography"),
            public_contact=text[: longest[Reporter, "public_contact"]],
        )
        for number, text in enumerate(texts)
    )
    whole = stories[-1]
    whole.credited = [
        {
            "role": "reported",
            "name": text,
            "path": f"/reporters/reporter-{number}/",
            "about": text,
            "portrait": None,
        }
        for number, text in enumerate(texts)
    ]
    whole.tagged = [
        {"topic": number, "name": text, "path": "/topics/x/"} for number, text in enumerate(texts)
    ]
    whole.history = [
        {"kind": kind, "at": at.isoformat(), "text": text, "serious": number % 2 == 0}
        for number, text in enumerate(texts)
        for kind in ("updated", "correction")
    ]
    whole.save()
    for text in texts[:45]:
        factories.public_change(stories[0], "correction", text)
    topic = factories.topic("Ferries")
    Topic.objects.filter(pk=topic.pk).update(
        **said(Topic, texts[1], "name"), description=" ".join(texts)[:300]
    )
    factories.published_topic(stories[0], topic)
    GonePath.objects.create(path="/city/2020/01/01/gone/", story_id=10**9, since=at, note=" ".join(texts))
    PlainPage.objects.filter(slug="about").update(title=" ".join(texts)[:120])
    zones = [
        Zone(
            key,
            "lead",
            layout,
            20,
            title=texts[key][:60],
            pins=tuple(
                Pin(number, headline=texts[number - 1][:160], kicker=texts[number - 1][:60])
                for number in range(first, first + 20)
            ),
        )
        for key, (layout, first) in enumerate(
            (("front", 1), ("block", 21), ("voices", 41), ("hours", 61)), start=1
        )
    ]
    PublishedFront.objects.create(section=None, number=1, content=Arrangement(tuple(zones)).as_json())


def pages(texts: list[str]) -> Iterable[tuple[str, str]]:
    """Every page that says something of it, lists to their end."""
    reader = Client()
    whole = PublishedArticle.objects.get(story_id=len(texts)).path
    for path in (
        "/",
        whole,
        "/staff/",
        "/about/",
        "/topics/ferries/",
        "/reporters/reporter-3/",
        "/nowhere/story-7x/",
    ):
        yield path, reader.get(path).content.decode()
    yield "gone", reader.get("/city/2020/01/01/gone/").content.decode()
    yield "report", reader.post(f"{whole}report/", {"name": texts[5], "email": texts[6]}).content.decode()
    for first in ("/latest/", "/city/", "/corrections/", "/search/?q=ferry", "/search/?q=ferry&order=newest"):
        path, number = first, 0
        while path and number < 40:
            page = reader.get(path).content.decode()
            yield f"{first} {number}", page
            number += 1
            further = etree.HTML(page).xpath("//a[@rel='next']/@href")
            path = f"{first.partition('?')[0]}{further[0]}" if further else ""


@pytest.mark.long
def test_hostile_text_in_any_field_is_text_on_every_page() -> None:
    texts = HOSTILE
    a_paper_of(texts)
    found = {name: active(page) for name, page in pages(texts)}
    feed = Client().get("/feed/").content
    assert len(etree.fromstring(feed).findall("channel/item")) == 50

    # The same paper once more, with nothing to fear in it.
    for model in (PublishedFront, GonePath, PublishedArticle, Reporter):
        model.objects.all().delete()
    a_paper_of(["Quiet"] * len(texts))
    quiet = {name: active(page) for name, page in pages(texts)}
    assert found == quiet
    assert set().union(*(counted.keys() for counted in quiet.values())) <= {"script", "svg", "form"}


@pytest.mark.long
def test_hostile_text_in_the_search_is_text() -> None:
    factories.section("City")
    quiet = active(Client().get("/search/", {"q": "quiet"}).content.decode())
    assert quiet == Counter({"form": quiet["form"]})
    for text in HOSTILE:
        for query in ({"q": text}, {"q": text, "order": "newest"}):
            page = Client().get("/search/", query)
            assert page.status_code in {200, 400}, text
            assert active(page.content.decode()) == quiet, text
