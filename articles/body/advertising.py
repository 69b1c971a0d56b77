"""Where advertisements stand in a story: by a rule over its blocks, never a choice made by hand.

`places` finds where one may stand at all, and leaves a mark there with the number of words before it when the story
is composed. `plan` chooses among these by the rule of the newspaper when the page is made: so a changed rule is true
on every page at once. Both are arithmetic.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

# Whatever the rule says: nobody begins a story with an advertisement, or ends it with one.
FEWEST_BEFORE, FEWEST_AFTER = 80, 40  # words
# Beside a picture, a heading, a box, a quote or an embed it would be taken for a part of that, or part it from its
# text. Between two paragraphs it is nothing but itself.
BETWEEN = "paragraph"
# Nobody can type a mark: in what is typed, "<" is escaped.
MARK = re.compile(r"<!--place ([0-9]+)-->")


@dataclass(frozen=True)
class TextBlock:
    """A block of a text, as readers get it."""

    kind: str
    words: int


@dataclass(frozen=True)
class Spacing:
    """The rule of the newspaper, in words, and the most of one story."""

    first_after: int = 150
    then_every: int = 300
    most: int = 3
    shortest: int = 300
    """Of a shorter story none stands in the text."""


def places(blocks: Sequence[TextBlock]) -> list[tuple[int, int]]:
    """Where one may stand, whatever the rule: the index of the block before it, and the words up to there."""
    found, before = [], 0
    left = sum(block.words for block in blocks)
    for index, (block, following) in enumerate(pairwise(blocks)):
        before += block.words
        is_between = block.kind == following.kind == BETWEEN
        if is_between and before >= FEWEST_BEFORE and left - before >= FEWEST_AFTER:
            found.append((index, before))
    return found


def plan(before: Sequence[int], words: int, rule: Spacing) -> list[int]:
    """Which of the places are taken, by their indexes: `before` are the words before each, `words` all of the story.

    A place that cannot be had is not made up for by another that stands closer to the one before.
    """
    if words < rule.shortest:
        return []
    taken: list[int] = []
    due = max(rule.first_after, FEWEST_BEFORE)
    for index, here in enumerate(before):
        if len(taken) < rule.most and here >= due:
            taken.append(index)
            due = here + max(rule.then_every, 1)
    return taken


def mark(before: int) -> str:
    return f"<!--place {before}-->"


def words_before(text: str) -> list[int]:
    """Of each mark in a text."""
    return [int(words) for words in MARK.findall(text)]


def filled(text: str, standing: Callable[[int], str]) -> str:
    """The text with what stands at each mark, by its index, in the place of the mark."""
    pieces = MARK.split(text)
    pieces[1::2] = [standing(index) for index in range(len(pieces) // 2)]
    return "".join(pieces)


def without_marks(text: str) -> str:
    return MARK.sub("", text)
