"""Scheduling a publication: the approved revision, and no other text, goes out at a time that somebody chooses."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles.acts import decision, guards, scheduling
from articles.acts.act import Act, Asks, Press, Refused
from articles.acts.decision import Decision
from articles.models import ChangeKind, Revision, Scheduled, ScheduledRelease, State
from articles.policy import UNFINISHED
from articles.publishing import taken

if TYPE_CHECKING:
    from django.contrib.auth.models import User

KINDS = (ChangeKind.UPDATE, ChangeKind.MINOR)


def _carry_out(press: Press) -> None:
    if press.at is None:
        raise Refused(_("Say when it goes out."))
    schedule(
        press.approved(),
        at=press.at,
        by=press.by,
        kind=press.kind,
        note=press.note,
        key=press.key,
        accept_older=press.accept_older,
        puts_back=press.puts_back,
        now=press.now,
    )


def _waiting(story: Decision) -> Revision | None:
    """The newest revision that waits: it was approved when it was scheduled, and may get another time."""
    if not story.article.is_scheduled:
        return None
    rows = story.article.open_schedule
    waiting = [row.revision for row in rows if row.revision and row.state == Scheduled.State.WAITING]
    return max(waiting, key=lambda revision: revision.pk, default=None)


def _approved_or_waiting(story: Decision) -> Revision | None:
    return decision.approved(story) or _waiting(story)


def _is_beside_the_point(story: Decision) -> bool:
    is_decided = story.article.state == State.READY or _waiting(story) is not None
    return decision.when_killed(story) or not is_decided


def _was_approved(story: Decision) -> str | None:
    if (reason := guards.is_approved(story)) is None or story.revision is None:
        return reason
    rows = story.article.open_schedule
    waits = any(row.revision_id == story.revision.pk and row.state == Scheduled.State.WAITING for row in rows)
    return None if waits else reason


ACT = Act(
    name="schedule",
    label=capfirst(_lazy("schedule")),
    label_of_revision=_lazy("Schedule revision {}"),
    from_states=UNFINISHED,
    guards=(_was_approved, *guards.ASKED, guards.is_new_to_readers, guards.was_not_killed),
    guards_then=guards.GOES_LIVE,
    about=_approved_or_waiting,
    is_beside_the_point=_is_beside_the_point,
    asks=Asks(accept_older=True, when=True),
    asks_again=Asks(
        note=_lazy("What changes? Readers who ask for the history see the answer."),
        kinds=(
            (ChangeKind.UPDATE, _lazy("An update: readers see “Updated” with the time")),
            (ChangeKind.MINOR, _lazy("A minor change: a spelling, a comma. Readers see no new time")),
        ),
        accept_older=True,
        puts_back=True,
        when=True,
    ),
    carry_out=_carry_out,
    did=_lazy("scheduled revision {}"),
    done=_lazy("Scheduled. This revision goes out at that time, whatever is typed until then."),
)


def schedule(
    revision: Revision,
    *,
    at: datetime,
    by: User,
    kind: str | None = None,
    note: str = "",
    key: uuid.UUID | None = None,
    accept_older: bool = False,
    puts_back: bool = False,
    release: ScheduledRelease | None = None,
    now: datetime | None = None,
) -> Scheduled:
    """Let this approved revision go out at that time, or one that waits already at another.

    `kind` is minor or update for a story that was live before. `puts_back` says that one which was withdrawn is to go
    out again.

    The guards judge the rights of pictures, the embargo and the address by that time, and once more when it has come.
    Those that share a `release` go out together or not at all.
    """
    return scheduling.schedule(
        ACT,
        revision.article,
        at=at,
        kind=_kind(revision, kind),
        by=by,
        revision=revision,
        note=note,
        key=key,
        accept_older=accept_older,
        puts_back=puts_back,
        release=release,
        now=now,
    )


def _kind(revision: Revision, kind: str | None) -> ChangeKind:
    story = revision.article_id
    waits = any(not row.is_withdrawal and row.revision_id != revision.pk for row in taken.scheduled_of(story))
    follows = waits or bool(taken.ledger_of(story))
    chosen = ChangeKind(kind) if kind else (ChangeKind.UPDATE if follows else ChangeKind.FIRST)
    if chosen not in (KINDS if follows else (ChangeKind.FIRST,)):
        raise Refused(_("A story is published first once; after that it is a minor change or an update."))
    return chosen
