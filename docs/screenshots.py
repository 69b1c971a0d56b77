"""Takes the pictures of README.md and docs/editors.md from a demo that has just been started.

Run `make demo`, then `.venv/bin/python -m docs.screenshots`. It begins a translation and writes into a story, so it
asks for a new demo (`rm -r var/demo`) when it is run again. Needs Chromium; CHROMIUM names one
that is not found by itself.
"""

from __future__ import annotations

import argparse
import io
import re
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests import chromium

HERE = Path(__file__).resolve().parent
PASSWORD = "night-ferry-to-pelane"  # noqa: S105 # of the demo, printed by make demo
LAPTOP = {"width": 1280, "height": 1180}
SCREEN = {"width": 1280, "height": 760}
PHONE = {"width": 390, "height": 844}
LARGEST, LARGEST_OF_HANDBOOK = 200_000, 60_000
RETURNED = "Six hundred ask for a crossing"
LINE_4 = "Line 4 to run through the night"


class Newsroom:
    """The demo in a browser: opens pages as somebody, and keeps pictures of them."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address

    def page(self, size: dict[str, int], *, scale: float = 1) -> Page:
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": size["width"], "height": size["height"]},
            device_scale_factor=scale,
            color_scheme="light",
            reduced_motion="reduce",
        )
        return context.new_page()

    def close(self) -> None:
        """Nobody has a story open any more: its page would say so in the next picture."""
        for context in self.browser.contexts:
            context.close()

    def desk(self, user: str, size: dict[str, int] = SCREEN, *, scale: float = 1) -> Page:
        page = self.page(size, scale=scale)
        page.goto("/desk/")
        page.get_by_label("Username").fill(user)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        expect(page.locator("#user-tools")).to_be_visible()
        close_the_tour(page)
        return page

    def story(self, user: str, headline: str, size: dict[str, int] = SCREEN, *, scale: float = 1) -> Page:
        page = self.desk(user, size, scale=scale)
        page.get_by_role("link", name=headline).first.click()
        page.locator(".ProseMirror").wait_for()
        return page


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("address", nargs="?", default="http://127.0.0.1:8000", help="Where the demo runs.")
    address = arguments.parse_args().address.rstrip("/")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.PROGRAM, args=chromium.FLAGS)
        newsroom = Newsroom(browser, address)
        for take in (*OF_README, *OF_HANDBOOK):
            take(newsroom)
            newsroom.close()
        browser.close()


# The README


def front_page_and_story(newsroom: Newsroom) -> None:
    front = newsroom.page(LAPTOP)
    front.goto("/")
    keep(front, "front-page")
    phone = newsroom.page(PHONE, scale=2)
    phone.goto(str(front.locator("main h2 a, main h3 a").first.get_attribute("href")))
    keep(phone, "story-on-a-phone")


def writing_desk(newsroom: Newsroom) -> None:
    keep(newsroom.story("emil", LINE_4, LAPTOP), "writing-desk")


# The handbook, in the order in which its pictures change the demo


def first_page(newsroom: Newsroom) -> None:
    keep(newsroom.desk("emil"), "editors/first-page")


def board(newsroom: Newsroom) -> None:
    desk = newsroom.desk("emil")
    desk.get_by_role("link", name="Board", exact=True).click()
    keep(desk, "editors/board")


def report_of_an_error(newsroom: Newsroom) -> None:
    desk = newsroom.desk("emil")
    desk.get_by_role("link", name="Corrections desk").first.click()
    desk.get_by_role("link", name="The union’s text says").click()
    keep(desk, "editors/report")


def picture_in_a_story(newsroom: Newsroom) -> None:
    desk = newsroom.desk("ines")
    desk.get_by_role("link", name="New story").click()
    desk.locator(".ProseMirror").click()
    desk.get_by_role("button", name="Picture", exact=True).click()
    dialog = desk.locator("dialog[open]")
    dialog.get_by_text("A ballot box").first.click()
    expect(dialog.get_by_role("button", name="Place picture")).to_be_visible()
    dialog.locator("img").first.evaluate("picture => picture.decode()")
    keep(desk, "editors/picture", dialog)


def publishing(newsroom: Newsroom) -> None:
    desk = newsroom.story("emil", "Branch libraries to open")
    desk.get_by_role("button", name="Publish", exact=True).click()
    keep(desk, "editors/publish", asked(desk))


def correcting(newsroom: Newsroom) -> None:
    desk = newsroom.story("emil", LINE_4)
    desk.get_by_role("button", name="Add a correction").click()
    keep(desk, "editors/correction", asked(desk))


def history_and_comparison(newsroom: Newsroom) -> None:
    desk = newsroom.story("emil", LINE_4)
    desk.get_by_role("link", name="History").click()
    keep(desk, "editors/history")
    desk.get_by_role("link", name="Compare what readers have with the newest").click()
    keep(desk, "editors/compare")


def front(newsroom: Newsroom) -> None:
    desk = newsroom.desk("marguerite")
    desk.goto("/desk/articles/front/home/")
    keep(desk, "editors/front")


def live_desk_on_a_phone(newsroom: Newsroom) -> None:
    desk = newsroom.desk("marguerite", PHONE, scale=1.5)
    desk.goto("/desk/articles/article/?type=live")
    desk.get_by_role("link", name="Freighter is towed").click()
    desk.get_by_role("link", name="Live desk").click()
    expect(desk.get_by_role("button", name="Post", exact=True)).to_be_visible()
    keep(desk, "editors/live-desk")


def returned_on_a_phone(newsroom: Newsroom) -> None:
    reporter = newsroom.story("ines", RETURNED, PHONE, scale=1.5)
    keep(reporter, "editors/returned")


def the_line_is_dead(newsroom: Newsroom) -> None:
    desk = newsroom.story("emil", "In praise of the bench")
    desk.context.set_offline(True)
    desk.locator(".ProseMirror p").first.click()
    desk.keyboard.press("End")
    desk.keyboard.type(" It was put there in 1931.")
    expect(desk.get_by_text("the server does not answer").first).to_be_visible(timeout=30_000)
    keep(desk, "editors/line-dead", height=560)


def two_texts(newsroom: Newsroom) -> None:
    mine, theirs = (newsroom.story(user, "Line 6 squeals") for user in ("emil", "noa"))
    for page, words in (
        (theirs, "Line 6 squeals again"),
        (mine, "Line 6 is loud again, and will be measured"),
    ):
        page.get_by_label("Headline", exact=True).fill(words)
        page.get_by_role("button", name="Save", exact=True).click()
        if page is theirs:
            expect(page.get_by_text("Saved at").first).to_be_visible()
    mine.get_by_role("button", name="Choose", exact=True).click()
    expect(mine.get_by_label("Theirs", exact=True)).to_be_focused()
    keep(mine, "editors/two-texts", height=640)


def translation(newsroom: Newsroom) -> None:
    desk = newsroom.story("emil", LINE_4)
    desk.get_by_role("link", name="New translation").click()
    desk.get_by_role("button", name="Begin the translation").click()
    desk.locator(".ProseMirror").wait_for()
    keep(desk, "editors/translation")


OF_README: tuple[Callable[[Newsroom], None], ...] = (front_page_and_story, writing_desk)
OF_HANDBOOK: tuple[Callable[[Newsroom], None], ...] = (
    first_page,
    board,
    report_of_an_error,
    picture_in_a_story,
    publishing,
    correcting,
    history_and_comparison,
    front,
    live_desk_on_a_phone,
    returned_on_a_phone,
    the_line_is_dead,
    two_texts,
    translation,
)


# Keeping them


def close_the_tour(page: Page) -> None:
    """Newcomers get it, and so does everybody in the demo. It would stand in every picture."""
    page.wait_for_load_state("networkidle")
    never = page.get_by_role("button", name="Never show again")
    if never.is_visible():
        never.click()


def asked(desk: Page) -> Locator:
    """What an act asks in front of its story."""
    dialog = desk.locator("dialog[open]")
    expect(dialog.get_by_role("button", name=re.compile("Back to the story"))).to_be_visible()
    return dialog


def keep(page: Page, name: str, part: Locator | None = None, *, height: int = 0) -> None:
    """As WebP, at the best quality that stays small enough for a page of text."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    if part is not None:
        shot = part.screenshot(animations="disabled", caret="hide")
    else:
        shot = page.screenshot(animations="disabled", caret="hide")
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    if height:
        picture = picture.crop((0, 0, picture.width, height))
    largest = LARGEST_OF_HANDBOOK if name.startswith("editors/") else LARGEST
    for quality in (90, 82, 74, 66, 58, 50, 42):
        buffer = io.BytesIO()
        picture.save(buffer, "WEBP", quality=quality, method=6)
        if buffer.tell() <= largest:
            break
    file = HERE / f"{name}.webp"
    file.write_bytes(buffer.getvalue())
    print(
        f"{file.relative_to(HERE.parent)}: {picture.width} × {picture.height}, {buffer.tell() / 1000:.0f} KB"
    )


if __name__ == "__main__":
    main()
