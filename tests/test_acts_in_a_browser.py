"""Moving a story on from the form in a browser, while it is being written."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from articles.models import State
from articles.policy import Role
from tests import factories
from tests.browsing import SAVED, a_browser, log_in, note, open_story, said

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
        expect(page.get_by_text("Ines Caldera saved revision")).to_have_count(0)
    article.refresh_from_db()
    assert (article.state, article.headline) == (State.SUBMITTED, "Ferries to run all night")
