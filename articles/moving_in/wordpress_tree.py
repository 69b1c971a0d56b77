"""What is asked of the tree of a post's HTML: its words, its pictures, how deep it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from lxml import etree

from house.lines import one_line

OF_A_GALLERY = re.compile(r"\b(?:wp-block-gallery|blocks-gallery-grid|tiled-gallery|gallery)\b")
# Nothing that anybody reads.
DROPPED = {"script", "style", "noscript", "template", "title", "meta", "link", "base", "map", "area", "param"}
DROPPED |= {"source"}


def depth(root: Any) -> int:
    deepest = here = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        here += 1 if event == "start" else -1
        deepest = max(deepest, here)
    return deepest


def address_of(image: Any) -> str:
    """Where the picture is, past what delays its loading."""
    found = (
        image.get(name) or ""
        for name in ("src", "data-src", "data-orig-file", "data-lazy-src", "data-full-url")
    )
    some = [one.strip() for one in found if one.strip()]
    return next((one for one in some if not one.startswith("data:")), some[0] if some else "")


def is_gallery(element: Any) -> bool:
    said = element.get("class") or ""
    return bool(said and OF_A_GALLERY.search(said)) and element.find(".//img") is not None


def images(element: Any) -> list[tuple[Any, str]]:
    """The pictures in it, each with the caption that stands beside it."""
    found = []
    for image in element.iter("img"):
        holder = image.getparent()
        while holder is not None and holder is not element and holder.tag not in {"figure", "li", "dl"}:
            holder = holder.getparent()
        caption = ""
        if holder is not None and holder is not element:
            beside = holder.xpath(".//figcaption | .//dd | .//*[contains(@class, 'caption')]")
            caption = one_line(words(beside[0])) if beside else ""
        found.append((image, caption))
    return found


def words(element: Any, *, but: Iterable[Any] = ()) -> str:
    skipped = set(but)
    said = [element.text or ""]
    for child in element:
        if child not in skipped and isinstance(child.tag, str) and child.tag not in DROPPED:
            said.append(words(child))
        said.append(child.tail or "")
    return "".join(said)
