"""A card of the board is moved by drag and by keyboard, undone, and refused where somebody was quicker."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from articles.assigning import deciding
from articles.models import Article, Assignment, Section
from tests import factories
from tests.browsing import a_browser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def cell(page: Page, section: Section, days: int) -> Locator:
    day = timezone.localdate() + timedelta(days=days)
    return page.locator(f"tbody[data-row='{section.pk}'] td[data-day='{day}']")


def test_a_card_is_moved_by_drag_and_by_keyboard_and_put_back(browser: Browser, live_server) -> None:
    chief = factories.chief()
    city, sport = factories.section("City"), factories.section("Sport")
    article = factories.story(slugline="FERRY", section=city)
    with a_browser(browser, live_server.url, chief, expected="status of 409") as context:
        page = context.new_page()
        page.goto(reverse("admin:articles_article_board"))
        page.evaluate("window.isTheSamePage = true")
        card, said = page.locator(f"[data-card='{article.pk}']"), page.locator("[data-said]")
        card.drag_to(cell(page, sport, 2))
        expect(cell(page, sport, 2).locator(".card")).to_have_count(1)
        expect(said).to_contain_text("“FERRY” goes to Sport and is planned for")
        said.get_by_role("button", name="Undo").click()
        expect(page.locator(f"tbody[data-row='{city.pk}'] td[data-day='none'] .card")).to_have_count(1)
        # The arrow keys, from where it stands; the focus goes with the card.
        card.locator(".card-move").focus()
        page.keyboard.press("ArrowLeft")
        expect(cell(page, city, 6).locator(".card")).to_have_count(1)
        expect(card.locator(".card-move")).to_be_focused()
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowDown")
        expect(cell(page, sport, 5).locator(".card")).to_have_count(1)
        # Enter asks.
        page.keyboard.press("Enter")
        asked = page.get_by_role("dialog")
        asked.get_by_label("Day").select_option("none")
        asked.get_by_role("button", name="Move").press("Enter")
        expect(page.locator(f"tbody[data-row='{sport.pk}'] td[data-day='none'] .card")).to_have_count(1)
        article.refresh_from_db()
        assert (article.section, article.due, article.revision.number) == (sport, None, 4)
        assert Assignment.objects.filter(act=Assignment.Act.PLAN).count() == 5
        # Somebody else planned it meanwhile: nothing is overwritten, and the board shows what is so.
        tomorrow = timezone.now() + timedelta(days=1)
        deciding.plan(article, due=tomorrow, by=chief, base=article.assignment_id)
        card.drag_to(cell(page, sport, 0))
        expect(said).to_have_text(
            "Somebody was quicker: it was planned or assigned anew. Look at it, then decide again."
        )
        expect(cell(page, sport, 1).locator(".card")).to_have_count(1)
        # An idea, without leaving the page.
        page.get_by_role("textbox", name="New idea").fill("NIGHT-BUS")
        page.keyboard.press("Enter")
        expect(page.locator(".card-idea .slugline")).to_have_text("NIGHT-BUS")
        assert page.evaluate("window.isTheSamePage")
    assert Article.objects.get(slugline="NIGHT-BUS").created_by == chief


def test_what_the_server_does_not_answer_is_said_and_nothing_typed_goes(
    browser: Browser, live_server
) -> None:
    chief = factories.chief()
    factories.story(slugline="FERRY", section=factories.section("City"))
    with a_browser(browser, live_server.url, chief, expected="Failed to load resource") as context:
        page = context.new_page()
        page.goto(reverse("admin:articles_article_board"))
        card, said = page.locator(".card:has-text('FERRY')"), page.locator("[data-said]")
        idea = page.get_by_role("textbox", name="New idea")
        idea.fill("NIGHT-BUS")
        page.route("**/desk/**", lambda route: route.abort())
        card.locator(".card-move").focus()
        page.keyboard.press("ArrowLeft")
        expect(said).to_have_text("Nothing was moved: the server does not answer. Try again in a moment.")
        expect(card).not_to_have_attribute("aria-busy", "true")
        page.unroute("**/desk/**")
        # The move arrives, and the board that shows it does not: a page of errors comes in its place.
        page.route(
            "**/board/", lambda route: route.fulfill(status=502, content_type="text/html", body="<p>Later.")
        )
        page.keyboard.press("ArrowLeft")
        expect(said).to_contain_text("“FERRY” is planned for")
        expect(said).to_contain_text("Load the page again.")
        expect(idea).to_have_value("NIGHT-BUS")
        page.unroute("**/board/")
        # The next idea is typed while the one before is on its way.
        page.route("**/board/begin/", lambda route: (idea.fill("DAY-BUS"), route.continue_()))
        idea.press("Enter")
        expect(page.locator(".card-idea .slugline")).to_have_text("NIGHT-BUS")
        expect(idea).to_have_value("DAY-BUS")
        page.unroute("**/board/begin/")
        idea.press("Enter")
        expect(page.locator(".card-idea .slugline")).to_have_count(2)
