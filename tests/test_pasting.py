"""What editors paste: every word arrives, or the desk says which did not.

The samples are of the shape that each program puts on the clipboard; all are pasted into one page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from articles import body
from tests.test_body_editor import STORED

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.urls("tests.test_body_editor")]

PASTE = """([type, text, language]) => {
    const surface = document.querySelector(".story-body");
    const textarea = document.querySelector("textarea[name=body]");
    const said = document.querySelector(".body-place__message");
    textarea.dataset.language = language;
    surface.editor.commands.clearContent(true);
    said.textContent = "";
    const clipboardData = new DataTransfer();
    clipboardData.setData(type, text);
    surface.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    return [textarea.value, said.textContent];
}"""


class Clipboard:
    """One page that everything is pasted into."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def paste(self, text: str, kind: str = "text/html", language: str = "en") -> tuple[str, str]:
        """What would be stored, and what the editor was told; it is in its stored form already."""
        stored, told = self.page.evaluate(PASTE, [kind, text, language])
        assert body.clean(stored) == body.Cleaned(stored, ())
        return stored, told


@pytest.fixture(scope="module")
def pages(browser: Browser) -> Iterator[dict[str, Page]]:
    """The one page of this file, kept from test to test."""
    kept: dict[str, Page] = {}
    yield kept
    for page in kept.values():
        page.context.close()


@pytest.fixture
def clipboard(browser: Browser, live_server, pages: dict[str, Page]) -> Iterator[Clipboard]:
    complaints: list[str] = []
    if "page" not in pages:
        STORED["body"] = ""
        page = pages["page"] = browser.new_context().new_page()
        page.goto(f"{live_server.url}/desk/story/")
        page.locator(".story-body").click()
    page = pages["page"]
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield Clipboard(page)
    assert complaints == []


SAMPLES = Path(__file__).parent / "samples" / "clipboard"
PASTED = [
    pytest.param(
        "word",
        "<p>The mayor was guilty on two counts, the court said.<sup>[1]</sup> It took 10<sup>6</sup> hours of work, "
        'so.</p><ol start="3"><li><p>Third</p></li><li><p>Fourth</p></li></ol><p><sup>[1]</sup> Ruling of 3 May.</p>',
        "Comments were left out: “Which court?”. Deleted words were left out: “not”, “or more”. "
        "Inserted words that nobody has agreed to were taken in: “on two counts”. "
        "Hidden words were left out: “For the desk only.”. Notes stand as paragraphs at the end.",
        id="Word with changes, comments, notes and lists",
    ),
    pytest.param(
        "google-docs",
        '<p>About 10<sup>6</sup> people, it rained</p><ol start="4"><li><p>Four</p></li></ol>'
        "<ol><li><p>Five</p></li></ol>",
        "Deleted words were left out: “perhaps”. Letters or other numbers of a list became 1, 2, 3.",
        id="Google Docs with suggestions",
    ),
    pytest.param(
        "slack",
        "<p>Ready :tada:<br>the thread</p><ul><li><p>one</p></li></ul>",
        "Deleted words were left out: “not yet”. Links were left out, their words are there: “/archives/C01/p1”.",
        id="Slack",
    ),
    pytest.param(
        "browser",
        "<h2>The wall</h2><p>The wall in May. Ana Reis</p><p>It is 340 m long, he said: “Long, not ‘high’”.</p>"
        '<p>More</p><p>Details.</p><figure data-embed="https://www.youtube.com/embed/ab_1"></figure>'
        '<p>Call <a href="tel:+351-21-000">21 000</a>, write to <a href="mailto:a@example.org">us</a>, or here.</p>'
        "<p>Your words</p><p>x<sup>2</sup>=a/(b+1), Ctrl, n, noon, 東(to), Donaudampf</p>",
        "1 picture, 1 frame of maps.example.org and 1 sound were left out. "
        "A formula was turned into text: “x2=a/(b+1)”. Fields or buttons were left out: “Send”, “Lisbon”. "
        "Links were left out, their words are there: “/contact/”. Captions of pictures stand as paragraphs.",
        id="an article from a browser",
    ),
    pytest.param(
        "libreoffice",
        "<p>H<sub>2</sub>O e sal<sup>1</sup>.</p>"
        '<ol start="2"><li><p>Dois</p></li></ol><p>1 Segundo a lei.</p>',
        "Deleted words were left out: “talvez”. Notes stand as paragraphs at the end.",
        id="LibreOffice",
    ),
    pytest.param(
        "apple-pages",
        "<p>10<sup>6</sup> boats sailed</p>",
        "Deleted words were left out: “sank”.",
        id="Apple Pages",
    ),
    pytest.param("apple-notes", "<p>Ask the harbour</p><ul><li><p>tides</p></li></ul>", "", id="Apple Notes"),
    pytest.param(
        "excel",
        "<table><tbody><tr><td><p>Porto</p></td><td><p>1&nbsp;200</p></td></tr>"
        "<tr><td><p></p></td><td><p></p></td></tr></tbody></table>",
        "Deleted words were left out: “Braga”.",
        id="Excel",
    ),
    pytest.param(
        "other-editor",
        "<p>was guilty</p>",
        "Deleted words were left out: “not”.",
        id="another editor like ours",
    ),
]


