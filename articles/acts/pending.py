"""What waits for its time: how it begins, what takes it back, and how the log tells it.

The last decision counts. Whoever publishes a version by hand takes back every older one that would go out later, and
whoever returns, spikes, withdraws or kills a story takes back what waits to be published. All of this happens with
the story held, so a schedule that is being carried out is over, or has not begun.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.models import Article, Edition, Scheduled, ScheduleMove, StateChange
from articles.models.edition import TAKES_DOWN
from articles.publishing import taken
from articles.records import chain

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# Moves that this module writes into the log.
TAKEN_BACK = "unschedule"
MISSED = "not_on_time"
HANDED_ON = "handed_on"
IN_RELEASE = gettext_noop(
    "It goes out together with others: change that under “Schedule”, where they stand together."
)


def waits(row: Scheduled | None) -> bool:
    return row is not None and row.state == Scheduled.State.WAITING


def begin(rows: Sequence[Scheduled]) -> bool:
    """Whether all of them wait still and their time has come by the database's clock. The caller holds the stories.

    They are done with this transaction.
    """
    waiting = Scheduled.objects.waiting().filter(pk__in=[row.pk for row in rows], at__lte=Now())
    if not rows or waiting.update(state=Scheduled.State.DONE, ended_at=Now()) < len(rows):
        return False
    for row in rows:
        row.state = Scheduled.State.DONE
    return True


def fail(article: Article, row: Scheduled, reason: str, *, now: datetime) -> bool:
    """Put on record that it did not happen at its time, and why; False if somebody has decided otherwise since."""
    waiting = Scheduled.objects.waiting().filter(pk=row.pk, at__lte=Now())
    if not waiting.update(state=Scheduled.State.FAILED, reason=reason, ended_at=now):
        return False
    row.state, row.reason, row.ended_at = Scheduled.State.FAILED, reason, now
    _record(MISSED, article, row, by=row.by, note=reason, now=now)
    return True


def hand_on(article: Article, row: Scheduled, *, to: User, by: User, note: str, now: datetime) -> None:
    """It goes out under the name of somebody else, since whoever scheduled it leaves. The caller holds the story."""
    row.by = to
    row.save(update_fields=["by"])
    _record(HANDED_ON, article, row, by=by, note=note, now=now)


def is_in_release(row: Scheduled) -> bool:
    """Whether it waits together with others: then nobody gives it another time alone."""
    return row.state == Scheduled.State.WAITING and row.release_id is not None


def take_back(article: Article, rows: Iterable[Scheduled], *, by: User, why: str, now: datetime) -> None:
    """These do not happen. The caller holds the story, and has asked whether this person may say so."""
    for row in rows:
        cancel(row, why, now=now)
        _record(TAKEN_BACK, article, row, by=by, note=why, now=now)


def cancel(row: Scheduled, why: str, *, now: datetime) -> None:
    row.state, row.reason, row.ended_at = Scheduled.State.CANCELLED, why, now
    row.save(update_fields=["state", "reason", "ended_at"])


def give_way(article: Article, edition: Edition) -> None:
    """Take back what this entry of the ledger has overtaken: all, if the story is gone; else what is no newer.

    A later revision of a story has a higher row.
    """
    is_gone = edition.kind in TAKES_DOWN
    overtaken = [
        row
        for row in taken.scheduled_of(article.pk)
        if is_gone or (row.revision_id is not None and row.revision_id <= edition.revision_id)
    ]
    why = (
        _("The story was taken down.")
        if is_gone
        else _("Revision {number} was published.").format(number=edition.revision.number)
    )
    take_back(article, overtaken, by=edition.by, why=why, now=edition.at)


def end_publications(article: Article, move: StateChange, label: str) -> None:
    """Take back every publication that waits, since somebody has said that the story does not go out as it is."""
    rows = [row for row in taken.scheduled_of(article.pk) if not row.is_withdrawal]
    take_back(article, rows, by=move.by, why=_("“{act}” came before.").format(act=label), now=move.at)


def _record(name: str, article: Article, row: Scheduled, *, by: User, note: str, now: datetime) -> None:
    """A line of the story's log that moves nothing."""
    move = StateChange(
        article=article,
        act=name,
        from_state=article.state,
        to_state=article.state,
        revision_id=row.revision_id,
        by=by,
        at=now,
        note=note,
    )
    tell(chain.keep(move), row)


def tell(move: StateChange, row: Scheduled) -> ScheduleMove:
    """Put on record which schedule a move of the log is about, as it is now."""
    return chain.keep(ScheduleMove(move=move, scheduled=row, kind=row.kind, goes_at=row.at))
