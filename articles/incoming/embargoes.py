"""The embargo of a story and that of wire copy in it: of the two, the one that holds longer counts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from articles.models import Article, EmbargoState
from house.lines import one_line

if TYPE_CHECKING:
    from articles.models import WireItem, WireVersion

# The fields of a story that say its embargo.
FIELDS = ("embargo", "embargo_until", "embargo_source")
# How long it holds: not at all, until a time, until somebody lifts it.
Hold = tuple[int, datetime | None]
FREE: Hold = (0, None)


def hold_of(held: WireVersion | WireItem, now: datetime) -> Hold:
    """How long wire copy must not be public."""
    if held.embargo_open:
        return (2, None)
    return (1, held.embargo_until) if held.embargo_until and held.embargo_until > now else FREE


def hold_of_story(article: Article, now: datetime) -> Hold:
    if not article.embargoed_at(now):
        return FREE
    return (1, article.embargo_until) if article.embargo == EmbargoState.UNTIL else (2, None)


def is_longer(one: Hold, other: Hold) -> bool:
    if one[0] != other[0]:
        return one[0] > other[0]
    return one[1] is not None and other[1] is not None and one[1] > other[1]


def strengthened(
    article: Article, version: WireVersion, agency: str, now: datetime
) -> dict[str, tuple[Any, Any]]:
    """What of the story's embargo becomes another, as (was, is now); nothing where it holds as long already.

    It is never weakened: what the story has may come from somebody else.
    """
    hold = hold_of(version, now)
    if not is_longer(hold, hold_of_story(article, now)):
        return {}
    words = one_line((version.facts.get("embargo") or {}).get("words") or "")
    wanted = {
        "embargo": EmbargoState.UNTIL_LIFTED if hold[1] is None else EmbargoState.UNTIL,
        "embargo_until": hold[1],
        "embargo_source": f"{agency}: {words}" if words else agency,
    }
    return {
        name: (getattr(article, name), value)
        for name, value in wanted.items()
        if getattr(article, name) != value
    }
