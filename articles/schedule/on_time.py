"""The worker's duty: publishes and withdraws what is scheduled, at its time and never before.

All times are the database's, so that workers with different clocks agree. A row is claimed by an UPDATE that moves
it ahead by a few seconds: of several workers one changes it, and if that one dies, the next finds it due again.
Whether it happens is decided in the transaction that does it, with the story held: there the row becomes done, if it
still waits. docs/decisions/0046-a-schedule-is-a-row-and-the-last-decision-counts.md says why.
"""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.acts import entering, pending, publish, withdraw
from articles.acts.act import Refused
from articles.fronts import going_live, versions
from articles.models import ChangeKind, FrontMove, Revision, Scheduled, ScheduledRelease
from articles.models.schedule import CLAIM, GRACE
from articles.publishing import holding, taken
from articles.schedule import releases, telling
from articles.writing import saving
from house import asking
from media.files import publicity

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)

AT_ONCE = 20
# So long a store of pictures may be away before a person has to hear that the story did not go out.
PATIENCE = timedelta(minutes=5)
TOGETHER = gettext_noop("It was to go out together with others.")
# What stands in the log of each of them, which other people read than those of the others: no headline.
ANOTHER = gettext_noop("Another of them could not go out: whoever scheduled them was told which, and why.")
UNEXPECTED = gettext_noop("The program failed. Tell the people who run the newsroom: its log says how.")


class NotTogether(Refused):
    """What kept all of them back, in the words of the letter; and `own`, by story, what is about itself."""

    def __init__(self, *reasons: str, own: dict[int, tuple[str, ...]] | None = None) -> None:
        super().__init__(TOGETHER, *reasons)
        self.own = own or {}

    def of(self, story: int) -> str:
        return " ".join([_(TOGETHER), *self.own.get(story, (_(ANOTHER),))])


class Overtaken(Exception):
    """Somebody has decided otherwise since the row was claimed, or another worker has done it."""


def due(now: datetime) -> QuerySet[Scheduled]:
    """What waits for a worker. The time is not asked of this process."""
    return Scheduled.objects.due()


def carry_out_due(now: datetime) -> int:
    """A duty: do some of what is due, the longest due first. Returns how many this worker has looked after."""
    while mine := _claimed():
        if done := _carry_out(mine):
            return done
    return 0


def seconds_to_next(most: float) -> float:
    """How long the worker may wait until something is due."""
    first = Scheduled.objects.waiting().order_by("due").values_list("due", Now()).first()
    if first is None:
        return most
    due_at, now = first
    seconds: float = (due_at - now).total_seconds()
    return min(most, max(seconds, 0.0))


@transaction.atomic
def _claimed() -> list[Scheduled]:
    """What this worker does next. Of two workers one gets a row, and neither waits for the other."""
    due = Scheduled.objects.due().select_for_update(skip_locked=True, of=("self",))
    mine = _in_one_go(list(_whole(due.order_by("due", "pk"))[:AT_ONCE]))
    claimed = {row.pk for row in mine}
    if mine and mine[0].release_id is not None:
        # All that go with it: otherwise each would try all of them once more, before anything else that is due.
        claimed |= set(due.filter(release=mine[0].release_id).values_list("pk", flat=True))
    Scheduled.objects.filter(pk__in=claimed).update(due=Now() + CLAIM)
    return mine


def _in_one_go(rows: list[Scheduled]) -> list[Scheduled]:
    """The first of them, with the others that share its transaction: most of what each costs, they ask once."""
    if not rows or not _shares(rows[0]):
        return rows[:1]
    of_stories: dict[int, Scheduled] = {}
    people: dict[int, User] = {}
    for row in filter(_shares, rows):
        row.by = people.setdefault(row.by_id, row.by)  # whoever scheduled many is looked up once
        of_stories.setdefault(row.article_id, row)
    return list(of_stories.values())


def _shares(row: Scheduled) -> bool:
    """A publication that belongs to no release. What was tried before is tried alone: it may be what failed."""
    return row.revision_id is not None and row.release_id is None and row.due == row.at


def _carry_out(rows: list[Scheduled]) -> int:
    """Do it with all that goes out together; how many there were. Whatever becomes of it keeps no other waiting."""
    row, count, is_shared = rows[0], len(rows), len(rows) > 1
    try:
        if row.release_id is not None:
            rows = _together(row)
        _do(rows)
    except Overtaken:
        return 0
    except (OperationalError, InterfaceError) as problem:
        # Nothing is wrong with the row: the database ended the transaction, or is away.
        logger.warning("%s (row %s) is tried again: %s.", row, row.pk, " ".join(str(problem).split()))
    except Refused as refused:
        if is_shared:
            return sum(_carry_out([one]) for one in rows)
        passing = isinstance(refused.__cause__, publicity.NotExposed)
        if passing and asking.clock() < row.at + PATIENCE:
            logger.warning("%s (row %s) is tried again: %s", row, row.pk, refused)
        else:
            _fail(rows, " ".join(refused.reasons), refused if isinstance(refused, NotTogether) else None)
    except Exception:
        if is_shared:
            return sum(_carry_out([one]) for one in rows)
        logger.exception("%s (row %s) could not be carried out.", row, row.pk)
        _fail(rows, _(UNEXPECTED))
    return count


