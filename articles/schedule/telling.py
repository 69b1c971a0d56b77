"""Letters about what did not happen at its time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse

from articles.models import Article, Scheduled
from articles.policy import Role
from articles.records import outbox
from house import clock

if TYPE_CHECKING:
    from collections.abc import Iterable


def tell_of_failure(article: Article, row: Scheduled, *, now: datetime) -> None:
    """Write to whoever scheduled it; if they have left, to the editors-in-chief."""
    what = "withdrawn" if row.is_withdrawal else "published"
    when = clock.exactly(row.at)
    address = f"{settings.SITE_URL}{reverse('admin:articles_article_change', args=[article.pk])}"
    text = (
        f"“{article}” was to be {what} on {when}, and was not.\n\n{row.reason}\n\n"
        f"Nothing more happens by itself: do it by hand, or choose another time.\n{address}"
    )
    outbox.put(_whom(row.by), f"Not {what} at its time: {article}", text, now=now)


def _whom(by: User) -> Iterable[str]:
    if by.is_active and by.email:
        return [by.email]
    chiefs = User.objects.filter(groups__name=Role.EDITOR_IN_CHIEF, is_active=True)
    return list(chiefs.order_by("pk").values_list("email", flat=True))
