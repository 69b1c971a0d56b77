"""Takes the README's pictures of the running demonstration: `.venv/bin/python docs/screenshots.py [ADDRESS]`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
ADDRESS = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# Printed by `make demo` for everybody.
EDITOR, PASSWORD = "emil", "night-ferry-to-pelane"


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1200, "height": 800}, base_url=ADDRESS)
        page.goto("/", wait_until="networkidle")
        page.screenshot(path=HERE / "front.png")
        page.goto("/desk/")
        page.get_by_label("Username").fill(EDITOR)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.goto("/desk/articles/article/?state__exact=ready")
        page.locator("#result_list a").first.click()
        page.locator(".ProseMirror").wait_for()
        page.wait_for_timeout(1500)
        page.screenshot(path=HERE / "desk.png")
        browser.close()


if __name__ == "__main__":
    main()
