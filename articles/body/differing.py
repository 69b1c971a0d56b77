"""Where two lists of blocks, rows or words differ, in good time however long they are."""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress, count
from operator import ne

# So many pairs are compared each with each; in longer texts, what occurs once on both sides divides them first.
EACH_WITH_EACH = 2500


@dataclass(frozen=True)
class Span:
    """`before[a:b]` became `after[c:d]`; equal spans hold the same items."""

    equal: bool
    a: int
    b: int
    c: int
    d: int


def spans(old: Sequence[str], new: Sequence[str]) -> list[Span]:
    """The whole of both lists, in order, as equal and changed spans.

    What occurs just once on both sides divides a long text into short ones. Where nothing does, all is one change.
    """
    if not old or not new:
        return [Span(False, 0, len(old), 0, len(new))] if old or new else []
    if len(old) * len(new) <= EACH_WITH_EACH:
        matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
        return [Span(tag == "equal", a, b, c, d) for tag, a, b, c, d in matcher.get_opcodes()]
    if ends := _ends(old, new):
        # A long text in which one paragraph was changed costs no more than that paragraph.
        start, end = ends
        middle = spans(old[start : len(old) - end], new[start : len(new) - end])
        around = [Span(True, 0, start, 0, start)] if start else []
        around += [
            Span(one.equal, one.a + start, one.b + start, one.c + start, one.d + start) for one in middle
        ]
        if end:
            around.append(Span(True, len(old) - end, len(old), len(new) - end, len(new)))
        return _joined(around)
    # Where no word occurs but once, four in a row may.
    anchors = _anchors(old, new) or _anchors(_in_fours(old), _in_fours(new))
    found: list[Span] = []
    a = c = 0
    for i, j in [*anchors, (len(old), len(new))]:
        between = spans(old[a:i], new[c:j]) if anchors else [Span(False, a, i, c, j)]
        found += [Span(one.equal, one.a + a, one.b + a, one.c + c, one.d + c) for one in between]
        if i < len(old):
            found.append(Span(True, i, i + 1, j, j + 1))
        a, c = i + 1, j + 1
    return _joined(found)


def _ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int] | None:
    """How many items both begin and end with; None where it is none at all."""
    start = _common(old, new)
    end = min(_common(old[::-1], new[::-1]), len(old) - start, len(new) - start)
    return (start, end) if start or end else None


def _joined(found: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in found:
        if joined and joined[-1].equal == span.equal:
            joined[-1] = Span(span.equal, joined[-1].a, span.b, joined[-1].c, span.d)
        else:
            joined.append(span)
    return joined


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Places of what occurs once on both sides, as many as stand in the same order; and of the common ends."""
    start, end = _common(old, new), _common(old[::-1], new[::-1])
    end = min(end, len(old) - start, len(new) - start)
    middle_old, middle_new = old[start : len(old) - end], new[start : len(new) - end]
    often_old, often_new = Counter(middle_old), Counter(middle_new)
    places = {item: place for place, item in enumerate(middle_old) if often_old[item] == 1}
    pairs = [
        (places[item], place)
        for place, item in enumerate(middle_new)
        if often_new[item] == 1 and item in places
    ]
    return [
        *((place, place) for place in range(start)),
        *((i + start, j + start) for i, j in _rising(pairs)),
        *((len(old) - place, len(new) - place) for place in range(end, 0, -1)),
    ]


def _in_fours(items: Sequence[str]) -> list[str]:
    return ["\0".join(items[place : place + 4]) for place in range(len(items) - 3)]


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many items both begin with."""
    differs = compress(count(), map(ne, one, other))
    return next(differs, min(len(one), len(other)))


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs whose first numbers rise as the second do."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (first, _) in enumerate(pairs):
        place = bisect_left(tails, first)
        before.append(ends[place - 1] if place else -1)
        tails[place : place + 1] = [first]
        ends[place : place + 1] = [index]
    out: list[tuple[int, int]] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        out.append(pairs[index])
        index = before[index]
    return out[::-1]
