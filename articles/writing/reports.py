"""What readers report as wrong in a story: who sees it, how it is closed, and when senders are forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Window
from django.utils import timezone

from articles import policy
from articles.models import Article, ErrorReport

if TYPE_CHECKING:
    from uuid import UUID

    from django.contrib.auth.models import User

# How long the name and e-mail address of a reader are kept. The page on privacy tells readers the same.
KEPT = timedelta(days=90)
ON_THE_FIRST_PAGE = 12


@dataclass(frozen=True)
class WaitingReport:
    """A report on the desk's first page. `total` counts all that wait, also those that are not shown."""

    report: ErrorReport
    story: Article
    total: int


def visible_to(user: policy.AnyUser) -> QuerySet[ErrorReport]:
    """Reports on stories that this person may see, if their role deals with reports."""
    if not policy.permits(user, "articles.view_errorreport"):
        return ErrorReport.objects.none()
    return ErrorReport.objects.filter(story_id__in=policy.visible_articles(user).values("pk"))


def waiting_for(user: policy.AnyUser) -> list[WaitingReport]:
    """The reports that have waited longest, each with its story. One query."""
    story = Article.objects.filter(pk=OuterRef("story_id"))
    rows = (
        visible_to(user)
        .filter(done_at=None)
        .annotate(
            total=Window(Count("pk")),
            headline=Subquery(story.values("headline")),
            slugline=Subquery(story.values("slugline")),
        )
    )
    return [_waiting(row) for row in rows.order_by("at", "pk")[:ON_THE_FIRST_PAGE]]


def _waiting(row: Any) -> WaitingReport:
    return WaitingReport(
        row, Article(pk=row.story_id, headline=row.headline, slugline=row.slugline), row.total
    )


def open_on(article: Article, user: policy.AnyUser) -> list[ErrorReport]:
    """The open reports on this story, if this person's role deals with reports."""
    rows = visible_to(user).filter(story_id=article.pk, done_at=None)
    return list(rows.order_by("at", "pk"))


def mark_done(pk: UUID, *, by: User, now: datetime | None = None) -> bool:
    """Close a report. Returns False if somebody had closed it already: the first stays on record."""
    rows = visible_to(by).filter(pk=pk, done_at=None)
    return bool(rows.update(done_at=now or timezone.now(), done_by=by))


def reopen(pk: UUID, *, by: User) -> bool:
    return bool(visible_to(by).filter(pk=pk, done_at__isnull=False).update(done_at=None, done_by=None))


def forget_senders(*, now: datetime) -> int:
    """A duty: delete names and addresses of senders after 90 days. The report itself stays."""
    old = ErrorReport.objects.filter(at__lt=now - KEPT)
    return old.exclude(name="", email="").update(name="", email="")
