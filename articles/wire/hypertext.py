"""HTML as agencies put it into JSON and mail: read leniently into elements, and these by `markup` into a body."""

from __future__ import annotations

import re

from lxml import etree

from . import markup, xml
from .item import Refused

MAX_CHARACTERS = 2_000_000
MAX_TAGS = 200_000

_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")


def read(html: str, *, name: str = "") -> markup.Copy:
    """What the HTML says; pictures and videos in it are taken out and given beside it."""
    root = _elements(html, name)
    return markup.read(root, name=name) if root is not None else markup.Copy()


def one_line(html: str, *, name: str = "") -> str:
    """The text of a headline or caption that is written as HTML."""
    root = _elements(html, name)
    return xml.text(root)


def _elements(html: str, name: str) -> etree._Element | None:
    if len(html) > MAX_CHARACTERS or html.count("<") > MAX_TAGS:
        raise Refused(
            f"A text of the item has {len(html):,} characters and {html.count('<'):,} tags."
            f" At most {MAX_CHARACTERS:,} and {MAX_TAGS:,} are read.",
            name=name,
        )
    html = _DECLARATION.sub("", html, count=1)
    if not html.strip():
        return None
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    root = etree.fromstring(html.encode("utf-8", "replace"), parser)
    for error in parser.error_log:
        # lxml says nothing of it, and gives the elements up to there: half a text.
        if error.level == etree.ErrorLevels.FATAL:
            raise Refused(f"The HTML of the item cannot be read to its end: {error.message}", name=name)
    return root
