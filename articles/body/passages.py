"""Reads text and its marks. Bold, italic, raised and links are states the text is in, not elements, so that bad
nesting cannot hurt.

The other half of the reader, `reading`, puts paragraphs into blocks.
"""

import re
from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop

from . import meaning
from .attributes import link
from .left import Left
from .meaning import PLAIN, STRUCK, Meaning
from .runs import LINE_END, Read
from .schema import Kind, Marks, Node

_MARKS = {
    "a": gettext_noop("link"),
    "strong": gettext_noop("bold"),
    "em": gettext_noop("italic"),
    "sup": gettext_noop("superscript"),
    "sub": gettext_noop("subscript"),
}
# Tags that say something about the text in them, by themselves or by their style.
INLINE = frozenset({*_MARKS, *STRUCK, "span", "font"})
SAME_AS = {"b": "strong", "i": "em", "h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}
_SIMPLE_MARKS = frozenset({"strong", "em", "sup", "sub"})
_CLOSING = re.compile(rf"</({'|'.join(sorted({*INLINE, 'b', 'i'}))})(?=[\s/>])", re.I)

# How far up a closing tag, or a tag that implies one, looks for what it closes.
_CELLS = frozenset({"td", "th"})
FENCES = {
    "li": _CELLS | {"ul", "ol", "aside", "blockquote", "table"},
    "tr": frozenset({"table"}),
    "td": frozenset({"table"}),
    "th": frozenset({"table"}),
    "table": frozenset(),
}

DEEPEST = 64  # open elements
QUOTES = ("“", "”", "‘", "’")
_MARKS_OF_QUOTES = "“”„‟‘’‚‛«»‹›\"'"


@dataclass
class Open:
    """An element that is open: with its kind a frame for nodes, without one only waiting for its end."""

    tag: str
    kind: Kind | None = None
    attrs: tuple[tuple[str, str], ...] = ()
    nodes: list[Node] = field(default_factory=list)
    lifted: bool = False
    mark: bool = False
    meaning: Meaning = PLAIN


class PassageReader(ABC):
    """Fills `runs` with the text of one paragraph after the other; `flush` says where one ends."""

    def __init__(self, html: str, quotes: tuple[str, ...]) -> None:
        self.html = html
        self.quotes = quotes
        self.left = Left()
        self.stack: list[Open] = []
        self.unopened: Counter[str] = Counter()  # elements not put on the stack, whose end is to be ignored
        self.marks = Marks()
        self.runs: Read = []
        self.line_end = (LINE_END, self.marks)  # one for all that are alike
        self.preformatted = 0  # how many <pre> are open
        self.ends: Counter[str] | None = None  # how many closing tags there are, counted once they matter
        self.ended: Counter[str] = Counter()
        self.struck = 0  # how many elements are open that strike their text out
        self.struck_out: list[str] = []
        self.quoting: list[str] = []  # what closes the quotations that are open
        self.is_quote_due = False  # a quotation is open, and its first mark not yet written
        self.is_reading_given = False  # the reading of a sign is open

    @abstractmethod
    def flush(self) -> bool:
        """End the paragraph that is being filled; say whether there was one."""

    @abstractmethod
    def opened(self, tag: str, attrs: dict[str, str]) -> None:
        """An element begins: what it means for the text and for the blocks."""

    @abstractmethod
    def closed(self, tag: str) -> None:
        """An element ends."""

    # Text

    def pieces(self, pieces: list[tuple[str, str, str]]) -> None:
        for tag, within, behind in pieces:
            if not tag:
                self.break_line()
            elif not self._marked(SAME_AS.get(tag, tag), within):
                self.opened(tag, {})
                self.text(within)
                self.closed(tag)
            if behind:
                self.text(behind)

    def _marked(self, tag: str, text: str) -> bool:
        """Text with a mark of its own, if that is all there is to it: nothing else of its name is open."""
        if tag not in _SIMPLE_MARKS or self.unopened[tag] or len(self.stack) >= DEEPEST:
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
            self.struck_out.append(text)
        elif self.preformatted:
            first, *lines = text.split("\n")
            self._add(first)
            for following in lines:
                if self.runs and self.runs[-1][0] is LINE_END:
                    self.flush()  # an empty line
                else:
                    self.break_line()
                if following.strip():
                    self._add(following)
        elif self.is_quote_due:
            self._quote(text)
        else:
            self._add(text)

    def _add(self, text: str) -> None:
        if self.runs and self.runs[-1][1] == self.marks and self.runs[-1][0] is not LINE_END:
            self.runs[-1][0].append(text)
        elif text:
            self.runs.append(([text], self.marks))

    def break_line(self) -> None:
        if self.struck:
            self.struck_out.append(" ")
        else:
            if self.line_end[1] is not self.marks:
                self.line_end = (LINE_END, self.marks)
            self.runs.append(self.line_end)

    def open_inline(self, tag: str, attrs: dict[str, str]) -> None:
        """A mark of ours, or a tag of others that says something about its text."""
        meant = meaning.of_tag(tag, attrs)
        if meant.struck and not self._will_end(tag):
            meant = meant._replace(struck=False)
        if tag in _MARKS:
            self.left.attributes(tag, _MARKS[tag], attrs, {"href"} if tag == "a" else ())
            if tag in ("sup", "sub"):
                self._open_meaning(tag, meant)
            else:
                self._open_mark(tag, attrs, meant)
            return
        if tag in STRUCK:
            self.left.handlers(tag, tag, attrs)
        else:
            self.left.element(tag, attrs)
        self._open_meaning(tag, meant)

    def _open_meaning(self, tag: str, meant: Meaning) -> None:
        if not any(meant):
            # It says nothing; but where others of its name do, its end must not be taken for theirs.
            self.unopened[tag] += self.find(tag) is not None
        elif self.push(Open(tag, meaning=meant)):
            self._begin(meant)

    def _begin(self, meant: Meaning) -> None:
        self.struck += meant.struck
        if meant.raised:
            self.marks = self.marks._replace(raised=meant.raised)

    def _will_end(self, tag: str) -> bool:
        """Whether there is a closing tag for an element that opens here: without one, no word is struck out."""
        if self.ends is None:
            found = (name.lower() for name in _CLOSING.findall(self.html))
            self.ends = Counter(SAME_AS.get(name, name) for name in found)
        depth = sum(element.tag == tag for element in self.stack) + self.unopened[tag]
        return self.ends[tag] - self.ended[tag] > depth

    def _open_mark(self, tag: str, attrs: dict[str, str], meant: Meaning) -> None:
        href = ""
        if tag == "a":
            found = self.find("a")
            if found is not None:  # links do not nest: the new one ends the old
                self.drop_mark(self.stack.pop(found))
            if attrs.get("href", "").strip():
                href = link(attrs["href"]) or ""
                if not href:
                    self.left.link(attrs["href"])
        # Some word processors wrap all text in a <b> that says it is not bold.
        plain = re.search(r"font-(weight|style)\s*:\s*(normal|400)", attrs.get("style", ""))
        marked = bool(href) if tag == "a" else not plain
        if marked and _with_mark(self.marks, tag, href) == self.marks and not any(meant):
            self.unopened[tag] += 1
        elif self.push(Open(tag, mark=marked, meaning=meant)):
            self._begin(meant)
            if marked:
                self.marks = _with_mark(self.marks, tag, href)

    def drop_mark(self, element: Open) -> None:
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
                self.left.deleted(self.struck_out)
                self.struck_out = []

    # Signs that stand for a tag

    def open_signs(self, tag: str, attrs: dict[str, str]) -> None:
        if tag == "img":
            sign = meaning.of_picture(attrs)
            if sign:
                self.left.handlers("img", "img", attrs)
                self.text(sign)
            else:
                self.left.element(tag, attrs)
        elif tag == "q":
            inner = len([mark for mark in self.quoting if mark]) % 2
            self.quoting.append(self.quotes[2 * inner + 1])
            self.is_quote_due = True
        else:
            self.close_signs("rt")
            if tag == "rt":
                self.is_reading_given = True
                self.text("(")

    def close_signs(self, tag: str) -> None:
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

    # The elements that are open

    def push(self, element: Open) -> bool:
        if len(self.stack) >= DEEPEST:
            self.unopened[element.tag] += 1
            self.left.note(gettext_noop("formatting nested too deeply"))
            return False
        self.stack.append(element)
        self.preformatted += element.tag == "pre"
        return True

    def find(self, *tags: str, fences: frozenset[str] | None = None) -> int | None:
        fences = FENCES.get(tags[0], _CELLS) if fences is None else fences
        for index in range(len(self.stack) - 1, -1, -1):
            if self.stack[index].tag in tags:
                return index
            if self.stack[index].tag in fences:
                return None
        return None


def _with_mark(marks: Marks, tag: str, href: str, on: bool = True) -> Marks:
    was, strong, em, raised = marks
    if tag == "a":
        return Marks(href, strong, em, raised)
    return Marks(was, on, em, raised) if tag == "strong" else Marks(was, strong, on, raised)
