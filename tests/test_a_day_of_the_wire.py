"""Wire copy's whole way in a browser: dropped in, read, taken, held by its embargo, corrected, published, killed."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route, expect

from articles.incoming import fetching, folders
from articles.models import Article, PublishedArticle, WireAlarm, WireFeed
from articles.policy import Role
from tests import factories, wires
from tests.browsing import a_browser, act, confirm, look_again, note

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIX = "Six people died when the ferry sank off the coast, the police said."
NINE = SIX.replace("Six", "Nine")
VOTE = "The council had voted on Tuesday to run ferries all night."


def drop(feed: WireFeed, folder: Path, version: int, *paragraphs: str, **said: Any) -> None:
    """The agency's program puts a file into the folder, and the worker looks there."""
    facts = {
        "uri": "urn:meridian:ferry",
        "type": "text",
        "version": str(version),
        "versioncreated": f"2026-11-29T10:{version:02}:00+00:00",
        "pubstatus": "usable",
        "headline": "Ferry sinks off Porto",
        "slugline": "FERRY-SINKS",
        "language": "en",
        "body_xhtml": "".join(f"<p>{one}</p>" for one in paragraphs),
    }
    (folder / f"{version}.json").write_text(json.dumps(facts | said))
    now = timezone.now() + folders.SETTLED + timedelta(seconds=1)
    assert fetching.fetch(feed, now) == 1


def form(page: Page, story: Article) -> None:
    page.goto(f"/desk/articles/article/{story.pk}/change/")
    expect(page.locator(".ProseMirror")).to_be_visible()


def test_wire_copy_goes_from_the_folder_to_readers_and_away_again(
    browser: Browser, live_server: Any, settings: Any, tmp_path: Path
) -> None:
    settings.WIRE_FOLDER = tmp_path
    folder = tmp_path / "meridian"
    folder.mkdir()
    feed = wires.feed(way="folder", folder="meridian", digest="")
    editor = factories.user(Role.SECTION_EDITOR, sections=(factories.section("City"),))
    wire, chief = factories.user(Role.WIRE_DESK, name="Ana Reis"), factories.user(Role.EDITOR_IN_CHIEF)
    factories.reporter("Ana Reis", user=wire)

    with a_browser(browser, live_server.url, wire) as context:
        desk = context.new_page()
        desk.goto("/desk/")
        desk.get_by_role("link", name="Wire", exact=True).click()
        expect(desk.get_by_text("Nothing has come in yet.")).to_be_visible()
        until = (timezone.now() + timedelta(hours=6)).isoformat()
        drop(feed, folder, 1, VOTE, SIX, embargoed=until)
        # The page that stays open says so, and shows it when asked; what is answered late says nothing any more.
        late: list[Route] = []
        desk.route("**/wire/newer/**", lambda route: late.append(route), times=1)
        look_again(desk)
        look_again(desk)
        new = desk.get_by_role("button", name="1 new: show it")
        new.click()
        expect(desk.locator(".wire-row")).to_contain_text("Embargo until")
        with desk.expect_response("**/wire/newer/**"):
            late.pop().continue_()
        expect(new).to_have_count(0)
        desk.keyboard.press("j")
        desk.keyboard.press("Enter")
        expect(desk.locator("#wire-pane")).to_contain_text(SIX)
        desk.get_by_label("Section").select_option(label="City")
        desk.get_by_role("button", name="Begin a story").click()
        expect(desk.locator(".ProseMirror")).to_contain_text(SIX)
        act(desk, "submit")
        note(desk, "Submitted. An editor takes it from here.")

    story = Article.objects.get()
    with a_browser(browser, live_server.url, chief) as context:
        desk = context.new_page()
        form(desk, story)
        act(desk, "approve")
        expect(desk.locator("#why-publish")).to_contain_text("It is under embargo until")

    drop(feed, folder, 2, VOTE, NINE, signal=[{"code": "correction"}])
    with a_browser(browser, live_server.url, editor) as context:
        desk = context.new_page()
        desk.goto("/desk/")
        desk.locator(".waiting-list", has_text="Wire copy changed").get_by_role("link").first.click()
        expect(desk.locator("del")).to_have_text("Six")
        desk.get_by_role("button", name="Take over").click()
        expect(desk.locator(".ProseMirror")).to_contain_text(NINE)

    with a_browser(browser, live_server.url, chief) as context:
        desk = context.new_page()
        form(desk, story)
        # The agency's embargo went with its new version; that of the story is lifted by the editor-in-chief alone.
        act(desk, "lift_embargo")
        confirm(desk, "Lift the embargo")
        act(desk, "approve")
        act(desk, "publish")
        confirm(desk, "Publish")
        note(desk, "Published.")

    path = PublishedArticle.objects.get().path
    with a_browser(browser, live_server.url) as context:
        reader = context.new_page()
        reader.goto(path)
        for words in ("Ferry sinks off Porto", "Ana Reis", VOTE, NINE, "(Inputs from Meridian)"):
            expect(reader.locator("main")).to_contain_text(words)

    drop(feed, folder, 3, "Kill this story.", pubstatus="canceled", signal=[{"code": "kill"}])
    with a_browser(browser, live_server.url, chief) as context:
        desk = context.new_page()
        desk.goto("/desk/")
        alarm = desk.get_by_role("alert")
        expect(alarm).to_contain_text("Killed by the agency, and used here")
        alarm.get_by_role("link").click()
        desk.get_by_role("link", name="Withdraw").click()
        desk.locator("#id_note").fill("The agency has killed its copy.")
        desk.get_by_role("button", name="Withdraw").click()
        expect(desk.get_by_text("Withdrawn").first).to_be_visible()
        desk.goto("/desk/")
        desk.get_by_role("alert").get_by_role("link").click()
        desk.get_by_role("button", name="The story was withdrawn").click()
        desk.goto("/desk/")
        expect(desk.get_by_role("alert")).to_have_count(0)

    with a_browser(browser, live_server.url, expected="410") as context:
        reader = context.new_page()
        answer = reader.goto(path)
        assert answer is not None
        assert answer.status == 410
        expect(reader.locator("body")).not_to_contain_text(NINE)
    assert {alarm.how for alarm in WireAlarm.objects.all()} == {"taken", "withdrawn"}
