"""The list of stories in a browser: chosen by mouse and by keys, filtered by a name, on a laptop and on a phone."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from articles.acts import moving, plain_moves
from articles.models import Article, SavedFilter
from tests import factories
from tests.browsing import AXE, LAPTOP, PHONE, a_browser, barriers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = reverse("admin:articles_article_changelist")


def is_no_wider_than_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_stories_are_filtered_chosen_and_approved_together(browser: Browser, live_server) -> None:
    chief, ana = factories.chief(), factories.reporter("Ana Prado")
    for number in range(4):
        article = factories.story(headline=f"Harbour {number}", bylines=(ana,))
        moving.move(plain_moves.SUBMIT, article, by=article.created_by)
    factories.story(headline="Another", bylines=(factories.reporter("Rui Sol"),))
    SavedFilter.objects.create(owner=chief, name="Handed in", asked="state=submitted", shared="everybody")
    with a_browser(browser, live_server.url, chief, expected=AXE) as context:
        page = context.new_page()
        page.goto(LIST)
        page.locator(".story-fold summary").click()
        name = page.get_by_label("Reporter", exact=True)
        name.type("prad")
        expect(page.locator("datalist option[value='Ana Prado']")).to_be_attached()
        name.fill("Ana Prado")
        name.press("Enter")
        page.wait_for_url("**reporter=Ana+Prado**")
        boxes = page.locator("[name=story]")
        expect(boxes).to_have_count(4)
        expect(page.get_by_label("With the chosen stories:")).to_be_hidden()
        # Shift takes all between; the keys go from row to row.
        boxes.nth(0).click()
        boxes.nth(2).click(modifiers=["Shift"])
        expect(page.locator("[data-chosen]")).to_have_text("3 chosen")
        page.keyboard.press("j")
        page.keyboard.press("x")
        expect(page.locator("[data-chosen]")).to_have_text("4 chosen")
        page.keyboard.press("k")
        page.keyboard.press("x")
        expect(page.locator("[data-chosen]")).to_have_text("3 chosen")
        page.get_by_label("Choose all stories of this page").check()
        page.get_by_label("With the chosen stories:").select_option("approve")
        page.get_by_text("Save this filter").click()
        assert barriers(page) == []
        page.keyboard.press("Escape")
        assert barriers(page, phone=True) == []
        page.set_viewport_size(PHONE)
        assert is_no_wider_than_the_screen(page)
        page.set_viewport_size(LAPTOP)
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("heading", name="Approve")).to_be_visible()
        assert barriers(page) == []
        page.get_by_role("button", name="Approve").click()
        expect(page.get_by_role("heading", name="Approved: 4")).to_be_visible()
        page.get_by_role("link", name="Back to the list").click()
        page.wait_for_url("**reporter=**")
        page.goto(reverse("admin:articles_article_filters"))
        assert barriers(page, phone=True) == []
    assert Article.objects.filter(state="ready").count() == 4
