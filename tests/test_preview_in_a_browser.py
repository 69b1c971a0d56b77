"""Seeing a story as a reader while it is written, on screens of three widths, and going back to an older version."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from articles.policy import Role
from tests import factories
from tests.browsing import AXE, PHONE, a_browser, barriers, log_in, open_story, until_true
from tests.desk_forms import form_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

IN_FRAME = "document.querySelector('.screen iframe').contentWindow"
CARET = "() => [getSelection().anchorNode?.data, getSelection().anchorOffset, scrollY]"


def loads(page: Page) -> list[str]:
    """Each page that is asked for from now on, whole or not when somebody goes on."""
    found: list[str] = []

    def on_request(request: Request) -> None:
        if request.is_navigation_request() and request.frame == page.main_frame:
            found.append(urlsplit(request.url).path)

    page.on("request", on_request)
    return found


def press(page: Page, name: str) -> None:
    """As a hand does: Playwright would scroll the page first."""
    box = page.get_by_role("button", name=name).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_the_story_is_seen_on_a_phone_beside_the_text_while_it_is_typed(
    browser: Browser, live_server
) -> None:
    ines = factories.user(Role.REPORTER, name="Ines Caldera")
    text = "".join(f"<p>Paragraph {number}.</p>" for number in range(1, 41))
    article = factories.story(ines, headline="Night ferries", body=text)
    with a_browser(browser, live_server.url, expected=AXE) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        # A story that is only written loads no frame.
        expect(page.locator("iframe")).to_have_count(0)
        loaded = loads(page)
        page.locator(".ProseMirror p", has_text="Paragraph 30.").click()
        page.keyboard.press("End")
        before = page.evaluate(CARET)
        press(page, "Phone: see it as a reader there")
        phone = page.frame_locator("#phone iframe")
        expect(phone.get_by_text("Paragraph 40.")).to_be_attached()
        assert page.evaluate(CARET) == before
        # It follows, and stays where one reads; what has not changed is not made anew.
        root = page.locator("#phone iframe").element_handle().content_frame()
        assert root is not None
        root.evaluate("() => { scrollTo(0, 700); document.querySelector('h1').known = true; }")
        page.keyboard.type(" Typed on.")
        expect(phone.get_by_text("Paragraph 30. Typed on.")).to_be_attached()
        assert root.evaluate("() => [scrollY, document.querySelector('h1').known]") == [700, True]
        page.keyboard.press("Control+z")
        expect(page.locator(".ProseMirror")).not_to_contain_text("Typed on.")
        expect(phone.get_by_text("Typed on.")).to_have_count(0)
        page.locator("#phone").get_by_role("button", name="Dark").click()
        assert root.evaluate("() => getComputedStyle(document.documentElement).colorScheme") == "dark"
        assert barriers(page) == []
        page.get_by_role("button", name="Close the phone").click()
        expect(page.locator("#phone")).to_be_hidden()
        assert loaded == []
        # On a phone it fills the screen, and what was chosen stays.
        page.set_viewport_size(PHONE)
        page.get_by_role("button", name="Phone: see it as a reader there").click()
        expect(page.locator("#phone:modal")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#phone")).to_be_hidden()


def test_what_screens_show_stays_chosen_and_two_versions_are_compared_and_the_older_restored(
    browser: Browser, live_server
) -> None:
    ana = factories.chief()
    article = factories.story(ana, headline="Night ferries")
    factories.edit(article, ana, headline="Night ferries begin")
    with a_browser(browser, live_server.url, expected=AXE) as context:
        page = context.new_page()
        log_in(page, ana)
        page.goto(form_of(article).replace("change/", "preview/screens/"))
        page.get_by_role("button", name="Tablet").click()
        page.get_by_role("button", name="Dark").click()
        page.reload()
        until_true(page, f"() => {IN_FRAME}.innerWidth === 820")
        until_true(
            page, f"() => getComputedStyle({IN_FRAME}.document.documentElement).colorScheme === 'dark'"
        )
        assert barriers(page) == []
        page.get_by_role("link", name="Share without log-in").click()
        page.get_by_label("For whom?").fill("Ana Ruiz")
        page.get_by_role("button", name="Make the link").click()
        expect(page.get_by_label("It shows revision 2")).to_have_value(re.compile("/preview/.{32}/$"))
        assert barriers(page, phone=True) == []
        page.goto("/desk/")
        loaded = loads(page)
        page.get_by_role("link", name="Night ferries begin").first.click()
        page.get_by_role("link", name="Compare versions").click()
        page.get_by_role("button", name="Restore revision 1").click()
        expect(page.get_by_text("Revision 1 is back, as revision 3.")).to_be_visible()
        page.get_by_role("button", name="Undo: back to revision 2").click()
        expect(page.get_by_text("Revision 2 is back, as revision 4.")).to_be_visible()
        # Three presses, two pages.
        assert loaded == [form_of(article), form_of(article).replace("change/", "compare/")]
        assert page.url.endswith("/compare/?a=3&b=4")
    article.refresh_from_db()
    assert (article.headline, article.revision.number) == ("Night ferries begin", 4)
