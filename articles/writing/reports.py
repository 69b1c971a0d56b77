"""What readers say is wrong in a story: who sees it, how it is done with, when senders are forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet, Window
from django.utils import timezone

from articles import policy
from articles.models import Article, ErrorReport

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.contrib.auth.models import User

# How long a reader's name and e-mail address are kept; the plain page on privacy says so too.
KEPT = timedelta(days=90)
ON_THE_FIRST_PAGE = 12


@dataclass(frozen=True)
class WaitingReport:
    """`total` is how many wait, those that are not shown among them."""

    report: ErrorReport
    story: Article | None
    total: int


def visible_to(user: policy.AnyUser) -> QuerySet[ErrorReport]:
    """Reports on stories that this person may see, for those who deal with reports at all."""
    if not policy.permits(user, "articles.view_errorreport"):
        return ErrorReport.objects.none()
    return ErrorReport.objects.filter(story_id__in=policy.visible_articles(user).values("pk"))


def waiting_for(user: policy.AnyUser) -> list[WaitingReport]:
    """Those that have waited longest for somebody to deal with them, each with its story: two queries."""
    rows = visible_to(user).filter(done_at=None).annotate(total=Window(Count("pk")))
    oldest = list(rows.order_by("at", "pk")[:ON_THE_FIRST_PAGE])
    # The stubs know the model's own columns, and `total` is an annotation.
    return [WaitingReport(report, story, report.total) for report, story in with_stories(oldest)]  # type: ignore[attr-defined]


def open_on(article: Article, user: policy.AnyUser) -> list[ErrorReport]:
    """What readers say of this story that nobody has dealt with, for those who deal with reports."""
    rows = visible_to(user).filter(story_id=article.pk, done_at=None)
    return list(rows.order_by("at", "pk"))


def with_stories(found: Iterable[ErrorReport]) -> list[tuple[ErrorReport, Article | None]]:
    rows = list(found)
    stories = Article.objects.only("headline", "slugline").in_bulk({row.story_id for row in rows})
    return [(row, stories.get(row.story_id)) for row in rows]


def mark_done(pk: UUID, *, by: User, now: datetime | None = None) -> bool:
    """False where somebody was quicker: who was first stays on record."""
    rows = visible_to(by).filter(pk=pk, done_at=None)
    return bool(rows.update(done_at=now or timezone.now(), done_by=by))


def reopen(pk: UUID, *, by: User) -> bool:
    return bool(visible_to(by).filter(pk=pk, done_at__isnull=False).update(done_at=None, done_by=None))


def forget_senders(*, now: datetime) -> int:
    """What was wrong stays; who said so goes after 90 days."""
    old = ErrorReport.objects.filter(at__lt=now - KEPT)
    return old.exclude(name="", email="").update(name="", email="")
