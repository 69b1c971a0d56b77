"""Scheduling a withdrawal: readers lose the story at a time that somebody chooses."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles.acts import decision, guards, scheduling
from articles.acts.act import Act, Asks, Press, Refused
from articles.models import Article, ChangeKind, Scheduled, ScheduledRelease
from articles.policy import UNFINISHED

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def _carry_out(press: Press) -> None:
    if press.at is None:
        raise Refused(_("Say when readers lose it."))
    schedule(press.article, at=press.at, by=press.by, note=press.note, key=press.key, now=press.now)


ACT = Act(
    name="schedule_withdrawal",
    label=_lazy("Schedule the withdrawal"),
    from_states=UNFINISHED,
    guards=(guards.is_live,),
    about=decision.live,
    is_beside_the_point=decision.when_not_live,
    asks=Asks(note=_lazy("What are readers told then, if anything?"), when=True),
    carry_out=_carry_out,
    did=_lazy("scheduled the withdrawal"),
    done=_lazy("Scheduled. Readers lose the story at that time."),
)


def schedule(
    article: Article,
    *,
    at: datetime,
    by: User,
    note: str = "",
    key: uuid.UUID | None = None,
    release: ScheduledRelease | None = None,
    now: datetime | None = None,
) -> Scheduled:
    """Take the story down at that time; of one that is scheduled already, another time is set.

    With a `release` it goes together with others, or not at all.
    """
    return scheduling.schedule(
        ACT,
        article,
        at=at,
        kind=ChangeKind.WITHDRAWAL,
        by=by,
        note=note,
        key=key,
        release=release,
        now=now,
    )
