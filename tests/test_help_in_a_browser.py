"""Commands and keys in a browser: every key does what the list says, and nobody loses their place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Browser, Page, Request, Route, expect

from articles.helping.keys import GROUPS
from articles.models import State
from articles.policy import Role
from tests import factories
from tests.browsing import (
    AXE,
    SAVED,
    SHIFTS,
    a_browser,
    barriers,
    log_in,
    note,
    open_story,
    said,
    write,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEYS_TOLD = "[...document.querySelectorAll('[aria-keyshortcuts]')].map((one) => one.ariaKeyShortcuts)"
LONG = "".join(f"<p>Paragraph {number} of the harbour.</p>" for number in range(40))


@pytest.fixture
def ines() -> User:
    return factories.user(Role.REPORTER, name="Ines Caldera")


def commands(page: Page) -> Any:
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Commands")
    expect(palette.get_by_role("option", name="Schedule What goes out when")).to_be_attached()
    return palette


def to_the_start_of(page: Page, line: str) -> None:
    page.locator(".ProseMirror").get_by_text(line, exact=True).click()
    page.wait_for_timeout(60)  # a moment after it got the focus, the editor sets the caret once more
    page.keyboard.press("Home")


def lines(palette: Any) -> list[str]:
    names: list[str] = palette.locator(".palette-label").all_inner_texts()
    return names


def test_commands_leave_the_caret_the_text_and_the_page_where_they_were(
    browser: Browser, live_server, ines: User
) -> None:
    article = factories.story(ines, headline="", body=LONG)
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        asked: list[str] = []

        def on_request(request: Request) -> None:
            asked.append(request.url.removeprefix(live_server.url).partition("?")[0])

        context.on("request", on_request)
        to_the_start_of(page, "Paragraph 30 of the harbour.")
        for _ in range(10):
            page.keyboard.press("ArrowRight")
        top = page.evaluate("scrollY")
        assert top > 0
        assert not [one for one in asked if "palette" in one or "commands" in one]
        palette = commands(page)
        assert (
            len([one for one in asked if "palette" in one or "commands" in one]) == 3
        )  # script, looks, pages
        assert "Submit" not in lines(palette), "a closed button is no command"
        assert {"Save", "Preview", "Heading", "Fact box", "New story", "Stories"} <= set(lines(palette))
        page.keyboard.type("fact")
        assert lines(palette)[0] == "Fact box"
        page.keyboard.press("Escape")
        expect(palette).to_have_count(0)
        page.keyboard.type("(here)")
        expect(page.locator(".ProseMirror")).to_contain_text("Paragraph (here)30 of the harbour.")
        assert page.evaluate("scrollY") == top
        # A tool of the text works at the caret, and is undone by itself.
        commands(page)
        page.keyboard.type("quote")
        page.keyboard.press("Enter")
        expect(page.locator(".ProseMirror blockquote")).to_have_text("Paragraph (here)30 of the harbour.")
        page.keyboard.press("Control+z")
        expect(page.locator(".ProseMirror blockquote")).to_have_count(0)
        # Twice from the text is the link, and once more the commands again.
        commands(page)
        page.keyboard.press("Control+k")
        expect(page.get_by_role("dialog", name="Link")).to_be_visible()
        page.keyboard.press("Control+k")
        expect(page.get_by_role("dialog", name="Commands")).to_be_visible()
        page.keyboard.press("Escape")
        page.keyboard.type("!")
        expect(page.locator(".ProseMirror")).to_contain_text("Paragraph (here)!30 of the harbour.")
        # As soon as the button is open it is a command, and does what the button does.
        page.get_by_label("Headline", exact=True).fill("Ferries to run all night")
        said(page, SAVED)
        assert "Submit" in lines(commands(page))
        page.keyboard.type("SÚBMIT")
        page.keyboard.press("Enter")
        note(page, "Submitted. An editor takes it from here.")
        assert "Save" not in lines(commands(page))
        page.keyboard.type("how desk")
        page.keyboard.press("Enter")
        page.wait_for_url("**/how-this-desk-works/")
    article.refresh_from_db()
    assert article.state == State.SUBMITTED
    assert "Paragraph (here)!30" in article.body


def test_stories_are_found_by_what_is_typed_and_a_silent_server_is_said(
    browser: Browser, live_server, ines: User
) -> None:
    """Of the search itself only what it answers matters here: tests/test_finding.py is about the rest."""
    asked: list[str] = []
    found = [
        {"label": "Ação no porto", "about": "Draft, City", "address": "/desk/articles/article/7/change/"}
    ]

    def answer(route: Route) -> None:
        asked.append(route.request.url.partition("?")[2])
        if len(asked) == 1:
            route.fulfill(json=found)
        else:
            route.abort()

    with a_browser(browser, live_server.url, ines, expected="Failed to load resource") as context:
        context.route("**/find/?*", answer)
        page = context.new_page()
        page.goto("/desk/")
        page.evaluate(
            "document.querySelector('[data-commands]').dataset.find = '/desk/articles/article/find/'"
        )
        palette = commands(page)
        page.keyboard.type("acao")
        story = palette.get_by_role("option", name="Ação no porto Draft, City")
        expect(story).to_have_attribute("aria-selected", "true")
        assert lines(palette) == ["Ação no porto", "Search all stories for “acao”"]
        assert asked == ["q=acao"]
        page.keyboard.type("x")
        expect(palette.get_by_role("status")).to_have_text("Stories cannot be searched now.")
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk/articles/article/?q=acaox")


def in_text(selector: str, words: str = "Boats") -> Callable[[Page], None]:
    return lambda page: expect(page.locator(f".ProseMirror {selector}")).to_have_text(words)


def at(place: int) -> Callable[[Page], None]:
    return lambda page: expect(page.locator(".ProseMirror > p").nth(place)).to_have_text("Boats")


def a_dialog(name: str) -> Callable[[Page], None]:
    return lambda page: expect(page.get_by_role("dialog", name=name)).to_be_visible()


def leads_to(address: str) -> Callable[[Page], None]:
    return lambda page: page.wait_for_url(address)


# What is to be seen once the keys were pressed with the word of the second paragraph marked, by group and keys.
SEEN: dict[tuple[str, str], Callable[[Page], None]] = {
    ("Everywhere", "Ctrl+K"): a_dialog("Commands"),
    ("Everywhere", "Ctrl+/"): a_dialog("Keyboard shortcuts"),
    ("Everywhere", "?"): a_dialog("Keyboard shortcuts"),
    ("Everywhere", "Ctrl+S"): lambda page: said(page, SAVED),
    ("Text", "Ctrl+K"): a_dialog("Link"),
    ("Text", "Ctrl+B"): in_text("strong"),
    ("Text", "Ctrl+I"): in_text("em"),
    ("Text", "Ctrl+."): in_text("sup"),
    ("Text", "Ctrl+,"): in_text("sub"),
    ("Text", "Ctrl+Alt+2"): in_text("h2"),
    ("Text", "Ctrl+Alt+3"): in_text("h3"),
    ("Text", "Ctrl+Shift+8"): in_text("ul li"),
    ("Text", "Ctrl+Shift+7"): in_text("ol li"),
    ("Text", "Ctrl+Shift+9"): in_text("blockquote p"),
    ("Text", "Alt+Shift+↑"): at(0),
    ("Text", "Alt+Shift+↓"): at(2),
    ("Text", "Ctrl+Z"): lambda page: expect(page.locator(".ProseMirror")).not_to_contain_text("Typed."),
    ("Text", "Ctrl+Shift+Z"): lambda page: expect(page.locator(".ProseMirror")).to_contain_text("Typed."),
    ("Story", "Alt+F10"): lambda page: expect(page.locator(".body-tools :focus")).to_be_visible(),
    ("Story", "Ctrl+Alt+P"): leads_to("**/preview/screens/"),
}
OUTSIDE_THE_TEXT = {("Everywhere", "Ctrl+K"), ("Everywhere", "?")}
# The library's own keys are pressed in tests/test_library_in_a_browser.py.
ELSEWHERE = {("Everywhere", "/"), *(("Pictures", one.keys) for one in GROUPS[-1].shortcuts)}


def as_pressed(keys: str) -> str:
    return keys.replace("Ctrl", "Control").replace("↑", "ArrowUp").replace("↓", "ArrowDown")


def test_every_key_does_what_the_list_says(browser: Browser, live_server, ines: User) -> None:
    table = [(group.title, one.keys) for group in GROUPS for one in group.shortcuts]
    assert set(table) == {*SEEN, *ELSEWHERE}
    body = "<p>First.</p><p>Boats</p><p>Last.</p>"
    article = factories.story(ines, body=body)
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        write(page, " Typed.")
        for where, keys in SEEN:
            if (where, keys) in OUTSIDE_THE_TEXT:
                page.get_by_role("button", name="Save", exact=True).focus()
            elif keys not in {"Ctrl+Z", "Ctrl+Shift+Z"}:
                to_the_start_of(page, "Boats")
                page.keyboard.press("Shift+End")
                page.wait_for_timeout(60)  # a browser tells the editor a moment later what is marked
            page.keyboard.press(as_pressed(keys))
            SEEN[where, keys](page)
            if page.locator("dialog[open]").count():
                page.keyboard.press("Escape")
                expect(page.locator("dialog[open]")).to_have_count(0)
            elif where == "Text" and keys not in {"Ctrl+Z", "Ctrl+Shift+Z"}:
                page.keyboard.press("Control+z")
                expect(at_rest(page)).to_have_count(3)


def at_rest(page: Page) -> Any:
    return page.locator(".ProseMirror > p:not(:has(*))")


def test_the_list_and_the_tools_say_the_same_keys(browser: Browser, live_server, ines: User) -> None:
    article = factories.story(ines, body="<p>Boats</p>")
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        to_the_start_of(page, "Boats")
        page.keyboard.press("Control+/")
        dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
        expect(dialog).to_contain_text("Ctrl+Alt+P")
        shown = dialog.locator("kbd").all_inner_texts()
        told = page.evaluate(KEYS_TOLD)
        here = [one.keys for group in GROUPS[:3] for one in group.shortcuts]
        assert shown == [keys for keys in here if keys != "/" or keys in told]
        assert {keys.replace("Control", "Ctrl") for keys in told} <= set(shown)
        page.keyboard.press("Escape")
        page.keyboard.type("Old ")
        expect(page.locator(".ProseMirror")).to_have_text("Old Boats")
        # On another page there is no text, and the list is shorter.
        page.goto("/desk/media/image/")
        page.keyboard.press("?")
        expect(dialog).to_contain_text("Search, outside fields")
        expect(dialog).not_to_contain_text("Ctrl+B")


def test_the_tour_stands_beside_the_work_and_goes_for_ever(browser: Browser, live_server, ines: User) -> None:
    ines.date_joined = timezone.now()
    ines.save()
    with a_browser(browser, live_server.url, ines, expected=AXE) as context:
        context.add_init_script(SHIFTS)
        page = context.new_page()
        page.goto("/desk/")
        tour = page.get_by_role("region", name="Step 1 of 5 Begin here")
        expect(tour).to_be_visible()
        assert page.evaluate("window.shifted") == 0
        assert not page.evaluate("document.querySelector('.tour').contains(document.activeElement)")
        assert barriers(page, phone=True) == []
        tour.get_by_role("button", name="Next").click()
        expect(page.get_by_role("heading", name="Everything by one key")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/articles/article/add/")
        expect(page.get_by_role("heading", name="Write as readers will see it")).to_be_focused()
        # What it speaks of can be done meanwhile.
        page.get_by_label("Headline", exact=True).fill("Ferries to run all night")
        said(page, SAVED)
        page.goto("/desk/articles/article/add/")
        page.get_by_role("button", name="Never show again").click()
        expect(page.locator(".tour")).to_have_count(0)
        expect(page.locator("#user-tools summary")).to_be_focused()
        other = context.new_page()
        with other.expect_response("**/desk/tour/"):
            other.goto("/desk/")
        expect(other.locator(".tour")).to_have_count(0)
