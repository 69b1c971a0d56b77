"""What a body is made of: kinds of blocks, the nodes that are of these kinds, and the text in them.

A kind is one record. It says how a block is stored, read, written for readers, searched, compared and merged. The
records themselves are in `kinds`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

from .attributes import Read, flag
from .raised import in_signs
from .uses import Use

TEXT = ("text",)
BREAK = "\n"  # the text of a run that is a line break; other runs never hold a newline


class Marks(NamedTuple):
    """How a run of text is marked, the outermost mark first."""

    href: str = ""
    strong: bool = False
    em: bool = False
    raised: str = ""
    """sup or sub, where it stands higher or lower than the line"""


UNMARKED = Marks()


class Run(NamedTuple):
    text: str
    marks: Marks


class Node(NamedTuple):
    kind: Kind
    attrs: tuple[tuple[str, str], ...] = ()
    children: tuple[Node, ...] = ()
    runs: tuple[Run, ...] = ()

    def attr(self, name: str) -> str:
        for known, value in self.attrs:
            if known == name:
                return value
        return ""


def text_of(node: Node) -> str:
    """The plain text of a node that holds text itself."""
    if len(node.runs) == 1 and node.runs[0].marks is UNMARKED:  # nearly always
        return node.runs[0].text
    return "".join(in_signs(text, marks.raised) if marks.raised else text for text, marks in node.runs)


def paragraphs(node: Node) -> Iterable[str]:
    """The plain text of a node, in paragraphs: its own text, or its title, what it holds and what stands below."""
    kind = node.kind
    if kind.content == TEXT:
        return (text_of(node),)
    found = [node.attr(name) for name in kind.above]
    for child in node.children:
        found += child.kind.text(child)
    return (*found, *(node.attr(name) for name in kind.below))


class Uses(NamedTuple):
    """One sort of thing that blocks of a kind use."""

    what: type[Use]
    written: tuple[str, ...]
    """What is in every body that has such a block: a body without it need not be looked through."""

    read: Callable[[Node], Use | None]


@dataclass(frozen=True, eq=False, kw_only=True)
class Kind:
    """All that Python knows of one kind of block. What has no default, every kind has to say."""

    name: str
    tag: str
    word: str
    """What an editor calls the block."""

    stands: Literal["in the text", "apart", "in others"]
    """Whether the block stands among the paragraphs of a story, apart from them, or only within other blocks.

    An advertisement beside a block that stands apart would be taken for a part of it.
    """

    content: tuple[str, ...]
    """The kinds that the block holds: TEXT for text itself, nothing for a block without text of its own."""

    render: Callable[[Node, Any], str]
    """The block as HTML for readers, given the `page.Page` it stands on; an empty string leaves it out."""

    # How the block is stored

    marker: str = ""
    """The attribute that tells the block from others of the same tag."""

    marked: Read = flag
    """Reads the value of the marker."""

    attrs: tuple[tuple[str, Read], ...] = ()
    inner: str = ""
    """A tag that is written inside, around everything that the block holds."""

    is_void: bool = False
    """Whether the tag has no end."""

    first: str = ""
    """The kind that the content begins with, even where that has no text."""

    filler: str = "<p></p>"
    """What is written in a block that is kept although it holds nothing."""

    is_kept_empty: bool = False
    """Whether an empty block is kept. Others are kept only if their title or the line below them says something."""

    lacks: str = ""
    """What an editor is told when the block is left out, title and all, because it holds nothing."""

    lifted: bool = False
    """Whether a block in the wrong place moves behind the outermost block around it. Of others the text stays."""

    # What the block says and uses

    above: tuple[str, ...] = ()
    """The attributes whose words stand above the content, such as a title."""

    below: tuple[str, ...] = ()
    """The attributes whose words stand below the content, such as who is quoted."""

    text: Callable[[Node], Iterable[str]] = paragraphs
    """The paragraphs of the plain text, for counting words, for the search and for machines."""

    uses: tuple[Uses, ...] = ()
    """The pictures, videos, stories and pages that the block names."""

    is_pictorial: bool = False
    """Whether the block is for picture editors too, who may not change the words of a story."""

    # Two versions of the block beside each other

    in_words: Callable[[Node, Mapping[int, str]], str] | None = None
    """A block without text of its own in words; the mapping has the headlines of the stories it may name."""

    compared_as: str = ""
    """The tag the block has where versions are compared, if not its own: a heading there is not one of the page."""

    is_shaped_by_attrs: bool = False
    """Whether two versions with different attributes are two blocks, and not one that was changed."""

    beginning: Callable[[Node], str] | None = None
    """What is told above a changed block, if it differs from what was told of the earlier version."""

    word_beside: str = ""
    """What an editor calls the block beside one of another kind that has the same word."""

    @cached_property
    def known(self) -> frozenset[str]:
        """The names of the block's attributes, the marker among them."""
        return frozenset({self.marker, *(name for name, _ in self.attrs)})

    @property
    def is_atom(self) -> bool:
        """Whether the block has no text of its own."""
        return not self.content

    def takes(self, kind: Kind, after: list[Node]) -> bool:
        """Whether a block of `kind` may come next in one of this kind, behind those of `after`."""
        return kind.name in self.content or (kind.name == self.first and not after)
