"""Somebody types at random in the real form, in a real browser, while everything goes wrong at random.

What is typed are words that occur once: "w12w" is the twelfth. Between them the server stops answering, answers
500 or 413, or too late, or its answer is lost on the way and the request arrives long after; the session is
deleted; the tab is reloaded, left, or killed with its process, so that no line of it runs any more; a second tab
of the same person types at the same story; a colleague takes the story over and saves. In the end the server
answers again, the person comes back with the same browser, takes what is offered, and saves.

Held after each run:

1.  Every word that the bar said was saved ("Saved 14:05:12", looked at only when the page has had 400 ms to notice
    the last key) stands in a revision, in the desk's own fields of the working copy, or in the last autosave of a
    sitting that waits for its author. An older autosave does not count: nobody is shown those.
2.  Every other word stands there too, except those of the last second before the tab was killed. The second is
    one of the page's own clock, from the moment the last letter had gone in.

The page's clock is wound on between keys, so that a run takes seconds; requests take the time they take.
"""

from __future__ import annotations

import contextlib
import io
import json
import random
import re
import threading
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from playwright.sync_api import Error as BrowserError

from articles import body
from articles.desk import sittings
from articles.models import Article, Sitting
from articles.models.content import of_revision
from articles.models.sitting import IDLE_AFTER
from articles.policy import Role
from articles.records import revision_chain
from tests import factories
from tests.browsing import PASSWORD, a_browser, log_in, open_story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIELDS = ["id_headline", "id_standfirst", "id_kicker", "id_dateline_place", "id_desk_note"]
BLOCKS = "<p>River.</p><p>Ferry.</p><p>Bridge.</p>"
PARAGRAPHS = 3
STEPS = 8
FAULTS = [
    *["the line changes"] * 6,
    *["saves"] * 2,
    *["is killed"] * 3,
    *["takes what is offered"] * 2,
    "reloads",
    "is logged out",
    "opens a second tab",
    "a colleague takes over",
]
SAVED = re.compile(r"^Saved \d\d:\d\d:\d\d$")
A_SECOND = 1000

OPEN_PANELS = "for (const panel of document.querySelectorAll('details')) panel.open = true"
# What the bar says and what stands in the form, by the page's clock.
LOOK = """() => ({
    now: Date.now(),
    said: document.querySelector("[data-saved]").textContent,
    text: [...new FormData(document.querySelector("#article_form")).values()].join("\\n"),
})"""


class Line:
    """The line between browser and server, as good or bad as `state` says: it stands before the application."""

    STATES = ["no line", "broken", "too large", "answers lost", "late", "slow"]
    ANSWERS = {
        "broken": "500 Internal Server Error",
        "too large": "413 Content Too Large",
        "answers lost": "502 Bad Gateway",
        "late": "504 Gateway Timeout",
    }

    def __init__(self, context: BrowserContext, application: Any) -> None:
        self.context, self.application = context, application
        self.state = "good"
        self.late: list[dict[str, Any]] = []
        self.is_free = threading.Event()
        self.is_free.set()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        state = self.state
        if environ["REQUEST_METHOD"] == "GET" or "/articles/article/" not in environ["PATH_INFO"]:
            return self.application(environ, start_response)
        if state == "slow":
            self.is_free.wait(30)
        if state not in self.ANSWERS:
            return self.application(environ, start_response)
        sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        request = {**environ, "wsgi.input": io.BytesIO(sent)}
        if state == "answers lost":
            self.deliver(request)
        elif state == "late":
            self.late.append(request)
        start_response(self.ANSWERS[state], [("Content-Type", "text/html")])
        return [b"<h1>That did not work.</h1>"]

    def deliver(self, request: dict[str, Any]) -> None:
        """As if from a browser that does not hear the answer."""
        for _ in self.application(request, lambda *_: None):
            pass

    def becomes(self, state: str) -> None:
        self.state = state
        self.context.set_offline(state == "no line")
        if state == "slow":
            self.is_free.clear()

    def mend(self) -> None:
        """Good again; what was on its way arrives, the last first."""
        self.becomes("good")
        while self.late:
            self.deliver(self.late.pop())
        self.is_free.set()


@pytest.fixture
def line_to(live_server: Any) -> Iterator[Callable[[BrowserContext], Line]]:
    server = live_server.thread.httpd
    application = server.get_app()

    def draw(context: BrowserContext) -> Line:
        line = Line(context, application)
        server.set_app(line)
        return line

    yield draw
    server.set_app(application)


