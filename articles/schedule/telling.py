"""Messages about what did not happen at its time, or later; and one letter where it failed.

Of a release that failed, whoever scheduled it gets one letter, not one of each story.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.messages import telling as messages
from articles.models import Article, MessageKind, Scheduled, Way
from articles.policy import Role
from articles.records import outbox
from house import clock

if TYPE_CHECKING:
    from collections.abc import Iterable


def tell_of_failure(failed: list[tuple[Article, Scheduled]], reason: str, *, now: datetime) -> None:
    """Write one letter about all that was to go out together; if whoever scheduled it has left, to the chiefs.

    The letter says the whole reason, and so does the message to who scheduled it; one to others says what the
    story's own log says.
    """
    for one, row in failed:
        messages.tell_of_its_time(
            MessageKind.NOT_OUT,
            one,
            by=row.by,
            about=_name(row),
            note=row.reason,
            whole=reason,
            now=now,
        )
    article, row = failed[0]
    more = len(failed) - 1
    stories = "\n".join(f"“{one}”\n{_address(one)}" for one, _ in failed)
    if row.is_withdrawal:
        said = _("This was to be withdrawn on {time}, and was not:")
        subject = (
            _("Not withdrawn at its time: {story} and {count} more")
            if more
            else _("Not withdrawn at its time: {story}")
        )
    else:
        said = _("This was to be published on {time}, and was not:")
        subject = (
            _("Not published at its time: {story} and {count} more")
            if more
            else _("Not published at its time: {story}")
        )
    parts = [
        said.format(time=clock.exactly(row.at)),
        stories,
        reason,
        _("Nothing more happens by itself: do it by hand, or choose another time."),
    ]
    outbox.put(_whom(row.by), subject.format(story=article, count=more), "\n\n".join(parts), now=now)


def tell_of_delay(article: Article, row: Scheduled, *, now: datetime) -> None:
    """It happened, but the worker was away at its time."""
    note = _("Set for {time}, done at {done}.").format(time=clock.exactly(row.at), done=clock.exactly(now))
    messages.tell_of_its_time(MessageKind.LATE, article, by=row.by, about=_name(row), note=note, now=now)


def _name(row: Scheduled) -> str:
    """Which row at which time: one that failed may be given another."""
    return f"scheduled/{row.pk}/{row.at:%Y%m%d%H%M%S}"


def _address(article: Article) -> str:
    return f"{settings.SITE_URL}{reverse('admin:articles_article_change', args=[article.pk])}"


def _whom(by: User) -> Iterable[str]:
    if by.is_active and by.email:
        return [by.email] if messages.way_of(by, MessageKind.NOT_OUT) in {Way.MAIL, Way.BOTH} else []
    chiefs = User.objects.filter(groups__name=Role.EDITOR_IN_CHIEF, is_active=True)
    return list(chiefs.order_by("pk").values_list("email", flat=True))
