"""What scheduling a publication and a withdrawal have in common: one row, and the move that decided it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.acts import moving, pending, presses
from articles.acts.act import Act, Refused
from articles.models import Article, Revision, Scheduled, ScheduledRelease, ScheduleMove, StateChange
from articles.publishing import taken
from house import asking, clock

if TYPE_CHECKING:
    from django.contrib.auth.models import User

REPLACED = gettext_noop("Another time was set.")


@transaction.atomic
def schedule(
    act: Act,
    article: Article,
    *,
    at: datetime,
    kind: str,
    by: User,
    revision: Revision | None = None,
    note: str = "",
    key: uuid.UUID | None = None,
    accept_older: bool = False,
    puts_back: bool = False,
    release: ScheduledRelease | None = None,
    now: datetime | None = None,
) -> Scheduled:
    """Write down that this happens at that time, to the second. Raises Refused.

    Of one story every later publication has a newer revision. So one that is set anew replaces its own earlier time,
    and takes back older revisions that would go out with it or after it.
    """
    now, at = now or timezone.now(), at.replace(microsecond=0)
    story = taken.article(article.pk)
    if done := presses.done_before(key, story, act, by=by, revision=revision, note=note):
        return _as_before(done, at, kind)
    if at <= asking.clock():
        raise Refused(_("That time is past: do it now, or choose a later time."))
    open_rows = [row for row in taken.scheduled_of(story.pk) if row.is_withdrawal == (revision is None)]
    row, replaced = _place(open_rows, revision, at)
    if any(pending.is_in_release(one) for one in (row, *replaced)):
        raise Refused(pending.IN_RELEASE)
    move = moving.move(
        act,
        article,
        by=by,
        revision=revision,
        note=note,
        key=key,
        is_first_press=True,
        accept_older=accept_older,
        puts_back=puts_back,
        then=at,
        now=now,
    )
    pending.take_back(story, replaced, by=by, why=_(REPLACED), now=now)
    row.article, row.kind, row.revision = story, kind, revision
    row.at = row.due = at
    row.by, row.note, row.release = by, note.strip(), release
    row.state, row.reason, row.ended_at = Scheduled.State.WAITING, "", None
    row.save()
    pending.tell(move, row)
    return row


def _place(
    open_rows: list[Scheduled], revision: Revision | None, at: datetime
) -> tuple[Scheduled, list[Scheduled]]:
    """The row for it, and the rows that it replaces."""
    if revision is None:
        return (open_rows[0] if open_rows else Scheduled()), open_rows[1:]
    own, replaced = Scheduled(), []
    for row in open_rows:
        older_or_own = row.revision_id is not None and row.revision_id <= revision.pk
        if row.revision_id == revision.pk:
            own = row
        elif older_or_own and (row.at >= at or row.state == Scheduled.State.FAILED):
            replaced.append(row)
        elif not older_or_own and row.at <= at and row.state == Scheduled.State.WAITING:
            raise Refused(
                _(
                    "A newer revision goes out before that, at {time}: choose an earlier time, or take the newer one "
                    "back."
                ).format(time=clock.exactly(row.at))
            )
    return own, replaced


def _as_before(done: StateChange, at: datetime, kind: str) -> Scheduled:
    """What this very press has scheduled already."""
    told = ScheduleMove.objects.select_related("scheduled").get(move=done)
    if (told.goes_at, told.kind) != (at, kind):
        raise Refused(presses.USED_FOR_ANOTHER)
    return told.scheduled
