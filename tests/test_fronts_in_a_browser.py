"""An editor arranges a front in a browser: by keyboard and by hand, looks at it at a time, schedules, releases."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from articles.composing.arrangement import Arrangement, Pin, Zone
from articles.fronts import versions
from articles.models import Front, FrontMove, PublishedArticle
from tests import factories
from tests.browsing import AXE, a_browser, barriers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOME = "/desk/articles/front/home/"


def pinned(page: Page, zone: int) -> list[str]:
    return page.locator(f"[data-zone='{zone}'] .is-pinned > .zone-words > .headline").all_inner_texts()


def test_an_editor_arranges_schedules_and_releases_a_front(browser: Browser, live_server) -> None:
    chief = factories.chief()
    one, two, three = (factories.live_story(headline=f"Story {name}") for name in ("one", "two", "three"))
    ready = factories.ready(factories.story(headline="Story to come"))
    zones = (
        Zone(1, "lead", "front", 4, pins=(Pin(one.pk), Pin(two.pk))),
        Zone(2, "recent", "hours", 4, title="Most recent"),
    )
    versions.save(None, Arrangement(zones), base=None, by=chief)
    with a_browser(browser, live_server.url, chief, expected=AXE) as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(HOME)

        # By keyboard: the focus stays with the story that moves.
        up = page.get_by_role("button", name="Move Story two up")
        up.focus()
        page.keyboard.press("Enter")
        expect(page.locator("[data-said]")).to_have_text("Story two: place 1 in Lead")
        assert pinned(page, 1) == ["Story two", "Story one"]
        expect(up).to_be_focused()
        expect(page.get_by_text("What you see here is not saved.")).to_be_visible()

        # By hand, into another zone.
        grip = page.locator(f"[data-pin='{one.pk}'] [data-grip]")
        grip.drag_to(page.locator("[data-zone='2'] .zone-head"), steps=8)  # type: ignore[call-arg]
        expect(page.locator(f"[data-zone='2'] [data-pin='{one.pk}']")).to_be_visible()
        assert (pinned(page, 1), pinned(page, 2)) == (["Story two"], ["Story one"])

        # A story is found and pinned, and gets a headline of its own.
        page.get_by_role("searchbox", name="Words in the headline, to pin to Lead").fill("to come")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Pin Story to come").click()
        expect(page.locator(f"[data-pin='{ready.pk}']")).to_contain_text("Ready")
        page.locator(f"[data-pin='{two.pk}'] summary").click()
        page.locator(f"#p{two.pk}-headline").fill("Said otherwise")
        assert barriers(page, phone=True) == []

        # As it will be, before anything is saved.
        at = timezone.localtime() + timedelta(hours=3)
        page.get_by_label("Day and time").fill(f"{at:%Y-%m-%dT%H:%M}")
        with context.expect_page() as opened:
            page.get_by_role("button", name="Preview at that time").click()
        preview = opened.value
        expect(preview.locator(".preview-bar")).to_contain_text(
            "Home, what you are arranging, as it will be on"
        )
        expect(preview.locator(".card-headline").first).to_have_text("Said otherwise")
        expect(preview.locator(".card-headline").nth(1)).to_have_text("Story to come")
        preview.close()

        page.get_by_role("button", name="Save and schedule").click()
        expect(page.locator(".messagelist")).to_contain_text("Version 2 goes live on")
        assert Front.objects.get().next is not None
        page.get_by_role("button", name="Take back").click()
        expect(page.locator(".messagelist")).to_contain_text("Taken back")

        page.get_by_role("button", name="Save and release…").click()
        expect(page.get_by_role("checkbox", name=re.compile("Story to come"))).to_be_checked()
        assert barriers(page, phone=True) == []
        page.get_by_role("button", name="Release", exact=True).click()
        expect(page.locator(".messagelist")).to_contain_text("Released: readers have version 2 and a story.")
        page.get_by_role("link", name="History").click()
        expect(page.locator(".log")).to_contain_text("released it with 1 story")
        assert barriers(page, phone=True) == []
        page.get_by_role("button", name="Compare").click()
        expect(page.locator(".front-changes")).to_contain_text("Lead: Story one → Story to come")
        page.goto("/desk/articles/front/")
        assert barriers(page, phone=True) == []

        page.goto("/")
        expect(page.locator(".card-headline").first).to_have_text("Said otherwise")
        expect(page.locator(".card-headline").nth(1)).to_have_text("Story to come")
        assert barriers(page, phone=True) == []
        assert complaints == []
    assert [move.act for move in FrontMove.objects.all()] == ["released", "taken_back", "scheduled"]
    assert PublishedArticle.objects.get(story_id=three.pk).headline == "Story three"


def test_a_front_is_arranged_without_javascript(browser: Browser, live_server) -> None:
    chief = factories.chief()
    one, two = (factories.live_story(headline=f"Story {name}") for name in ("one", "two"))
    versions.save(
        None,
        Arrangement((Zone(1, "lead", "front", 4, pins=(Pin(one.pk), Pin(two.pk))),)),
        base=None,
        by=chief,
    )
    with a_browser(browser, live_server.url, chief) as prepared:
        context = browser.new_context(
            base_url=live_server.url, java_script_enabled=False, storage_state=prepared.storage_state()
        )
        page = context.new_page()
        page.goto(HOME)
        page.get_by_role("button", name="Move Story two up").click()
        page.get_by_role("button", name="Save and put live").click()
        page.goto("/")
        assert page.locator(".card-headline").all_inner_texts() == ["Story two", "Story one"]
        context.close()


def test_an_arrangement_that_was_not_saved_is_offered_back(browser: Browser, live_server) -> None:
    chief = factories.chief()
    one, two = (factories.live_story(headline=f"Story {name}") for name in ("one", "two"))
    versions.save(
        None,
        Arrangement((Zone(1, "lead", "front", 4, pins=(Pin(one.pk), Pin(two.pk))),)),
        base=None,
        by=chief,
    )
    with a_browser(browser, live_server.url, chief) as context:
        page = context.new_page()
        page.goto(HOME)
        page.get_by_role("button", name="Move Story two up").press("Enter")
        expect(page.locator("[data-said]")).to_have_text("Story two: place 1 in Lead")
        page.wait_for_timeout(600)
        page.close()

        page = context.new_page()
        page.goto(HOME)
        expect(page.get_by_text("was not saved.")).to_be_visible()
        assert pinned(page, 1) == ["Story one", "Story two"]
        page.get_by_role("button", name="Put it back").click()
        expect(page.locator("[data-zone='1'] .is-pinned .headline").first).to_have_text("Story two")
        expect(page.get_by_text("What you see here is not saved.")).to_be_visible()
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator(".messagelist")).to_be_visible()
        page.wait_for_timeout(300)
        page.goto(HOME)
        assert pinned(page, 1) == ["Story two", "Story one"]
        page.wait_for_timeout(300)
        expect(page.get_by_role("button", name="Put it back")).to_have_count(0)
