"""Where advertisements stand in a story: a rule over the kinds of its blocks, never a choice made by hand."""

from collections.abc import Sequence

from .kinds import KINDS

FIRST_AFTER = 4  # paragraphs
THEN_EVERY = 7

# An advertisement beside these would be taken for a part of them, or part them from their text.
KEEP_AWAY_FROM = frozenset(kind.name for kind in KINDS.values() if kind.stands == "apart")


def slots(kinds: Sequence[str]) -> list[int]:
    """The indexes of the blocks behind which a slot stands.

    A slot that would touch a block it must keep away from waits for the next free place, and the count to the
    one after it begins there: two are never closer than seven paragraphs.
    """
    found = []
    paragraphs, due = 0, FIRST_AFTER
    for index in range(len(kinds) - 1):
        paragraphs += kinds[index] == "paragraph"
        if paragraphs >= due and KEEP_AWAY_FROM.isdisjoint(kinds[index : index + 2]):
            found.append(index)
            paragraphs, due = 0, THEN_EVERY
    return found
