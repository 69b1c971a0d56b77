"""Cleaning: anything goes in; canonical HTML of the schema comes out, with a list of what was left behind.

Our own reader goes first and nh3 has the last word. The other way round would be a trap: an HTML5 parser
rebuilds open formatting in every new paragraph, so 17 KB of <b> and <p> grow to 10 MB inside nh3, and 100,000
nested <div> take it 20 seconds. What our reader writes is flat and balanced, and nh3 checks it in no time.
"""

from dataclasses import dataclass

import nh3

from .reading import parse
from .schema import KINDS, Node, write

MAX_BYTES = 2_000_000


class BodyTooLarge(ValueError):
    def __init__(self, size: int) -> None:
        super().__init__(
            f"The text is too long: {size / 1e6:.1f} MB, and a story holds at most {MAX_BYTES / 1e6:.0f} MB."
            " Split it into several stories, and put pictures into the library instead of the text."
        )


@dataclass(frozen=True)
class Cleaned:
    html: str
    removed: tuple[str, ...]  # in an editor's words, each once, in order


def clean(html: str) -> Cleaned:
    """The canonical form of a body. Cleaning it again changes nothing and reports nothing.

    Never fails but for BodyTooLarge. That counts before and after: what is stored can always be saved again.
    """
    refuse_if_too_large(html)
    nodes, removed = parse(html)
    canonical = _written(nodes)
    refuse_if_too_large(canonical)
    checked = gate(canonical)
    if checked != canonical:
        # Only an address that no browser could open is known to get here.
        read_again, _ = parse(checked)
        if read_again != nodes:
            canonical = _written(read_again)
            removed = (*removed, "link with a faulty address")
    return Cleaned(canonical, tuple(dict.fromkeys(removed)))


def blocks(html: str) -> list[str]:
    """The canonical HTML of each top-level block; joined they are the body."""
    return [write(node) for node in parse(html)[0]]


def without_pictures(html: str) -> list[str]:
    """The blocks without pictures, galleries and videos: what must stay the same when only pictures may change."""
    return [write(node) for node in parse(html)[0] if node.kind.name not in {"picture", "gallery", "video"}]


def gate(canonical: str) -> str:
    """What an independent, proven sanitiser leaves of it."""
    return nh3.clean(
        canonical,
        tags=_TAGS,
        clean_content_tags={"script", "style"},
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


def _written(nodes: tuple[Node, ...]) -> str:
    return "".join(write(node) for node in nodes)


def refuse_if_too_large(html: str) -> None:
    size = len(html.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise BodyTooLarge(size)


_TAGS = {"a", "strong", "em", "br"} | {kind.tag for kind in KINDS.values()}
_TAGS |= {kind.inner for kind in KINDS.values() if kind.inner}
_ATTRIBUTES: dict[str, set[str]] = {"a": {"href"}}
for _kind in KINDS.values():
    _ATTRIBUTES.setdefault(_kind.tag, set()).update(
        {_kind.marker, *(name for name, _ in _kind.attrs)} - {""},
    )
