"""A browser at the desk or at the site, and what a test does in it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, WebError, expect

from articles.models import Article
from tests.chromium import PATIENCE

PASSWORD = "a long password"
SAVED = re.compile(r"^Saved \d\d:\d\d:\d\d$")
SECONDS = 1000
LAPTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
# As a new browser is told.
ON_A_LAPTOP: Any = {"viewport": LAPTOP}
ON_A_PHONE: Any = {"viewport": PHONE}
# axe would fetch every style sheet again, for a rule that is off, and cannot follow an @import.
EVERY_RULE = {"resultTypes": ["violations"], "preload": False}
# What another colour scheme can change.
COLOURS = {
    "resultTypes": ["violations"],
    "preload": False,
    "runOnly": {"type": "rule", "values": ["color-contrast"]},
}
# What axe brings about: it sets styles, which the policy refuses.
AXE = "Applying inline style"
GRID = "/desk/media/image/"
DROP = """([files, target]) => {
  const carried = new DataTransfer();
  for (const { name, data } of files) {
    const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
    carried.items.add(new File([bytes], name));
  }
  for (const type of ["dragover", "drop"]) {
    const event = new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: carried });
    document.querySelector(target).dispatchEvent(event);
  }
}"""
SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


# Browsers between two tests, by what they look at; each keeps our static files, and whatever of them it has compiled.
AT_REST: dict[tuple[Browser, str], list[BrowserContext]] = {}
NAMES_IN_A_PAGE = "() => Object.getOwnPropertyNames(window).sort()"
NAMES_AT_FIRST: dict[Browser, list[str]] = {}


@contextmanager
def a_browser(
    browser: Browser, address: str, user: User | None = None, *, expected: str = r"^$"
) -> Iterator[BrowserContext]:
    """One browser of one machine; a complaint in its console fails the test, unless the test brings it about."""
    at_rest = AT_REST.setdefault((browser, address), [])
    context = (
        at_rest.pop()
        if at_rest
        else browser.new_context(base_url=address, viewport=LAPTOP, reduced_motion="reduce")
    )
    context.set_default_timeout(PATIENCE * SECONDS)
    if browser not in NAMES_AT_FIRST:
        page = context.new_page()
        NAMES_AT_FIRST[browser] = page.evaluate(NAMES_IN_A_PAGE)
        page.close()
    if user is not None:
        context.add_cookies([session_of(user)])
    complaints: list[str] = []

    def on_console(told: ConsoleMessage) -> None:
        if told.type == "error":
            complaints.append(told.text)

    def on_error(error: WebError) -> None:
        complaints.append(str(error.error))

    context.on("console", on_console)
    context.on("weberror", on_error)
    yield context
    leave(context)
    context.remove_listener("console", on_console)
    context.remove_listener("weberror", on_error)
    if forget(context, address) == NAMES_AT_FIRST[browser]:
        at_rest.append(context)
    else:
        context.close()  # scripts that a test adds to every page cannot be taken away again
    assert [text for text in complaints if not re.search(expected, text)] == []


def leave(context: BrowserContext) -> None:
    """Close all pages; what the form of a story sends on leaving arrives, and no other page sends anything."""
    for page in context.pages:
        has_story = re.search(r"/desk/articles/article/(add|\d+/change)/", page.url)
        page.goto("about:blank")
        if has_story:
            page.wait_for_timeout(300)
    for page in context.pages:
        page.close()


def forget(context: BrowserContext, address: str) -> list[str]:
    """Let a browser forget whoever used it; returns what pages of it know from the start.

    Its files stay: an answer of ours is kept unasked only under a name that is made of what is in it.
    """
    context.unroute_all()
    context.set_offline(False)
    context.clear_permissions()
    context.clear_cookies()
    page = context.new_page()
    everything = {"origin": address, "storageTypes": "all"}
    context.new_cdp_session(page).send("Storage.clearDataForOrigin", everything)
    names: list[str] = page.evaluate(NAMES_IN_A_PAGE)
    page.close()
    return names


def session_of(user: User) -> Any:
    """What the browser of somebody logged in keeps."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "domain": "localhost", "path": "/desk/"}


def log_in(page: Page, user: User) -> None:
    page.context.add_cookies([session_of(user)])


