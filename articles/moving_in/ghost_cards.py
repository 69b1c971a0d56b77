"""Cards of Ghost's pages that are made of many elements, as the few words and links that they say.

A bookmark, a player or a file has buttons, times and drawings around what matters. Pictures, galleries, embeds and
words stay as they are: `wordpress_body.Writer` reads these.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Any

from lxml import etree
from lxml import html as lxml_html

Tell = Callable[[str], None]
# Around a part of an open post that some readers alone get.
BEGINS = re.compile(r"<!--\s*kg-gated-block:begin\s([^\n<]{0,4000}?)-->")
ENDS = re.compile(r"<!--\s*kg-gated-block:end\s*-->")
FOR_ALL = re.compile(r"""\bnonMember:["']?true\b""")


def without_closed_parts(html: str, closed: list[str]) -> str:
    """The HTML as whoever is no member gets it. What members alone get is added to `closed`."""
    shown, at = list[str](), 0
    while (begins := BEGINS.search(html, at)) and (ends := ENDS.search(html, begins.end())):
        inside = html[begins.end() : ends.start()]
        is_for_all = FOR_ALL.search(begins[1]) is not None
        shown += [html[at : begins.start()], inside if is_for_all else ""]
        closed += [] if is_for_all else [inside]
        at = ends.end()
    return "".join([*shown, html[at:]])


def plain(html: str, tell: Tell) -> str:
    """The HTML of a post with such cards made plain."""
    if "kg-" not in html:
        return html
    try:
        root = lxml_html.fragment_fromstring(html, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return html
    for card in list(root.iter("figure", "div")):
        names = set((card.get("class") or "").split())
        for name, made in CARDS.items():
            if name in names and card.getparent() is not None:
                _replace(card, made(card, tell))
                break
    inside = [escape(root.text or "", quote=False)]
    inside += [lxml_html.tostring(child, encoding="unicode") for child in root]
    return "".join(inside)


def _replace(card: Any, html: str) -> None:
    made = lxml_html.fragment_fromstring(html, create_parent="div")
    made.tail = card.tail
    card.getparent().replace(card, made)


def _bookmark(card: Any, tell: Tell) -> str:
    address = "".join(card.xpath(".//a/@href")[:1])
    title = _words(card, "kg-bookmark-title") or address
    return _link(address, title) + _caption(card)


def _file(card: Any, tell: Tell) -> str:
    address = "".join(card.xpath(".//a/@href | .//audio/@src | .//video/@src")[:1])
    title = _words(card, "kg-file-card-title") or _words(card, "kg-audio-title") or address.rpartition("/")[2]
    tell(f"A file is a link to where it was: {address[:200]}")
    return _link(address, title) + _caption(card)


def _toggle(card: Any, tell: Tell) -> str:
    inside = card.xpath('.//*[contains(@class, "kg-toggle-content")]')
    heading = escape(_words(card, "kg-toggle-heading-text"), quote=False)
    return f"<p><strong>{heading}</strong></p>" + "".join(map(_inside, inside[:1]))


def _callout(card: Any, tell: Tell) -> str:
    emoji = escape(_words(card, "kg-callout-emoji"), quote=False)
    said = card.xpath('.//*[contains(@class, "kg-callout-text")]')
    return f"<p>{emoji} {''.join(map(_inside, said[:1]))}</p>" if emoji else "".join(map(_inside, said[:1]))


def _sign_up(card: Any, tell: Tell) -> str:
    tell("A form for signing up was left out.")
    return ""


CARDS: dict[str, Callable[[Any, Tell], str]] = {
    "kg-bookmark-card": _bookmark,
    "kg-file-card": _file,
    "kg-audio-card": _file,
    "kg-video-card": _file,
    "kg-toggle-card": _toggle,
    "kg-callout-card": _callout,
    "kg-signup-card": _sign_up,
}


def _words(card: Any, name: str) -> str:
    found = card.xpath(f'.//*[contains(concat(" ", @class, " "), " {name} ")]')
    return " ".join(found[0].text_content().split()) if found else ""


def _inside(element: Any) -> str:
    parts = [escape(element.text or "", quote=False)]
    return "".join([*parts, *(lxml_html.tostring(child, encoding="unicode") for child in element)])


def _caption(card: Any) -> str:
    captions = card.xpath(".//figcaption")
    return f"<p><em>{_inside(captions[0])}</em></p>" if captions else ""


def _link(address: str, words: str) -> str:
    return f'<p><a href="{escape(address)}">{escape(words, quote=False)}</a></p>' if address else ""
