"""Reads HTML of any quality into nodes of the schema, and keeps a list of what had no place there.

Text is never dropped for standing in the wrong place: a block that may not stand where it does either gives
up its frame and leaves its paragraphs (a list in a table cell), or moves behind the outermost block around it
(a picture in a list). The one thing that goes is what its writer struck out: readers must not get "not guilty" for
"guilty".
"""

import re
from collections import deque

from django.utils.translation import gettext_noop

from . import spaces
from .attributes import number, web_address
from .frames import frame
from .kinds import KINDS, TEXTS, kind_of
from .kinds.lists import LISTS
from .left import Lost, names
from .passages import DEEPEST, FENCES, INLINE, QUOTES, SAME_AS, Open, PassageReader
from .runs import WHITE, breakable, tidy
from .schema import TEXT, UNMARKED, Kind, Node, Run
from .tokens import scan

__all__ = ["QUOTES", "keep", "parse", "plain_block"]

# These begin a new paragraph; every other tag the schema does not know stands within one.
_BREAKING = frozenset(kind.tag for kind in KINDS.values()) | names(
    "address article body caption center dd details dialog dir dl dt fieldset figcaption footer form header"
    " hgroup html legend main menu nav option pre search section select summary tbody tfoot thead"
)

_DEEPEST_LIST = 6
_MOST_REOPENED = 100  # nodes of an item that are copied for a list coming late

Parsed = tuple[tuple[Node, ...], tuple[Lost, ...]]
# What was read last: a whole story is read once, however many ask what is in it.
_KEPT: deque[tuple[str, tuple[str, ...], Parsed]] = deque(maxlen=4)


def parse(html: str, quotes: tuple[str, ...] = QUOTES) -> Parsed:
    """The top-level nodes, and what was left out; `quotes` are those of the language, for <q>.

    The last few answers are kept: a save cleans the body, counts its words, compares it block by block and looks for
    its pictures.
    """
    for known, marks, parsed in tuple(_KEPT):
        if known == html and marks == quotes:
            return parsed
    reader = _Reader(html, quotes)
    scan(html, reader)
    reader.finish()
    return keep(html, (tuple(reader.top), tuple(reader.left.told)), quotes)


def keep(html: str, parsed: Parsed, quotes: tuple[str, ...] = QUOTES) -> Parsed:
    """Keep the nodes of a body that was just written, so that it need not be read."""
    _KEPT.append((html, quotes, parsed))
    return parsed


