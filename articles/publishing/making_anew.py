"""Writing what differs of many stories at once, in the transaction that holds their rows.

A publication writes one story, and asks and writes what that one needs. Here a table costs a question or two for all
stories together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from articles.composing.story_rows import Composition
from articles.models import PublishedArticle, SearchRow
from articles.publishing import public_rows, stored_rows
from articles.publishing.stored_rows import KEYS, RowDifference
from articles.search import indexing


@dataclass
class Unlike:
    """A story as it should be, and its rows as they are, read while they were held."""

    wanted: Composition
    stored: PublishedArticle | None
    search: SearchRow
    stored_search: SearchRow | None
    words: Sequence[str]
    """By which the search should know the story."""
    has_other_uses: bool


def write(stories: Sequence[Unlike]) -> None:
    """Whatever differs of these stories, and nothing else."""
    in_place = []
    for one in stories:
        # Another address or another group is told to other rows as well.
        if one.stored is not None and public_rows.says_the_same_to_others(one.stored, one.wanted.story):
            one.wanted.story.pk = one.stored.pk
            in_place.append((one, one.stored))
        else:
            public_rows.write(one.wanted)
            if one.stored is None and one.has_other_uses:
                # Where a row was lost, the library still has what it showed.
                public_rows.tell_uses(one.wanted, is_first=False)
    beside = _compare_beside(in_place)
    # Only once they are written has a lead picture that is new a number.
    for difference in beside:
        difference.write()
    _compare_own(in_place).write()
    _compare_search(one for one, _ in in_place).write()
    for difference in beside:
        difference.delete()
    for one, _ in in_place:
        if one.has_other_uses:
            public_rows.tell_uses(one.wanted, is_first=False)
    words = sorted({word for one, _ in in_place for word in one.words})
    transaction.on_commit(lambda: indexing.learn(words), robust=True)


def _compare_beside(stories: Iterable[tuple[Unlike, PublishedArticle]]) -> list[RowDifference]:
    """What differs of the rows that hang on these stories, table by table."""
    differences = {name: RowDifference() for name in KEYS}
    for one, stored in stories:
        for name, rows in one.wanted.rows.items():
            for row in rows:
                row.story = one.wanted.story
            there = list(getattr(stored, name).all())
            found = stored_rows.compare(name, rows, there)
            differences[name].add(found)
            if name == "pictures":
                if found.touched:
                    public_rows.expose(one.wanted)
                public_rows.note_pictures(rows, there, found)
    return list(differences.values())


def _compare_own(stories: Iterable[tuple[Unlike, PublishedArticle]]) -> RowDifference:
    difference = RowDifference(also=("lead",))
    for one, stored in stories:
        story = one.wanted.story
        story.lead_id = story.lead.pk if story.lead is not None else None
        if story.lead_id != stored.lead_id or next(stored_rows.unlike(story, stored), None):
            difference.changed.append(story)
    return difference


def _compare_search(stories: Iterable[Unlike]) -> RowDifference:
    difference = RowDifference()
    for one in stories:
        if one.stored_search is None:
            one.search.story = one.wanted.story
            difference.new.append(one.search)
        elif next(stored_rows.unlike(one.search, one.stored_search), None):
            one.search.pk, one.search.story = one.stored_search.pk, one.wanted.story
            difference.changed.append(one.search)
    return difference
