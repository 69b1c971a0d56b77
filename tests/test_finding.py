"""The search box in the head of every page of the desk: what it finds, for whom, and by which keys."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html
from playwright.sync_api import Browser, expect

from articles.models import Article
from articles.policy import Role
from tests import factories
from tests.browsing import a_browser
from tests.desk_forms import at_the_desk, form_of

FIND = reverse("admin:articles_article_find")


def found(user: User, **asked: str) -> list[dict[str, Any]]:
    answer = at_the_desk(user).get(FIND, asked)
    assert answer.status_code == 200
    rows: list[dict[str, Any]] = answer.json()
    return rows


@pytest.mark.django_db
def test_the_box_finds_stories_of_any_state_by_the_beginnings_of_words_without_accents() -> None:
    ines = factories.user(Role.REPORTER, name="Ines Caldera")
    city = factories.section("City")
    draft = factories.story(ines, headline="Água em Évora", section=city)
    factories.live_story(headline="Harbour reopens", body="<p>Evora is far.</p>", section=city)
    factories.story(headline="Something else")
    rows = found(factories.chief(), q="evo")
    assert [row["label"] for row in rows] == ["Harbour reopens", "Água em Évora"]
    assert rows[0]["about"].startswith("Live · City · ")
    assert rows[1]["about"].startswith("Draft · City · Ines Caldera · ")
    assert rows[1]["address"] == form_of(draft)
    assert found(factories.chief(), q=" ") == found(factories.chief()) == []


@pytest.mark.django_db
def test_nobody_finds_by_the_box_what_they_may_not_see() -> None:
    ines = factories.user(Role.REPORTER)
    factories.story(headline="Harbour in secret")
    own = factories.story(ines, headline="Harbour, mine")
    assert [row["label"] for row in found(ines, q="harbour")] == [own.headline]
    assert found(factories.user(Role.ADMIN), q="harbour") == []


@pytest.mark.django_db
def test_pages_are_found_by_name_where_they_are_asked_for_and_only_those_one_may_open() -> None:
    factories.section("Sections in a headline")
    chief, ines = factories.chief(), factories.user(Role.REPORTER)
    assert [row["label"] for row in found(chief, q="sect")] == []
    assert [row["label"] for row in found(chief, q="sect", pages="on")] == ["Sections", "New section"]
    assert [row["address"] for row in found(ines, q="sched", pages="on")] == [
        reverse("admin:articles_article_schedule")
    ]
    assert found(ines, q="users", pages="on") == []


@pytest.mark.django_db
def test_the_box_asks_the_database_as_little_for_many_stories_as_for_one() -> None:
    chief, counted = at_the_desk(factories.chief()), []
    for _ in range(2):
        factories.story(headline="Harbour")
        with CaptureQueriesContext(connection) as questions:
            assert chief.get(FIND, {"q": "harbour"}).status_code == 200
        counted.append(len(questions))
    assert counted == [4, 4] if connection.vendor == "postgresql" else [3, 3]


@pytest.mark.django_db
def test_every_page_has_the_box_and_it_leads_to_the_list_without_scripts() -> None:
    chief = at_the_desk(factories.chief())
    story = factories.story(headline="Harbour")
    for address in (reverse("admin:index"), form_of(story), "/desk/media/image/", "/desk/nowhere/"):
        page = html.document_fromstring(chief.get(address).content.decode())
        [form] = page.xpath("//header//form[@role='search']")
        assert form.get("action") == reverse("admin:articles_article_changelist"), address
        assert [field.get("name") for field in form.xpath(".//input")] == ["q"]
    admin = at_the_desk(factories.user(Role.ADMIN)).get(reverse("admin:index")).content.decode()
    assert "data-find" not in admin


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_story_is_found_and_opened_by_keys_alone(browser: Browser, live_server) -> None:
    chief = factories.chief()
    older, newer = (factories.story(headline=f"Harbour {name}") for name in ("older", "newer"))
    with a_browser(browser, live_server.url, chief) as context:
        page = context.new_page()
        page.goto(reverse("admin:index"))
        box = page.get_by_role("combobox", name="Find a story")
        page.keyboard.press("/")
        expect(box).to_be_focused()
        page.keyboard.type("harbour/")
        expect(box).to_have_value("harbour/")
        options = page.get_by_role("option")
        expect(options).to_have_count(2)
        for key in ("ArrowDown", "ArrowDown"):
            page.keyboard.press(key)
        expect(options.nth(1)).to_have_attribute("aria-selected", "true")
        expect(box).to_have_attribute("aria-activedescendant", "found-1")
        page.keyboard.press("Escape")
        expect(page.get_by_role("option")).to_have_count(0)
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{form_of(older)}")
        # In the text and in fields it is a letter like others.
        headline = page.locator("[name=headline]")
        headline.click()
        page.keyboard.press("End")
        page.keyboard.type("/")
        expect(headline).to_have_value("Harbour older/")
        page.goto(reverse("admin:index"))
        page.keyboard.press("/")
        page.keyboard.type("harbour")
        page.keyboard.press("Enter")
        page.wait_for_url("**/articles/article/?q=harbour")
    assert Article.objects.count() == 2
    assert newer.pk > older.pk
