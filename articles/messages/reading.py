"""Somebody's own messages: how many are new, a page of them, marking them as read, and how they want to be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

from articles import policy
from articles.models import Article, MailChoice, Message, MessageKind, Way
from articles.models.message import UNCHOSEN

if TYPE_CHECKING:
    from django.contrib.auth.models import User

PAGE = 30
# No further does anybody count.
COUNTED = 100


@dataclass(frozen=True)
class ShownMessage:
    """A message with its story, if this person may still see it."""

    message: Message
    story: Article | None


@dataclass(frozen=True)
class MessagePage:
    shown: list[ShownMessage]
    older: int | None
    """The number before which the next page begins, if there is one."""

    @property
    def newest(self) -> int | None:
        return self.shown[0].message.pk if self.shown else None

    @property
    def has_unread(self) -> bool:
        return any(one.message.read_at is None for one in self.shown)


def unread(user: policy.AnyUser) -> str:
    """How many messages are new: “7”, “99+”, or nothing. One query, which counts no further than COUNTED."""
    return in_words(len(_counted(user)))


def _counted(user: policy.AnyUser) -> QuerySet[Message, int]:
    return Message.objects.filter(to=user.pk).unread().order_by().values_list("pk", flat=True)[:COUNTED]


def those_unread(user: policy.AnyUser) -> QuerySet[Message]:
    """The same messages, for a page that asks more in one question."""
    return Message.objects.filter(pk__in=_counted(user))


def in_words(count: int) -> str:
    return f"{COUNTED - 1}+" if count >= COUNTED else str(count or "")


def page_of(user: User, before: int | None = None) -> MessagePage:
    """A page of messages, newest first, that begins where the one before ended. Two queries."""
    rows = Message.objects.at_the_desk().filter(to=user.pk).select_related("by").order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    page = found[:PAGE]
    numbers = {message.article_id for message in page}
    stories = policy.visible_articles(user).filter(pk__in=numbers).only("headline", "slugline").in_bulk()
    shown = [ShownMessage(message, stories.get(message.article_id)) for message in page]
    return MessagePage(shown, page[-1].pk if len(found) > PAGE else None)


def mark_read(user: User, *, message: int | None = None, upto: int | None = None, now: datetime) -> int:
    """Mark one message as read, or all up to one: what came since somebody looked stays new. Returns how many."""
    rows = Message.objects.filter(to=user.pk).unread()
    rows = rows.filter(pk=message) if message is not None else rows.filter(pk__lte=upto or 0)
    return rows.update(read_at=now)


def ways(user: User) -> dict[MessageKind, Way]:
    """How this person wants to be told of each kind of thing."""
    chosen = dict(MailChoice.objects.filter(user=user.pk).values_list("kind", "way"))
    return {kind: Way(chosen.get(kind, UNCHOSEN[kind])) for kind in MessageKind}


@transaction.atomic
def choose(user: User, wanted: Mapping[str, str]) -> None:
    """Keep how this person wants to be told of these kinds. Whatever is no kind or no way is left out."""
    given = {kind: Way(wanted[kind]) for kind in MessageKind if kind in wanted and wanted[kind] in Way.values}
    MailChoice.objects.filter(user=user.pk, kind__in=given).delete()
    MailChoice.objects.bulk_create(
        [
            MailChoice(user_id=user.pk, kind=kind, way=way)
            for kind, way in given.items()
            if way != UNCHOSEN[kind]
        ],
        ignore_conflicts=True,
    )
