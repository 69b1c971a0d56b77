"""Closing the coverage of a live story, and reopening it. Each undoes the other; they share their function."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _lazy

from articles.acts import entering, guards, moving
from articles.acts.act import Act, Asks, Press
from articles.acts.decision import Decision
from articles.models import Article, ArticleType, StateChange, live_record
from articles.policy import UNFINISHED
from articles.publishing import public_rows

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def _carry_out_close(press: Press) -> None:
    close(press.article, by=press.by, note=press.note, key=press.key, now=press.now)


def _carry_out_reopen(press: Press) -> None:
    reopen(press.article, by=press.by, note=press.note, key=press.key, now=press.now)


def _has_coverage(story: Decision) -> bool:
    return story.article.is_live and story.article.article_type == ArticleType.LIVE


def _cannot_be_closed(story: Decision) -> bool:
    return not _has_coverage(story) or story.coverage_ended_at is not None


def _cannot_be_reopened(story: Decision) -> bool:
    return not _has_coverage(story) or story.coverage_ended_at is None


CLOSE = Act(
    name=live_record.CLOSE,
    label=_lazy("Close the coverage"),
    from_states=UNFINISHED,
    guards=(guards.is_live, guards.is_a_live_story, guards.coverage_is_open),
    is_beside_the_point=_cannot_be_closed,
    asks=Asks(),
    carry_out=_carry_out_close,
    did=_lazy("closed the coverage"),
    done=_lazy("The coverage is closed. What was posted stays, and can be corrected."),
)

REOPEN = Act(
    name=live_record.REOPEN,
    label=_lazy("Reopen the coverage"),
    from_states=UNFINISHED,
    guards=(guards.is_live, guards.is_a_live_story, guards.coverage_has_ended),
    is_beside_the_point=_cannot_be_reopened,
    asks=Asks(),
    carry_out=_carry_out_reopen,
    did=_lazy("reopened the coverage"),
    done=_lazy("The coverage goes on."),
)


def close(
    article: Article, *, by: User, note: str = "", key: uuid.UUID | None = None, now: datetime | None = None
) -> StateChange:
    """The story becomes a normal one: nothing more is posted, and open pages of readers stop asking."""
    return _move(CLOSE, article, by=by, note=note, key=key, now=now)


def reopen(
    article: Article, *, by: User, note: str = "", key: uuid.UUID | None = None, now: datetime | None = None
) -> StateChange:
    """Entries can be posted again."""
    return _move(REOPEN, article, by=by, note=note, key=key, now=now)


def _move(
    act: Act, article: Article, *, by: User, note: str, key: uuid.UUID | None, now: datetime | None
) -> StateChange:
    with entering.coverage(article.pk):
        moved = moving.move(act, article, by=by, note=note, key=key, now=now)
        public_rows.refresh([article.pk], now=now)
        return moved