def _together(row: Scheduled) -> list[Scheduled]:
    waiting = Scheduled.objects.waiting().filter(release=row.release_id).order_by("article", "pk")
    waiting = waiting.select_related(
        "release__version__front__section", "release__version__front__live", "release__by"
    )
    return list(_whole(waiting))


def _whole(rows: QuerySet[Scheduled]) -> QuerySet[Scheduled]:
    """With what publishing needs. Of the working copy nothing goes out, so its texts are not read."""
    along = rows.select_related("article", "by", "revision__section__parent")
    return along.defer("article__body", "article__words", "article__name_words")


def _do(rows: list[Scheduled]) -> None:
    """One transaction. Raises Overtaken where a row waits no more, and whatever publishing raises."""
    if not rows:
        raise Overtaken
    release = rows[0].release
    if release is None or release.version is None:
        with _holding(rows):
            _carry_out_all(rows, release)
        return
    # The front is held first, so nothing may be drawn any more.
    holding.draw_ahead(*_revisions(rows))
    with transaction.atomic():
        front = versions.locked(release.version.front.section)
        with _holding(rows):
            now = _carry_out_all(rows, release)
        versions.refuse_unless_may("release", release.version.front.section, release.by)
        stories = [row.article_id for row in rows]
        going_live.enter(
            front, release.version, FrontMove.Act.RELEASED, by=release.by, now=now, stories=stories
        )


def _holding(rows: list[Scheduled]) -> AbstractContextManager[object]:
    """What publications lock, or a withdrawal, which comes by itself. It is taken before the row is."""
    if revisions := _revisions(rows):
        gone = {row.article_id for row in rows if row.revision is None}
        return entering.going_live(*revisions, gone=gone)
    return holding.takedown(rows[0].article_id)


def _revisions(rows: list[Scheduled]) -> list[Revision]:
    return [row.revision for row in rows if row.revision is not None]


def _carry_out_all(rows: list[Scheduled], release: ScheduledRelease | None) -> datetime:
    """Begin and do all of them, of which the stories are held. Returns the time at which it was."""
    # As they are now that nobody else changes them.
    rows_now = {now.pk: now for row in rows for now in taken.scheduled_of(row.article_id)}
    # One that got another time meanwhile holds up none of the others.
    waiting = [
        row
        for row in rows
        if (found := rows_now.get(row.pk)) is not None and pending.waits(found) and found.at == row.at
    ]
    if release is not None and len(waiting) < len(rows):
        raise Overtaken
    if not pending.begin([rows_now[row.pk] for row in waiting]):
        raise Overtaken
    if release is not None and (reasons := releases.against(release)):
        raise NotTogether(*reasons)
    now = asking.clock()
    for row in waiting:
        try:
            _carry_out_one(row, rows_now[row.pk], now)
            if now > row.at + GRACE:
                telling.tell_of_delay(row.article, row, now=now)
        except Refused as refused:
            if release is None:
                raise
            named = [f"“{row.article}”: {reason}" for reason in refused.reasons]
            raise NotTogether(*named, own={row.article_id: refused.reasons}) from refused.__cause__
    return now


def _carry_out_one(row: Scheduled, decided: Scheduled, now: datetime) -> None:
    """`decided` is the row as it is now that the story is held."""
    by = row.by if row.by_id == decided.by_id else decided.by
    if row.revision is None:
        withdraw.withdraw(row.article, by=by, note=decided.note, now=now)
        return
    # What was to be an update is the first publication where the version before it did not go out.
    was_live = bool(taken.ledger_of(row.article_id))
    kind = ChangeKind.MINOR if was_live and decided.kind == ChangeKind.MINOR else None
    publish.publish(row.revision, by=by, kind=kind, note=decided.note, on_time=True, now=now)


def _fail(rows: list[Scheduled], reason: str, together: NotTogether | None = None) -> None:
    """Put it on record and tell whoever scheduled it: of a release all at once, so that none goes out alone."""
    with transaction.atomic():
        failed = []
        for row in rows:
            article, now = saving.locked(row.article_id), asking.clock()
            said = together.of(row.article_id) if together else reason
            if pending.fail(article, row, said, now=now):
                failed.append((article, row))
        if failed:
            telling.tell_of_failure(failed, reason, now=now)
