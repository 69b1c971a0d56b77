"""Publishing in place, with few steps: from the first page, and from the form of a live story."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Frame, expect

from articles.acts import moving, plain_moves
from articles.models import Article, Front, PublishedArticle, State
from articles.policy import Role
from tests import factories
from tests.browsing import AXE, a_browser, barriers, log_in, note

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "<p>The counsil has agred to let the boats run.</p>"


def test_a_story_goes_out_from_the_first_page_and_a_typo_from_the_form(browser: Browser, live_server) -> None:
    ines, chief = factories.user(Role.REPORTER), factories.chief()
    waiting = factories.story(ines, headline="Ferries to run all night")
    moving.move(plain_moves.SUBMIT, waiting, by=ines)
    live = factories.live_story(headline="Boats for all", body=TEXT)
    factories.edit(live, ines, body=TEXT.replace("agred", "agreed"))
    loads: list[str] = []

    def count(frame: Frame) -> None:
        if frame.parent_frame is None:  # the phone beside the form has a page of its own
            loads.append(frame.url)

    with a_browser(browser, live_server.url, expected=AXE) as context:
        page = context.new_page()
        log_in(page, chief)
        page.goto("/desk/")
        page.on("framenavigated", count)
        dialog = page.get_by_role("dialog")
        # Approved and published from its row: two clicks and no page.
        row = page.get_by_role("listitem").filter(has_text="Ferries to run all night")
        row.get_by_role("link", name="Approve and publish").dblclick()  # which asks once
        expect(dialog.get_by_text("What readers will see")).to_be_visible()
        assert barriers(page, within="dialog[open]", phone=True) == []
        dialog.get_by_role("button", name="Approve and publish").click()
        expect(row.get_by_text("Published.")).to_be_visible()
        expect(dialog).to_have_count(0)
        assert loads == []
        # A typo: four clicks and one page until readers have it.
        page.get_by_role("link", name="Boats for all").first.click()
        text = page.locator(".ProseMirror p")
        text.dblclick(position={"x": 60, "y": 10})  # the second word
        page.keyboard.type("council ")
        page.get_by_role("button", name="Publish this change").click()
        expect(dialog.get_by_text("“council” instead of “counsil”")).to_be_visible()
        expect(dialog.get_by_label(re.compile("A minor change:"))).to_be_checked()
        expect(dialog.get_by_text("No new “Updated”")).to_be_visible()
        dialog.get_by_label(re.compile("A correction:")).check()
        dialog.get_by_label("What changed?").fill("It was misspelt.")
        expect(dialog.locator("[data-kind=correction]")).to_contain_text("It was misspelt.")
        dialog.get_by_label(re.compile("A minor change:")).check()
        dialog.get_by_role("button", name="Publish this change").click()
        note(page, "Published.")
        expect(page.get_by_role("button", name="Start editing")).to_be_visible()
        # From there to the top of the home page: two more clicks.
        page.get_by_role("link", name="Put on the home page").click()
        dialog.get_by_role("button", name="Put it there").click()
        note(page, "Readers find it first on: Home page.")
        assert len(loads) == 1
    public = PublishedArticle.objects.get(story_id=live.pk)
    assert ("council has" in public.body, public.updated_at) == (True, None)
    assert Article.objects.get(pk=waiting.pk).state == State.DRAFT
    front = Front.objects.get(section=None)
    assert front.live is not None
    assert front.live.content["zones"][0]["pins"][0]["story"] == live.pk
