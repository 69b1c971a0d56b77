"""What is in a body: its text and its length, the pictures, videos, stories, embeds and links it uses."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from .raised import in_signs
from .reading import parse
from .schema import TEXT, UNMARKED, Node

# Chinese and Japanese put no spaces between words; there each character counts.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\s{_UNSPACED}]+")


@dataclass(frozen=True)
class PictureUse:
    """A picture of the library in this body; an empty caption, alt text or credit means the library's own."""

    image_id: int
    caption: str = ""
    alt: str = ""
    credit: str = ""
    decorative: bool = False
    crop: str = ""
    wide: bool = False
    """Whether it is the one that a gallery of an odd number shows over its whole width."""


@dataclass(frozen=True)
class VideoUse:
    """A video by the address of its file. `poster` is the number of a picture of the library."""

    address: str
    poster: int | None = None
    captions: str = ""
    language: str = ""  # of the captions; empty: that of the story
    caption: str = ""
    credit: str = ""

    @property
    def name(self) -> str:
        """What an editor knows it by."""
        return self.caption or self.address


@lru_cache(maxsize=4)
def plain_text(html: str) -> str:
    """All text a reader sees but that of pictures, videos and embeds, with an empty line between paragraphs.

    Kept for the texts asked of last: whoever saves a story counts its words and writes them down for the search.
    """
    return "\n\n".join(text for node in parse(html)[0] for text in _paragraphs(node) if text)


def word_count(html: str) -> int:
    words = Counter(_WORD.findall(plain_text(html)))
    return sum(often for word, often in words.items() if any(map(str.isalnum, word)))


def pictures(html: str) -> list[PictureUse]:
    """Every picture used, in order, the posters of videos among them."""
    return [use for node in _walk(html, "data-picture", "data-poster") if (use := _picture_in(node))]


def videos(html: str) -> list[VideoUse]:
    return [video_use(node) for node in _walk(html, "data-video") if node.kind.name == "video"]


def related(html: str) -> list[int]:
    return [
        int(node.attr("data-related")) for node in _walk(html, "data-related") if node.kind.name == "related"
    ]


def embeds(html: str) -> list[str]:
    return [
        node.attr("data-embed") for node in _walk(html, "data-embed", "<iframe") if node.kind.name == "embed"
    ]


def links(html: str) -> list[str]:
    """Every address linked to, once, in order."""
    hrefs = (run.marks.href for node in _walk(html, "<a") for run in node.runs)
    return list(dict.fromkeys(href for href in hrefs if href))


def picture_use(node: Node) -> PictureUse:
    return PictureUse(
        int(node.attr("data-picture")),
        node.attr("data-caption"),
        node.attr("data-alt"),
        node.attr("data-credit"),
        bool(node.attr("data-decorative")),
        node.attr("data-crop"),
    )


def video_use(node: Node) -> VideoUse:
    return VideoUse(
        node.attr("data-video"),
        int(node.attr("data-poster") or 0) or None,
        node.attr("data-captions"),
        node.attr("data-captions-language"),
        node.attr("data-caption"),
        node.attr("data-credit"),
    )


def _picture_in(node: Node) -> PictureUse | None:
    if node.kind.name == "picture":
        return picture_use(node)
    if node.kind.name == "video" and (poster := video_use(node).poster):
        # What a poster shows, the video says: it is announced by its caption.
        return PictureUse(poster, decorative=True)
    return None


def text_of(node: Node) -> str:
    if len(node.runs) == 1 and node.runs[0].marks is UNMARKED:  # nearly always
        return node.runs[0].text
    return "".join(in_signs(text, marks.raised) if marks.raised else text for text, marks in node.runs)


def _walk(html: str, *written: str) -> Iterator[Node]:
    """Every node of a body; none where nothing of what is looked for is `written` in it, as in most stories."""
    small = html.lower()
    return _all_in(parse(html)[0]) if any(mark in small for mark in written) else iter(())


def _all_in(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        yield node
        if node.children:
            yield from _all_in(node.children)


def _paragraphs(node: Node) -> Iterator[str]:
    if node.kind.content == TEXT:
        yield text_of(node)
    elif node.kind.name == "table":
        rows = (
            "\t".join(" ".join(text_of(paragraph) for paragraph in cell.children) for cell in row.children)
            for row in node.children
        )
        yield "\n".join(rows).strip()
    else:
        yield node.attr("data-title")
        for child in node.children:
            yield from _paragraphs(child)
        yield node.attr("data-by")
