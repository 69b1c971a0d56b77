"""The part of an address that a headline or a name gives: readable in every language with Latin letters."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Browser

from articles.models import Topic
from articles.policy import Role
from house import letters
from tests import factories
from tests.browsing import a_browser
from tests.desk_forms import at_the_desk

pytestmark = pytest.mark.django_db
NAMES = [
    "Große Straße",
    "Tromsø",
    "ŁÓDŹ wins",
    "Ærø & Œuvre",
    "Işık İstanbul",
    "Co\u00adop",
    "L’été — 2026 ",
    "Porto–Lisboa 2/3…then",
    "— A...B ½ +",
    "a_b  c",
]


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("Große Straße gesperrt", "grosse-strasse-gesperrt"),
        ("Tromsø får ny havn", "tromso-far-ny-havn"),
        ("Łódź wins", "lodz-wins"),
        ("Ærø ferry", "aero-ferry"),
        ("Işık", "isik"),
        ("İSTANBUL’DA IŞIK", "istanbulda-isik"),
        ("Đakovo, Þórshöfn & Ħamrun", "dakovo-thorshofn-hamrun"),
        ("Co\u00adop\u200berate\u2060d", "cooperated"),
        ("Əliyev in Baku", "eliyev-in-baku"),
        ("Œuvres d’art", "oeuvres-dart"),
        ("Porto–Lisboa in 2/3 of the time", "porto-lisboa-in-2-3-of-the-time"),
        ("Rain — and more…then sun", "rain-and-more-then-sun"),
    ],
)
def test_an_empty_slug_is_made_of_the_headline_in_plain_letters(headline: str, slug: str) -> None:
    story = factories.live_story(headline=headline)
    assert story.live_edition is not None
    assert story.live_edition.path.rstrip("/").rpartition("/")[2] == slug


def test_a_headline_without_latin_letters_gives_the_number_of_the_story() -> None:
    story = factories.live_story(headline="港の夜")
    assert story.live_edition is not None
    assert story.live_edition.path.endswith(f"/story-{story.pk}/")


@pytest.fixture
def desk() -> Client:
    return at_the_desk(factories.chief())


def test_a_topic_without_an_address_gets_the_one_its_name_gives(desk: Client) -> None:
    desk.post("/desk/articles/topic/add/", {"name": "Łódź und Große Straße", "slug": "", "description": ""})
    assert Topic.objects.get().slug == "lodz-und-grosse-strasse"


def test_a_name_without_latin_letters_asks_for_an_address(desk: Client) -> None:
    page = desk.post("/desk/articles/topic/add/", {"name": "港", "slug": "", "description": ""})
    assert "write an address in letters from a to z" in page.content.decode()
    assert not Topic.objects.exists()


def test_two_names_that_give_one_address_are_told_apart(desk: Client) -> None:
    factories.topic("Lodz")
    page = desk.post("/desk/articles/topic/add/", {"name": "Łódź", "slug": "", "description": ""})
    assert "already exists" in page.content.decode()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_script_of_the_desk_writes_addresses_as_the_server_does(browser: Browser, live_server) -> None:
    with a_browser(browser, live_server.url, factories.user(Role.SECTION_EDITOR)) as context:
        page = context.new_page()
        page.goto("/desk/articles/topic/add/")
        name, slug = page.locator("#id_name"), page.locator("#id_slug")
        made = []
        for text in NAMES:
            name.fill(text)
            made.append(slug.input_value())
        assert made == [letters.slug(text, most=80) for text in NAMES]
        slug.fill("own")
        name.fill("Another name")
        assert slug.input_value() == "own"