@pytest.mark.parametrize(("sample", "stored", "told"), PASTED)
def test_what_is_pasted_arrives_or_is_named(
    clipboard: Clipboard, sample: str, stored: str, told: str
) -> None:
    html = (SAMPLES / f"{sample}.html").read_text("utf-8")
    assert clipboard.paste(html) == (stored, told)
    # Whatever the expected text says: each word that readers of the page would have seen is in the one or the other.
    shown = re.sub(r"<!--.*?-->|<(style|head)\b.*?</\1>|<!\[[^>]*>", " ", html, flags=re.S)
    shown = unescape(
        re.sub(r"</?(?:a|p|li|td|div|br|h1|ul|ol|q|option|textarea|button|rt|mo|mi|mn)\b[^>]*>", " ", shown)
    )
    words = set(re.findall(r"\w{2,}", re.sub(r"<[^>]*>", "", shown))) - {"AP1"}
    kept = set(re.findall(r"\w+", re.sub(r"<(?!/?su[bp])[^>]*>", " ", unescape(stored)).replace("\xa0", " ")))
    kept |= set(re.findall(r"\w+", re.sub(r"<[^>]*>", "", stored)))
    assert words - kept - set(re.findall(r"\w+", told)) == set()


def test_spaces_stay_together_where_the_language_of_the_story_asks_for_it(clipboard: Clipboard) -> None:
    everywhere = "<p>one&nbsp;two&nbsp;three: 10&nbsp;km&nbsp;off</p>"
    assert clipboard.paste(everywhere)[0] == "<p>one two three: 10&nbsp;km off</p>"
    french = "<p>Vrai&nbsp;? «&nbsp;Non&nbsp;», dit-il&nbsp;: 3&nbsp;%</p>"
    assert clipboard.paste(french, language="fr")[0] == french
    assert clipboard.paste(french, language="de")[0] == "<p>Vrai ? « Non », dit-il : 3&nbsp;%</p>"
    ours = '<p data-pm-slice="1 1 []">took&nbsp;eleven years</p>'
    assert clipboard.paste(ours)[0] == "<p>took&nbsp;eleven years</p>"


def test_tagged_quotations_have_the_marks_of_the_story_s_language(clipboard: Clipboard) -> None:
    html = "<p><q>yes, <q>no</q></q> <q>„so“</q></p>"
    assert clipboard.paste(html, language="de")[0] == "<p>„yes, ‚no‘“ „so“</p>"
    assert clipboard.paste(html, language="fr-CA")[0] == "<p>«\u202fyes, “no”\u202f» „so“</p>"


WIRE = (
    "LISBON, Nov 28 - The harbour council voted on Tuesday\nto rebuild the wall.\n\n"
    "It took eleven years, members said.\n"
)
MAIL = f"{'a line that somebody broke by hand ' * 2}\nand went on\n\nAna Reis\nRua Um 1\nPorto\n\nYours"


@pytest.mark.parametrize(
    ("text", "stored", "told"),
    [
        (
            WIRE,
            "<p>LISBON, Nov 28 - The harbour council voted on Tuesday to rebuild the wall.</p>"
            "<p>It took eleven years, members said.</p>",
            "Lines were joined into paragraphs; a blank line ends one.",
        ),
        (
            "one\r\ntwo\r\n \r\nthree",
            "<p>one two</p><p>three</p>",
            "Lines were joined into paragraphs; a blank line ends one.",
        ),
        (
            MAIL,
            f"<p>{('a line that somebody broke by hand ' * 2).strip()} and went on</p>"
            "<p>Ana Reis<br>Rua Um 1<br>Porto</p><p>Yours</p>",
            "Lines were joined into paragraphs; a blank line ends one. Short lines were kept as lines.",
        ),
        (
            "Bring:\n- bread\n- wine and\n  cheese\n\n1. first\n2. second",
            "<p>Bring:</p><p>- bread</p><p>- wine and cheese</p><p>1. first</p><p>2. second</p>",
            "Lines were joined into paragraphs; a blank line ends one.",
        ),
        ("- Como está?\n- Bem.", "<p>- Como está?</p><p>- Bem.</p>", ""),
        (f"{'long ' * 30}\nnext\nlast", f"<p>{('long ' * 30).strip()}</p><p>next</p><p>last</p>", ""),
        (
            "Town\tVotes\nPorto\t12",
            "<table><tbody><tr><td><p>Town</p></td><td><p>Votes</p></td></tr>"
            "<tr><td><p>Porto</p></td><td><p>12</p></td></tr></tbody></table>",
            "",
        ),
        (
            "قال الوزير\nإن الميناء",
            "<p>قال الوزير إن الميناء</p>",
            "Lines were joined into paragraphs; a blank line ends one.",
        ),
        ("one word", "<p>one word</p>", ""),
    ],
)
def test_plain_text_whose_lines_were_broken_by_hand_becomes_paragraphs(
    clipboard: Clipboard, text: str, stored: str, told: str
) -> None:
    assert clipboard.paste(text, "text/plain") == (stored, told)
