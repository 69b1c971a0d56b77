"""An error is corrected in a browser, from a reader's report; and words that the newspaper avoids are marked."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect

from articles.models import ErrorReport, HouseWord
from articles.policy import Role
from tests import factories
from tests.browsing import AXE, a_browser, barriers, body_of, open_story, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_report_is_corrected_with_two_clicks_and_one_load_from_the_first_page(
    browser: Browser, live_server
) -> None:
    ana = factories.user(Role.EDITOR_IN_CHIEF, name="Ana Ruiz")
    article = factories.live_story(headline="Night ferries")
    facts = {"story_id": article.pk, "edition_number": 1}
    ErrorReport.objects.create(text="It leaves at ten.", at=factories.earlier(days=2), **facts)
    ErrorReport.objects.create(text="At ten!", by=ana, passage="The last boat", **facts)
    loads: list[str] = []
    with a_browser(browser, live_server.url, ana, expected=AXE) as context:
        page = context.new_page()
        page.goto("/desk/")
        page.on("request", lambda request: request.is_navigation_request() and loads.append(request.url))
        page.get_by_role("link", name="It leaves at ten.").click()
        expect(page.get_by_role("heading", name="Correct the story")).to_be_visible()
        page.wait_for_load_state()  # a press before its scripts listen sends the form as browsers do
        page.get_by_label("What was wrong, and what is right?").fill("It leaves at ten.")
        page.get_by_role("button", name="Publish correction and close").click()
        expect(page.get_by_text("1 report closed.")).to_be_visible()
        expect(page.locator(".report-clock")).to_contain_text("Done by Ana Ruiz")
        expect(page.get_by_role("button", name="Publish correction and close")).to_have_count(0)
        assert len(loads) == 1
        assert article.corrections.get().text == "It leaves at ten."
        # The one that is left.
        page.goto(reverse("admin:articles_errorreport_desk"))
        assert barriers(page, phone=True) == []
        page.get_by_role("link", name="Add a correction").click()
        dialog = page.get_by_role("dialog", name="Add a correction")
        dialog.get_by_label("What was wrong, and what is right?").fill("At ten.")
        dialog.get_by_role("button", name="Add a correction").click()
        expect(page.get_by_text("The correction is with the story.").first).to_be_visible()
        assert article.corrections.count() == 2
        page.goto(reverse("admin:articles_errorreport_desk"))
        page.get_by_role("link", name="At ten!").click()
        page.get_by_text("Close it without a correction").click()
        assert barriers(page, phone=True) == []
        page.get_by_role("button", name="Take it").click()
        expect(page.locator(".report-clock")).to_contain_text("Ana Ruiz has it")


def test_words_to_avoid_are_marked_in_the_text_which_stays_as_it_is(browser: Browser, live_server) -> None:
    HouseWord.objects.create(avoid="utilise", instead="use", why="It is shorter.")
    chief = factories.chief()
    article = factories.story(chief, body="<p>We utilise boats. Who utilised one?</p>")
    with a_browser(browser, live_server.url, chief) as context:
        page = context.new_page()
        open_story(page, article)
        marks = page.locator(".ProseMirror .avoided")
        expect(marks).to_have_text(["utilise"])
        expect(marks).to_have_attribute("title", "House style: “use” instead of “utilise”. It is shorter.")
        write(page, " They UTILISE it")
        expect(marks).to_have_text(["utilise", "UTILISE"])
        page.keyboard.press("Control+ArrowLeft")
        page.keyboard.press("ArrowLeft")
        page.keyboard.type("s")
        expect(marks).to_have_text(["utilise"])
        page.keyboard.type("t")
        assert body_of(page) == "<p>We utilise boats. Who utilised one? They UTILISEst it</p>"
        while "UTILISEs" in body_of(page):
            page.keyboard.press("Control+z")
        assert body_of(page) == "<p>We utilise boats. Who utilised one? They UTILISE it</p>"
        expect(marks).to_have_text(["utilise", "UTILISE"])
