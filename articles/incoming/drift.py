"""How wire copy that a story took has changed since, paragraph by paragraph, and how the story takes it over.

Texts go in, records come out; nothing here asks the database. The paragraphs of the version that was used are looked
for in the story wherever they stand now: editors move them. What nobody changed there takes the new words. What an
editor has changed is never touched: it is shown beside the new words, and taken only by choice.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from articles import body
from articles.body import fingerprints
from articles.writing.merging import SAME_BLOCK, Laid, blocks_alike

# How a paragraph of the version that was used stands in the story.
Stands = Literal["unchanged", "edited", "new", "not here"]
KEY_LENGTH = 16
# Of very long texts that share hardly a paragraph, nothing is paired: it would take minutes.
MOST_PAIRS = 10_000


@dataclass(frozen=True)
class ChangedParagraph:
    """A paragraph that is another one in the new version. `old` is None if it is new, `new` if it is gone."""

    old: str | None
    new: str | None
    mine: str | None
    """As the story has it; None if it has it not."""
    stands: Stands
    place: int | None
    """Where it stands in the story, or behind which of its paragraphs a new one would come."""

    @property
    def key(self) -> str:
        """By what a form names it: another version makes another key."""
        told = "\0".join(text or "" for text in (self.old, self.new, self.mine))
        return sha256(told.encode()).hexdigest()[:KEY_LENGTH]

    @property
    def is_taken_by_itself(self) -> bool:
        return self.stands == "unchanged"


@dataclass(frozen=True)
class Drift:
    changes: tuple[ChangedParagraph, ...]
    """In the order of the new version. Those that the story has already are not among them."""

    def standing(self, *ways: Stands) -> list[ChangedParagraph]:
        return [one for one in self.changes if one.stands in ways]

    @property
    def by_itself(self) -> list[ChangedParagraph]:
        return self.standing("unchanged")

    @property
    def to_choose(self) -> list[ChangedParagraph]:
        return self.standing("edited", "new")

    @property
    def beside(self) -> list[ChangedParagraph]:
        """What changed in the wire and is not in the story."""
        return self.standing("not here")


def between(used: str, came: str, story: str) -> Drift:
    """What differs between two versions of wire copy, and how that stands in the story."""
    old, mine = body.blocks(used), body.blocks(story)
    laid = Laid.against(old, body.blocks(came), blocks_alike)
    places = _places(old, mine)
    has = {fingerprints.mark_of(block) for block in mine}
    changes: list[ChangedParagraph] = []
    behind: int | None = None
    for index in range(len(old) + 1):
        changes += [
            ChangedParagraph(None, block, None, "new", behind)
            for block in laid.gaps[index]
            if fingerprints.mark_of(block) not in has
        ]
        if index == len(old):
            break
        was, now, place = old[index], laid.items[index], places[index]
        behind = behind if place is None else place
        if now is not None and fingerprints.mark_of(was) == fingerprints.mark_of(now):
            continue
        if place is None:
            if now is None or fingerprints.mark_of(now) not in has:
                changes.append(ChangedParagraph(was, now, None, "not here", None))
        elif now is None or mine[place] != now:
            is_same = fingerprints.mark_of(mine[place]) == fingerprints.mark_of(was)
            stands: Stands = "unchanged" if is_same else "edited"
            changes.append(ChangedParagraph(was, now, mine[place], stands, place))
    return Drift(tuple(changes))


def taken_over(story: str, drift: Drift, chosen: Collection[str]) -> str:
    """The text of the story with the new words: of what nobody changed, and of what was chosen by its key."""
    blocks: list[str | None] = list(body.blocks(story))
    inserted: dict[int, list[str]] = {}
    for one in drift.changes:
        if one.stands == "not here" or not (one.is_taken_by_itself or one.key in chosen):
            continue
        if one.stands == "new":
            inserted.setdefault(-1 if one.place is None else one.place, []).append(one.new or "")
        elif one.place is not None:
            blocks[one.place] = one.new
    out = list(inserted.get(-1, ()))
    for place, block in enumerate(blocks):
        out += [block] if block is not None else []
        out += inserted.get(place, ())
    return "".join(out)


def _places(old: Sequence[str], mine: Sequence[str]) -> list[int | None]:
    """Where each paragraph of the version stands in the story: word by word, or as what is most like it."""
    free = dict(enumerate(mine))
    found: list[int | None] = [None] * len(old)
    by_mark: dict[str, list[int]] = {}
    for place, block in reversed(free.items()):
        by_mark.setdefault(fingerprints.mark_of(block), []).append(place)
    for index, block in enumerate(old):
        if (mark := fingerprints.mark_of(block)) and by_mark.get(mark):
            found[index] = by_mark[mark].pop()
            del free[found[index]]  # type: ignore[arg-type]  # it was just set
    lost = [index for index in range(len(old)) if found[index] is None]
    if len(lost) * len(free) > MOST_PAIRS:
        return found
    for index in lost:
        if not free:
            break
        block = old[index]
        likeness, place = max((blocks_alike(block, other), -at) for at, other in free.items())
        if likeness >= SAME_BLOCK:
            found[index] = -place
            del free[-place]
    return found
