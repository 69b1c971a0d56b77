"""Moving a story on from the form in a browser, while it is being written."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from articles.models import Article, State
from articles.policy import Role
from tests import factories
from tests.browsing import SAVED, a_browser, log_in, note, open_story, said
from tests.desk_forms import form_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_story_is_submitted_as_soon_as_it_has_a_headline(browser: Browser, live_server) -> None:
    ines = factories.user(Role.REPORTER, name="Ines Caldera")
    article = factories.story(ines, headline="")
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        submit = page.get_by_role("button", name="Submit")
        expect(submit).to_be_disabled()
        expect(submit).to_have_accessible_description("It has no headline.")
        page.get_by_label("Headline", exact=True).fill("Ferries to run all night")
        said(page, SAVED)
        expect(submit).to_be_enabled()
        expect(submit).to_have_accessible_description("As last saved: It has no headline.")
        submit.click()
        note(page, "Submitted. An editor takes it from here.")
        expect(page.get_by_text(re.compile("with somebody else now"))).to_be_visible()
        page.wait_for_timeout(1500)  # by then it has asked who else is here
        expect(page.get_by_text("saved revision")).to_have_count(0)
    article.refresh_from_db()
    assert (article.state, article.headline) == (State.SUBMITTED, "Ferries to run all night")


def test_a_new_story_that_is_submitted_at_once_has_its_address_and_says_that_it_is_saved(
    browser: Browser, live_server
) -> None:
    factories.section("City")
    with a_browser(browser, live_server.url, factories.user(Role.REPORTER)) as context:
        page = context.new_page()
        page.goto("/desk/articles/article/add/")
        page.locator("#id_headline").fill("Night boat stays")
        page.locator("#id_section").select_option(label="City")
        page.get_by_role("button", name="Submit").click()
        note(page, "Submitted. An editor takes it from here.")
        said(page, SAVED)
        page.wait_for_timeout(1500)  # as above
        expect(page.get_by_text("saved revision")).to_have_count(0)
        article = Article.objects.get()
        expect(page).to_have_url(re.compile(f"{form_of(article)}$"))
    assert article.state == State.SUBMITTED


def test_a_dialog_begins_where_something_has_to_be_written(browser: Browser, live_server) -> None:
    article = factories.live_story()
    with a_browser(browser, live_server.url, factories.chief()) as context:
        page = context.new_page()
        open_story(page, article)
        page.get_by_role("button", name="Add a correction").click()
        expect(page.get_by_label("What was wrong, and what is right?")).to_be_focused()
        page.keyboard.type("It was seven boats.")
        page.get_by_role("dialog").get_by_role("button", name="Add a correction").click()
        note(page, "The correction is with the story.")
    assert article.corrections.get().text == "It was seven boats."
