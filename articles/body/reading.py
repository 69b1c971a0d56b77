"""Reads HTML of any quality into nodes of the schema, and keeps a list of what had no place there.

Text is never dropped for standing in the wrong place: a block that may not stand where it does either gives
up its frame and leaves its paragraphs (a list in a table cell), or moves behind the outermost block around it
(a picture in a list). Bold, italic and links are states the text is in, not elements, so that bad nesting
cannot hurt.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

from .schema import BREAK, KINDS, TEXT, TOP, Kind, Marks, Node, Run, kind_of, link, number
from .tokens import scan


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SAME_AS = {"b": "strong", "i": "em", "h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}
_MARKS = {"a": "link", "strong": "bold", "em": "italic"}

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
_WORDS = {"u": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough"}
_WORDS |= {"sub": "subscript", "sup": "superscript", "mark": "highlighting"}
# What the editor itself writes for column widths, and what the page for readers sets anew.
_SILENT = frozenset({"tbody", "thead", "tfoot", "colgroup", "col", "wbr"})
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
_DEEPEST = 64  # open elements
_DEEPEST_LIST = 6
_MOST_REOPENED = 100  # nodes of an item that are copied for a list coming late
_MOST_REPORTS = 50


@lru_cache(maxsize=2)
def parse(html: str) -> tuple[tuple[Node, ...], tuple[str, ...]]:
    """The top-level nodes, and in words what was left out.

    Kept for the text asked of last and the one before it: whoever saves a story cleans its body, counts its words,
    compares it block by block and looks for its pictures.
    """
    reader = _Reader()
    scan(html, reader)
    reader.finish()
    return tuple(reader.top), tuple(reader.removed)


@dataclass
class _Open:
    """An element that is open: with its kind a frame for nodes, without one only waiting for its end."""

    tag: str
    kind: Kind | None = None
    attrs: tuple[tuple[str, str], ...] = ()
    nodes: list[Node] = field(default_factory=list)
    lifted: bool = False
    mark: bool = False


class _Reader:
    def __init__(self) -> None:
        self.top: list[Node] = []
        self.removed: dict[str, None] = {}
        self.stack: list[_Open] = []
        self.frames: list[_Open] = []
        self.unopened: Counter[str] = Counter()  # elements not put on the stack, whose end is to be ignored
        self.lifted: list[Node] = []
        self.heading: Kind | None = None
        self.marks = Marks()
        self.runs: list[tuple[list[str], Marks]] = []

    # What the scanner calls

    def report(self, words: str) -> None:
        if len(self.removed) < _MOST_REPORTS:
            self.removed[words] = None
        elif words not in self.removed:
            self.removed["and more"] = None

    def text(self, text: str) -> None:
        if self.stack and any(element.tag == "pre" for element in self.stack):
            first, *lines = text.split("\n")
            self._add(first)
            for following in lines:
                if self.runs and self.runs[-1][0] == [BREAK]:
                    self._flush()  # an empty line
                else:
                    self._break()
                self._add(following.strip())
        else:
            self._add(text)

    def opened(self, tag: str, attrs: dict[str, str]) -> None:
        tag = _SAME_AS.get(tag, tag)
        if tag in _MARKS:
            self._check(tag, _MARKS[tag], attrs, {"href"} if tag == "a" else set())
            self._open_mark(tag, attrs)
        elif tag == "br":
            self._check(tag, "line break", attrs, set())
            self._break()
        elif kind := kind_of(tag, attrs):
            if attrs:
                self._check(tag, kind.word, attrs, {kind.marker, *(name for name, _ in kind.attrs)})
            self._open_block(tag, kind, attrs)
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
        if tag in _BREAKING:
            self._flush()
            if tag in ("h2", "h3"):
                self.heading = None
        if self.unopened.get(tag):
            self.unopened[tag] -= 1
        elif tag in _MARKS:
            found = self._find(tag)
            if found is not None:
                self._drop_mark(self.stack.pop(found))
        else:
            self._close_nearest(tag)

    def finish(self) -> None:
        self._pop_to(0)

    # Text and marks

    def _add(self, text: str) -> None:
        text = text.replace("\n", " ")
        if self.runs and self.runs[-1][1] == self.marks and self.runs[-1][0] != [BREAK]:
            self.runs[-1][0].append(text)
        elif text:
            self.runs.append(([text], self.marks))

    def _break(self) -> None:
        self.runs.append(([BREAK], self.marks))

    def _open_mark(self, tag: str, attrs: dict[str, str]) -> None:
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
        if marked and _with_mark(self.marks, tag, href) == self.marks:
            self.unopened[tag] += 1
        elif self._push(_Open(tag, mark=marked)) and marked:
            self.marks = _with_mark(self.marks, tag, href)

    def _drop_mark(self, element: _Open) -> None:
        if element.mark:
            self.unopened[element.tag] = 0
            self.marks = _with_mark(self.marks, element.tag, "", on=False)

    def _flush(self) -> bool:
        """End the paragraph that is being filled; say whether there was one."""
        if not self.runs:
            return False
        runs = _tidy(self.runs)
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
            self._drop_mark(element)
            if element.kind:
                self.frames.pop()
                self._place(element, element.kind)
                self.heading = None
        if not self.frames:
            self.top += self.lifted
            self.lifted = []

    def _place(self, element: _Open, kind: Kind) -> None:
        said = any(value for name, value in element.attrs if name != kind.marker)
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
            value = read(attrs.get(name, ""))
            if value:
                found.append((name, value))
            elif attrs.get(name) and value is None:
                self.report(f"{name} attribute on {kind.word}")
        return tuple(found)

    def _check(self, tag: str, word: str, attrs: dict[str, str], known: set[str]) -> None:
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
    if tag == "a":
        return marks._replace(href=href)
    return marks._replace(strong=on) if tag == "strong" else marks._replace(em=on)


def _is_name(name: str) -> bool:
    return re.fullmatch(r"[a-z][a-z0-9-]{0,30}", name) is not None


def _bad_link(href: str) -> str:
    scheme = re.match(r"\s*([a-zA-Z][a-zA-Z0-9+.-]{0,30}):", re.sub(r"[\t\n]", "", href))
    if not scheme:
        return "relative link"
    name = scheme[1].lower()
    return "link with a faulty address" if name in ("http", "https", "mailto") else f"{name}: link"


def _tidy(runs: list[tuple[list[str], Marks]]) -> tuple[Run, ...]:
    """One space where there was white space, none at the ends of lines, no empty runs; nothing if blank."""
    if len(runs) == 1 and runs[0][0] != [BREAK]:  # nearly always
        text = _WHITE.sub(" ", "".join(runs[0][0])).strip(" ")
        return (Run(text, runs[0][1]),) if text.strip() else ()
    tidy: list[tuple[list[str], Marks]] = []
    for pieces, marks in runs:
        last = tidy[-1][0] if tidy else [BREAK]
        if pieces == [BREAK]:
            _trim(tidy)
            if tidy:
                tidy.append(([BREAK], marks))
            continue
        text = _WHITE.sub(" ", "".join(pieces))
        if last[-1].endswith((" ", BREAK)):
            text = text.lstrip(" ")
        if not text:
            continue
        if tidy and tidy[-1][1] == marks and last != [BREAK]:
            last.append(text)
        else:
            tidy.append(([text], marks))
    _trim(tidy)
    while tidy and tidy[-1][0] == [BREAK]:
        tidy.pop()
        _trim(tidy)
    tidied = tuple(Run("".join(pieces), marks) for pieces, marks in tidy)
    return tidied if any(run.text.strip() for run in tidied) else ()


def _trim(tidy: list[tuple[list[str], Marks]]) -> None:
    """Take the one space off the end, and what it leaves empty."""
    if not tidy or tidy[-1][0] == [BREAK]:
        return
    pieces = tidy[-1][0]
    pieces[-1] = pieces[-1].removesuffix(" ")
    if not pieces[-1]:
        pieces.pop()
    if not pieces:
        tidy.pop()
