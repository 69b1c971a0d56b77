"""A story's whole way in a browser: written, edited, published, read, updated, corrected and withdrawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect

from articles.models import Article, Correction, PublishedArticle
from articles.policy import Role
from tests import factories
from tests.browsing import act, confirm, note, save

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a long password"
TIME = r"[A-Z][a-z]+ \d+(st|nd|rd|th), \d{4} at \d\d:\d\d IST"
PHONE, LAPTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@contextmanager
def somebody(
    browser: Browser, address: str, user: User | None = None, size: dict[str, int] = LAPTOP
) -> Iterator[Page]:
    """A browser of their own; any complaint in its console fails the test."""
    context = browser.new_context(base_url=address, viewport=size)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    if user is not None:
        page.goto("/desk/")
        page.get_by_label("Username").fill(user.username)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
    yield page
    context.close()
    complaints = [
        text for text in complaints if "410" not in text
    ]  # a page that is gone says so in the console
    assert complaints == []


def write_in(page: Page, text: str) -> None:
    page.locator(".ProseMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def choose(page: Page, container: str, text: str) -> None:
    """Pick from one of the admin's searching selects."""
    page.locator(f"{container} .select2-selection").click()
    page.locator(".select2-search__field").last.fill(text)
    page.locator(".select2-results__option", has_text=text).first.click()


def test_a_story_goes_from_the_keyboard_to_the_reader(browser: Browser, live_server) -> None:
    city = factories.section("City")
    image = factories.picture(caption="The tank farm at the quay.", alt_text="Four tanks and a crane")
    factories.topic("Ferries")
    ines, noa, emil = (
        factories.user(Role.REPORTER, name="Ines Caldera"),
        factories.user(Role.COPY_EDITOR, sections=(city,), name="Noa Pellerin"),
        factories.user(Role.SECTION_EDITOR, sections=(city,), name="Emil Arrante"),
    )
    factories.reporter("Ines Caldera", user=ines)
    address = live_server.url

    with somebody(browser, address, ines) as desk:
        desk.goto("/desk/articles/article/add/")
        desk.locator("#id_kicker").fill("Harbour")
        desk.locator("#id_headline").fill("Crews vote to keep the night boat")
        desk.locator("#id_standfirst").fill("After three hours the count stood at 38 to 36.")
        write_in(desk, "The night boat will keep running, crews decided on Sunday.")
        desk.keyboard.press("Enter")
        desk.keyboard.type("The result surprised both sides.")
        desk.locator("#id_section").select_option(label="City")
        desk.get_by_role("button", name="Choose picture").click()
        desk.get_by_role("dialog").get_by_text("The tank farm at the quay.").first.click()
        desk.get_by_text("Add another byline").click()
        choose(desk, "#bylines-0", "Ines Caldera")
        sources = desk.locator("summary", has_text="Sources")
        sources.click()
        desk.get_by_text("Add a source").click()
        choose(desk, "#sources-0", "Meridian Press")
        save(desk)
        act(desk, "submit")
        note(desk, "Submitted. An editor takes it from here.")

    article = Article.objects.get()
    with somebody(browser, address, noa) as desk:
        desk.goto("/desk/")
        desk.get_by_role("link", name="Crews vote to keep the night boat").first.click()
        act(desk, "take")
        write_in(desk, " A recount was refused.")
        save(desk)

    with somebody(browser, address, emil) as desk:
        desk.goto(f"/desk/articles/article/{article.pk}/change/")
        act(desk, "approve")
        note(desk, "Approved. It can be published.")
        act(desk, "publish")
        confirm(desk, "Publish")
        note(desk, "Published.")

    path = PublishedArticle.objects.get().path
    for size in (PHONE, LAPTOP):
        with somebody(browser, address, size=size) as reader:
            reader.goto(path)
            text = reader.locator("main").inner_text()
            in_order = [
                "City",
                "Harbour",
                "Crews vote to keep the night boat",
                "After three hours the count stood at 38 to 36.",
                "Reported by",
                "Ines Caldera",
                "Published",
                "The tank farm at the quay.",
                "Image: MP | Image: Self",
                "The night boat will keep running, crews decided on Sunday.",
                "The result surprised both sides. A recount was refused.",
                "(Inputs from Meridian)",
            ]
            assert positions(text, in_order) == sorted(positions(text, in_order))
            assert re.search(rf"Published {TIME}", flat(text))
            assert "Updated" not in text
            assert image.alt_text == reader.locator("main img").first.get_attribute("alt")
            assert reader.locator("main img").first.evaluate("img => img.complete && img.naturalWidth > 0")
            assert reader.evaluate("document.documentElement.scrollWidth") <= size["width"]
            assert reader.context.cookies() == []

    with somebody(browser, address, noa) as desk:
        desk.goto(f"/desk/articles/article/{article.pk}/change/")
        # A copy editor only reads a draft, so this is no button of a form.
        desk.get_by_role("link", name="Start editing").click()
        confirm(desk, "Start editing")
        write_in(desk, " The line carries 400 people a night.")
        save(desk)
    with somebody(browser, address, emil) as desk:
        desk.goto(f"/desk/articles/article/{article.pk}/change/")
        act(desk, "approve")
        act(desk, "publish")
        confirm(desk, "Publish")
        note(desk, "Published.")
    with somebody(browser, address) as reader:
        reader.goto(path)
        assert re.search(rf"Updated {TIME}", flat(reader.locator("main").inner_text()))
        expect(reader.get_by_text("The line carries 400 people a night.")).to_be_visible()

    with somebody(browser, address, emil) as desk:
        desk.goto(f"/desk/articles/article/{article.pk}/act/append_correction/")
        desk.locator("#id_note").fill("An earlier version gave the count as 39 to 36.")
        desk.get_by_role("button", name="Add a correction").click()
        expect(desk.get_by_text("The correction is with the story.")).to_be_visible()
    with somebody(browser, address) as reader:
        reader.goto(path)
        text = flat(reader.locator("main").inner_text())
        assert "An earlier version gave the count as 39 to 36." in text
    assert Correction.objects.get().kind == "correction"

    with somebody(browser, address, emil) as desk:
        desk.goto(f"/desk/articles/article/{article.pk}/act/withdraw/")
        desk.locator("#id_note").fill("The union has withdrawn its statement.")
        desk.get_by_role("button", name="Withdraw").click()
        expect(
            desk.get_by_text("Withdrawn. Whoever follows a link to it reads that it is gone.")
        ).to_be_visible()
    with somebody(browser, address) as reader:
        response = reader.goto(path)
        assert response is not None
        assert response.status == 410
        expect(reader.get_by_text("The union has withdrawn its statement.")).to_be_visible()
        assert "night boat" not in reader.content()


def flat(text: str) -> str:
    return " ".join(text.split())


def positions(text: str, words: list[str]) -> list[int]:
    """Where each stands, in letters of any case; looking on from the one before, so that repeats do not confuse."""
    found, start = [], 0
    for word in words:
        place = flat(text).lower().find(flat(word).lower(), start)
        assert place >= 0, f"“{word}” is not on the page, or not after what comes before it: {flat(text)}"
        found.append(place)
        start = place
    return found
