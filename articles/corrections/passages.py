"""Where the live story has the words that a report is about."""

from __future__ import annotations

from dataclasses import dataclass

from articles import body
from articles.models import Revision


@dataclass(frozen=True)
class FoundPassage:
    """The paragraph in which the words stand, in three parts."""

    before: str
    words: str
    after: str


def find(passage: str, live: Revision) -> FoundPassage | None:
    """The first place of the passage in what readers have. Spaces and line ends do not matter."""
    wanted = " ".join(passage.split())
    if not wanted:
        return None
    for paragraph in (live.headline, live.standfirst, *body.plain_text(live.body).splitlines()):
        text = " ".join(paragraph.split())
        before, found, after = text.partition(wanted)
        if found:
            return FoundPassage(before, found, after)
    return None
