"""What is in a body: its text and its length, the pictures, videos, stories, embeds and links it uses."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import TypeVar

from .kinds import KINDS, TEXTS
from .reading import parse
from .schema import Node
from .uses import EmbedUse, PictureUse, StoryUse, VideoUse

# Chinese and Japanese put no spaces between words; there each character counts.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SIGN = re.compile(f"[{_UNSPACED}]")
_WORD = re.compile(rf"[{_UNSPACED}]|[^\s{_UNSPACED}]+")


@lru_cache(maxsize=4)
def plain_text(html: str) -> str:
    """All text a reader sees but that of pictures, videos and embeds, with an empty line between paragraphs.

    The last few answers are kept: a save counts the words of the text and also stores them for the search.
    """
    return "\n\n".join(text for node in parse(html)[0] for text in node.kind.text(node) if text)


def word_count(html: str) -> int:
    return count_words(plain_text(html))


def count_words(text: str) -> int:
    words = _WORD.findall(text) if not text.isascii() and _SIGN.search(text) else text.split()
    odd = [word for word in words if not word[0].isalnum()]
    return len(words) - sum(not any(map(str.isalnum, word)) for word in odd)


def pictures(html: str) -> list[PictureUse]:
    """Every picture used, in order, the posters of videos among them."""
    return list(_used(html, PictureUse))


def videos(html: str) -> list[VideoUse]:
    return list(_used(html, VideoUse))


def related(html: str) -> list[int]:
    return [use.story_id for use in _used(html, StoryUse)]


def embeds(html: str) -> list[str]:
    return [use.address for use in _used(html, EmbedUse)]


def links(html: str) -> list[str]:
    """Every address linked to, once, in order."""
    return list(linked(html))


def linked(html: str) -> dict[str, str]:
    """Every address linked to, in order, with the words that lead there first."""
    found: dict[str, str] = {}
    for node in _walk(html, ("<a",)):
        for href, runs in groupby(node.runs, key=lambda run: run.marks.href):
            if href:
                found.setdefault(href, "".join(run.text for run in runs))
    return found


_U = TypeVar("_U", PictureUse, VideoUse, StoryUse, EmbedUse)

_USES = [uses for kind in KINDS.values() for uses in kind.uses]
# What is written in every body that uses a picture.
MARKS_OF_PICTURES = tuple(mark for uses in _USES if uses.what is PictureUse for mark in uses.written)


def _used(html: str, what: type[_U]) -> Iterator[_U]:
    written = tuple(mark for uses in _USES if uses.what is what for mark in uses.written)
    for node in _walk(html, written):
        for uses in node.kind.uses:
            found = uses.read(node) if uses.what is what else None
            if isinstance(found, what):
                yield found


def _walk(html: str, written: tuple[str, ...]) -> Iterator[Node]:
    """Every node of a body, if anything of `written` stands in its HTML; in most stories nothing does."""
    small = html.lower()
    return _all_in(parse(html)[0]) if any(mark in small for mark in written) else iter(())


def _all_in(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        yield node
        if node.children:
            yield from _all_in(node.children)


# Blocks without text of their own are told apart by what they name.
_NAMED = "|".join(
    f'{kind.tag} {kind.marker}="[^"]*"' for kind in KINDS.values() if kind.is_atom and kind.marker
)
_BEGINNING = re.compile(rf"<(?:{_NAMED}|\w+(?: data-\w+)?)")
_INSIDE = re.compile(rf"<(?:{_NAMED})")


@lru_cache(maxsize=4096)
def known_by(block: str) -> tuple[str, frozenset[str]]:
    """What tells a written block from others, its kind and its words: an edited block still shares most of them.

    A picture, a video, an embed or a related story is known by which one it is, and a gallery by its pictures.
    """
    beginning = _BEGINNING.match(block)
    # A paragraph that became a subheading is still the same text.
    kind = beginning[0] if beginning and beginning[0][1:] not in TEXTS else "<p"
    return kind, frozenset([*re.sub(r"<[^>]*>", " ", block).split(), *_INSIDE.findall(block)])
