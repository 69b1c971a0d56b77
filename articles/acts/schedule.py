"""Scheduling a publication: the approved revision, and no other text, goes out at a time that somebody chooses."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from articles.acts import decision, guards, scheduling
from articles.acts.act import Act, Asks, Press, Refused
from articles.models import ChangeKind, Revision, Scheduled, State
from articles.publishing import taken

if TYPE_CHECKING:
    from django.contrib.auth.models import User

KINDS = (ChangeKind.UPDATE, ChangeKind.MINOR)


def _carry_out(press: Press) -> None:
    if press.at is None:
        raise Refused("Say when it goes out.")
    schedule(
        press.approved(),
        at=press.at,
        by=press.by,
        kind=press.kind,
        note=press.note,
        key=press.key,
        accept_older=press.accept_older,
        now=press.now,
    )


ACT = Act(
    name="schedule",
    label="Schedule",
    label_of_revision="Schedule revision {}",
    from_states=(State.READY,),
    guards=(guards.is_approved, guards.is_newest_or_meant, guards.is_new_to_readers, guards.was_not_killed),
    guards_then=guards.GOES_LIVE,
    about=decision.approved,
    is_beside_the_point=decision.when_killed,
    asks=Asks(accept_older=True, when=True),
    asks_again=Asks(
        note="What changes? Readers who ask for the history see the answer.",
        kinds=(
            (ChangeKind.UPDATE, "An update: readers see “Updated” with the time"),
            (ChangeKind.MINOR, "A minor change: a spelling, a comma. Readers see no new time"),
        ),
        accept_older=True,
        when=True,
    ),
    carry_out=_carry_out,
    did="scheduled revision {}",
    done="Scheduled. This revision goes out at that time, whatever is typed until then.",
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
    release: uuid.UUID | None = None,
    now: datetime | None = None,
) -> Scheduled:
    """Let this approved revision go out at that time. `kind` is minor or update for a story that was live before.

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
        release=release,
        now=now,
    )


def _kind(revision: Revision, kind: str | None) -> ChangeKind:
    story = revision.article_id
    waits = any(not row.is_withdrawal and row.revision_id != revision.pk for row in taken.scheduled_of(story))
    follows = waits or bool(taken.ledger_of(story))
    chosen = ChangeKind(kind) if kind else (ChangeKind.UPDATE if follows else ChangeKind.FIRST)
    if chosen not in (KINDS if follows else (ChangeKind.FIRST,)):
        raise Refused("A story is published first once; after that it is a minor change or an update.")
    return chosen