class Writer:
    """Ines at her browser, with one tab or two."""

    def __init__(self, context: BrowserContext, line: Line, user: User, article: Article, seed: int) -> None:
        self.context, self.line, self.user, self.article = context, line, user, article
        self.chance = random.Random(seed)
        self.written: dict[str, tuple[Page, int]] = {}  # word: the tab, and when by the page's clock
        self.acknowledged: set[str] = set()
        self.excused: set[str] = set()
        self.count = 0
        self.log: list[str] = []
        self.tabs: list[Page] = []
        self.open()

    def does(self, act: str) -> None:
        self.log.append(act)
        getattr(self, act.replace(" ", "_"))()

    def open(self) -> Page:
        page = self.context.new_page()
        self.tabs.append(page)
        self.look_at_the_story(page)
        return page

    def look_at_the_story(self, page: Page) -> None:
        if not Session.objects.exists():
            log_in(page, self.user)
        open_story(page, self.article)
        self.is_at_work(page)

    def is_at_work(self, page: Page) -> None:
        """Until its scripts run, what the bar says is about the page as it was served."""
        expect(page.locator("[name=sitting]")).not_to_have_value("")
        try:
            page.evaluate(OPEN_PANELS)
        except BrowserError:  # just then it made room for a newer one
            page.wait_for_load_state()
            expect(page.locator("[name=sitting]")).not_to_have_value("")
            page.evaluate(OPEN_PANELS)

    def types(self) -> None:
        page = self.chance.choice(self.tabs)
        self.logs_in_again(page)
        self.count += 1
        word = f"w{self.count}w"
        place = self.chance.choice([*FIELDS, "body", "body", "body", "body"])
        if place == "body":
            paragraph = page.locator(".ProseMirror > p").nth(self.chance.randrange(PARAGRAPHS))
            try:
                paragraph.click(timeout=3 * A_SECOND)
            except BrowserError:  # just then she was asked to log in again
                self.logs_in_again(page)
                paragraph.click()
            page.keyboard.press("End")
        else:
            page.locator(f"#{place}").focus()
            page.keyboard.press("Control+End")
        page.keyboard.type(f" {word}")
        # It counts once it stands there: where she is asked to log in, she sees that it does not.
        seen = self.looks_at(page)
        if word in seen["text"]:
            self.written[word] = (page, seen["now"])
        self.log[-1] += f" {word} into {place} of tab {self.tabs.index(page)}"

    def looks_at(self, page: Page) -> dict[str, Any]:
        try:
            seen: dict[str, Any] = page.evaluate(LOOK)
        except BrowserError:  # just then it made room for a newer one
            self.is_at_work(page)
            seen = page.evaluate(LOOK)
        return seen

    def waits(self) -> None:
        """A while by the page's clock. What the bar says then, she takes at its word."""
        self.context.clock.fast_forward(self.chance.choice([400, 1000, 2500, 2500, 12_000]))
        if self.line.state == "good":
            self.tabs[0].wait_for_timeout(self.chance.choice([0, 150]))
        for page in self.tabs:
            seen = self.looks_at(page)
            if SAVED.match(seen["said"]):
                self.acknowledged |= {word for word in self.written if word in seen["text"]}

    def saves(self, page: Page | None = None) -> None:
        """By the keyboard, and answers what she is asked."""
        page = page or self.chance.choice(self.tabs)
        self.logs_in_again(page)
        if self.line.state in {"slow", "late"}:
            self.line.mend()
        page.keyboard.press("Control+s")
        if self.line.state != "good":
            page.wait_for_timeout(150)
            expect(page.locator(".ProseMirror")).to_be_visible()
            return
        answered = page.locator("[data-saved]:not([aria-busy])")
        expect(answered.or_(page.locator("#log-in-again[open]")).first).to_be_visible()
        self.logs_in_again(page)
        expect(answered).to_be_visible()
        questions = page.locator(".difference").all()
        for question in questions:
            # Theirs is in a revision already.
            question.get_by_role("radio").last.check()
        if questions:
            self.saves(page)

    def logs_in_again(self, page: Page) -> None:
        asked = page.locator("#log-in-again[open]")
        if asked.count():
            self.line.mend()
            asked.get_by_label("Password").fill(PASSWORD)
            page.keyboard.press("Enter")
            expect(asked).to_have_count(0)

    def reloads(self) -> None:
        page = self.chance.choice(self.tabs)
        if self.line.state == "no line":
            self.line.mend()
        self.log[-1] += f" tab {self.tabs.index(page)}"
        page.goto("about:blank")
        self.look_at_the_story(page)

    def opens_a_second_tab(self) -> None:
        if self.line.state == "no line":
            self.line.mend()
        if len(self.tabs) < 2:
            self.open()

    def is_killed(self) -> None:
        """The tab's process dies; in a moment she opens the story anew."""
        page = self.tabs.pop(self.chance.randrange(len(self.tabs)))
        now = self.looks_at(page)["now"]
        page.wait_for_timeout(300)  # the page's clock was wound on, the disk's was not
        self.excused |= {
            word
            for word, (where, when) in self.written.items()
            if where == page and now - when <= A_SECOND and word not in self.acknowledged
        }
        kill_process_of(page)
        if self.line.state == "no line":
            self.line.mend()
        if not self.tabs:
            self.open()

    def is_logged_out(self) -> None:
        Session.objects.all().delete()

    def takes_what_is_offered(self) -> None:
        page = self.chance.choice(self.tabs)
        self.logs_in_again(page)
        if page.get_by_role("button", name="Put it back").count():
            self.puts_it_back(page)

    def puts_it_back(self, page: Page) -> None:
        offer = page.get_by_role("button", name="Put it back").first.element_handle()
        offer.click()
        if self.line.state == "good" and Session.objects.exists():
            offer.wait_for_element_state("hidden")
            expect(page.locator("[data-saved]")).to_have_text(SAVED)
        self.log.append("puts it back")

    def a_colleague_takes_over(self) -> None:
        chief, now = factories.chief(), timezone.now()
        sitting = sittings.opened(self.article, chief, uuid.uuid4(), now=now)
        sittings.sign(sitting, now=now)
        sittings.take_over(sitting, now=now)
        self.article.refresh_from_db()
        blocks = body.blocks(self.article.body)
        spot = self.chance.randrange(len(blocks))
        blocks[spot] = blocks[spot].replace("</p>", f" c{len(self.log)}c</p>")
        factories.edit(self.article, chief, body="".join(blocks))

    def the_line_changes(self) -> None:
        state = self.chance.choice([*Line.STATES, "good"])
        self.line.mend()
        self.line.becomes(state)
        self.log[-1] += f": {state}"

    # In the end

    def comes_back(self) -> None:
        """The server answers, and all tabs are closed; she looks for what is missing and takes what is offered."""
        self.line.mend()
        self.log.append("comes back")
        for page in self.tabs:
            self.logs_in_again(page)
            self.closes(page)
        if self.missing():
            page = self.open()
            while self.missing():
                try:
                    page.get_by_role("button", name="Put it back").first.wait_for()
                except BrowserError:
                    break
                self.puts_it_back(page)
            self.closes(page)
        sittings.settle_left_behind(now=timezone.now() + 2 * IDLE_AFTER)

    def closes(self, page: Page) -> None:
        page.goto("about:blank")
        page.wait_for_timeout(150)  # what is sent on leaving arrives

    def missing(self) -> list[str]:
        kept = self.kept()
        return [word for word in self.written if word not in kept and word not in self.excused]

    def kept(self) -> str:
        self.article.refresh_from_db()
        parts = [of_revision(revision).as_json() for revision in self.article.revisions.all()]
        for sitting in Sitting.objects.open().exclude(typed_at=None):
            last = sitting.autosaves.first()
            parts.append(last.typed if last else {})
        return json.dumps(parts) + self.article.desk_note


def kill_process_of(page: Page) -> None:
    with contextlib.suppress(BrowserError):
        page.goto("chrome://crash")
    page.close()


# Each database has seeds of its own: what browsers lose does not depend on it.
SEEDS = range(10) if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") else range(10, 20)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_typed_is_lost(browser: Browser, live_server, line_to, seed: int) -> None:
    ines = factories.user(Role.EDITOR_IN_CHIEF, name="Ines Caldera")
    article = factories.story(ines, headline="Base", standfirst="Base", body=BLOCKS, bylines=())
    with a_browser(browser, live_server.url, expected="") as context:
        context.clock.install()
        writer = Writer(context, line_to(context), ines, article, seed)
        for _ in range(STEPS):
            writer.does("types")
            if writer.chance.random() < 0.6:
                writer.does("waits")
            if writer.chance.random() < 0.6:
                writer.does(writer.chance.choice(FAULTS))
        writer.comes_back()
        told = f"seed {seed}: " + "; ".join(writer.log)
        kept = writer.kept()
        assert [word for word in writer.acknowledged if word not in kept] == [], told
        assert writer.missing() == [], told
    assert revision_chain.first_broken_link(article) is None
