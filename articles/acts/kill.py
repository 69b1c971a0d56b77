"""Killing: readers lose a story for good, without a word, and it never goes live again."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _lazy

from articles.acts import decision, entering, guards
from articles.acts.act import Act, Asks, Press
from articles.acts.decision import Decision
from articles.models import Article, ChangeKind, Edition, State
from articles.policy import UNFINISHED

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def _carry_out(press: Press) -> None:
    kill(press.article, by=press.by, note=press.note, key=press.key, now=press.now)


def _is_beside_the_point(story: Decision) -> bool:
    return story.article.killed or not story.was_live


ACT = Act(
    name="kill",
    label=_lazy("Kill"),
    from_states=UNFINISHED,
    to_state=State.DRAFT,
    guards=(guards.was_live_and_not_killed,),
    about=decision.last_live,
    is_beside_the_point=_is_beside_the_point,
    asks=Asks(note=_lazy("Why is it killed? Only the publication log keeps the answer."), needs_note=True),
    warning=_lazy(
        "Readers lose it for good, and it never goes live again. To put it back later, withdraw it instead."
    ),
    ends_assignment=True,
    carry_out=_carry_out,
    done=_lazy("Killed. Whoever follows a link to it reads that it is gone, and not a word more."),
)


def kill(
    article: Article, *, by: User, note: str, key: uuid.UUID | None = None, now: datetime | None = None
) -> Edition:
    """Take a story down for good: 410 Gone without a word; the reason is in the ledger only."""
    return entering.take_down(
        ACT, article, ChangeKind.KILL, by=by, note=note, public_note="", key=key, now=now
    )
