"""Cleaning: any HTML goes in, and canonical HTML comes out, with a list of what was left out.

Our own reader goes first and nh3 has the last word. The other way round would be a trap. An HTML5 parser rebuilds
open formatting in every new paragraph: inside nh3, 17 KB of <b> and <p> grow to 10 MB, and 100,000 nested <div> take
20 seconds. What our reader writes is flat and balanced, and nh3 checks it in no time.
"""

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

import nh3
from django.utils.translation import gettext as _

from .kinds import KINDS, TEXTS
from .left import FAULTY, Lost, in_words
from .markup import write
from .reading import QUOTES, keep, parse, plain_block
from .schema import Node
from .tokens import legal

MAX_BYTES = 2_000_000

_PLAIN_BLOCK = re.compile(rf"<({'|'.join(TEXTS)})>[^<>]*</\1>")

# The blocks of the bodies that were read last: a story is cleaned first and then compared block by block.
_WRITTEN: deque[tuple[tuple[Node, ...], list[str]]] = deque(maxlen=4)


class BodyTooLarge(ValueError):
    def __init__(self, size: int) -> None:
        super().__init__(
            _(
                "The text is too long: {size} MB, and a story holds at most {most} MB."
                " Split it into several stories, and put pictures into the library instead of the text."
            ).format(size=f"{size / 1e6:.1f}", most=f"{MAX_BYTES / 1e6:.0f}")
        )


@dataclass(frozen=True)
class Cleaned:
    html: str
    removed: tuple[str, ...]  # in an editor's words, each once, in order


def clean(html: str, quotes: tuple[str, ...] = QUOTES) -> Cleaned:
    """The canonical form of a body. Cleaning it again changes nothing and reports nothing.

    `quotes` are the quotation marks of the text's language, outer and inner: <q> leaves them to the browser.

    The only error is BodyTooLarge. Both sizes count, before and after: what is stored can always be saved again.
    """
    refuse_if_too_large(html)
    nodes, removed = parse(html, quotes)
    written = _written(nodes)
    canonical = "".join(written)
    refuse_if_too_large(canonical)
    # A block of escaped text alone has nothing in it that a sanitiser would take out.
    risky = "".join(block for block in written if not _PLAIN_BLOCK.fullmatch(block))
    if risky and gate(risky) != risky:
        # Only an address that no browser could open is known to get here.
        read_again = parse(gate(canonical))[0]
        if read_again != nodes:
            nodes = read_again
            canonical = "".join(_written(nodes))
            removed = (*removed, Lost(FAULTY))
    if canonical != html:
        keep(canonical, (nodes, ()))
    return Cleaned(canonical, in_words(removed))


def of_plain_text(blocks: Iterable[tuple[str, str]]) -> str:
    """The canonical form of plain text whose paragraphs and headings (p, h2, h3) are told already, as `clean` has it.

    Copy of agencies is nearly always that, and comes by the thousand: there is nothing to be read or taken out.
    """
    found = (plain_block(tag, text if text.isprintable() else legal(text)) for tag, text in blocks)
    nodes = tuple(node for node in found if node)
    canonical = "".join(_written(nodes))
    refuse_if_too_large(canonical)
    keep(canonical, (nodes, ()))
    return canonical


def blocks(html: str) -> list[str]:
    """The canonical HTML of each top-level block; joined they are the body."""
    return list(_written(parse(html)[0]))


def _written(nodes: tuple[Node, ...]) -> list[str]:
    for known, written in tuple(_WRITTEN):
        if known is nodes:
            return written
    written = [write(node) for node in nodes]
    _WRITTEN.append((nodes, written))
    return written


def without_pictures(html: str) -> list[str]:
    """The blocks without pictures, galleries and videos: what must stay the same when only pictures may change."""
    return [write(node) for node in parse(html)[0] if not node.kind.is_pictorial]


def gate(canonical: str) -> str:
    """What nh3, an independent and proven sanitiser, leaves of the HTML."""
    return nh3.clean(
        canonical,
        tags=_TAGS,
        clean_content_tags={"script", "style"},
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )


def refuse_if_too_large(html: str) -> None:
    size = len(html.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise BodyTooLarge(size)


_TAGS = {"a", "strong", "em", "sup", "sub", "br"} | {kind.tag for kind in KINDS.values()}
_TAGS |= {kind.inner for kind in KINDS.values() if kind.inner}
_ATTRIBUTES: dict[str, set[str]] = {"a": {"href"}}
for _kind in KINDS.values():
    _ATTRIBUTES.setdefault(_kind.tag, set()).update(
        {_kind.marker, *(name for name, _ in _kind.attrs)} - {""},
    )
