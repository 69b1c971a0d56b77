"""One day of a story, in browsers: an idea on the board, assigned, written, returned, approved, scheduled, out at its
time, updated, corrected from a reader's report, handed over; each by whoever does it in a newsroom. After each step
the log says what was done, and readers have what they should."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from articles.models import Article, ErrorReport, PublishedArticle, Scheduled
from articles.policy import Role
from articles.schedule import on_time
from tests import factories
from tests.browsing import (
    a_browser,
    act,
    add_byline,
    confirm,
    log,
    log_in,
    note,
    open_story,
    save,
    type_behind,
)
from tests.test_schedule_on_time import is_due

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Newsroom:
    """Ana plans, Ines writes, Emil edits, Adam keeps the log-ins, Noa takes over; a reader reads."""

    def __init__(self, desk: BrowserContext, site: BrowserContext) -> None:
        city = factories.section("City")
        self.ana: User = factories.user(Role.EDITOR_IN_CHIEF, name="Ana Ruiz")
        self.ines: User = factories.user(Role.REPORTER, name="Ines Caldera")
        self.noa: User = factories.user(Role.REPORTER, name="Noa Pellerin")
        self.emil: User = factories.user(Role.SECTION_EDITOR, sections=(city,), name="Emil Arrante")
        self.adam: User = factories.user(Role.ADMIN, name="Adam Nunes")
        factories.reporter("Ines Caldera", user=self.ines)
        self.desk, self.reader = desk.new_page(), site.new_page()

    def begins(self, user: User) -> Page:
        """Somebody is at the first page of the desk; who was there before has left what was open."""
        self.desk.goto("/")
        self.desk.wait_for_timeout(200)
        log_in(self.desk, user)
        self.desk.goto("/desk/")
        return self.desk

    def says(self, *lines: str) -> None:
        """The newest lines of the log."""
        self.desk.goto(reverse("admin:articles_article_history", args=[story().pk]))
        assert tuple(log(self.desk)[: len(lines)]) == lines

    def readers_have_nothing(self) -> None:
        self.reader.goto("/")
        expect(self.reader.locator("body")).not_to_contain_text("Night boat")
        assert not PublishedArticle.objects.exists()

    def readers_have(self, *words: str) -> None:
        self.reader.goto(PublishedArticle.objects.get().path)
        for one in words:
            expect(self.reader.locator("main")).to_contain_text(one)


def story() -> Article:
    return Article.objects.get()


def listed(page: Page, title: str) -> Locator:
    """The rows of one list of the first page."""
    return page.get_by_role("region", name=title).get_by_role("listitem")


def assign(page: Page, name: str, about: str) -> None:
    open_story(page, story())
    page.get_by_role("link", name="Assign", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Person").select_option(label=name)
    dialog.get_by_label("What is it about?").fill(about)
    confirm(page, "Assign")
    note(page, "Assigned.")


def test_a_day_of_a_story(browser: Browser, live_server) -> None:
    with a_browser(browser, live_server.url) as desk, a_browser(browser, live_server.url) as site:
        room = Newsroom(desk, site)
        an_idea_goes_on_the_board_and_to_a_reporter(room)
        she_writes_it_and_hands_it_in(room)
        it_comes_back_with_a_note_that_she_sees_first(room)
        it_is_approved_and_waits_for_its_time(room)
        at_its_time_readers_have_it(room)
        it_is_updated_while_it_is_live(room)
        a_reader_finds_an_error_and_it_is_corrected(room)
        she_leaves_and_her_story_goes_on(room)
    call_command("verify_history", "--no-progress")


def an_idea_goes_on_the_board_and_to_a_reporter(room: Newsroom) -> None:
    page = room.begins(room.ana)
    page.get_by_role("link", name="Board", exact=True).first.click()
    page.get_by_role("textbox", name="New idea").fill("night-boat")
    page.locator("#new-section").select_option(label="City")
    page.get_by_role("button", name="Add", exact=True).click()
    card = page.locator(".card-idea")
    expect(card.locator(".slugline")).to_have_text("night-boat")
    assign(page, "Ines Caldera", "The vote of the crews.")
    room.says("Ana Ruiz assigned the story to Ines Caldera")
    room.readers_have_nothing()


def she_writes_it_and_hands_it_in(room: Newsroom) -> None:
    page = room.begins(room.ines)
    row = listed(page, "Assigned to you")
    expect(row).to_contain_text("night-boat")
    row.get_by_role("link").first.click()
    page.locator("#id_headline").fill("Night boat stays")
    page.locator("#id_standfirst").fill("A close vote.")
    page.locator(".ProseMirror").click()
    page.keyboard.type("Crews voted on Sunday to keep the boat.")
    add_byline(page, "Ines Caldera", 0)
    act(page, "submit")
    note(page, "Submitted. An editor takes it from here.")
    room.says("Ines Caldera submitted the story")
    room.readers_have_nothing()


def it_comes_back_with_a_note_that_she_sees_first(room: Newsroom) -> None:
    page = room.begins(room.emil)
    listed(page, "Submitted").get_by_role("link", name="Night boat stays").first.click()
    act(page, "return")
    page.keyboard.type("How many voted?")  # the dialog begins there
    confirm(page, "Return to the reporter")
    note(page, "Returned.")
    page = room.begins(room.ines)
    row = listed(page, "Returned to you")
    expect(row).to_contain_text("How many voted?")
    row.get_by_role("link").first.click()
    expect(page.get_by_text("How many voted?")).to_be_visible()
    type_behind(page, "Crews voted", " They were 38 to 36.")
    act(page, "submit")
    note(page, "Submitted. An editor takes it from here.")
    room.says(
        "Ines Caldera submitted the story",
        "Ines Caldera changed 1 paragraph Newest",
        "Emil Arrante returned the story to the reporter",
    )
    room.readers_have_nothing()


def it_is_approved_and_waits_for_its_time(room: Newsroom) -> None:
    page = room.begins(room.emil)
    listed(page, "Submitted").get_by_role("link", name="Night boat stays").first.click()
    act(page, "approve")
    note(page, "Approved. It can be published.")
    act(page, "schedule")
    day, hour = page.locator(".act-dialog .row-at input").all()
    tomorrow = timezone.localdate() + timedelta(days=1)
    day.fill(f"{tomorrow}")
    hour.fill("18:30")
    confirm(page, "Schedule")
    expect(page.locator(".scheduled")).to_contain_text("18:30")
    page.goto("/desk/")
    expect(page.get_by_role("region", name="Next")).to_contain_text("Night boat stays")
    assert on_time.carry_out_due(timezone.now()) == 0
    room.says(
        f"Emil Arrante scheduled revision 3, for {tomorrow:%-d %b %Y} 18:30 IST",
        "Emil Arrante approved revision 3",
    )
    room.readers_have_nothing()


def at_its_time_readers_have_it(room: Newsroom) -> None:
    is_due(Scheduled.objects.get())
    assert on_time.carry_out_due(timezone.now()) == 1
    room.readers_have("Night boat stays", "They were 38 to 36.")
    room.says("Emil Arrante published revision 3 Edition 1")


def it_is_updated_while_it_is_live(room: Newsroom) -> None:
    page = room.begins(room.ines)
    listed(page, "Out lately").get_by_role("link", name="Night boat stays").first.click()
    type_behind(
        page, "Crews voted", " The mayor objects to it, and says that she will ask the council again."
    )
    save(page)
    room.readers_have("They were 38 to 36.")
    expect(room.reader.locator("main")).not_to_contain_text("The mayor objects")
    page = room.begins(room.emil)
    row = listed(page, "Changed, not published")
    row.get_by_role("link", name="Publish this change").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("An update").check()
    dialog.get_by_role("button", name="Publish this change").click()
    expect(row.get_by_text("Published.")).to_be_visible()
    room.readers_have("The mayor objects", "Updated")
    room.says("Emil Arrante published revision 4 as an update Edition 2", "Emil Arrante approved revision 4")


def a_reader_finds_an_error_and_it_is_corrected(room: Newsroom) -> None:
    room.reader.get_by_role("link", name="Report an error in this story").click()
    room.reader.locator("textarea").fill("It was 39 to 36.")
    room.reader.get_by_role("button", name="Send").click()
    expect(room.reader.get_by_role("heading", name="Thank you")).to_be_visible()
    page = room.begins(room.emil)
    page.get_by_role("link", name="It was 39 to 36.").click()
    page.get_by_label("What was wrong, and what is right?").fill("39 voted for it, and not 38.")
    page.get_by_role("button", name="Publish correction and close").click()
    expect(page.get_by_text("1 report closed.")).to_be_visible()
    assert ErrorReport.objects.get().done_at is not None
    room.readers_have("39 voted for it, and not 38.")
    room.says(
        "Emil Arrante closed a report of an error with the correction of edition 3",
        "Emil Arrante published revision 4 with a correction Edition 3",
    )


def she_leaves_and_her_story_goes_on(room: Newsroom) -> None:
    page = room.begins(room.emil)
    assign(page, "Ines Caldera", "What will the mayor do?")
    page = room.begins(room.ines)
    listed(page, "Assigned to you").get_by_role("link", name="Night boat stays").click()
    page.locator("#id_standfirst").fill("More tomorrow.")
    save(page)
    page = room.begins(room.adam)
    page.goto(reverse("admin:leave", args=[room.ines.pk]))
    page.get_by_label("City: who gets these stories (1)").select_option(label="Noa Pellerin")
    page.get_by_role("button", name="Ines Caldera leaves").click()
    page = room.begins(room.noa)
    row = listed(page, "Assigned to you")
    expect(row).to_contain_text("Night boat stays")
    row.get_by_role("link").first.click()
    expect(page.locator("#id_standfirst")).to_have_value("More tomorrow.")
    room.says("Adam Nunes assigned the story to Noa Pellerin")
    room.readers_have("39 voted for it, and not 38.")
    expect(room.reader.locator("main")).not_to_contain_text("More tomorrow.")
