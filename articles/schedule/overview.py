"""What the desk shows of schedules: those of one story, and what comes next, is late or has failed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import policy
from articles.acts import guards, publish
from articles.acts.decision import Decision
from articles.models import Article, EmbargoState, Scheduled
from articles.models.schedule import GRACE
from articles.schedule import releases
from house import clock

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
    from django.db.models import QuerySet

LENGTH = 24
# What a line of a list shows, and what decides whether this person may change it. No text is read.
COLUMNS = (
    *("article", "kind", "revision", "at", "by", "state", "reason", "release"),
    *("article__headline", "article__slugline", "article__section", "article__revision__number"),
    *("article__embargo", "article__embargo_until", "article__embargo_source"),
    *("article__section__name", "article__section__parent__name"),
    *("revision__number", "revision__headline", "by__first_name", "by__last_name", "by__username"),
    *("release__revisions", "release__withdrawals", "release__version__number"),
    *("release__version__front__section__name", "release__version__front__section__parent__name"),
)


@dataclass(frozen=True)
class Planned:
    """One schedule of a story, as its page says it."""

    row: Scheduled
    reasons: tuple[str, ...] = ()
    """Why it would not go out, by how things stand now."""
    newer: int | None = None
    """The number of the newest revision, if this one waits last and is another."""
    is_approved: bool = False
    """Whether that newest revision is approved, so that it can be pinned instead."""

    @property
    def words(self) -> str:
        """In a line: what happens when, or did not."""
        if self.row.revision is None:
            words = (
                _("The story is withdrawn, {time}, which failed")
                if self.has_failed
                else _("The story is withdrawn, {time}")
            )
            return words.format(time=clock.exactly(self.row.at))
        words = (
            _("Revision {number}, {time}, which failed")
            if self.has_failed
            else _("Revision {number}, {time}")
        )
        return words.format(number=self.row.revision.number, time=clock.exactly(self.row.at))

    @property
    def others(self) -> int:
        """How many more go out with it, all or none."""
        release = self.row.release if not self.has_failed else None
        return release.size - 1 if release else 0

    @property
    def has_failed(self) -> bool:
        return self.row.state == Scheduled.State.FAILED


def of_story(article: Article, by: policy.AnyUser) -> list[Planned]:
    """What is scheduled for a story and what has failed, as this person may read it.

    Without any of it, this asks nothing of the database.
    """
    if not article.is_scheduled:
        return []
    found = article.open_schedule
    waiting = [row for row in found if row.state == Scheduled.State.WAITING and not row.is_withdrawal]
    return [_planned(article, row, by, is_last=row in waiting[-1:]) for row in found]


def _planned(article: Article, row: Scheduled, by: policy.AnyUser, *, is_last: bool) -> Planned:
    if row.revision is None or row.state == Scheduled.State.FAILED:
        return Planned(row)
    newest = article.revision if is_last and article.revision_id != row.revision_id else None
    return Planned(
        row,
        _against(article, row, by),
        newest.number if newest else None,
        is_approved=article.approved_revision_id == article.revision_id,
    )


def _against(article: Article, row: Scheduled, by: policy.AnyUser) -> tuple[str, ...]:
    """What the guards would say at its time. Whether readers have the revision by then, nobody can know."""
    asked = [guard for guard in publish.ON_TIME.guards if guard is not guards.is_new_to_readers]
    reasons = guards.judge(asked, Decision(article, row.revision, row.by, row.at)).values()
    left = policy.why_not(row.by, publish.ON_TIME.name, article)
    others = releases.against(row.release, by) if row.release else []
    return (*reasons, *([left] if left else []), *others)


def proposed_time(article: Article) -> datetime | None:
    """What the page proposes: the time of what waits first, or else the end of the embargo."""
    if article.is_scheduled and (first := article.scheduled.waiting().filter(revision__isnull=False).first()):
        return first.at
    is_held = article.embargo == EmbargoState.UNTIL and article.embargoed_at(timezone.now())
    return article.embargo_until if is_held else None


@dataclass(frozen=True)
class ScheduleList:
    """One list of the first page, the soonest first."""

    title: str
    rows: list[Scheduled] = field(default_factory=list)
    is_cut: bool = False
    """Whether there may be more than it shows."""
    is_quiet: bool = False
    """Whether it asks nothing of anybody: what goes out as it was decided."""


def open_for(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Scheduled]:
    """What waits and what failed of the stories that this person may see, with what a line of it shows."""
    rows = Scheduled.objects.open().filter(article__in=policy.visible_articles(user))
    along = ("article__section__parent", "article__revision", "revision", "by")
    return rows.select_related(*along, "release__version__front__section__parent").only(*COLUMNS)


def lists_for(user: AbstractBaseUser | AnonymousUser) -> list[ScheduleList]:
    """What is scheduled of the stories that this person may see, by what needs somebody first. One query."""
    rows = open_for(user).annotate(late_after=Now() - GRACE)
    # Failed ones first: “failed” comes before “waiting”.
    found = list(rows.order_by("state", "at", "pk")[: LENGTH + 1])
    failed, late = ScheduleList(_("Not out at its time")), ScheduleList(_("Late"))
    soon = ScheduleList(_("Next"), is_quiet=True)
    lists = [failed, late, soon]
    for row in found[:LENGTH]:
        is_late = row.at < row.late_after
        (failed if row.state == Scheduled.State.FAILED else late if is_late else soon).rows.append(row)
    there = [one for one in lists if one.rows]
    if len(found) > LENGTH:
        there[-1] = replace(there[-1], is_cut=True)
    return there
