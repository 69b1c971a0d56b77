"""Withdrawing: readers lose a story and may read why; it can be put back."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _lazy

from articles.acts import decision, entering, guards
from articles.acts.act import Act, Asks, Press
from articles.models import Article, ChangeKind, Edition
from articles.policy import UNFINISHED

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def _carry_out(press: Press) -> None:
    withdraw(press.article, by=press.by, note=press.note, key=press.key, now=press.now)


ACT = Act(
    name="withdraw",
    label=_lazy("Withdraw"),
    from_states=UNFINISHED,
    guards=(guards.is_live,),
    about=decision.live,
    is_beside_the_point=decision.when_not_live,
    asks=Asks(note=_lazy("What are readers told, if anything?")),
    carry_out=_carry_out,
    done=_lazy("Withdrawn. Whoever follows a link to it reads that it is gone."),
)


def withdraw(
    article: Article, *, by: User, note: str = "", key: uuid.UUID | None = None, now: datetime | None = None
) -> Edition:
    """Take a story down: 410 Gone at every address it had, with the note for readers if there is one."""
    return entering.take_down(
        ACT, article, ChangeKind.WITHDRAWAL, by=by, note=note, public_note=note, key=key, now=now
    )
