"""Writing in a browser: what is typed reaches the server by itself, whatever goes wrong on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from articles.models import Article, Autosave, Revision, Sitting
from articles.policy import Role
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a long password"
SAVED = re.compile(r"^Saved \d\d:\d\d:\d\d$")
SECONDS = 1000


@contextmanager
def a_browser(browser: Browser, address: str, *, expected: str = r"^$") -> Iterator[BrowserContext]:
    """One browser of one machine; a complaint in its console fails the test, unless the test brings it about."""
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10 * SECONDS)
    complaints: list[str] = []
    context.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield context
    for page in context.pages:
        page.goto("about:blank")
        page.wait_for_timeout(300)  # what is sent on leaving arrives
    context.close()
    assert [text for text in complaints if not re.search(expected, text)] == []


def log_in(page: Page, user: User) -> None:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "domain": "localhost", "path": "/desk/"}
    page.context.add_cookies([cookie])  # type: ignore[list-item]


def log_in_by_form(page: Page, user: User) -> None:
    page.goto("/desk/login/?next=/desk/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("navigation").first).to_be_visible()


def log_out(context: BrowserContext) -> None:
    context.clear_cookies()


def open_story(page: Page, article: Article) -> None:
    page.goto(f"/desk/articles/article/{article.pk}/change/")
    expect(page.locator(".ProseMirror")).to_be_visible()


def write(page: Page, text: str) -> None:
    page.locator(".ProseMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def body_of(page: Page) -> str:
    return page.locator("textarea[name=body]").input_value()


def said(page: Page, words: str | re.Pattern[str], seconds: float = 5) -> None:
    expect(page.locator("[data-saved]")).to_have_text(words, timeout=seconds * SECONDS)


def note(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.locator("[data-notes]")).to_contain_text(words)


def newest_typed(name: str = "body") -> str:
    return Autosave.objects.order_by("-at", "-number")[0].typed[name][0]


@pytest.fixture
def ines() -> User:
    return factories.user(Role.REPORTER, name="Ines Caldera")


def no_answer(route: Route) -> None:
    route.abort("connectionrefused")


def test_what_is_typed_is_acknowledged_within_seconds_and_can_still_be_undone(
    browser: Browser, live_server, ines: User
) -> None:
    article = factories.story(ines)
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        said(page, SAVED)
        write(page, " Not at all.")
        said(page, "Not saved yet")
        said(page, SAVED, 2.5)
        assert newest_typed() == "<p>The last boat will no longer be the last. Not at all.</p>"
        write(page, " Ever.")
        said(page, "Not saved yet")
        said(page, SAVED)
        assert [row.number for row in Autosave.objects.all()] == [2, 1]
        page.keyboard.press("Control+z")
        page.keyboard.press("Control+z")
        assert body_of(page) == "<p>The last boat will no longer be the last.</p>"
        page.keyboard.press("Control+Shift+z")
        page.keyboard.press("Control+Shift+z")
        page.keyboard.press("Control+s")
        expect(page.get_by_text("Saved at").first).to_be_visible()
    article.refresh_from_db()
    assert article.revision is not None
    assert article.body == "<p>The last boat will no longer be the last. Not at all. Ever.</p>"
    assert article.revision.number == 2
    assert not Sitting.objects.open().filter(typed_at__isnull=False).exists()


def test_a_server_that_is_down_for_a_while_loses_nothing(browser: Browser, live_server, ines: User) -> None:
    article = factories.story(ines)
    with a_browser(browser, live_server.url, expected="ERR_CONNECTION_REFUSED") as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        page.route("**/desk/**", no_answer)
        write(page, " One.")
        said(page, "Not saved")
        note(page, "Not saved: the server does not answer. Your text is kept in this browser.")
        write(page, " Two.")
        page.keyboard.press("Control+s")
        write(page, " Three.")
        assert Autosave.objects.count() == 0
        page.unroute("**/desk/**")
        said(page, SAVED, 10)
        expect(page.locator("[data-notes]")).not_to_contain_text("Not saved")
    assert newest_typed() == "<p>The last boat will no longer be the last. One. Two. Three.</p>"


def test_a_session_that_ends_is_begun_again_without_leaving_the_page(
    browser: Browser, live_server, ines: User
) -> None:
    article = factories.story(ines)
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        Session.objects.all().delete()
        write(page, " Still here.")
        again = page.get_by_role("dialog", name="Log in again")
        expect(again).to_be_visible()
        expect(again.get_by_label("Username")).to_have_value(ines.username)
        expect(again.get_by_label("Password")).to_be_focused()
        page.keyboard.type("wrong")
        page.keyboard.press("Enter")
        expect(again.get_by_role("alert")).to_contain_text("Please enter the correct username and password")
        again.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(again).to_be_hidden()
        said(page, SAVED)
        assert newest_typed() == "<p>The last boat will no longer be the last. Still here.</p>"
        Session.objects.all().delete()
        page.get_by_role("button", name="Save", exact=True).click()
        again.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_text("Saved at").first).to_be_visible()
    article.refresh_from_db()
    assert article.body == "<p>The last boat will no longer be the last. Still here.</p>"


def test_text_of_one_is_never_sent_under_the_name_of_another(
    browser: Browser, live_server, ines: User
) -> None:
    article = factories.story(ines)
    chief = factories.chief()
    with a_browser(browser, live_server.url, expected="403") as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        other = context.new_page()
        log_out(context)
        log_in_by_form(other, chief)
        write(page, " From Ines.")
        note(page, "Not saved: somebody else is logged in now. Your text is not sent under another name.")
        assert Autosave.objects.count() == 0
        log_out(context)
        page.get_by_role("button", name="Log in").click()
        again = page.get_by_role("dialog", name="Log in again")
        again.get_by_label("Username").fill(chief.username)
        again.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(again.get_by_role("alert")).to_contain_text("Somebody else is logged in now.")
        assert Autosave.objects.count() == 0
        again.get_by_label("Username").fill(ines.username)
        again.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(again).to_be_hidden()
        said(page, SAVED)
    assert Autosave.objects.get().sitting.user == ines


def test_text_in_a_tab_that_was_killed_is_offered_back_exactly_and_to_nobody_else(
    browser: Browser, live_server, ines: User
) -> None:
    article = factories.story(ines)
    reporter = factories.reporter("Noa Pellerin")
    with a_browser(browser, live_server.url, expected="ERR_CONNECTION_REFUSED") as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        page.route("**/desk/articles/**/autosave/", no_answer)
        page.route("**/desk/articles/**/leave/", no_answer)
        page.locator("#id_headline").fill("A “new” headline & more")
        page.get_by_text("Add another byline").click()
        page.locator("#bylines-1 .select2-selection").click()
        page.locator(".select2-search__field").last.fill("Noa")
        page.locator(".select2-results__option", has_text="Noa Pellerin").first.click()
        write(page, " “Never,” she said — <twice>.")
        page.keyboard.press("Enter")
        page.keyboard.type("## Why")
        page.wait_for_timeout(600)
        typed = body_of(page)
        kill(page)

        log_out(context)
        page = context.new_page()
        log_in(page, factories.chief())
        open_story(page, article)
        page.wait_for_timeout(500)
        expect(page.locator("[data-notes]")).not_to_contain_text("Text you typed")

        log_out(context)
        log_in(page, ines)
        open_story(page, article)
        note(page, re.compile(r"Text you typed at \d\d:\d\d did not reach the server\."))
        assert body_of(page) == "<p>The last boat will no longer be the last.</p>"
        page.get_by_role("button", name="Put it back").click()
        expect(page.locator("#id_headline")).to_have_value("A “new” headline & more")
        expect(page.locator("#bylines-1 .select2-selection")).to_contain_text("Noa Pellerin")
        assert body_of(page) == typed
        expect(page.locator(".ProseMirror h2")).to_have_text("Why")
        said(page, SAVED)
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved at").first).to_be_visible()
        page.wait_for_timeout(500)
        expect(page.locator("[data-notes]")).not_to_contain_text("Text you typed")
    article.refresh_from_db()
    assert article.headline == "A “new” headline & more"
    assert article.body == typed
    assert [row.reporter.name for row in article.bylines.select_related("reporter")] == [
        "Ines Caldera",
        reporter.name,
    ]


def kill(page: Page) -> None:
    """Kill the tab: nothing of the page gets a chance to say goodbye."""
    page.evaluate("navigator.sendBeacon = () => false")
    page.close()


def test_autosaved_text_of_a_killed_tab_is_offered_too(browser: Browser, live_server, ines: User) -> None:
    article = factories.story(ines)
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        write(page, " Acknowledged.")
        said(page, "Not saved yet")
        said(page, SAVED)
        kill(page)
        page = context.new_page()
        open_story(page, article)
        note(page, re.compile(r"Text you typed at \d\d:\d\d is in no revision\."))
        page.get_by_role("button", name="Put it back").click()
        expect(page.locator(".ProseMirror")).to_contain_text("Acknowledged.")
        said(page, SAVED)
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved at").first).to_be_visible()
    assert not Sitting.objects.open().exclude(typed_at=None).exists()


def test_leaving_the_page_makes_a_revision_of_what_was_typed(
    browser: Browser, live_server, ines: User
) -> None:
    article = factories.story(ines)
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        write(page, " Off I go.")
        page.goto("/desk/")
        page.wait_for_timeout(500)
        article.refresh_from_db()
        assert article.body == "<p>The last boat will no longer be the last. Off I go.</p>"
        open_story(page, article)
        page.wait_for_timeout(500)
        expect(page.locator("[data-notes]")).to_have_text("")
        page.goto("/desk/")
    assert Revision.objects.filter(article=article).count() == 2


def test_ten_idle_minutes_make_a_revision_and_the_writer_goes_on_from_it(
    browser: Browser, live_server, ines: User
) -> None:
    article = factories.story(ines)
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        page.clock.install()
        open_story(page, article)
        write(page, " Off to lunch.")
        said(page, "Not saved yet")
        page.clock.fast_forward(2 * SECONDS)
        said(page, SAVED)
        page.clock.fast_forward(601 * SECONDS)
        expect(page.locator("[name=base]")).to_have_value("2")
        write(page, " Back.")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved at").first).to_be_visible()
    article.refresh_from_db()
    assert article.body == "<p>The last boat will no longer be the last. Off to lunch. Back.</p>"
    assert list(Revision.objects.filter(article=article).values_list("number", "note")) == [
        (3, ""),
        (2, "From an open form"),
        (1, ""),
    ]


def test_a_new_story_begins_by_itself_and_goes_on_as_a_draft(
    browser: Browser, live_server, ines: User
) -> None:
    factories.section("City")
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        page.goto("/desk/articles/article/add/")
        page.locator("#id_headline").fill("Crews vote to keep the night boat")
        said(page, SAVED)
        article = Article.objects.get()
        expect(page).to_have_url(re.compile(f"/desk/articles/article/{article.pk}/change/$"))
        write(page, "The night boat stays.")
        said(page, "Not saved yet")
        said(page, SAVED)
        assert newest_typed() == "<p>The night boat stays.</p>"
        page.locator("#id_section").select_option(label="City")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved at").first).to_be_visible()
    article = Article.objects.get()
    assert article.created_by == ines
    assert (article.headline, article.body) == (
        "Crews vote to keep the night boat",
        "<p>The night boat stays.</p>",
    )
    assert article.revision is not None


def test_colleagues_see_each_other_and_newer_revisions(browser: Browser, live_server, ines: User) -> None:
    article = factories.story(ines)
    chief = factories.user(Role.EDITOR_IN_CHIEF, name="Ana Ruiz")
    with a_browser(browser, live_server.url) as hers, a_browser(browser, live_server.url) as theirs:
        page, other = hers.new_page(), theirs.new_page()
        log_in(page, ines)
        open_story(page, article)
        page.locator("#id_standfirst").click()
        log_in(other, chief)
        page.wait_for_timeout(300)
        open_story(other, article)
        note(other, "Ines Caldera is editing the standfirst, now")
        factories.edit(article, chief, kicker="Harbour")
        write(page, " Mine.")
        page.locator("#id_headline").click()
        note(
            page,
            re.compile(r"Ana Ruiz saved revision 2 at \d\d:\d\d\. Your text merges with it when you save\."),
        )
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved at").first).to_be_visible()
        expect(page.locator("#id_kicker")).to_have_value("Harbour")
        other.get_by_role("button", name="Take over").click()
        expect(other.locator(".ProseMirror")).to_contain_text("Mine.")
    assert list(Sitting.objects.open().filter(leads=True, user=ines)) == []


def test_the_shortcuts_are_listed_behind_a_question_mark(browser: Browser, live_server, ines: User) -> None:
    article = factories.story(ines)
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        write(page, " Why?")
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.get_by_role("button", name="Save", exact=True).focus()
        page.keyboard.press("?")
        shortcuts = page.get_by_role("dialog", name="Keyboard shortcuts")
        expect(shortcuts).to_contain_text("Ctrl+S")
        page.keyboard.press("Escape")
        expect(shortcuts).to_be_hidden()
        page.keyboard.press("Control+Alt+p")
        page.wait_for_url("**/preview/")
    article.refresh_from_db()
    assert article.body.endswith("Why?</p>")
