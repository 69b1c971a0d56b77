"""A redline: two versions of a text in one, with <del> around what went and <ins> around what came.

Nothing here asks the database: plain text or nodes of a body go in, and escaped HTML with no tags but ours comes out.
Words are compared within paragraphs, and items, rows and cells within lists and tables, so that a reader sees the
edit and not the markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from articles.body.differing import EACH_WITH_EACH, Span, spans
from articles.body.markup import escape, quoted, write, write_runs
from articles.body.schema import BREAK, TEXT, Marks, Node, Run
from articles.writing.merging import SAME_BLOCK, Laid, blocks_alike

# Blocks that begin or end with this many equal characters are the same block, edited.
AN_END = 40
# Chinese and Japanese have no spaces between words, so each character counts as one.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_APART = r"\s.,;:!?…\"“”„‘’«»‹›()\[\]{}—–/。、，！？「」" + _UNSPACED
_TOKEN = re.compile(rf"(?:[^{_APART}]+(?:[.,'’][^{_APART}]+)*|.)\s*", re.DOTALL)

Pair = tuple[str | None, str | None]


class Token(NamedTuple):
    """A word or a sign, with the space after it."""

    text: str
    marks: Marks

    @property
    def key(self) -> str:
        return "\0".join((self.text.strip() or self.text, self.marks.href, *map(str, self.marks[1:])))

    @property
    def exact(self) -> str:
        return f"{self.text}\0{self.key}"


def of_text(old: str, new: str) -> SafeString:
    """A redline of two plain texts."""
    return mark_safe(_of_runs(_plain(old), _plain(new)))  # noqa: S308 - escaped by write_runs


def instead(old: str, new: str) -> SafeString:
    """The redline of a value that was replaced as a whole, whatever the two have in common."""
    sides = ([Token(text, Marks())] if text else [] for text in (old, new))
    return mark_safe(_replaced(*sides))  # noqa: S308 - escaped by write_runs


def of_nodes(old: Node | None, new: Node | None, stories: Mapping[int, str]) -> SafeString:
    """A redline of two versions of one block of the body. None means that the block was not there, or is gone."""
    return mark_safe(_of_nodes(old, new, stories))  # noqa: S308 - escaped by write_runs and quoted


def as_it_is(node: Node, stories: Mapping[int, str]) -> SafeString:
    return of_nodes(node, node, stories)


# Words


def _plain(text: str) -> tuple[Run, ...]:
    return (Run(text, Marks()),) if text else ()


def _of_runs(old: tuple[Run, ...], new: tuple[Run, ...]) -> str:
    if old == new:
        return write_runs(new, _link_attrs)
    before, after = _tokens(old), _tokens(new)
    found = spans([token.key for token in before], [token.key for token in after])
    if all(span.equal for span in found):
        # Only spaces differ, such as a no-break space between 10 and km.
        found = spans([token.exact for token in before], [token.exact for token in after])
    return "".join(
        _written(after[span.c : span.d])
        if span.equal
        else _replaced(before[span.a : span.b], after[span.c : span.d])
        for span in _readable(found, len(before), len(after))
    )


def _tokens(runs: tuple[Run, ...]) -> list[Token]:
    return [
        Token(text, run.marks)
        for run in runs
        for text in ([BREAK] if run.text == BREAK else _TOKEN.findall(run.text))
    ]


def _readable(found: list[Span], old_length: int, new_length: int) -> list[Span]:
    """Show a small common word between two new phrases as changed, and a text with little left of it as a new text.

    A lone “the” that stayed does not help a reader.
    """
    kept = sum(span.b - span.a for span in found if span.equal)
    if old_length > 5 and new_length > 5 and 5 * kept < min(old_length, new_length):
        return [Span(False, 0, old_length, 0, new_length)]
    out: list[Span] = []
    for place, span in enumerate(found):
        islet = span.equal and 0 < place < len(found) - 1
        if islet and span.b - span.a <= 2:
            around = sum(max(one.b - one.a, one.d - one.c) for one in (found[place - 1], found[place + 1]))
            islet = around >= 4 * (span.b - span.a)
        else:
            islet = False
        if out and not out[-1].equal and (islet or not span.equal):
            out[-1] = Span(False, out[-1].a, span.b, out[-1].c, span.d)
        else:
            out.append(span)
    return out


def _replaced(old: Sequence[Token], new: Sequence[Token]) -> str:
    addresses = [list(dict.fromkeys(t.marks.href for t in side if t.marks.href)) for side in (old, new)]
    out = ""
    for tag, tokens, hrefs in (("del", old, addresses[0]), ("ins", new, addresses[1])):
        if not tokens:
            continue
        last = tokens[-1]
        bare = last.text.rstrip() or last.text
        inside = _written([*tokens[:-1], last._replace(text=bare)])
        if addresses[0] != addresses[1]:
            # The words are the same and the link is another one: only the address shows the difference.
            inside += "".join(f' <span class="address">{escape(href)}</span>' for href in hrefs)
        out += f"<{tag}>{inside}</{tag}>{escape(last.text[len(bare) :])}"
    return out


def _written(tokens: Sequence[Token]) -> str:
    runs: list[Run] = []
    for (marks, is_break), together in groupby(tokens, lambda token: (token.marks, token.text == BREAK)):
        texts = [token.text for token in together]
        runs += [Run(text, marks) for text in (texts if is_break else ["".join(texts)])]
    return write_runs(tuple(runs), _link_attrs)


def _link_attrs(href: str) -> str:
    return ' rel="noopener noreferrer"'


# Blocks


def _of_nodes(old: Node | None, new: Node | None, stories: Mapping[int, str]) -> str:
    node = new or old
    if node is None:
        return ""
    if old and new and not same_frame(old, new):
        return _of_nodes(old, None, stories) + _of_nodes(None, new, stories)
    if in_words := node.kind.in_words:
        said = [in_words(side, stories) if side else "" for side in (old, new)]
        return f'<p class="block-{node.kind.name}">{of_text(*said)}</p>'
    if node.kind.content == TEXT:
        inside = _of_runs(old.runs if old else (), new.runs if new else ())
    else:
        pairs = aligned(old.children if old else (), new.children if new else ())
        inside = "".join(_of_nodes(*pair, stories) for pair in pairs)
    above, below = (
        "".join(_attribute(name, old, new) for name in names) for names in (node.kind.above, node.kind.below)
    )
    return _beginning(old, new) + _framed(node, f"{above}{inside}{below}")


def same_frame(old: Node, new: Node) -> bool:
    """Whether the contents of two blocks can be compared, as in a paragraph that became a subheading."""
    if old.kind is not new.kind:
        return old.kind.content == new.kind.content == TEXT
    return not old.kind.is_shaped_by_attrs or old.attrs == new.attrs


def _attribute(name: str, old: Node | None, new: Node | None) -> str:
    was, now = (side.attr(name) if side else "" for side in (old, new))
    return f'<p class="block-{name[5:]}">{of_text(was, now)}</p>' if was or now else ""


def _beginning(old: Node | None, new: Node | None) -> str:
    """The difference in how a block begins, such as the first number of a list."""
    if not old or not new or old.kind is not new.kind or not new.kind.beginning:
        return ""
    was, now = new.kind.beginning(old), new.kind.beginning(new)
    return f'<p class="block-start">{of_text(was, now)}</p>' if was != now else ""


def _framed(node: Node, inside: str) -> str:
    """A block in its own tag; in another tag if its own would change the structure of the page."""
    kind = node.kind
    if kind.inner:
        inside = f"<{kind.inner}>{inside}</{kind.inner}>"
    attrs = "".join(quoted(name, value) for name, value in node.attrs if not name.startswith("data-"))
    if kind.compared_as:
        return f'<{kind.compared_as} class="block-{kind.name}">{inside}</{kind.compared_as}>'
    return f"<{kind.tag}{attrs}>{inside}</{kind.tag}>"


# Which goes with which


def aligned(old: Sequence[Node], new: Sequence[Node]) -> Iterator[tuple[Node | None, Node | None]]:
    """The nodes of both sides in order; a node and its edited version stand side by side."""
    before, after = ([write(node) for node in side] for side in (old, new))
    nodes = dict(zip([*before, *after], [*old, *new], strict=True))
    for span in spans(before, after):
        if span.equal:
            yield from zip(old[span.a : span.b], new[span.c : span.d], strict=True)
            continue
        for was, now in _paired(before[span.a : span.b], after[span.c : span.d]):
            yield nodes.get(was or ""), nodes.get(now or "")


def _paired(old: list[str], new: list[str], *, by_their_ends: bool = False) -> Iterator[Pair]:
    """Pair texts that begin or end alike, then the others by the words they share."""
    ends = slice(-AN_END, None) if by_their_ends else slice(AN_END)
    for span in spans([text[ends] for text in old], [text[ends] for text in new]):
        before, after = old[span.a : span.b], new[span.c : span.d]
        if span.equal:
            yield from zip(before, after, strict=True)
        elif not by_their_ends:
            yield from _paired(before, after, by_their_ends=True)
        elif len(before) == len(after) and all(map(same_block, before, after)):
            yield from zip(before, after, strict=True)
        elif len(before) * len(after) > EACH_WITH_EACH:
            yield from ((text, None) for text in before)
            yield from ((None, text) for text in after)
        else:
            yield from _laid(before, after)


def _laid(old: list[str], new: list[str]) -> Iterator[Pair]:
    laid = Laid.against(old, new, blocks_alike)
    came: list[str] = []
    for place, was in enumerate(old):
        came += laid.gaps[place]
        if laid.items[place] is None:
            # What went is shown before what came in its place.
            yield was, None
            continue
        yield from ((None, text) for text in came)
        came = []
        yield was, laid.items[place]
    yield from ((None, text) for text in [*came, *laid.gaps[-1]])


def same_block(one: str, other: str) -> bool:
    return blocks_alike(one, other) >= SAME_BLOCK
