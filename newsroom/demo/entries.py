"""Posts the entries of the demonstration newspaper's live stories, each at its time, with what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from articles.live import posting
from articles.live.posting import Said
from articles.models import LiveEntry

if TYPE_CHECKING:
    from newsroom.demo.loading import Life

Act = tuple[float, Callable[[], object]]


def post(life: Life) -> None:
    """In the order in which things happened: corrections and removals fall between the entries."""
    posted: dict[int, LiveEntry] = {}
    acts = [
        act
        for number, facts in enumerate(life.facts.get("entries", []))
        for act in _of(life, posted, number, facts)
    ]
    for _, act in sorted(acts, key=lambda act: -act[0]):
        act()


def _of(life: Life, posted: dict[int, LiveEntry], number: int, facts: dict[str, Any]) -> Iterator[Act]:
    said = Said(
        headline=facts.get("headline", ""),
        body=life.with_numbers(facts["body"]),
        reporter_id=life.cast.reporters[facts["author"]].pk,
        is_key=facts.get("is_key", False),
        is_pinned=facts.get("is_pinned", False),
    )

    def begin() -> None:
        posted[number] = posting.post(life.article, said, by=life.editor, now=life.ago(facts["hours_ago"]))

    yield facts["hours_ago"], begin
    if update := facts.get("update"):
        words = replace(said, body=life.with_numbers(update["body"]))
        yield update["hours_ago"], partial(_change, life, posted, number, words, update)
    if correction := facts.get("correction"):
        words = replace(said, body=said.body.replace(*correction["replace"]))
        yield correction["hours_ago"], partial(_change, life, posted, number, words, correction)
    if removal := facts.get("removal"):
        yield removal["hours_ago"], partial(_remove, life, posted, number, removal)


def _change(life: Life, posted: dict[int, LiveEntry], number: int, said: Said, facts: dict[str, Any]) -> None:
    entry, when = posted[number], life.ago(facts["hours_ago"])
    if "text" in facts:
        changed = posting.correct(entry, said, text=facts["text"], by=life.editor, base=entry.saves, now=when)
    else:
        changed = posting.change(entry, said, by=life.editor, base=entry.saves, now=when)
    posted[number] = changed


def _remove(life: Life, posted: dict[int, LiveEntry], number: int, facts: dict[str, Any]) -> None:
    posting.remove(posted[number], by=life.editor, note=facts["note"], now=life.ago(facts["hours_ago"]))
