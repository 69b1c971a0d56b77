"""Merges two people's edits of one story: three contents go in, a content and open questions come out.

Nothing here asks the database. Changes to different fields, or to different blocks of the body, merge. Where both
people changed the same thing, the merge asks and shows both texts. Tests hold the promise for any two edits of a
base: nothing that either of them typed is missing from both the result and the questions.

The body is a list of blocks, bylines and sources are lists of rows; one rule merges them all. Each version is
compared with the base: every item of the base is kept, changed or gone, and new items stand in the gaps between. Then
gaps and items are settled one by one, so that edits of neighbouring paragraphs do not collide.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Literal

from articles import body
from articles.body.differing import spans
from articles.models.content import Content
from articles.models.story import CONTENT_FIELDS, Story

Choice = Literal["mine", "theirs", "both"]
Alike = Callable[[str, str], float]
CHOICES: tuple[Choice, ...] = ("theirs", "mine", "both")
# These texts are one word of a list, or an address: two of them joined mean nothing.
WORDS_OF_THEIR_OWN = frozenset({"article_type", "language", "slug"})

# Two blocks that are at least this similar are the same block, edited. Otherwise one block went and another came.
SAME_BLOCK = 0.4


@dataclass(frozen=True)
class MergeQuestion:
    """Both people changed this.

    `base`, `mine` and `theirs` are values of the field or items of a list; None means that it is gone. `place` is the
    index in the merged list at which theirs, or what is left of it, stands.
    """

    name: str
    base: Any
    mine: Any
    theirs: Any
    place: int | None = None


@dataclass(frozen=True)
class Merge:
    """The merged content, with theirs wherever there is a question.

    `taken` names what came from each person without a question.
    """

    content: Content
    questions: tuple[MergeQuestion, ...] = ()
    from_mine: tuple[str, ...] = ()
    from_theirs: tuple[str, ...] = ()

    @property
    def is_settled(self) -> bool:
        return not self.questions

    @property
    def asked(self) -> str:
        """A mark of the questions, so that an answer is never given to another question than the one that was read.

        It leaves out one's own text: whoever answers may go on writing.
        """
        told = [(question.name, question.base, question.theirs) for question in self.questions]
        return sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:16]


@dataclass
class MergedList:
    items: list[str] = field(default_factory=list)
    questions: list[MergeQuestion] = field(default_factory=list)


def merge(base: Content, mine: Content, theirs: Content) -> Merge:
    """Merge two edits of `base`; `theirs` is the one that is saved already."""
    fields: dict[str, Any] = {}
    questions: list[MergeQuestion] = []
    taken: tuple[list[str], list[str]] = ([], [])
    for name in CONTENT_FIELDS:
        was, my, their = (version.fields[name] for version in (base, mine, theirs))
        _note(name, was, my, their, taken)
        if name == "body":
            merged = merge_lists(
                "body", *(body.blocks(text) for text in (was, my, their)), alike=blocks_alike
            )
            fields[name] = "".join(merged.items)
            questions += merged.questions
        else:
            fields[name] = my if their == was else their
            if their not in (was, my) and my != was:
                questions.append(MergeQuestion(name, was, my, their))
    rows: dict[str, tuple[Any, ...]] = {}
    for name in ("bylines", "sources"):
        was, my, their = (getattr(version, name) for version in (base, mine, theirs))
        _note(name, was, my, their, taken)
        merged = merge_lists(
            name, *([_as_text(row) for row in rows] for rows in (was, my, their)), alike=rows_alike
        )
        rows[name] = tuple(json.loads(item) for item in merged.items)
        questions += merged.questions
    _note("topics", base.topics, mine.topics, theirs.topics, taken)
    rows["topics"] = _merged_topics(base.topics, mine.topics, theirs.topics)
    return Merge(Content(fields, **rows), tuple(questions), tuple(taken[0]), tuple(taken[1]))


def answer(merged: Merge, choices: Sequence[Choice]) -> Content:
    """The content after each question got its choice, in the order of the questions.

    “Both” puts mine after theirs; in a field of one line, with a space between.
    """
    fields = dict(merged.content.fields)
    lists: dict[str, list[str]] = {
        "body": body.blocks(fields["body"]),
        "bylines": [_as_text(row) for row in merged.content.bylines],
        "sources": [_as_text(row) for row in merged.content.sources],
    }
    # From the last to the first, so that earlier places stay valid.
    for question, choice in reversed(list(zip(merged.questions, choices, strict=True))):
        if question.place is None:
            fields[question.name] = _chosen(question, choice)
            continue
        width = 0 if question.theirs is None else 1
        kept = [item for item in (question.theirs,) if item is not None and choice != "mine"]
        kept += [item for item in (question.mine,) if item is not None and choice != "theirs"]
        lists[question.name][question.place : question.place + width] = kept
    fields["body"] = "".join(lists["body"])
    return Content(
        fields,
        bylines=tuple(json.loads(item) for item in lists["bylines"]),
        topics=merged.content.topics,
        sources=tuple(json.loads(item) for item in lists["sources"]),
    )


def choices(question: MergeQuestion) -> tuple[Choice, ...]:
    """What may be chosen. “Both” is offered only if the two texts can stand together and there is room for them."""
    if question.place is not None:
        return CHOICES
    if not isinstance(question.mine, str) or question.name in WORDS_OF_THEIR_OWN:
        return ("theirs", "mine")
    longest: int | None = getattr(Story._meta.get_field(question.name), "max_length", None)
    fits = longest is None or len(question.mine) + len(question.theirs) < longest
    return CHOICES if fits else ("theirs", "mine")


def fit(questions: Sequence[MergeQuestion], chosen: Sequence[Choice]) -> bool:
    """Whether every question has an answer, and each answer is one of those offered."""
    return len(questions) == len(chosen) and all(
        choice in choices(question) for question, choice in zip(questions, chosen, strict=True)
    )


def _chosen(question: MergeQuestion, choice: Choice) -> Any:
    if choice == "both" and isinstance(question.mine, str):
        return f"{question.theirs} {question.mine}".strip()
    return question.theirs if choice == "theirs" else question.mine


def _note(name: str, was: Any, my: Any, their: Any, taken: tuple[list[str], list[str]]) -> None:
    if my != was:
        taken[0].append(name)
    if their != was:
        taken[1].append(name)


def _merged_topics(base: tuple[int, ...], mine: tuple[int, ...], theirs: tuple[int, ...]) -> tuple[int, ...]:
    """Topics are a set: those that either person added are in, those that either removed are out."""
    removed = (set(base) - set(mine)) | (set(base) - set(theirs))
    return tuple(topic for topic in dict.fromkeys((*theirs, *mine)) if topic not in removed)


def merge_lists(
    name: str, base: Sequence[str], mine: Sequence[str], theirs: Sequence[str], *, alike: Alike
) -> MergedList:
    """Merge three versions of a list, with a question for every item that both people changed differently."""
    my, their = Laid.against(base, mine, alike), Laid.against(base, theirs, alike)
    merged = MergedList()
    for place in range(len(base) + 1):
        merged.items += _gap(my.gaps[place], their.gaps[place])
        if place == len(base):
            break
        was, mine_now, theirs_now = base[place], my.items[place], their.items[place]
        if mine_now in (theirs_now, was):
            kept = theirs_now
        elif theirs_now == was:
            kept = mine_now
        else:
            merged.questions.append(MergeQuestion(name, was, mine_now, theirs_now, place=len(merged.items)))
            kept = theirs_now
        if kept is not None:
            merged.items.append(kept)
    return merged


def _gap(mine: list[str], theirs: list[str]) -> list[str]:
    """What both people put in one place: theirs, then what only mine has."""
    if mine == theirs:
        return list(theirs)
    return [*theirs, *(item for item in mine if item not in theirs)]


@dataclass(frozen=True)
class Laid:
    """A version compared with its base.

    For each item of the base what became of it (None: gone), and the new items before each and at the end.
    """

    items: list[str | None]
    gaps: list[list[str]]

    @classmethod
    def against(cls, base: Sequence[str], version: Sequence[str], alike: Alike) -> Laid:
        items: list[str | None] = [None] * len(base)
        gaps: list[list[str]] = [[] for _ in range(len(base) + 1)]
        for span in spans(base, version):
            if span.equal:
                items[span.a : span.b] = version[span.c : span.d]
                continue
            pairs = dict(_pairs(base[span.a : span.b], version[span.c : span.d], alike))
            place = span.a
            partner = {new: old for old, new in pairs.items()}
            for offset, item in enumerate(version[span.c : span.d]):
                if offset in partner:
                    place = span.a + partner[offset] + 1
                    items[place - 1] = item
                else:
                    gaps[place].append(item)
        return cls(items, gaps)


def _pairs(old: Sequence[str], new: Sequence[str], alike: Alike) -> list[tuple[int, int]]:
    """Which old item became which new one. The order stays, and the pairs are as similar as possible together."""
    if len(old) == len(new) == 1:
        return [(0, 0)]
    if len(old) * len(new) > 2500:
        return []
    score = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    likeness = [[alike(a, b) for b in new] for a in old]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            here = likeness[i][j] + score[i + 1][j + 1] if likeness[i][j] >= SAME_BLOCK else 0.0
            score[i][j] = max(here, score[i + 1][j], score[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if likeness[i][j] >= SAME_BLOCK and score[i][j] == likeness[i][j] + score[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif score[i][j] == score[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def blocks_alike(one: str, other: str) -> float:
    """The share of words that two blocks have in common; 0 for blocks of different kinds."""
    (kind, words), (other_kind, other_words) = body.known_by(one), body.known_by(other)
    if kind != other_kind:
        return 0.0
    together = len(words) + len(other_words)
    return 2 * len(words & other_words) / together if together else 1.0


def rows_alike(one: str, other: str) -> float:
    """Two rows are the same if they name the same reporter, organisation or agency."""
    a, b = json.loads(one), json.loads(other)
    return 1.0 if all(a.get(key) == b.get(key) for key in ("reporter", "organisation", "agency")) else 0.0


def _as_text(row: Mapping[str, Any]) -> str:
    return json.dumps(row, sort_keys=True, ensure_ascii=False)
