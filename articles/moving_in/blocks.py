"""What the comments of WordPress's block editor say: `<!-- wp:image {"id":7} -->`. Most only repeat their HTML."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape
from typing import Any

from articles import body
from articles.moving_in import shortcodes

# WordPress writes no two hyphens into the values: whoever looks for their end stops where another comment begins.
BLOCK = re.compile(r"<!--\s*(/)?wp:([a-z][a-z0-9_/-]{0,80})\s+(\{(?:(?!<!--|-->)[^\n])*?\}\s+)?(/)?-->")
# Parts of a page around a text, or lists that are made when a page is shown: nothing that anybody wrote.
OF_THE_SITE = (
    *("archives", "calendar", "categories", "latest-comments", "latest-posts", "loginout", "navigation"),
    *("page-list", "query", "rss", "search", "social-link", "social-links", "tag-cloud", "template-part"),
)
PARTS = ("post-", "comment", "query-", "site-", "navigation-", "term-", "avatar", "read-more")
EMBEDS = ("embed", "core-embed/")


def is_of_blocks(text: str) -> bool:
    return "<!-- wp:" in text


def unfold(text: str, reused: Mapping[str, str], note: shortcodes.Note, depth: int = 0) -> str:
    """The HTML of a post of blocks, without their comments. `reused`: blocks that several posts share, by number."""
    out: list[str] = []
    at = level = size = 0
    has_figure = "<figure" in text
    for found in BLOCK.finditer(text):
        out.append(_between(text[at : found.start()], is_outside=level == 0))
        at = found.end()
        closes, name, said, is_whole = found.groups()
        if closes:
            level = max(0, level - 1)
            continue
        if not is_whole:
            level += 1
        out.append(_begun(name, _values(said), bool(is_whole), reused, note, depth, has_figure))
        # A shared block may name others many times, or itself.
        size += len(out[-1])
        if size > body.MAX_BYTES:
            raise body.BodyTooLarge(size)
    out.append(_between(text[at:], is_outside=level == 0))
    return "".join(out)


def _between(text: str, *, is_outside: bool) -> str:
    """Text outside of all blocks was written in the classic editor."""
    return shortcodes.paragraphs(text) if is_outside and text.strip() else text


def _values(said: str | None) -> dict[str, Any]:
    try:
        read = json.loads(said) if said else {}
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _begun(
    name: str,
    said: dict[str, Any],
    is_whole: bool,
    reused: Mapping[str, str],
    note: shortcodes.Note,
    depth: int,
    has_figure: bool,
) -> str:
    if name == "block":
        number = str(said.get("ref", ""))
        if number in reused and depth < 3:
            return unfold(reused[number], reused, note, depth + 1)
        note(
            f"Block {number or 'without a number'}, which several posts share, is not in the file or was closed."
        )
        return ""
    if name.startswith(EMBEDS) and (is_whole or not has_figure) and isinstance(said.get("url"), str):
        return f'<nr-embed data-url="{escape(said["url"])}"></nr-embed>'
    if is_whole and (name in OF_THE_SITE or name.startswith(PARTS)):
        note("Blocks were left out that a site makes by itself, such as menus, dates and lists of posts.")
    elif is_whole and name not in {"more", "nextpage", "separator", "spacer", "shortcode", "paragraph"}:
        note(f"The block “{name}” was left out: it holds no text of its own.")
    return ""
