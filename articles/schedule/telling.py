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


def tell_of_failure(failed: list[tuple[Article, Scheduled]], *, now: datetime) -> None:
    """Write one letter about all that was to go out together; if whoever scheduled it has left, to the chiefs."""
    article, row = failed[0]
    what = "withdrawn" if row.is_withdrawal else "published"
    others = f" and {len(failed) - 1} more" if len(failed) > 1 else ""
    stories = "\n".join(f"“{one}”\n{_address(one)}" for one, _ in failed)
    text = (
        f"This was to be {what} on {clock.exactly(row.at)}, and was not:\n\n{stories}\n\n{row.reason}\n\n"
        "Nothing more happens by itself: do it by hand, or choose another time."
    )
    outbox.put(_whom(row.by), f"Not {what} at its time: {article}{others}", text, now=now)


def _address(article: Article) -> str:
    return f"{settings.SITE_URL}{reverse('admin:articles_article_change', args=[article.pk])}"


def _whom(by: User) -> Iterable[str]:
    if by.is_active and by.email:
        return [by.email]
    chiefs = User.objects.filter(groups__name=Role.EDITOR_IN_CHIEF, is_active=True)
    return list(chiefs.order_by("pk").values_list("email", flat=True))
