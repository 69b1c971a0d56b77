"""What editors type: signs of print by the story's language, and signs that begin a list and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.test_body_editor import STORED

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.urls("tests.test_body_editor")]


class Surface:
    def __init__(self, page: Page) -> None:
        self.page = page

    def begin(self, language: str = "en", html: str = "") -> None:
        self.page.evaluate(
            """([language, html]) => {
                document.querySelector("textarea[name=body]").dataset.language = language;
                document.querySelector(".story-body").editor.chain().setContent(html).focus("end").run();
            }""",
            [language, html],
        )

    def type(self, words: str) -> str:
        self.page.keyboard.type(words)
        return self.text

    def press(self, key: str) -> str:
        self.page.keyboard.press(key)
        return self.text

    @property
    def text(self) -> str:
        """As it stands on the page: a space at the end of a paragraph is not stored yet."""
        return str(self.page.evaluate('document.querySelector(".story-body").editor.getHTML()'))


@pytest.fixture(scope="module")
def pages() -> Iterator[dict[str, Page]]:
    """The one page of this file, kept from test to test."""
    kept: dict[str, Page] = {}
    yield kept
    for page in kept.values():
        page.context.close()


@pytest.fixture
def surface(browser: Browser, live_server, pages: dict[str, Page]) -> Surface:
    if "page" not in pages:
        STORED["body"] = ""
        page = pages["page"] = browser.new_context().new_page()
        page.goto(f"{live_server.url}/desk/story/")
        page.locator(".story-body").click()
    return Surface(pages["page"])


@pytest.mark.parametrize(
    ("language", "typed", "printed"),
    [
        ("en", "the '90s, 'tis, rock 'n' roll, class of '07", "the ’90s, ’tis, rock ’n’ roll, class of ’07"),
        ("en", "'2026 will do,' he said of '68.", "‘2026 will do,’ he said of ’68."),
        ("en", "\"It's 'so',\" she said, '’twas the dogs' ", "“It’s ‘so’,” she said, ‘’twas the dogs’ "),
        ("en", "'twas the 'em and 'til, not 'tissue' ", "’twas the ’em and ’til, not ‘tissue’ "),
        (
            "de",
            "'Wie geht's?' \"Gut\", in den '90ern, 's war ",
            "‚Wie geht’s?‘ „Gut“, in den ’90ern, ’s war ",
        ),
        ("nl", "'s avonds, 't is \"mooi\" ", "’s avonds, ’t is “mooi” "),
        ("fr", "\"L'eau 'c'est'\" -- ", "«\u202fL’eau “c’est”\u202f» – "),
        ("pt-BR", '"sim" -- ', "“sim” — "),
        ("pl", "\"tak 'nie'\"", "„tak ‚nie’”"),
        ("sv", "\"ja\" 'nej' '90-tal", "”ja” ’nej’ ’90-tal"),
        ("ja", '"so"', "“so”"),
    ],
)
def test_marks_are_those_of_the_language_and_apostrophes_no_quotation_marks(
    surface: Surface, language: str, typed: str, printed: str
) -> None:
    surface.begin(language)
    assert surface.type(typed) == f"<p>{printed}</p>"


@pytest.mark.parametrize("key", ["Control+z", "Backspace"])
@pytest.mark.parametrize(
    ("before", "typed", "made", "back"),
    [
        ("", "1. ", "<ol><li><p></p></li></ol>", "<p>1. </p>"),
        ("", "- ", "<ul><li><p></p></li></ul>", "<p>- </p>"),
        ("", "## ", "<h2></h2>", "<p>## </p>"),
        ("", "### ", "<h3></h3>", "<p>### </p>"),
        (
            '<aside data-factbox=""><p></p></aside>',
            "- ",
            '<aside data-factbox=""><ul><li><p></p></li></ul></aside>',
            '<aside data-factbox=""><p>- </p></aside>',
        ),
        ("", "the '9", "<p>the ’9</p>", "<p>the ‘9</p>"),
    ],
)
def test_one_undo_or_backspace_gives_back_what_was_typed(
    surface: Surface, key: str, before: str, typed: str, made: str, back: str
) -> None:
    surface.begin(html=before)
    assert surface.type(typed) == made
    assert surface.press(key) == back
    assert surface.type("x") == back.replace("</p>", "x</p>")


def test_what_is_typed_behind_a_new_list_is_taken_back_before_it(surface: Surface) -> None:
    surface.begin()
    assert surface.type("- Como") == "<ul><li><p>Como</p></li></ul>"
    assert surface.press("Control+z") == "<ul><li><p></p></li></ul>"
    assert surface.press("Control+z") == "<p>- </p>"
    assert surface.type('"Sim"') == "<p>- “Sim”</p>"


@pytest.mark.parametrize(
    "typed",
    [
        "24. Dezember",
        "1945. Nobody",
        "3. Minute: Tor",
        "+ 5 degrees",
        "* note",
        "– so",
        "a. b",
        "1) c",
        "2. d",
        "# e",
    ],
)
def test_a_date_a_note_or_a_minute_begins_no_list(surface: Surface, typed: str) -> None:
    surface.begin()
    assert surface.type(typed) == f"<p>{typed}</p>"


def test_a_list_begins_only_at_the_start_of_a_paragraph(surface: Surface) -> None:
    surface.begin()
    assert surface.type("so - 1. yes") == "<p>so - 1. yes</p>"
    surface.begin(html="<h2></h2>")
    assert surface.type("1. yes") == "<h2>1. yes</h2>"
    surface.begin(html="<ul><li><p>one</p></li></ul><p></p>")
    assert surface.type("- two") == "<ul><li><p>one</p></li><li><p>two</p></li></ul>"


def test_where_dialogue_begins_with_a_hyphen_it_stays_one(browser: Browser, live_server, settings) -> None:
    settings.DASH_LISTS = False
    STORED["body"] = ""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/desk/story/")
        page.locator(".story-body").click()
        surface = Surface(page)
        assert surface.type("- Como está?") == "<p>- Como está?</p>"
        surface.press("Enter")
        assert surface.type("1. x") == "<p>- Como está?</p><ol><li><p>x</p></li></ol>"


def test_text_is_raised_and_lowered_by_keys(surface: Surface) -> None:
    surface.begin()
    surface.type("CO")
    surface.press("Control+,")
    surface.type("2")
    surface.press("Control+.")
    assert surface.type("x") == "<p>CO<sub>2</sub><sup>x</sup></p>"
    surface.press("Control+.")
    assert surface.type(" y") == "<p>CO<sub>2</sub><sup>x</sup> y</p>"
