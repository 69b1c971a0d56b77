"""In a browser: what axe finds, what is lost when text grows, and whether a keyboard gets everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
# By day every rule; by night those on what differs.
SCHEMES: dict[Literal["light", "dark"], dict[str, list[str]] | None] = {"light": None, "dark": COLOURS}
SCRIPTS = Path(__file__).resolve().parent
WIDE, PHONE, NARROW = 1280, 390, 320
HEIGHT = 900
# A wide window at 200 %: half as many of the units that style sheets count in.
ZOOMED = WIDE // 2
# https://www.w3.org/TR/WCAG22/#text-spacing
SPACED = """const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-bottom: 2em !important; }
`);
document.adoptedStyleSheets = [sheet];"""
LARGE = "document.documentElement.style.fontSize = '200%';"


def opened(browser: Browser, address: str) -> Page:
    context = browser.new_context(
        base_url=address,
        viewport={"width": WIDE, "height": HEIGHT},
        reduced_motion="reduce",
        ignore_https_errors=True,
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.add_init_script(path=SCRIPTS / "looking.js")
    return page


def barriers(page: Page, path: str) -> list[str]:
    """axe's own count, on a wide screen and a phone, by day and by night, which differ in nothing but colours."""
    page.goto(path)
    found = []
    for width in (WIDE, PHONE):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for scheme, rules in SCHEMES.items():
            page.emulate_media(color_scheme=scheme)
            found += [
                f"axe, {width} px, {scheme}: {broken['id']}: {node['html'][:160]}"
                for broken in Axe().run(page, options=rules).response["violations"]
                for node in broken["nodes"]
            ]
    page.emulate_media(color_scheme="light")
    return found


def losses(page: Page, path: str) -> list[str]:
    """What runs over the edge, is cut off or lies over something else, on a narrow screen and in larger text."""
    ways = {
        "320 px": (NARROW, ""),
        "200 % zoom": (ZOOMED, ""),
        "200 % text": (WIDE, LARGE),
        "200 % text on a phone": (PHONE, LARGE),
        "spaced text": (WIDE, SPACED),
        "spaced text on a phone": (PHONE, SPACED),
    }
    found = []
    for way, (width, change) in ways.items():
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.goto(path)
        if change:
            page.evaluate(f"() => {{ {change} }}")
        found += [f"{way}: {loss}" for loss in page.evaluate("() => looking.losses()")]
    return found


def unreachable(page: Page, path: str) -> list[str]:
    """What Tab does not reach, or reaches without showing it; and whether the way past the navigation works."""
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    page.goto(path)
    wanted = page.evaluate("() => looking.stops()")
    found, reached = [], set()
    for stop in tabbing(page, most=3 * len(wanted) + 30):
        reached.add(stop["number"])
        if not stop["seen"]:
            found.append(f"keyboard: focus does not show on {stop['what']}")
    found += [
        f"keyboard: Tab does not reach {what}" for number, what in enumerate(wanted) if number not in reached
    ]
    page.goto(path)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    if page.evaluate("() => document.activeElement.localName") != "main":
        found.append("keyboard: the first stop does not lead past the navigation")
    return found


def tabbing(page: Page, most: int) -> Iterator[dict[str, Any]]:
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate("() => looking.here()")
        if stop["end"]:
            return
        yield stop
