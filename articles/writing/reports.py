"""What is reported as wrong in a story: who sees it, what waits, and when senders are forgotten.

What the desk does with a report is in `articles.corrections`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, Subquery, Window
from django.utils import timezone

from articles import policy
from articles.models import Article, ErrorReport
from articles.models.report import ReportQuerySet

if TYPE_CHECKING:
    from collections.abc import Iterable

# How long the name and e-mail address of a reader are kept. The page on privacy tells readers the same.
KEPT = timedelta(days=90)
ON_THE_FIRST_PAGE = 12


@dataclass(frozen=True)
class WaitingReport:
    """A report on the desk's first page. `total` counts all that wait, also those that are not shown."""

    report: ErrorReport
    story: Article
    total: int
    is_overdue: bool


def visible_to(user: policy.AnyUser) -> ReportQuerySet:
    """Reports on stories that this person may see, if their role deals with reports."""
    if not policy.permits(user, "articles.view_errorreport"):
        return ErrorReport.objects.none()
    return ErrorReport.objects.filter(story_id__in=policy.visible_articles(user).values("pk"))


def waiting_for(user: policy.AnyUser) -> list[WaitingReport]:
    """The reports that have waited longest, each with its story. One query."""
    story = Article.objects.filter(pk=OuterRef("story_id"))
    rows = (
        visible_to(user)
        .open()
        .select_related("assignee", "by")
        .annotate(
            total=Window(Count("pk")),
            headline=Subquery(story.values("headline")),
            slugline=Subquery(story.values("slugline")),
        )
    )
    now = timezone.now()
    return [_waiting(row, now) for row in rows.order_by("at", "pk")[:ON_THE_FIRST_PAGE]]


def _waiting(row: Any, now: datetime) -> WaitingReport:
    story = Article(pk=row.story_id, headline=row.headline, slugline=row.slugline)
    return WaitingReport(row, story, row.total, row.is_overdue(now))


def open_on(article: Article, user: policy.AnyUser) -> list[ErrorReport]:
    """The open reports on this story, if this person's role deals with reports."""
    rows = visible_to(user).open().filter(story_id=article.pk)
    return list(rows.order_by("at", "pk"))


def with_stories(found: Iterable[ErrorReport]) -> list[tuple[ErrorReport, Article | None]]:
    rows = list(found)
    stories = Article.objects.only("headline", "slugline").in_bulk({row.story_id for row in rows})
    return [(row, stories.get(row.story_id)) for row in rows]


def forget_senders(*, now: datetime) -> int:
    """A duty: delete names and addresses of senders after 90 days. The report itself stays."""
    old = ErrorReport.objects.filter(at__lt=now - KEPT)
    return old.exclude(name="", email="").update(name="", email="")
