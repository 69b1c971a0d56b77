"""Posts the live coverage of the demonstration newspaper, entry by entry, and corrects and removes some."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.auth.models import User

from articles.live import posting
from articles.live.posting import Said
from articles.models import Article, LiveEntry, Reporter

Act = tuple[float, Callable[[], object]]


@dataclass(frozen=True)
class ToldCoverage:
    """A story with live coverage: who posts, and how hours, names and texts of the files are read."""

    article: Article
    editor: User
    reporters: dict[str, Reporter]
    ago: Callable[[float], datetime]
    stored: Callable[[str], str]


def post(story: ToldCoverage, entries: list[dict[str, Any]]) -> None:
    """Post, correct and remove entries in the order in which these things happened."""
    posted: dict[int, LiveEntry] = {}
    acts = [act for number, facts in enumerate(entries) for act in _of(story, posted, number, facts)]
    for _, act in sorted(acts, key=lambda act: -act[0]):
        act()


def _of(
    story: ToldCoverage, posted: dict[int, LiveEntry], number: int, facts: dict[str, Any]
) -> Iterator[Act]:
    said = Said(
        headline=facts.get("headline", ""),
        body=story.stored(facts["body"]),
        reporter_id=story.reporters[facts["author"]].pk,
        is_key=facts.get("is_key", False),
        is_pinned=facts.get("is_pinned", False),
    )

    def begin() -> None:
        posted[number] = posting.post(story.article, said, by=story.editor, now=story.ago(facts["hours_ago"]))

    yield facts["hours_ago"], begin
    if update := facts.get("update"):
        words = replace(said, body=story.stored(update["body"]))
        yield update["hours_ago"], partial(_change, story, posted, number, words, update)
    if correction := facts.get("correction"):
        words = replace(said, body=said.body.replace(*correction["replace"]))
        yield correction["hours_ago"], partial(_change, story, posted, number, words, correction)
    if removal := facts.get("removal"):
        yield removal["hours_ago"], partial(_remove, story, posted, number, removal)


def _change(
    story: ToldCoverage, posted: dict[int, LiveEntry], number: int, said: Said, facts: dict[str, Any]
) -> None:
    entry, when = posted[number], story.ago(facts["hours_ago"])
    if "text" in facts:
        changed = posting.correct(
            entry, said, text=facts["text"], by=story.editor, base=entry.saves, now=when
        )
    else:
        changed = posting.change(entry, said, by=story.editor, base=entry.saves, now=when)
    posted[number] = changed


def _remove(story: ToldCoverage, posted: dict[int, LiveEntry], number: int, facts: dict[str, Any]) -> None:
    posting.remove(posted[number], by=story.editor, note=facts["note"], now=story.ago(facts["hours_ago"]))