def log_in_by_form(page: Page, user: User) -> None:
    page.goto("/desk/login/?next=/desk/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("navigation").first).to_be_visible()


def open_story(page: Page, article: Article) -> None:
    page.goto(f"/desk/articles/article/{article.pk}/change/")
    expect(page.locator(".ProseMirror")).to_be_visible()


def look_again(page: Page) -> None:
    """As if somebody came back to the tab. A page that a press led to shows its words before its scripts listen."""
    page.wait_for_load_state()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def write(page: Page, text: str) -> None:
    page.locator(".ProseMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def type_behind(page: Page, paragraph: str, words: str) -> None:
    """Nobody presses a key in the millisecond of a click; there the editor has not heard of the new place yet."""
    page.locator(".ProseMirror > p", has_text=paragraph).click()
    page.wait_for_timeout(200)
    page.keyboard.press("End")
    until_true(page, "getSelection().focusOffset === getSelection().focusNode.textContent.length")
    page.wait_for_timeout(200)
    page.keyboard.type(words)


def body_of(page: Page) -> str:
    return page.locator("textarea[name=body]").input_value()


def said(page: Page, words: str | re.Pattern[str], seconds: float = PATIENCE) -> None:
    expect(page.locator("[data-saved]")).to_have_text(words, timeout=seconds * SECONDS)


def reached_the_server(page: Page) -> None:
    """What was typed. A key is looked at after 200 ms, and until then the bar says what it said before."""
    page.evaluate("new Promise((looked) => setTimeout(looked, 250))")
    said(page, SAVED)


def note(page: Page, words: str | re.Pattern[str], seconds: float = PATIENCE) -> None:
    expect(page.locator("[data-notes]")).to_contain_text(words, timeout=seconds * SECONDS)


def until_true(page: Page, expression: str, arg: object = None, seconds: float = PATIENCE) -> None:
    """Wait until an expression is true in the page.

    Playwright's own `wait_for_function` asks again by `eval` within the page, which the page's policy forbids: it
    works only where the first answer is already yes.
    """
    for _ in range(int(seconds * 20)):
        if page.evaluate(expression, arg):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"not within {seconds} s: {expression}")


def barriers(page: Page, *, within: str = "html", phone: bool = False) -> list[str]:
    """What axe finds by day and by night, each as a line a person can act on."""
    found = in_words(violations(page, within, EVERY_RULE), "by day")
    page.emulate_media(color_scheme="dark")
    found += in_words(violations(page, within, COLOURS), "by night")
    page.emulate_media(color_scheme="light")
    if phone:
        page.set_viewport_size(PHONE)
        found += in_words(violations(page, within, EVERY_RULE), "on a phone")
        page.set_viewport_size(LAPTOP)
    return found


def violations(page: Page, within: str, rules: Any) -> Any:
    """What axe holds against the page, which takes axe in once; what axe finds to be in order stays there."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(
        "([within, rules]) => axe.run(within, rules).then((found) => found.violations)", [within, rules]
    )


def in_words(violations: Any, when: str) -> list[str]:
    return [
        f"{when}, {broken['impact']}: {broken['help']}: {node['html'][:160]}"
        for broken in violations
        for node in broken["nodes"]
    ]


def tab_into_the_text(page: Page) -> None:
    """Forward with Tab from the field before; a few stops, the tools of the text among them."""
    expect(page.locator(".ProseMirror")).to_be_visible()  # the editor fetches its kinds of blocks first
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.ProseMirror')"):
            return
    raise AssertionError("Tab does not lead from the standfirst into the text.")


def answered(page: Page) -> None:
    """What was pressed is done, or refused, and the page has taken in the answer."""
    expect(page.locator("[data-saved]:not([aria-busy])")).to_be_visible()


def save(page: Page) -> None:
    answered(page)
    page.keyboard.press("Control+s")
    answered(page)
    said(page, SAVED)


def act(page: Page, name: str) -> None:
    """Press the button of an act, with which the story is saved; then the dialog of one that asks is open."""
    button = page.locator(f'button[name="_act"][value="{name}"]:not([disabled]):visible').first
    asks = button.get_attribute("data-asks") is not None
    button.click()
    answered(page)
    if asks:
        expect(page.locator(".act-dialog .act-form")).to_be_visible()


def confirm(page: Page, name: str) -> None:
    """What the dialog of an act asks is answered: now do it."""
    page.locator(".act-dialog").get_by_role("button", name=name, exact=True).click()
    expect(page.locator(".act-dialog")).to_have_count(0)


def add_byline(page: Page, name: str, place: int) -> None:
    page.get_by_text(re.compile("^Add (a|another) byline$")).click()
    page.locator(f"#bylines-{place} .select2-selection").click()
    page.locator(".select2-search__field").last.fill(name)
    page.locator(".select2-results__option", has_text=name).first.click()


def log(page: Page) -> list[str]:
    """The lines of the history that is open, the newest first."""
    return page.locator(".log-entry .log-words > p:first-child").all_inner_texts()


def drop(page: Page, *files: Any, on: str = "#content") -> None:
    sent = [{"name": file.name, "data": base64.b64encode(file.read()).decode()} for file in files]
    page.evaluate(DROP, [sent, on])


def fetched(page: Page) -> list[str]:
    """Width and format of the file that each picture of the page came from, in order; “” for one not fetched."""
    addresses = page.evaluate("[...document.images].map((image) => image.currentSrc)")
    return ["".join(re.findall(r"-(\d+\.\w+)$", address)) for address in addresses]
