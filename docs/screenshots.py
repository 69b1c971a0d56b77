"""Takes the pictures of README.md from a running demo: `make demo`, then `.venv/bin/python -m docs.screenshots`.

Needs Chromium; CHROMIUM names one that is not found by itself.
"""

from __future__ import annotations

import argparse
import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests import chromium

HERE = Path(__file__).resolve().parent
USER, PASSWORD = "emil", "night-ferry-to-pelane"  # as make demo prints them
LAPTOP = {"width": 1280, "height": 1180}
PHONE = {"width": 390, "height": 844}
LARGEST = 200_000


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("address", nargs="?", default="http://127.0.0.1:8000", help="Where the demo runs.")
    address = arguments.parse_args().address.rstrip("/")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.PROGRAM, args=chromium.FLAGS)
        front = opened(browser, address, LAPTOP)
        front.goto("/")
        keep(front, "front-page")
        story = str(front.locator("main h2 a, main h3 a").first.get_attribute("href"))
        desk = opened(browser, address, LAPTOP)
        log_in(desk)
        desk.get_by_role("link", name="Line 4 to run through the night").first.click()
        desk.locator(".ProseMirror").wait_for()
        keep(desk, "writing-desk")
        phone = opened(browser, address, PHONE, scale=2)
        phone.goto(story)
        keep(phone, "story-on-a-phone")
        browser.close()


def opened(browser: Browser, address: str, size: dict[str, int], *, scale: int = 1) -> Page:
    context = browser.new_context(
        base_url=address,
        viewport={"width": size["width"], "height": size["height"]},
        device_scale_factor=scale,
        color_scheme="light",
        reduced_motion="reduce",
    )
    return context.new_page()


def log_in(page: Page) -> None:
    page.goto("/desk/")
    page.get_by_label("Username").fill(USER)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def keep(page: Page, name: str) -> None:
    """As WebP, at the best quality that stays small enough for a page of text."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
    for quality in (90, 82, 74, 66, 58):
        buffer = io.BytesIO()
        picture.save(buffer, "WEBP", quality=quality, method=6)
        if buffer.tell() <= LARGEST:
            break
    file = HERE / f"{name}.webp"
    file.write_bytes(buffer.getvalue())
    print(
        f"{file.relative_to(HERE.parent)}: {picture.width} × {picture.height}, {buffer.tell() / 1000:.0f} KB"
    )


if __name__ == "__main__":
    main()
