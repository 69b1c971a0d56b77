"""For benches: somebody at a page of the desk whose clicks, key chords and page loads are counted."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, Request

DESK = "/desk/"
PATIENCE = 15  # seconds, for whatever a page takes
WRITES = re.compile(r"^.$")
# Where the end of a word is seen, in the first paragraph of the text that has it.
BEHIND = """word => {
    for (const paragraph of document.querySelectorAll(".ProseMirror > p")) {
        const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const at = node.data.search(new RegExp(`\\\\b${word}\\\\b`));
            if (at < 0) continue;
            paragraph.scrollIntoView({ block: "center" });
            const range = document.createRange();
            range.setStart(node, at + word.length - 1);
            range.setEnd(node, at + word.length);
            const { right, top, height } = range.getBoundingClientRect();
            return [right, top + height / 2];
        }
    }
    throw new Error(`not in the text: ${word}`);
}"""


class NotSo(Exception):
    """A job came to its end, and what it was for did not happen."""


@dataclass
class Hands:
    """Somebody at the first page of the desk, whose steps are counted."""

    page: Page
    clicks: int = 0
    chords: int = 0
    loads: int = 0
    is_counting: bool = True
    others: dict[str, int] = field(default_factory=dict)  # what a job counts besides, none of which is wanted

    def __post_init__(self) -> None:
        self.page.on("request", self._sent)

    @property
    def steps(self) -> tuple[int, int, int]:
        return self.clicks, self.chords, self.loads

    def _sent(self, request: Request) -> None:
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            # Where an address sends on to another, one page is made.
            self.loads += self.is_counting and request.redirected_from is None

    def begin(self) -> None:
        """What was done so far was no part of the job."""
        self.clicks = self.chords = self.loads = 0
        self.is_counting = True

    def end(self) -> None:
        """What comes now looks whether it is done."""
        self.is_counting = False

    def click(self, where: Locator) -> None:
        where.first.click()
        self.clicks += self.is_counting

    def choose(self, where: Locator, label: str) -> None:
        where.first.select_option(label=label)
        self.clicks += self.is_counting

    def write(self, where: Locator, text: str) -> None:
        """Into a field, which a click finds."""
        self.click(where)
        self.type(text)

    def type(self, text: str) -> None:
        """Where the caret stands; nobody presses a key in the millisecond of a click."""
        self.page.wait_for_timeout(200)
        self.page.keyboard.type(text)

    def press(self, chord: str) -> None:
        self.page.wait_for_timeout(200)
        self.page.keyboard.press(chord)
        self.chords += self.is_counting and not WRITES.match(chord)

    def click_behind(self, word: str) -> None:
        self.text.wait_for()
        x, y = self.page.evaluate(BEHIND, word)
        self.page.mouse.click(x, y)
        self.clicks += self.is_counting

    def open(self, title: str, words: str) -> None:
        """A story from a list of the first page."""
        self.click(self.listed(title, words).locator("a"))
        self.text.wait_for()

    def listed(self, title: str, words: str) -> Locator:
        heading = self.page.get_by_role("heading", name=re.compile(rf"^{title}\b"))
        return self.page.locator("section", has=heading).locator("li", has_text=words)

    def button(self, name: str) -> Locator:
        """Of the page, for whoever looks: a button, or a link that is drawn as one."""
        exactly = re.compile(rf"^\s*{re.escape(name)}\s*…?\s*$")
        here = self.page.locator("#content")
        return here.get_by_role("button", name=exactly).or_(here.get_by_role("link", name=exactly))

    @property
    def text(self) -> Locator:
        return self.page.locator(".ProseMirror")

    @property
    def dialog(self) -> Locator:
        return self.page.locator("dialog[open]")

    def confirm(self, name: str) -> None:
        self.click(self.dialog.get_by_role("button", name=name, exact=True))
        self.dialog.wait_for(state="hidden")

    def word(self) -> str:
        """A long one of the text that opens."""
        self.text.wait_for()
        words = re.findall(r"\b[a-z]{7,}\b", self.text.locator("> p").first.inner_text())
        return str(words[0])

    def sees(self, words: str | re.Pattern[str]) -> None:
        self.page.get_by_text(words).first.wait_for()

    def desk_says(self, address: str, words: str) -> None:
        """A page of the desk that is made anew."""
        self.page.goto(address)
        if words not in " ".join(self.page.locator("body").inner_text().split()):
            raise NotSo(f"{address} does not say “{words}”.")

    def story(self) -> str:
        """The address of the form that is open."""
        found = re.search(r"/desk/articles/article/\d+/", self.page.url)
        if not found:
            raise NotSo(f"{self.page.url} is no story.")
        return found[0]

    def readers_have(self, words: str, address: str = "") -> None:
        if not address:
            live = self.page.get_by_role("link", name="View on site").first.get_attribute("href")
            address = urlsplit(live or "").path
        until = time.monotonic() + PATIENCE
        while words not in self.page.request.get(address).text():
            if time.monotonic() > until:
                raise NotSo(f"{address} does not say “{words}”.")
            self.page.wait_for_timeout(100)
