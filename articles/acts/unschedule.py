"""Taking a schedule back: it does not happen at its time. What has failed is taken off the lists in the same way."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import gettext_noop

from articles.acts import moving, pending, presses
from articles.acts.act import Act, Asks, Press, Refused
from articles.acts.decision import Decision
from articles.models import Article, Revision, Scheduled
from articles.policy import UNFINISHED
from articles.publishing import taken

if TYPE_CHECKING:
    from django.contrib.auth.models import User

GONE = gettext_noop("Nothing is scheduled any more: look at what became of it.")


def _carry_out(press: Press) -> None:
    unschedule(
        press.article,
        press.scheduled,
        by=press.by,
        note=press.note,
        key=press.key,
        now=press.now,
    )


def _is_beside_the_point(story: Decision) -> bool:
    return not story.article.is_scheduled


def _next_revision(story: Decision) -> Revision | None:
    """Of several that wait, the one that comes first."""
    return next((row.revision for row in story.article.open_schedule), None)


def _is_scheduled(story: Decision) -> str | None:
    return None if story.article.open_schedule else _(GONE)


ACT = Act(
    name=pending.TAKEN_BACK,
    label=_lazy("Take the schedule back"),
    from_states=UNFINISHED,
    guards=(_is_scheduled,),
    about=_next_revision,
    is_beside_the_point=_is_beside_the_point,
    asks=Asks(which=True),
    carry_out=_carry_out,
    did=_lazy("took back what was scheduled"),
    done=_lazy("Taken back. It does not happen by itself."),
)


@transaction.atomic
def unschedule(
    article: Article,
    which: int | None = None,
    *,
    by: User,
    note: str = "",
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> Scheduled:
    """Take back one schedule of this story by its row; without it, the only one there is. Raises Refused."""
    story = taken.article(article.pk)
    if done := presses.done_before(key, story, ACT, by=by, note=note):
        row = done.of_schedule.scheduled
        if which not in (None, row.pk):
            raise Refused(presses.USED_FOR_ANOTHER)
        return row
    rows = taken.scheduled_of(story.pk)
    chosen = [row for row in rows if which in (None, row.pk)]
    if not chosen:
        raise Refused(GONE)
    if len(chosen) > 1:
        raise Refused(_("Several things are scheduled: say which one is taken back."))
    row = chosen[0]
    if pending.is_in_release(row):
        raise Refused(pending.IN_RELEASE)
    now = now or timezone.now()
    move = moving.move(
        ACT, article, by=by, revision=row.revision, note=note, key=key, is_first_press=True, now=now
    )
    pending.cancel(row, note.strip(), now=now)
    pending.tell(move, row)
    return row
