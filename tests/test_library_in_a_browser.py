"""The picture library in a browser: by keyboard, by the dozen, and with nothing in the way of anybody."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, Route, expect

from articles.policy import Role
from media.admin import likeness
from media.intake import uploads
from media.models import Image
from tests import factories
from tests.browsing import GRID, PHONE, a_browser, barriers, drop, log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# Counts the uploads that are under way, and keeps the highest number.
MOST_AT_ONCE = """() => {
  window.most = 0;
  let now = 0;
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (body) {
    now += 1;
    window.most = Math.max(window.most, now);
    this.addEventListener("load", () => (now -= 1));
    send.call(this, body);
  };
}"""
PLACES = """[...document.querySelectorAll('.picture-card')].map(
  (one) => JSON.stringify(one.getBoundingClientRect()),
)"""


@pytest.fixture
def pia() -> User:
    return factories.user(Role.PICTURE_EDITOR, name="Pia Ramos")


def focused(page: Page) -> str:
    return str(
        page.evaluate("document.activeElement.closest('.picture-card')?.innerText.split('\\n')[0] ?? ''")
    )


def test_the_grid_is_browsed_by_keyboard(browser: Browser, live_server, pia: User) -> None:
    for number in range(1, 6):
        factories.picture(caption=f"Boat {number}")
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, pia)
        page.set_viewport_size({"width": 800, "height": 900})
        page.goto(GRID)
        page.locator(".picture-card-link").first.focus()
        assert focused(page) == "Boat 5"
        columns = page.evaluate(
            "getComputedStyle(document.querySelector('.library-grid')).gridTemplateColumns.split(' ').length"
        )
        assert columns == 3
        for key, title in [
            ("ArrowRight", "Boat 4"),
            ("ArrowDown", "Boat 1"),
            ("ArrowDown", "Boat 1"),
            ("ArrowUp", "Boat 4"),
            ("ArrowLeft", "Boat 5"),
            ("ArrowLeft", "Boat 5"),
            ("End", "Boat 1"),
            ("Home", "Boat 5"),
        ]:
            page.keyboard.press(key)
            assert focused(page) == title, key
        page.keyboard.press(" ")
        page.keyboard.press("ArrowRight")
        page.keyboard.press(" ")
        expect(page.locator("[data-selected]")).to_have_text("2 selected")
        # One stop for Tab with its box, then what stands behind the grid.
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        assert focused(page) == ""
        page.keyboard.press("/")
        expect(page.get_by_role("searchbox")).to_be_focused()
        page.keyboard.type("boat 3")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.locator(".picture-card")).to_have_count(1)
        page.locator(".picture-card-link").focus()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/\d+/change/"))


def test_ten_pictures_are_dropped_and_their_captions_fixed_together(
    browser: Browser, live_server, pia: User
) -> None:
    files = [factories.picture_file(f"dsc_{number}.jpg") for number in range(10)]
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, pia)
        page.goto(GRID)
        page.get_by_role("button", name="Upload pictures").click()
        page.get_by_label("Name", exact=True).fill("Ana Prado")
        page.evaluate(MOST_AT_ONCE)
        drop(page, *files)
        expect(page.locator(".bringing-row")).to_have_count(10)
        expect(page.locator("[data-bringing-status]")).to_have_text("10 in the library", timeout=60_000)
        assert page.evaluate("most") == 3
        assert Image.objects.count() == 10
        assert {image.credit_line for image in Image.objects.all()} == {"Image: Ana Prado"}
        expect(page.locator(".bringing-thumbnail img")).to_have_count(10)
        with page.expect_navigation():
            page.get_by_role("link", name="Caption these 10 together").click()
        for number, caption in enumerate(page.get_by_label("Caption").all()):
            caption.fill(f"Boat {number} at the quay.")
        page.get_by_label("Place").fill("Almadrel")
        with page.expect_navigation():
            page.get_by_role("button", name="See what changes").click()
        expect(page.locator(".together-row")).to_have_count(10)
        assert not Image.objects.filter(place="Almadrel").exists()
        with page.expect_navigation():
            page.get_by_role("button", name="Change 10 pictures").click()
        expect(page.locator(".messagelist")).to_have_text("Changed 10 pictures.")
        assert Image.objects.filter(place="Almadrel", caption__startswith="Boat").count() == 10


def test_each_file_has_its_own_answer_and_what_failed_is_tried_again(
    browser: Browser, live_server, pia: User
) -> None:
    known = factories.picture_file("known.jpg")
    uploads.accept(known, by=pia, filename="known.jpg", caption="The one we have")
    Image.objects.update(difference_hash=None)  # a plain colour looks like any other
    known.seek(0)
    text = factories.picture_file("letter.jpg")
    text.file.seek(0)
    text.file.truncate()
    text.file.write(b"Dear editor")
    text.file.seek(0)
    with a_browser(browser, live_server.url, expected="40[09]|ERR_FAILED|Failed to load") as context:
        page = context.new_page()
        log_in(page, pia)
        page.goto(GRID)
        failing = [True]

        def once(route: Route) -> None:
            if (
                route.request.method == "POST"
                and b"good.jpg" in (route.request.post_data_buffer or b"")
                and failing
            ):
                failing.clear()
                route.abort()
            else:
                route.continue_()

        page.route("**/upload/", once)
        drop(page, known, text, factories.picture_file("good.jpg"))
        row = page.locator(".bringing-row")
        expect(row.nth(0)).to_contain_text("This picture is already in the library. Use the one we have.")
        expect(row.nth(1)).to_contain_text("This is no picture that the library knows.")
        expect(row.nth(2)).to_contain_text("The desk could not be reached.")
        expect(page.locator("[data-bringing-status]")).to_have_text("1 here already, 2 not taken")
        page.get_by_role("button", name="Try again").click()
        expect(row.nth(2)).to_contain_text("It has no credit.")
        assert set(Image.objects.values_list("filename", flat=True)) == {"known.jpg", "good.jpg"}


def test_a_picture_that_looks_like_ours_is_kept_or_taken_back(
    browser: Browser, live_server, pia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = factories.picture(caption="The one we have")
    like_ours = Image.objects.filter(pk=ours.pk).with_rights().with_jpegs()
    monkeypatch.setattr(likeness, "alike", lambda image: like_ours.all())
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, pia)
        page.goto(GRID)
        drop(page, factories.picture_file("one.jpg"), factories.picture_file("two.jpg"))
        row = page.locator(".bringing-row")
        for number in (0, 1):
            expect(row.nth(number)).to_contain_text("Looks like what the library has")
        assert barriers(page, phone=True) == []
        row.nth(0).get_by_role("button", name="Use the one we have: The one we have").click()
        expect(row.nth(0)).to_contain_text("The one we had is used; the new one is gone.")
        row.nth(1).get_by_role("button", name="Keep both").click()
        expect(page.locator("[data-bringing-status]")).to_have_text("1 in the library, 1 here already")
        names = set(Image.objects.exclude(pk=ours.pk).values_list("filename", flat=True))
        assert len(names) == 1


def test_nothing_stands_in_the_way_in_the_library(browser: Browser, live_server, pia: User) -> None:
    images = [factories.picture(), factories.picture(credited=False), factories.picture(warnings=["Place"])]
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, pia)
        page.goto(GRID)
        assert barriers(page, phone=True) == []
        page.locator(".library-filters summary").click()
        page.get_by_role("button", name="Upload pictures").click()
        for box in page.locator("[name=picture]").all():
            box.check(force=True)
        assert barriers(page, phone=True) == []
        page.goto(f"{GRID}?rights=no&q=harbour")
        assert barriers(page) == []
        page.goto(f"{GRID}together/?" + "&".join(f"picture={image.pk}" for image in images))
        assert barriers(page, phone=True) == []
        page.get_by_label("Place").fill("Almadrel")
        page.get_by_role("button", name="See what changes").click()
        assert barriers(page, phone=True) == []


@pytest.mark.parametrize("width", [390, 820, 1600])
def test_nothing_in_the_grid_jumps_or_is_wider_than_the_screen(
    browser: Browser, live_server, pia: User, width: int
) -> None:
    for _ in range(5):
        factories.picture()
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        log_in(page, pia)
        page.set_viewport_size({"width": width, "height": PHONE["height"]})
        held: list[Route] = []
        holding = [True]
        page.route("**/rendition/**", lambda route: held.append(route) if holding else route.continue_())
        page.goto(GRID, wait_until="domcontentloaded")
        for _ in range(20):
            if held:
                break
            page.wait_for_timeout(100)
        before = page.evaluate(PLACES)
        holding.clear()
        for route in held:
            route.continue_()
        page.wait_for_load_state("networkidle")
        assert page.evaluate(PLACES) == before
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wider) == 0
