"""A live story in a browser: posted at the desk, and read as it happens, with JavaScript and without."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, Route, expect

from articles.acts import closing
from articles.live import posting
from articles.models import Article, LiveEntry, PublishedArticle, PublishedEntry
from tests import factories
from tests.browsing import AXE, a_browser, barriers, look_again, until_true

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


def path_of(article: Article) -> str:
    return PublishedArticle.objects.get(story_id=article.pk).path


def ask_now(page: Page) -> None:
    """As if the reader came back to the tab, without waiting for the next turn."""
    with page.expect_response(re.compile(r"/changes/\?since=")):
        look_again(page)


def test_a_reader_follows_a_story_as_it_happens(browser: Browser, live_server) -> None:
    chief = factories.chief()
    article = factories.live_coverage(*(f"Entry {n}, a sentence that is long enough." for n in range(1, 8)))
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.add_init_script(SHIFTS)
        page.goto(path_of(article))
        button, status = page.locator("[data-live-show]"), page.get_by_role("status")
        pause = page.get_by_role("button", name="Pause updates")
        expect(pause).to_have_attribute("aria-pressed", "false")
        page.evaluate("scrollTo(0, 600)")

        # New entries wait: they are announced once, and nothing moves.
        ask_now(page)
        expect(button).to_be_hidden()
        factories.entry(article, "The eighth.", headline="Eight", is_key=True)
        factories.entry(article, "The ninth.")
        ask_now(page)
        expect(status).to_have_text("2 new entries")
        expect(button).to_have_text("Show 2 new entries")
        assert page.locator("#entry-9").count() == 0
        assert page.evaluate("window.shifted") == 0

        # What was changed or removed is put right where it stands.
        first = LiveEntry.objects.get(number=1)
        posting.correct(first, factories.said("Put right."), text="It was wrong.", by=chief, base=first.saves)
        posting.remove(LiveEntry.objects.get(number=7), by=chief, note="Wrong ship.")
        ask_now(page)
        expect(page.locator("#entry-7")).to_contain_text("This entry was removed. Wrong ship.")
        expect(page.locator("#entry-1")).to_contain_text("It was wrong.")

        # Paused, nothing is asked.
        pause.click()
        expect(pause).to_have_attribute("aria-pressed", "true")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        look_again(page)
        page.evaluate("new Promise((done) => setTimeout(done, 100))")
        assert asked == []
        with page.expect_response(re.compile(r"/changes/\?since=")):
            pause.click()

        button.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#entry-9")).to_be_focused()
        assert page.locator(".coverage-entries .entry").evaluate_all("rows => rows.map(row => row.id)") == [
            f"entry-{number}" for number in range(9, 0, -1)
        ]
        expect(button).to_be_hidden()
        expect(page.locator(".coverage-keys a")).to_have_attribute("href", "#entry-8")
        expect(page.locator(".times .updated")).to_have_count(1)
        assert barriers(page, phone=True) == []

        # The end: the page says so and asks no more.
        closing.close(article, by=chief)
        ask_now(page)
        expect(page.locator(".coverage-state")).to_contain_text("The coverage ended on")
        expect(pause).to_be_hidden()
        assert complaints == []


def test_a_page_that_gets_no_answer_asks_more_and_more_seldom(browser: Browser, live_server) -> None:
    article = factories.live_coverage("One.")
    with a_browser(browser, live_server.url, expected=r"status of (500|503|410)") as context:
        page = context.new_page()
        answers: list[dict[str, Any]] = [
            {"status": 500},
            {"status": 503, "headers": {"Retry-After": "120"}},
            {"status": 500},
        ]
        page.route(re.compile(r"/changes/"), lambda route: answer(route, answers))
        # The waits are written down, and nobody waits for them.
        page.add_init_script(
            "window.waits = []; const before = window.setTimeout;"
            "window.setTimeout = (run, ms) => (ms > 2000 ? (window.waits.push(ms / 1000), 0) : before(run, ms));"
            "Math.random = () => 0.5;"
        )
        page.goto(path_of(article))
        for count in range(2, 5):
            look_again(page)
            until_true(page, "count => window.waits.length === count", count)
        assert page.evaluate("window.waits") == [20, 40, 120, 160]
        # Gone: it is said, and nothing is asked any more.
        answers.append({"status": 410})
        look_again(page)
        expect(page.locator(".coverage-state")).to_have_text("This story is no longer here.")
        assert page.evaluate("window.waits.length") == 4


def answer(route: Route, answers: list[dict[str, Any]]) -> None:
    route.fulfill(**answers.pop(0), body=json.dumps({}))


@pytest.mark.parametrize("is_open", [True, False])
def test_a_live_story_is_read_without_javascript(browser: Browser, live_server, is_open: bool) -> None:
    chief = factories.chief()
    article = factories.live_coverage(*(f"Entry {n}." for n in range(1, 24)))
    posting.mark(LiveEntry.objects.get(number=1), by=chief, is_key=True)
    if not is_open:
        closing.close(article, by=chief)
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(path_of(article))
    assert page.get_by_role("button").count() == 1  # the search
    with page.expect_navigation():
        page.get_by_role("link", name="Older entries").click()
    expect(page.locator("article.entry")).to_have_count(3)
    with page.expect_navigation():
        page.get_by_role("link", name="Newest entries").click()
    with page.expect_navigation():
        page.locator(".coverage-keys a").click()
    assert page.url.endswith("?entry=1#entry-1")
    expect(page.locator("#entry-1")).to_be_in_viewport()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_a_live_story_is_open_to_everybody(browser: Browser, live_server, width: int, scheme: Any) -> None:
    chief, image = factories.chief(), factories.picture()
    article = factories.live_coverage("One.", f'<h2>Seen</h2><figure data-picture="{image.pk}"></figure>')
    entry = factories.entry(article, "Three.", headline="Three", is_key=True, is_pinned=True)
    posting.correct(entry, factories.said("Four.", headline="Four", is_key=True), text="Not three.", by=chief,
                    base=entry.saves)  # fmt: skip
    posting.remove(LiveEntry.objects.get(number=1), by=chief)
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        page.goto(path_of(article))
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert barriers(page, phone=width < 1000) == []


def test_an_editor_posts_corrects_and_removes(browser: Browser, live_server) -> None:
    chief = factories.chief()
    rui = factories.reporter("Rui Sol")
    article = factories.live_coverage(bylines=(rui,))
    with a_browser(browser, live_server.url, chief, expected=f"{AXE}|status of 409") as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"/desk/articles/article/{article.pk}/live/")
        page.get_by_label("Headline").fill("Gates close")
        page.locator(".story-body").click()
        page.keyboard.type("All seven of them.")
        assert barriers(page, phone=True) == []
        # Refused: nobody is named. Every word is still there.
        with page.expect_navigation():
            page.get_by_role("button", name="Post", exact=True).click()
        expect(page.locator("#reasons")).to_contain_text("It has no author.")
        expect(page.locator(".story-body")).to_have_text("All seven of them.")
        assert barriers(page, phone=True) == []
        page.get_by_label("Author").select_option(label="Rui Sol")
        page.get_by_label("Key event").check()
        with page.expect_navigation():
            page.get_by_role("button", name="Post", exact=True).click()
        expect(page.locator(".messagelist")).to_contain_text("Posted. Readers see it now.")
        assert PublishedEntry.objects.get().headline == "Gates close"
        expect(page.get_by_label("Headline")).to_have_value("")
        expect(page.locator("[data-notes]")).to_be_empty()
        assert barriers(page, phone=True) == []

        with page.expect_navigation():
            page.get_by_role("link", name="Correct: Gates close").click()
        page.get_by_label("What was wrong, and what is right?").fill("It said seven.")
        page.locator(".story-body").click()
        page.keyboard.press("Control+A")
        page.keyboard.type("Six of them.")
        with page.expect_navigation():
            page.get_by_role("button", name="Post as a correction").click()
        assert "Six of them." in PublishedEntry.objects.get().text

        with page.expect_navigation():
            page.get_by_role("button", name="Pin: Gates close").click()
        with page.expect_navigation():
            page.get_by_role("link", name="Remove: Gates close").click()
        page.get_by_label("What are readers told, if anything?").fill("Wrong gates.")
        assert barriers(page, phone=True) == []
        with page.expect_navigation():
            page.get_by_role("button", name="Remove the entry").click()
        assert PublishedEntry.objects.get().text == "Wrong gates."
        assert complaints == []


JOURNAL = """() => new Promise((found) => {
  const opened = indexedDB.open("desk");
  opened.onsuccess = () => {
    const all = opened.result.transaction("typed").objectStore("typed").getAll();
    all.onsuccess = () => found(JSON.stringify(all.result));
  };
})"""


def until(page: Page, question: str, is_so: Callable[[Any], bool]) -> None:
    """Ask the page until it is so. A promise would be true as such for Playwright’s own waiting."""
    for _ in range(200):
        if is_so(page.evaluate(question)):
            return
        page.wait_for_timeout(50)
    raise AssertionError(question)


def test_what_is_typed_outlives_a_closed_tab_and_an_ended_log_in(browser: Browser, live_server) -> None:
    chief = factories.chief()
    article = factories.live_coverage(bylines=(factories.reporter("Rui Sol"),))
    desk = f"/desk/articles/article/{article.pk}/live/"
    with a_browser(browser, live_server.url, chief, expected="ERR_FAILED|status of 403") as context:
        page = context.new_page()
        page.goto(desk)
        page.get_by_label("Headline").fill("Typed and not sent")
        page.locator(".story-body").click()
        page.keyboard.type("Every key.")
        until(page, JOURNAL, lambda kept: "Every key." in kept)
        page.close(run_before_unload=False)
        page = context.new_page()
        page.goto("/desk/")
        # A tab holds what it keeps until the browser has closed it.
        until(page, "async () => (await navigator.locks.query()).held.length", lambda count: count == 0)
        page.goto(desk)
        page.get_by_role("button", name="Put it back").click()
        expect(page.get_by_label("Headline")).to_have_value("Typed and not sent")
        expect(page.locator(".story-body")).to_have_text("Every key.")
        page.get_by_label("Author").select_option(label="Rui Sol")

        # The server is away, then the log-in is over.
        page.route(re.compile(r"/live/$"), lambda route: route.abort())
        page.get_by_role("button", name="Post", exact=True).click()
        expect(page.locator("[data-notes]")).to_contain_text("the server does not answer")
        page.unroute(re.compile(r"/live/$"))
        Session.objects.all().delete()
        page.get_by_role("button", name="Post", exact=True).click()
        page.get_by_label("Password").fill("a long password")
        with page.expect_navigation():
            page.get_by_role("button", name="Log in", exact=True).click()
        expect(page.locator(".messagelist")).to_contain_text("Posted. Readers see it now.")
        assert PublishedEntry.objects.get().headline == "Typed and not sent"
        page.goto(desk)
        expect(page.locator("[data-notes]")).to_be_empty()


def test_all_script_of_the_site_is_small() -> None:
    scripts = {path.name: path.stat().st_size for path in (settings.BASE_DIR / "static/site").glob("*.js")}
    assert scripts["live.js"] < 4096
    assert sum(scripts.values()) < 10_000


@pytest.mark.parametrize("since", ["", " And a word more."])
def test_an_entry_whose_answer_was_lost_is_not_posted_twice(
    browser: Browser, live_server, since: str
) -> None:
    """It was posted, the page does not know it, and what was typed is put back."""
    article = factories.live_coverage(bylines=(factories.reporter("Rui Sol"),))
    desk = f"/desk/articles/article/{article.pk}/live/"

    def answer_lost(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch(max_redirects=0)
            route.abort()
        else:
            route.continue_()

    with a_browser(browser, live_server.url, factories.chief(), expected="ERR_FAILED|409") as context:
        page = context.new_page()
        page.goto(desk)
        page.locator(".story-body").click()
        page.keyboard.type("The gates are open.")
        page.get_by_label("Author").select_option(label="Rui Sol")
        until(page, JOURNAL, lambda kept: "The gates are open." in kept)
        page.route(re.compile(r"/live/$"), answer_lost)
        with page.expect_event("requestfailed", lambda request: request.method == "POST"):
            page.get_by_role("button", name="Post", exact=True).click()
        page.close(run_before_unload=False)
        assert LiveEntry.objects.count() == 1

        page = context.new_page()
        page.goto(desk)
        page.get_by_role("button", name="Put it back").click()
        expect(page.locator(".story-body")).to_have_text("The gates are open.")
        page.locator(".story-body").click()
        page.keyboard.press("Control+End")
        page.keyboard.type(since)
        page.get_by_role("button", name="Post", exact=True).click()
        if since:
            # What was typed since is shown beside what readers have, and lost by nobody.
            expect(page.locator("#reasons")).to_contain_text("What you wrote is below, and not saved")
            expect(page.locator(".story-body")).to_have_text(f"The gates are open.{since}")
        else:
            expect(page.locator(".messagelist")).to_contain_text("Posted. Readers see it now.")
    assert LiveEntry.objects.count() == 1
    assert PublishedEntry.objects.count() == 1
