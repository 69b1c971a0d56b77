"""Writing in a browser: what is typed reaches the server by itself, whatever goes wrong on the way."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from playwright.sync_api import APIResponse, Browser, BrowserContext, Page, Route, expect

from articles.acts import moving, plain_moves
from articles.desk import sittings
from articles.models import Article, Autosave, Revision, Sitting, State
from articles.policy import Role
from newsroom.people import steps
from tests import factories
from tests.browsing import (
    PASSWORD,
    SAVED,
    SECONDS,
    a_browser,
    answered,
    body_of,
    log_in,
    log_in_by_form,
    look_again,
    note,
    open_story,
    reached_the_server,
    said,
    until_true,
    write,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


IN_THE_JOURNAL = """() => new Promise((found) => {
  const opened = indexedDB.open("desk");
  opened.onsuccess = () => {
    if (!opened.result.objectStoreNames.contains("typed")) return found("");
    const all = opened.result.transaction("typed").objectStore("typed").getAll();
    all.onsuccess = () => found(JSON.stringify(all.result));
  };
})"""


def log_out(context: BrowserContext) -> None:
    context.clear_cookies()


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
        reached_the_server(page)
        assert newest_typed() == "<p>The last boat will no longer be the last. Not at all.</p>"
        write(page, " Ever.")
        reached_the_server(page)
        numbers = [row.number for row in Autosave.objects.all()]
        assert numbers == [*range(len(numbers), 0, -1)]
        # Each pause between two keys begins a step that is undone by itself.
        steps_taken = 0
        while body_of(page) != "<p>The last boat will no longer be the last.</p>" and steps_taken < 30:
            page.keyboard.press("Control+z")
            steps_taken += 1
        assert 1 < steps_taken < 30
        for _ in range(steps_taken):
            page.keyboard.press("Control+Shift+z")
        page.keyboard.press("Control+s")
        expect(page.get_by_text("Saved at").first).to_be_visible()
    article.refresh_from_db()
    assert article.revision is not None
    assert article.body == "<p>The last boat will no longer be the last. Not at all. Ever.</p>"
    assert article.revision.number == 2
    assert not Sitting.objects.open().filter(typed_at__isnull=False).exists()


def test_a_server_that_stops_for_a_minute_of_typing_loses_nothing(
    browser: Browser, live_server, ines: User
) -> None:
    article = factories.story(ines)
    with a_browser(browser, live_server.url, expected="ERR_CONNECTION_REFUSED") as context:
        page = context.new_page()
        log_in(page, ines)
        page.clock.install()
        open_story(page, article)
        page.route("**/desk/**", no_answer)
        minute = [f" Second {second}." for second in range(5, 65, 5)]
        for words in minute:
            write(page, words)
            page.clock.fast_forward(5 * SECONDS)
        said(page, "Not saved")
        note(page, "Not saved: the server does not answer. Your text is kept in this browser.")
        page.keyboard.press("Control+s")
        write(page, " One more.")
        assert Autosave.objects.count() == 0
        page.unroute("**/desk/**")
        page.clock.fast_forward(15 * SECONDS)
        said(page, SAVED)
        expect(page.locator("[data-notes]")).not_to_contain_text("Not saved")
    assert newest_typed() == f"<p>The last boat will no longer be the last.{''.join(minute)} One more.</p>"


def test_a_saved_page_stays_when_nobody_answers_its_form(browser: Browser, live_server, ines: User) -> None:
    article = factories.story(ines)
    with a_browser(browser, live_server.url, expected="ERR_CONNECTION_REFUSED") as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        write(page, " Saved already.")
        reached_the_server(page)
        page.route("**/desk/**", no_answer)
        page.get_by_role("button", name="Save", exact=True).click()
        note(page, "Not sent: the server does not answer. Your text is saved; try again in a moment.")
        page.unroute("**/desk/**")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved at").first).to_be_visible()
    article.refresh_from_db()
    assert article.body == "<p>The last boat will no longer be the last. Saved already.</p>"


def test_a_session_that_ends_is_begun_again_without_leaving_the_page(
    browser: Browser, live_server, ines: User, monkeypatch: pytest.MonkeyPatch
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
        expect(again.get_by_role("alert")).to_contain_text("Name and password do not go together")
        again.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(again).to_be_hidden()
        said(page, SAVED)
        assert newest_typed() == "<p>The last boat will no longer be the last. Still here.</p>"
        Session.objects.all().delete()
        # The late answer to a request with the old session takes the new cookie along: she is not asked twice.
        entering = [lambda *_, **__: None, steps.enter]
        monkeypatch.setattr(steps, "enter", lambda *who, **how: entering.pop(0)(*who, **how))
        page.get_by_role("button", name="Save", exact=True).click()
        again.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_text("Saved at").first).to_be_visible()
        assert entering == []
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
        # Meanwhile somebody guesses, which she reads where she logs in: no other page comes to say it.
        Client().post("/desk/login/", {"username": ines.username, "password": "a guess"})
        again.get_by_label("Username").fill(ines.username)
        again.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(again).to_be_hidden()
        note(page, "1 failed attempt to log in with your name since")
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
        until(page, lambda: "Why</h2>" in page.evaluate(IN_THE_JOURNAL))
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


def opened_after_a_kill(context: BrowserContext, ines: User, article: Article) -> Page:
    """The story in a new tab. In a tab that was killed some words had reached the server."""
    page = context.new_page()
    log_in(page, ines)
    open_story(page, article)
    write(page, " Acknowledged.")
    reached_the_server(page)
    kill(page)
    page = context.new_page()
    open_story(page, article)
    return page


def test_autosaved_text_of_a_killed_tab_is_offered_too(browser: Browser, live_server, ines: User) -> None:
    article = factories.story(ines)
    with a_browser(browser, live_server.url) as context:
        page = opened_after_a_kill(context, ines, article)
        note(page, re.compile(r"Text you typed at \d\d:\d\d was not saved as a revision\."))
        page.get_by_role("button", name="Put it back").click()
        expect(page.locator(".ProseMirror")).to_contain_text("Acknowledged.")
        said(page, SAVED)
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved at").first).to_be_visible()
    assert not Sitting.objects.open().exclude(typed_at=None).exists()


def test_an_offer_goes_when_its_text_becomes_a_revision_after_all(
    browser: Browser, live_server, ines: User
) -> None:
    article = factories.story(ines)
    with a_browser(browser, live_server.url) as context:
        page = opened_after_a_kill(context, ines, article)
        note(page, re.compile("was not saved as a revision"))
        sittings.settle(Sitting.objects.open().exclude(typed_at=None).get().pk, now=timezone.now())
        look_again(page)
        expect(page.locator(".ProseMirror")).to_contain_text("Acknowledged.")
        expect(page.locator("[data-notes]")).not_to_contain_text("Text you typed")


def test_what_is_put_back_leaves_what_was_typed_since_alone(
    browser: Browser, live_server, ines: User
) -> None:
    article = factories.story(ines, standfirst="Base")
    with a_browser(browser, live_server.url, expected="ERR_CONNECTION_REFUSED") as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        page.route("**/desk/articles/**/autosave/", no_answer)
        write(page, " Before the crash.")
        until(page, lambda: "Before the crash." in page.evaluate(IN_THE_JOURNAL))
        kill(page)
        page = context.new_page()
        open_story(page, article)
        page.locator("#id_standfirst").fill("Typed since")
        page.get_by_role("button", name="Put it back").click()
        expect(page.locator(".ProseMirror")).to_contain_text("Before the crash.")
        said(page, SAVED)
        page.get_by_role("button", name="Save", exact=True).click()
        note(page, "Merged with what Ines Caldera saved meanwhile: standfirst.")
    article.refresh_from_db()
    assert (article.standfirst, article.body) == (
        "Typed since",
        "<p>The last boat will no longer be the last. Before the crash.</p>",
    )


def test_a_page_opened_anew_takes_in_what_became_of_its_text_while_somebody_types(
    browser: Browser, live_server, ines: User
) -> None:
    article = factories.story(ines, standfirst="Base", body="<p>River.</p><p>Bank.</p>")
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        page.locator("#id_standfirst").fill("Typed before")
        write(page, " Left.")
        reached_the_server(page)
        # The page comes before the revision that is made as it is left: it hears of it, and asks for it.
        asked, answers = [], []
        page.route("**/typed/**", lambda route: asked.append(route), times=1)
        page.reload()
        page.route("**/change/", lambda route: answers.append((route, route.fetch())), times=1)
        expect(page.locator("#id_standfirst")).to_have_value("Base")
        page.locator(".ProseMirror > p").first.click()
        page.keyboard.press("End")
        until(page, lambda: asked)
        asked.pop().continue_()
        until(page, lambda: answers)
        page.keyboard.type(" Typed before the answer")
        route, answer = answers.pop()
        route.fulfill(response=answer)
        page.keyboard.type(" and after it.", delay=50)
        expect(page.locator("#id_standfirst")).to_have_value("Typed before")
        said(page, SAVED)
        assert body_of(page) == "<p>River. Typed before the answer and after it.</p><p>Bank. Left.</p>"
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved at").first).to_be_visible()
    article.refresh_from_db()
    assert article.standfirst == "Typed before"
    assert article.body == "<p>River. Typed before the answer and after it.</p><p>Bank. Left.</p>"
    assert article.revision is not None
    assert article.revision.number == 3


def test_what_is_typed_before_the_scripts_of_a_page_have_come_counts_as_typed(
    browser: Browser, live_server, ines: User
) -> None:
    chief = factories.chief()
    story, coverage = factories.story(chief), factories.live_coverage()
    with a_browser(browser, live_server.url, chief) as context:

        def type_early(address: str, label: str) -> Page:
            page = context.new_page()
            typed = threading.Event()
            held: list[Route] = []
            page.route(
                "**/static/desk/*.js", lambda it: it.continue_() if typed.is_set() else held.append(it)
            )
            page.goto(address, wait_until="commit")
            page.get_by_label(label).first.fill("Typed early")
            until(page, lambda: held)
            typed.set()
            for route in held:
                route.continue_()
            return page

        page = type_early(f"/desk/articles/article/{story.pk}/change/", "Headline")
        until(page, Autosave.objects.exists)
        assert newest_typed("headline") == "Typed early"
        page = type_early(f"/desk/articles/article/{coverage.pk}/live/", "Headline")
        until(page, lambda: "Typed early" in page.evaluate(IN_THE_JOURNAL))
        page = type_early("/desk/articles/section/add/", "Name")
        until_true(page, "!dispatchEvent(new Event('beforeunload', { cancelable: true }))")


def test_two_tabs_of_one_person_merge_and_ask_like_two_people(
    browser: Browser, live_server, ines: User
) -> None:
    article = factories.story(ines, standfirst="Base", body="<p>River.</p>")
    with a_browser(browser, live_server.url) as context:
        one, two = context.new_page(), context.new_page()
        log_in(one, ines)
        open_story(one, article)
        open_story(two, article)
        write(one, " From one.")
        reached_the_server(one)
        two.locator("#id_standfirst").fill("From two")
        reached_the_server(two)
        two.reload()
        until(two, lambda: Revision.objects.filter(number=2).exists())
        said(two, SAVED)
        note(two, re.compile("^You (are editing the|have this story open).* in another window"))
        write(two, " From two.")
        one.get_by_role("button", name="Save", exact=True).click()
        note(one, "Merged with what Ines Caldera saved meanwhile: standfirst.")
        two.get_by_role("button", name="Save", exact=True).click()
        question = two.get_by_role("group", name="A paragraph")
        expect(question).to_contain_text("River. From one.")
        expect(question).to_contain_text("River. From two.")
        expect(two.locator(".ProseMirror")).to_have_text("River. From two.")
        question.get_by_label("Both").check()
        two.get_by_role("button", name="Save", exact=True).click()
        expect(two.get_by_text("Saved at").first).to_be_visible()
    article.refresh_from_db()
    assert article.standfirst == "From two"
    assert article.body == "<p>River. From one.</p><p>River. From two.</p>"


def test_a_text_that_is_too_long_stays_in_the_page_and_in_the_browser(
    browser: Browser, live_server, ines: User
) -> None:
    article = factories.story(ines)
    with a_browser(browser, live_server.url, expected="413") as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        too_large = {
            "status": 413,
            "body": "<h1>413 Request Entity Too Large</h1>",
            "content_type": "text/html",
        }
        page.route("**/autosave/", lambda route: route.fulfill(**too_large))
        page.route("**/change/", lambda route: route.fulfill(**too_large))
        page.route("**/leave/", no_answer)
        write(page, " And on.")
        note(page, "Not saved: the text is too long. Your text is kept in this browser.")
        page.get_by_role("button", name="Save", exact=True).click()
        answered(page)
        said(page, "Not saved")
        expect(page.locator(".ProseMirror")).to_contain_text("And on.")
        kill(page)
        page = context.new_page()
        open_story(page, article)
        page.get_by_role("button", name="Put it back").click()
        expect(page.locator(".ProseMirror")).to_contain_text("And on.")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved at").first).to_be_visible()
    assert newest_typed() == "<p>The last boat will no longer be the last. And on.</p>"


def test_twenty_megabytes_are_refused_in_words_and_kept(browser: Browser, live_server, ines: User) -> None:
    article = factories.story(ines)
    with a_browser(browser, live_server.url, expected="413") as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        page.locator(".ProseMirror").click()
        # As many megabytes as would take minutes to lay out in the editor stand in its field as they would then.
        page.evaluate(
            """() => {
                const body = document.querySelector("textarea[name=body]");
                body.value = `<p>${"x".repeat(20_000_000)}</p>`;
                body.dispatchEvent(new Event("input", { bubbles: true }));
            }"""
        )
        note(page, re.compile("^Not saved: .*too long.* Your text is kept in this browser."), 30)
        page.get_by_role("button", name="Save", exact=True).click()
        said(page, "Not saved", 30)
        assert page.evaluate("document.querySelector('textarea[name=body]').value.length") == 20_000_007
        kill(page)
        page = context.new_page()
        open_story(page, article)
        page.get_by_role("button", name="Put it back").wait_for(timeout=30 * SECONDS)
    assert not Autosave.objects.exists()


def test_a_long_story_left_in_a_hurry_is_offered_at_the_next_visit(
    browser: Browser, live_server, ines: User
) -> None:
    long = "<p>The last boat will no longer be the last.</p>" * 2500
    article = factories.story(ines, body=long)
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        write(page, " Off I go.")
        page.goto("/desk/")
        page.wait_for_timeout(500)
        assert not Autosave.objects.exists()  # it is more than browsers send along on leaving
        open_story(page, article)
        page.get_by_role("button", name="Put it back").click()
        expect(page.locator(".ProseMirror")).to_contain_text("Off I go.")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved at").first).to_be_visible()
    article.refresh_from_db()
    assert article.body == long.removesuffix("</p>") + " Off I go.</p>"


# A browser whose disk is busy takes its time.
SLOW_TO_FORGET = """() => {
  const { delete: forget } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.delete = function (key) {
    const until = performance.now() + 600;
    const wait = () => performance.now() < until && (this.get("nothing").onsuccess = wait);
    wait();
    return forget.call(this, key);
  };
}"""


def test_what_is_typed_while_a_story_is_submitted_is_told_and_offered_when_it_comes_back(
    browser: Browser, live_server, ines: User
) -> None:
    article = factories.story(ines)
    held: list[Route] = []
    answers: list[tuple[Route, APIResponse]] = []
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, ines)
        open_story(page, article)
        page.route("**/autosave/", lambda route: held.append(route), times=1)
        page.route("**/change/", lambda route: answers.append((route, route.fetch())), times=1)
        write(page, " Before.")
        until(page, lambda: held)
        page.locator(".bar").get_by_role("button", name="Submit").click()
        page.keyboard.type(" After.")  # the autosave is still on its way, so this goes along
        held.pop().continue_()
        until(page, lambda: answers)
        page.evaluate(SLOW_TO_FORGET)
        page.keyboard.type(" Too lat")
        page.wait_for_timeout(300)  # the journal has that, and not yet what comes in the moment of the answer
        page.keyboard.type("e.")
        route, answer = answers.pop()
        route.fulfill(response=answer)
        note(page, "Submitted. An editor takes it from here.")
        note(page, "Typed after that, and not in the story: “Too late.”. It is kept in this browser")
        expect(page.get_by_text("it is with somebody else now").first).to_be_visible()
        article.refresh_from_db()
        assert article.body == "<p>The last boat will no longer be the last. Before. After.</p>"
        assert article.state == State.SUBMITTED
        moving.move(plain_moves.RETURN, article, by=factories.chief(), note="Once more.")
        page.goto("about:blank")
        open_story(page, article)
        note(page, re.compile(r"Text you typed at \d\d:\d\d did not reach the server\."))
        page.get_by_role("button", name="Put it back").click()
        said(page, SAVED)
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved at").first).to_be_visible()
    article.refresh_from_db()
    assert article.body == "<p>The last boat will no longer be the last. Before. After. Too late.</p>"


def until(page: Page, is_so: Callable[[], Any]) -> None:
    """The page goes on meanwhile."""
    for _ in range(400):
        if is_so():
            return
        page.wait_for_timeout(50)
    raise AssertionError("It did not happen within 20 s.")


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
        until(page, lambda: Revision.objects.filter(number=2).exists())
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
        reached_the_server(page)
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
        until(page, lambda: Sitting.objects.filter(user=ines, doing="standfirst").exists())
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
        page.wait_for_url("**/preview/screens/")
    article.refresh_from_db()
    assert article.body.endswith("Why?</p>")