class _Reader(PassageReader):
    def __init__(self, html: str, quotes: tuple[str, ...]) -> None:
        super().__init__(html, quotes)
        self.top: list[Node] = []
        self.frames: list[Open] = []
        self.lifted: list[Node] = []
        self.heading: Kind | None = None
        self.is_unbreakable = "\xa0" in html or "&" in html  # there may be spaces that do not break

    # What the scanner calls

    def report(self, words: str) -> None:
        self.left.note(words)

    @property
    def is_at_rest(self) -> bool:
        return not (self.stack or self.runs or self.heading or self.is_quote_due)

    def plain_blocks(self, blocks: list[tuple[str, str]]) -> None:
        # Blocks that say the same are one: a text of nothing but short lines costs no more than a story.
        made: dict[tuple[str, str], Node | None] = {}
        for block in blocks:
            if block in made:
                node = made[block]
            else:
                node = made[block] = plain_block(*block)
            if node:
                self.top.append(node)

    def opened(self, tag: str, attrs: dict[str, str]) -> None:
        tag = SAME_AS.get(tag, tag)
        if tag in INLINE:
            self.open_inline(tag, attrs)
        elif tag == "br":
            if attrs:
                self.left.attributes(tag, gettext_noop("line break"), attrs)
            self.break_line()
        elif kind := kind_of(tag, attrs):
            if attrs:
                self.left.attributes(tag, kind.word, attrs, kind.known)
            self._open_block(tag, kind, attrs)
        elif tag in ("img", "q", "rt", "ruby"):
            self.open_signs(tag, attrs)
        else:
            self.left.element(tag, attrs)
            if tag in _BREAKING:
                self.flush()
            if tag in ("tbody", "thead", "tfoot"):
                self._close_nearest("tr")
            elif tag in ("aside", "pre"):
                self.push(Open(tag))

    def closed(self, tag: str) -> None:
        tag = SAME_AS.get(tag, tag)
        if tag in INLINE:
            self.ended[tag] += 1
        elif tag in _BREAKING:
            self.flush()
            if tag in ("h2", "h3"):
                self.heading = None
        elif tag in ("q", "rt", "ruby"):
            self.close_signs(tag)
        if self.unopened.get(tag):
            self.unopened[tag] -= 1
        elif tag in INLINE:
            found = self.find(tag)
            if found is not None:
                self.drop_mark(self.stack.pop(found))
        elif self.stack:
            self._close_nearest(tag)

    def left_out(self, tag: str, attrs: dict[str, str]) -> None:
        """An element that goes with all that is in it; a frame whose provider we know becomes an embed."""
        if tag in ("annotation", "annotation-xml", "rp"):
            return
        address = (
            web_address(re.sub(r"^\s*//", "https://", attrs.get("src", ""))) if tag == "iframe" else None
        )
        if address and frame(address):
            self._open_block("figure", KINDS["embed"], {"data-embed": address})
        else:
            self._say_element(tag, address[:100] if address else "")

    def _say_element(self, tag: str, address: str) -> None:
        if address:
            self.left.note(gettext_noop("{name} element of {on}"), tag, address)
        else:
            self.left.note(gettext_noop("{name} element"), tag)

    def finish(self) -> None:
        self._pop_to(0)

    def flush(self) -> bool:
        """End the paragraph that is being filled; say whether there was one."""
        if not self.runs:
            return False
        runs = tidy(breakable(self.runs) if self.is_unbreakable else self.runs)
        self.runs = []
        if not runs:
            return False
        kind = self.heading or KINDS["paragraph"]
        frame = self.frames[-1] if self.frames else None
        if frame is None or frame.kind is None:
            self.top.append(Node(kind, runs=runs))
            return True
        around = frame.kind
        if not around.takes(kind, frame.nodes):
            smaller = KINDS["subheading"]
            is_heading = self.heading is not None and around.takes(smaller, frame.nodes)
            kind = smaller if is_heading else KINDS["paragraph"]
        node = Node(kind, runs=runs)
        if around.takes(kind, frame.nodes):
            frame.nodes.append(node)
        elif (part := KINDS[around.content[0]]).tag == "li":
            frame.nodes.append(Node(part, children=_begun(part, [node])))
        else:  # in a table, but in no cell; between the pictures of a gallery
            self.lifted.append(node)
        return True

    # Blocks

    def _open_block(self, tag: str, kind: Kind, attrs: dict[str, str]) -> None:
        flushed = self.flush()
        if kind.content == TEXT:
            if kind.name != "paragraph":
                self.heading = kind
            elif flushed:  # otherwise it is a paragraph within the heading
                self.heading = None
            return
        self.heading = None
        if kind.is_atom:
            self._add_atom(kind, attrs)
            if tag == "aside":
                self.push(Open(tag))
        elif tag == "li":
            self._open_item()
        elif tag == "tr":
            self._open_row()
        elif tag in ("th", "td"):
            self._open_cell(tag, kind, attrs)
        else:
            self._open_frame(tag, kind, attrs)

    def _add_atom(self, kind: Kind, attrs: dict[str, str]) -> None:
        read = self._read(kind, attrs)
        if kind.marker and not read:
            return
        around = self.frames[-1] if self.frames else None
        if around and around.kind and kind.name in around.kind.content:
            around.nodes.append(Node(kind, read))
        else:
            (self.lifted if around else self.top).append(Node(kind, read))

    def _open_frame(self, tag: str, kind: Kind, attrs: dict[str, str]) -> None:
        around = self.frames[-1].kind if self.frames else None
        room = len(self.stack) < DEEPEST - 1
        if around and kind.name in LISTS and "item" in around.content and room:
            # A list that is a list's direct child, as some editors write it, belongs to the item before.
            items = self.frames[-1].nodes
            again = bool(items) and len(items[-1].children) < _MOST_REOPENED
            self.push(Open("li", KINDS["item"], nodes=list(items.pop().children) if again else []))
            around = self.frames[-1].kind
        fits = around is None or kind.name in around.content
        if kind.name in LISTS:
            fits = fits and sum(frame.tag in ("ul", "ol") for frame in self.frames) < _DEEPEST_LIST
        lifts = not fits and kind.lifted and not (tag == "table" and self._inside("table"))
        if fits or lifts:
            self.push(Open(tag, kind, self._read(kind, attrs), lifted=lifts))
        else:
            self.push(Open(tag))

    def _open_item(self) -> None:
        self._close_nearest("li")
        around = self.find("ul", "ol", fences=FENCES["li"] - {"ul", "ol"})
        if around is not None and (held_by := self.stack[around].kind):
            self._pop_to(around + 1)
            self.push(Open("li", KINDS[held_by.content[0]]))

    def _open_row(self) -> None:
        around = self.find("table", fences=frozenset())
        if around is not None and self.stack[around].kind:
            self._pop_to(around + 1)
            self.push(Open("tr", KINDS["row"]))

    def _open_cell(self, tag: str, kind: Kind, attrs: dict[str, str]) -> None:
        around = self.find("tr", "table", fences=frozenset())
        if around is None or not self.stack[around].kind:
            return
        if self.stack[around].tag == "table":
            self._open_row()
        else:
            self._pop_to(around + 1)
        self.push(Open(tag, kind, self._read(kind, attrs)))

    def _inside(self, tag: str) -> bool:
        return any(frame.tag == tag for frame in self.frames)

    def push(self, element: Open) -> bool:
        is_open = super().push(element)
        if is_open and element.kind:
            self.frames.append(element)
        return is_open

    def _close_nearest(self, tag: str) -> None:
        found = self.find(tag) if self.stack else None
        if found is not None:
            self._pop_to(found)

    def _pop_to(self, length: int) -> None:
        self.flush()
        while len(self.stack) > length:
            element = self.stack.pop()
            self.preformatted -= element.tag == "pre"
            self.drop_mark(element)
            if element.kind:
                self.frames.pop()
                self._place(element, element.kind)
                self.heading = None
        if not self.frames:
            self.top += self.lifted
            self.lifted = []

    def _place(self, element: Open, kind: Kind) -> None:
        if not element.nodes:
            says = any(value for name, value in element.attrs if name != kind.marker)
            if kind.lacks:
                self.left.note(kind.lacks)
            if kind.lacks or not (kind.is_kept_empty or (kind.marker and says)):
                return
        node = Node(kind, element.attrs, _begun(kind, element.nodes))
        if element.lifted:
            self.lifted.append(node)
        elif self.frames:
            self.frames[-1].nodes.append(node)
        else:
            self.top.append(node)

    def _read(self, kind: Kind, attrs: dict[str, str]) -> tuple[tuple[str, str], ...]:
        found = []
        if kind.marker:
            value = kind.marked(attrs[kind.marker])
            if value is None:
                is_numbered = kind.marked is number
                told = gettext_noop("{on} without a valid address")
                self.left.note(
                    gettext_noop("{on} without a valid number") if is_numbered else told, on=kind.word
                )
                return ()
            found.append((kind.marker, value))
        for name, read in kind.attrs:
            if name not in attrs:
                continue
            value = read(attrs[name])
            if value:
                found.append((name, value))
            elif attrs[name] and value is None:
                self.left.note(gettext_noop("{name} attribute on {on}"), name, kind.word)
        return tuple(found)


def plain_block(tag: str, text: str) -> Node | None:
    """A paragraph or heading of text without marks; nothing if it is blank."""
    if "\xa0" in text:
        (text,) = spaces.ordinary([text])
    if "  " in text or "\n" in text or "\t" in text:
        text = WHITE.sub(" ", text)
    text = text.strip(" ")
    if not text or text.isspace():
        return None
    return Node(TEXTS[tag], (), (), (Run(text, UNMARKED),))


def _begun(kind: Kind, nodes: list[Node]) -> tuple[Node, ...]:
    """What stands in a block, behind an empty node of the kind it begins with where that was not given."""
    if kind.first and nodes and nodes[0].kind.name != kind.first:
        return (Node(KINDS[kind.first]), *nodes)
    return tuple(nodes)
