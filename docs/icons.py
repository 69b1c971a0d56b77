"""Draws the paper's icons from `static/site/favicon.svg`: `.venv/bin/python -m docs.icons`, once that has changed.

Telephones and the manifest want pixels on a ground of their own. What a launcher cuts off is left free: the mark
keeps to the middle four fifths. Needs Chromium; CHROMIUM names one that is not found by itself.
"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests import chromium

STATIC = Path(__file__).resolve().parent.parent / "static" / "site"
PAPER = "#fdfbf7"
SIZES = {"touch-icon": 180, "icon-192": 192, "icon-512": 512}


def main() -> None:
    drawing = (STATIC / "favicon.svg").read_text()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.PROGRAM, args=chromium.FLAGS)
        for name, size in SIZES.items():
            page = browser.new_page(viewport={"width": size, "height": size}, color_scheme="light")
            page.set_content(
                f"<body style='margin:0;background:{PAPER};display:grid;place-items:center;height:{size}px'>"
                f"<div style='width:{round(size * 0.72)}px'>{drawing}</div></body>"
            )
            shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            shot.quantize(32).save(STATIC / f"{name}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main()
