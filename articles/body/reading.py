"""Reads HTML of any quality into nodes of the schema, and keeps a list of what had no place there.

Text is never dropped for standing in the wrong place: a block that may not stand where it does either gives
up its frame and leaves its paragraphs (a list in a table cell), or moves behind the outermost block around it
(a picture in a list). Bold, italic, raised and links are states the text is in, not elements, so that bad nesting
cannot hurt. The one thing that goes is what its writer struck out: readers must not get "not guilty" for "guilty".
"""

import re
from collections import Counter, deque
from collections.abc import Collection
from dataclasses import dataclass, field

from . import meaning, spaces
from .frames import frame
from .meaning import PLAIN, STRUCK, Meaning
from .schema import (
    BREAK,
    KINDS,
    TEXT,
    TOP,
    UNMARKED,
    Kind,
    Marks,
    Node,
    Run,
    kind_of,
    link,
    number,
    web_address,
)
from .tokens import scan


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SAME_AS = {"b": "strong", "i": "em", "h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}
_MARKS = {"a": "link", "strong": "bold", "em": "italic", "sup": "superscript", "sub": "subscript"}
# Tags that say something about the text in them, by themselves or by their style.
_INLINE = frozenset({*_MARKS, *STRUCK, "span", "font"})
_SIMPLE_MARKS = frozenset({"strong", "em", "sup", "sub"})
_CLOSING = re.compile(rf"</({'|'.join(sorted({*_INLINE, 'b', 'i'}))})(?=[\s/>])", re.I)

# These begin a new paragraph; every other tag the schema does not know stands within one.
_BREAKING = _names(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset"
    " figcaption figure footer form h2 h3 header hgroup hr html legend li main menu nav ol option p pre"
    " search section select summary table tbody td tfoot th thead tr ul"
)
# Tags and attributes whose loss changes nothing an editor wrote.
_FORMATTING = _names(
    "address article aside big body caption center dd details dialog div dl dt figcaption figure font footer"
    " head header hgroup html main nav search section small span summary"
)
_FORMATTING_ATTRIBUTES = _names(
    "align bgcolor border cellpadding cellspacing class color dir face height id lang name role size style"
    " tabindex title valign width"
)
_WORDS = {"u": "underline", "mark": "highlighting", "ins": "the mark of inserted words"}
# What the editor itself writes for column widths, and what the page for readers sets anew; the parts of a formula,
# which is named as a whole, and of signs with their reading.
_SILENT = frozenset({"tbody", "thead", "tfoot", "colgroup", "col", "wbr", "ruby", "rb", "rt", "rp", "rtc"})
_SILENT |= _names(
    "semantics mrow mi mn mo mtext mspace msup msub msubsup mfrac msqrt mroot mstyle munder mover mtable mtr"
)
_SILENT |= _names("mtd mfenced mpadded mphantom munderover")
_SILENT_ATTRIBUTES = {"table": {"style"}, "td": {"colwidth"}, "th": {"colwidth"}, "a": {"rel"}}

# How far up a closing tag, or a tag that implies one, looks for what it closes.
_CELLS = frozenset({"td", "th"})
_FENCES = {
    "li": _CELLS | {"ul", "ol", "aside", "blockquote", "table"},
    "tr": frozenset({"table"}),
    "td": frozenset({"table"}),
    "th": frozenset({"table"}),
    "table": frozenset(),
}

_WHITE = re.compile(r"[ \t\n]+")
_LINE_END = [BREAK]  # the text of every line break while it is read
_DEEPEST = 64  # open elements
_DEEPEST_LIST = 6
_MOST_REOPENED = 100  # nodes of an item that are copied for a list coming late
_PLAIN_KINDS = {kind.tag: kind for kind in (KINDS["paragraph"], KINDS["heading"], KINDS["subheading"])}
_MOST_REPORTS = 50
_MOST_WORDS = 60  # signs of deleted words that are told
QUOTES = ("“", "”", "‘", "’")
_MARKS_OF_QUOTES = "“”„‟‘’‚‛«»‹›\"'"


Parsed = tuple[tuple[Node, ...], tuple[str, ...]]
# What was read last: a whole story is read once, however many ask what is in it.
_KEPT: deque[tuple[str, tuple[str, ...], Parsed]] = deque(maxlen=4)


def parse(html: str, quotes: tuple[str, ...] = QUOTES) -> Parsed:
    """The top-level nodes, and in words what was left out; `quotes` are those of the language, for <q>.

    Kept for the texts asked of last: whoever saves a story cleans its body, counts its words, compares it block by
    block and looks for its pictures.
    """
    for known, marks, parsed in tuple(_KEPT):
        if known == html and marks == quotes:
            return parsed
    reader = _Reader(html, quotes)
    scan(html, reader)
    reader.finish()
    return keep(html, (tuple(reader.top), tuple(reader.removed)), quotes)


def keep(html: str, parsed: Parsed, quotes: tuple[str, ...] = QUOTES) -> Parsed:
    """So that it need not be read: whoever wrote it knows what it says."""
    _KEPT.append((html, quotes, parsed))
    return parsed


@dataclass
class _Open:
    """An element that is open: with its kind a frame for nodes, without one only waiting for its end."""

    tag: str
    kind: Kind | None = None
    attrs: tuple[tuple[str, str], ...] = ()
    nodes: list[Node] = field(default_factory=list)
    lifted: bool = False
    mark: bool = False
    meaning: Meaning = PLAIN


class _Reader:
    def __init__(self, html: str, quotes: tuple[str, ...]) -> None:
        self.html = html
        self.quotes = quotes
        self.top: list[Node] = []
        self.removed: dict[str, None] = {}
        self.stack: list[_Open] = []
        self.frames: list[_Open] = []
        self.unopened: Counter[str] = Counter()  # elements not put on the stack, whose end is to be ignored
        self.lifted: list[Node] = []
        self.heading: Kind | None = None
        self.marks = Marks()
        self.runs: list[tuple[list[str], Marks]] = []
        self.line_end = (_LINE_END, self.marks)  # one for all that are alike
        self.is_unbreakable = "\xa0" in html or "&" in html  # there may be spaces that do not break
        self.preformatted = 0  # how many <pre> are open
        self.ends: Counter[str] | None = None  # how many closing tags there are, counted once they matter
        self.ended: Counter[str] = Counter()
        self.struck = 0  # how many elements are open that strike their text out
        self.deleted: list[str] = []
        self.quoting: list[str] = []  # what closes the quotations that are open
        self.is_quote_due = False  # a quotation is open, and its first mark not yet written
        self.is_reading_given = False  # the reading of a sign is open

    # What the scanner calls

    def report(self, words: str) -> None:
        if len(self.removed) < _MOST_REPORTS:
            self.removed[words] = None
        elif words not in self.removed:
            self.removed["and more"] = None

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
                node = made[block] = self._plain_block(*block)
            if node:
                self.top.append(node)

    @staticmethod
    def _plain_block(tag: str, text: str) -> Node | None:
        if "\xa0" in text:
            (text,) = spaces.ordinary([text])
        text = _WHITE.sub(" ", text).strip(" ")
        if not text or text.isspace():
            return None
        return Node(_PLAIN_KINDS[tag], (), (), (Run(text, UNMARKED),))

    def pieces(self, pieces: list[tuple[str | None, str, str]]) -> None:
        for tag, within, behind in pieces:
            if tag is None:
                self._break()
            elif not self._marked(_SAME_AS.get(tag, tag), within):
                self.opened(tag, {})
                self.text(within)
                self.closed(tag)
            if behind:
                self.text(behind)

    def _marked(self, tag: str, text: str) -> bool:
        """Text with a mark of its own, if that is all there is to it: nothing else of its name is open."""
        if tag not in _SIMPLE_MARKS or self.unopened[tag] or len(self.stack) >= _DEEPEST:
            return False
        if self.struck or self.preformatted or self.is_quote_due:
            return False
        before = self.marks
        if tag in ("sup", "sub"):
            self.marks = Marks(before.href, before.strong, before.em, tag)
        else:
            self.marks = _with_mark(before, tag, "")
        self._add(text)
        self.marks = before
        self.ended[tag] += 1
        return True

    def text(self, text: str) -> None:
        if self.struck:
            self.deleted.append(text)
        elif self.preformatted:
            first, *lines = text.split("\n")
            self._add(first)
            for following in lines:
                if self.runs and self.runs[-1][0] is _LINE_END:
                    self._flush()  # an empty line
                else:
                    self._break()
                if following.strip():
                    self._add(following)
        elif self.is_quote_due:
            self._quote(text)
        else:
            self._add(text)

    def opened(self, tag: str, attrs: dict[str, str]) -> None:
        tag = _SAME_AS.get(tag, tag)
        if tag in _INLINE:
            self._open_inline(tag, attrs)
        elif tag == "br":
            if attrs:
                self._check(tag, "line break", attrs, set())
            self._break()
        elif kind := kind_of(tag, attrs):
            if attrs:
                self._check(tag, kind.word, attrs, kind.known)
            self._open_block(tag, kind, attrs)
        elif tag in ("img", "q", "rt", "ruby"):
            self._open_signs(tag, attrs)
        else:
            self._leave_out(tag, attrs)
            if tag in _BREAKING:
                self._flush()
            if tag in ("tbody", "thead", "tfoot"):
                self._close_nearest("tr")
            elif tag in ("aside", "pre"):
                self._push(_Open(tag))

    def closed(self, tag: str) -> None:
        tag = _SAME_AS.get(tag, tag)
        if tag in _INLINE:
            self.ended[tag] += 1
        elif tag in _BREAKING:
            self._flush()
            if tag in ("h2", "h3"):
                self.heading = None
        elif tag in ("q", "rt", "ruby"):
            self._close_signs(tag)
        if self.unopened.get(tag):
            self.unopened[tag] -= 1
        elif tag in _INLINE:
            found = self._find(tag)
            if found is not None:
                self._drop_mark(self.stack.pop(found))
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
            self.report(f"{tag} element" + (f" of {address[:100]}" if address else ""))

    def finish(self) -> None:
        self._pop_to(0)

    # Text and marks

    def _add(self, text: str) -> None:
        if self.runs and self.runs[-1][1] == self.marks and self.runs[-1][0] is not _LINE_END:
            self.runs[-1][0].append(text)
        elif text:
            self.runs.append(([text], self.marks))

    def _break(self) -> None:
        if self.struck:
            self.deleted.append(" ")
        else:
            if self.line_end[1] is not self.marks:
                self.line_end = (_LINE_END, self.marks)
            self.runs.append(self.line_end)

    def _open_inline(self, tag: str, attrs: dict[str, str]) -> None:
        """A mark of ours, or a tag of others that says something about its text."""
        meant = meaning.of_tag(tag, attrs)
        if meant.struck and not self._will_end(tag):
            meant = meant._replace(struck=False)
        if tag in _MARKS:
            self._check(tag, _MARKS[tag], attrs, {"href"} if tag == "a" else set())
            if tag in ("sup", "sub"):
                self._open_meaning(tag, meant)
            else:
                self._open_mark(tag, attrs, meant)
            return
        if tag in STRUCK:
            self._check(tag, tag, {name: attrs[name] for name in attrs if name.startswith("on")}, set())
        else:
            self._leave_out(tag, attrs)
        self._open_meaning(tag, meant)

    def _open_meaning(self, tag: str, meant: Meaning) -> None:
        if not any(meant):
            # It says nothing; but where others of its name do, its end must not be taken for theirs.
            self.unopened[tag] += self._find(tag) is not None
        elif self._push(_Open(tag, meaning=meant)):
            self._begin(meant)

    def _begin(self, meant: Meaning) -> None:
        self.struck += meant.struck
        if meant.raised:
            self.marks = self.marks._replace(raised=meant.raised)

    def _will_end(self, tag: str) -> bool:
        """Whether there is a closing tag for an element that opens here: without one, no word is struck out."""
        if self.ends is None:
            found = (name.lower() for name in _CLOSING.findall(self.html))
            self.ends = Counter(_SAME_AS.get(name, name) for name in found)
        depth = sum(element.tag == tag for element in self.stack) + self.unopened[tag]
        return self.ends[tag] - self.ended[tag] > depth

    def _open_mark(self, tag: str, attrs: dict[str, str], meant: Meaning) -> None:
        href = ""
        if tag == "a":
            found = self._find("a")
            if found is not None:  # links do not nest: the new one ends the old
                self._drop_mark(self.stack.pop(found))
            if attrs.get("href", "").strip():
                href = link(attrs["href"]) or ""
                if not href:
                    self.report(_bad_link(attrs["href"]))
        # Some word processors wrap all text in a <b> that says it is not bold.
        plain = re.search(r"font-(weight|style)\s*:\s*(normal|400)", attrs.get("style", ""))
        marked = bool(href) if tag == "a" else not plain
        if marked and _with_mark(self.marks, tag, href) == self.marks and not any(meant):
            self.unopened[tag] += 1
        elif self._push(_Open(tag, mark=marked, meaning=meant)):
            self._begin(meant)
            if marked:
                self.marks = _with_mark(self.marks, tag, href)

    def _drop_mark(self, element: _Open) -> None:
        """Its element is off the stack."""
        if element.mark:
            self.unopened[element.tag] = 0
            self.marks = _with_mark(self.marks, element.tag, "", on=False)
        if element.meaning.raised:
            around = (one.meaning.raised for one in reversed(self.stack) if one.meaning.raised)
            self.marks = self.marks._replace(raised=next(around, ""))
        if element.meaning.struck:
            self.struck -= 1
            if not self.struck:
                self._tell_deleted()

    def _tell_deleted(self) -> None:
        words = " ".join("".join(self.deleted).split())
        self.deleted = []
        if words:
            cut = "…" * (len(words) > _MOST_WORDS)
            self.report(f"deleted words “{words[:_MOST_WORDS]}{cut}”")

    # Signs that stand for a tag

    def _open_signs(self, tag: str, attrs: dict[str, str]) -> None:
        if tag == "img":
            sign = meaning.of_picture(attrs)
            if sign:
                self._check("img", "img", {name: "" for name in attrs if name.startswith("on")}, set())
                self.text(sign)
            else:
                self._leave_out(tag, attrs)
        elif tag == "q":
            inner = len([mark for mark in self.quoting if mark]) % 2
            self.quoting.append(self.quotes[2 * inner + 1])
            self.is_quote_due = True
        else:
            self._close_signs("rt")
            if tag == "rt":
                self.is_reading_given = True
                self.text("(")

    def _close_signs(self, tag: str) -> None:
        if tag != "q":
            if self.is_reading_given:
                self.is_reading_given = False
                self.text(")")
        elif self.quoting:
            mark = self.quoting.pop()
            if not self.is_quote_due:
                self.text(mark)
            self.is_quote_due = False

    def _quote(self, text: str) -> None:
        """The first text of a quotation, behind its mark; many pages put marks of their own there."""
        first = text.strip()[:1]
        if not first:
            self._add(text)
            return
        self.is_quote_due = False
        if first in _MARKS_OF_QUOTES:
            self.quoting[-1] = ""
        else:
            self._add(self.quotes[self.quotes.index(self.quoting[-1], 1) - 1])
        self._add(text)

    def _flush(self) -> bool:
        """End the paragraph that is being filled; say whether there was one."""
        if not self.runs:
            return False
        runs = _tidy(self._breakable(self.runs) if self.is_unbreakable else self.runs)
        self.runs = []
        if not runs:
            return False
        kind, frame = self.heading or KINDS["paragraph"], self.frames[-1] if self.frames else None
        content = frame.kind.content if frame and frame.kind else TOP
        if kind.name not in content:
            kind = KINDS["subheading" if self.heading and "subheading" in content else "paragraph"]
        node = Node(kind, runs=runs)
        if frame is None:
            self.top.append(node)
        elif kind.name in content:
            frame.nodes.append(node)
        elif "item" in content:
            frame.nodes.append(Node(KINDS["item"], children=(node,)))
        else:  # in a table, but in no cell; between the pictures of a gallery
            self.lifted.append(node)
        return True

    @staticmethod
    def _breakable(runs: list[tuple[list[str], Marks]]) -> list[tuple[list[str], Marks]]:
        pieces = ["".join(pieces) for pieces, _ in runs]
        if not any("\xa0" in piece for piece in pieces):
            return runs
        made = spaces.ordinary(pieces)
        return [
            (pieces if pieces is _LINE_END else [piece], marks)
            for piece, (pieces, marks) in zip(made, runs, strict=True)
        ]

    # Blocks

    def _open_block(self, tag: str, kind: Kind, attrs: dict[str, str]) -> None:
        flushed = self._flush()
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
                self._push(_Open(tag))
        elif kind.name == "item":
            self._open_item(kind)
        elif kind.name == "row":
            self._open_row(kind)
        elif kind.name in ("header", "cell"):
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
        room = len(self.stack) < _DEEPEST - 1
        if around and kind.tag in ("ul", "ol") and "item" in around.content and room:
            # A list that is a list's direct child, as some editors write it, belongs to the item before.
            items = self.frames[-1].nodes
            again = bool(items) and len(items[-1].children) < _MOST_REOPENED
            self._push(_Open("li", KINDS["item"], nodes=list(items.pop().children) if again else []))
            around = self.frames[-1].kind
        fits = around is None or kind.name in around.content
        if kind.tag in ("ul", "ol"):
            fits = fits and sum(frame.tag in ("ul", "ol") for frame in self.frames) < _DEEPEST_LIST
        lifts = not fits and kind.lifted and not (tag == "table" and self._inside("table"))
        if fits or lifts:
            self._push(_Open(tag, kind, self._read(kind, attrs), lifted=lifts))
        else:
            self._push(_Open(tag))

    def _open_item(self, kind: Kind) -> None:
        self._close_nearest("li")
        around = self._find("ul", "ol", fences=_FENCES["li"] - {"ul", "ol"})
        if around is not None and self.stack[around].kind:
            self._pop_to(around + 1)
            self._push(_Open("li", kind))

    def _open_row(self, kind: Kind) -> None:
        around = self._find("table", fences=frozenset())
        if around is not None and self.stack[around].kind:
            self._pop_to(around + 1)
            self._push(_Open("tr", kind))

    def _open_cell(self, tag: str, kind: Kind, attrs: dict[str, str]) -> None:
        around = self._find("tr", "table", fences=frozenset())
        if around is None or not self.stack[around].kind:
            return
        if self.stack[around].tag == "table":
            self._open_row(KINDS["row"])
        else:
            self._pop_to(around + 1)
        self._push(_Open(tag, kind, self._read(kind, attrs)))

    def _inside(self, tag: str) -> bool:
        return any(frame.tag == tag for frame in self.frames)

    # The stack

    def _push(self, element: _Open) -> bool:
        if len(self.stack) >= _DEEPEST:
            self.unopened[element.tag] += 1
            self.report("formatting nested too deeply")
            return False
        self.stack.append(element)
        self.preformatted += element.tag == "pre"
        if element.kind:
            self.frames.append(element)
        return True

    def _find(self, *tags: str, fences: frozenset[str] | None = None) -> int | None:
        fences = _FENCES.get(tags[0], _CELLS) if fences is None else fences
        for index in range(len(self.stack) - 1, -1, -1):
            if self.stack[index].tag in tags:
                return index
            if self.stack[index].tag in fences:
                return None
        return None

    def _close_nearest(self, tag: str) -> None:
        found = self._find(tag) if self.stack else None
        if found is not None:
            self._pop_to(found)

    def _pop_to(self, length: int) -> None:
        self._flush()
        while len(self.stack) > length:
            element = self.stack.pop()
            self.preformatted -= element.tag == "pre"
            self._drop_mark(element)
            if element.kind:
                self.frames.pop()
                self._place(element, element.kind)
                self.heading = None
        if not self.frames:
            self.top += self.lifted
            self.lifted = []

    def _place(self, element: _Open, kind: Kind) -> None:
        said = bool(kind.marker) and any(value for name, value in element.attrs if name != kind.marker)
        if not element.nodes and kind.name not in ("header", "cell") and not said:
            return
        if kind.name == "gallery" and not element.nodes:
            self.report("gallery without pictures")
            return
        if kind.name == "item" and element.nodes[0].kind.name != "paragraph":
            element.nodes.insert(0, Node(KINDS["paragraph"]))  # an item begins with text, be it empty
        node = Node(kind, element.attrs, tuple(element.nodes))
        if element.lifted:
            self.lifted.append(node)
        elif self.frames:
            self.frames[-1].nodes.append(node)
        else:
            self.top.append(node)

    # Attributes and reports

    def _read(self, kind: Kind, attrs: dict[str, str]) -> tuple[tuple[str, str], ...]:
        found = []
        if kind.marker:
            value = kind.marked(attrs[kind.marker])
            if value is None:
                self.report(f"{kind.word} without a valid {'number' if kind.marked is number else 'address'}")
                return ()
            found.append((kind.marker, value))
        for name, read in kind.attrs:
            if name not in attrs:
                continue
            value = read(attrs[name])
            if value:
                found.append((name, value))
            elif attrs[name] and value is None:
                self.report(f"{name} attribute on {kind.word}")
        return tuple(found)

    def _check(self, tag: str, word: str, attrs: dict[str, str], known: Collection[str]) -> None:
        for name in attrs:
            if name in known or name in _SILENT_ATTRIBUTES.get(tag, ()):
                continue
            if name in _FORMATTING_ATTRIBUTES or name.startswith(("data-", "aria-")):
                self.report("formatting")
            elif _is_name(name):
                self.report(f"{name} attribute on {word}")
            else:
                self.report("unrecognised attribute")

    def _leave_out(self, tag: str, attrs: dict[str, str]) -> None:
        if tag in _SILENT:
            return
        if tag in _FORMATTING or ":" in tag:
            self.report("formatting")
        elif tag in _WORDS:
            self.report(_WORDS[tag])
        else:
            self.report(f"{tag} element" if _is_name(tag) else "unrecognised element")
        handlers = {name: value for name, value in attrs.items() if name.startswith("on")}
        self._check(tag, tag if _is_name(tag) else "unrecognised element", handlers, set())


def _with_mark(marks: Marks, tag: str, href: str, on: bool = True) -> Marks:
    was, strong, em, raised = marks
    if tag == "a":
        return Marks(href, strong, em, raised)
    return Marks(was, on, em, raised) if tag == "strong" else Marks(was, strong, on, raised)


def _is_name(name: str) -> bool:
    return re.fullmatch(r"[a-z][a-z0-9-]{0,30}", name) is not None


def _bad_link(href: str) -> str:
    scheme = re.match(r"\s*([a-zA-Z][a-zA-Z0-9+.-]{0,30}):", re.sub(r"[\t\n]", "", href))
    if not scheme:
        return "relative link"
    name = scheme[1].lower()
    return "link with a faulty address" if name in ("http", "https", "mailto", "tel") else f"{name}: link"


def _tidy(runs: list[tuple[list[str], Marks]]) -> tuple[Run, ...]:
    """One space where there was white space, none at the ends of lines, no empty runs; nothing if blank."""
    if len(runs) == 1 and runs[0][0] is not _LINE_END:  # nearly always
        text = _WHITE.sub(" ", "".join(runs[0][0])).strip(" ")
        marks = runs[0][1]
        return (Run(text, marks if any(marks) else UNMARKED),) if text and not text.isspace() else ()
    tidy: list[Run] = []
    # Runs that say the same are one, as blocks are.
    made: dict[Run, Run] = {}
    end = Run(BREAK, UNMARKED)
    for pieces, marks in runs:
        if pieces is _LINE_END:
            _trim(tidy)
            if tidy:
                if end.marks is not marks:
                    end = Run(BREAK, marks)
                tidy.append(end)
            continue
        text = pieces[0] if len(pieces) == 1 else "".join(pieces)
        if not text.isalnum():
            text = _WHITE.sub(" ", text)
        last, before = tidy[-1] if tidy else end
        if text[:1] == " " and last[-1] in (" ", BREAK):
            text = text[1:]
        if not text:
            continue
        if last != BREAK and before == marks:
            tidy[-1] = Run(last + text, marks)
        else:
            run = Run(text, marks)
            tidy.append(made.setdefault(run, run))
    _trim(tidy)
    while tidy and tidy[-1].text == BREAK:
        tidy.pop()
        _trim(tidy)
    return tuple(tidy) if any(run.text and not run.text.isspace() for run in tidy) else ()


def _trim(tidy: list[Run]) -> None:
    """Take the one space off the end, and what it leaves empty."""
    if not tidy or tidy[-1].text == BREAK:
        return
    text, marks = tidy[-1]
    if text.endswith(" "):
        tidy[-1:] = [Run(text[:-1], marks)] if text != " " else []
