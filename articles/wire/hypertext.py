"""HTML as agencies put it into JSON, feeds and mail: bounded, and read by `markup`."""

from __future__ import annotations

from articles import body

from . import markup
from .item import Refused

MAX_CHARACTERS = 2_000_000
MAX_TAGS = 200_000


def read(html: str, *, name: str = "") -> markup.Copy:
    """What the HTML says; pictures and videos in it are taken out and given beside it."""
    if len(html) > MAX_CHARACTERS or html.count("<") > MAX_TAGS:
        raise Refused(
            f"A text of the item has {len(html):,} characters and {html.count('<'):,} tags."
            f" At most {MAX_CHARACTERS:,} and {MAX_TAGS:,} are read.",
            name=name,
        )
    return markup.html(html, name=name)


def one_line(html: str, *, name: str = "") -> str:
    """The text of a headline or caption that is written as HTML."""
    return " ".join(body.plain_text(read(html, name=name).body).split())
