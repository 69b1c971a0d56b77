"""Where two lists of blocks or rows differ, quickly even for very long ones."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

# Beyond this many blocks on either side, what is left after the common ends counts as one change:
# comparing each with each would take minutes.
LONGEST = 1500


@dataclass(frozen=True)
class Span:
    """`before[a:b]` became `after[c:d]`; equal spans hold the same items."""

    equal: bool
    a: int
    b: int
    c: int
    d: int


def spans(before: Sequence[str], after: Sequence[str]) -> list[Span]:
    """The whole of both lists, in order, as equal and changed spans."""
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    found = [Span(True, 0, start, 0, start)] if start else []
    middle = (before[start : len(before) - end], after[start : len(after) - end])
    found += [
        Span(span.equal, span.a + start, span.b + start, span.c + start, span.d + start)
        for span in _between(*middle)
    ]
    if end:
        found.append(Span(True, len(before) - end, len(before), len(after) - end, len(after)))
    return found


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many items at the beginning are the same."""
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count


def _between(before: Sequence[str], after: Sequence[str]) -> list[Span]:
    if not before and not after:
        return []
    if max(len(before), len(after)) > LONGEST:
        return [Span(False, 0, len(before), 0, len(after))]
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return [Span(tag == "equal", a, b, c, d) for tag, a, b, c, d in matcher.get_opcodes()]
