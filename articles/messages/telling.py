"""Messages are written in the transaction of what they tell, once to each person, and not to who did it.

Whoever chose so gets a letter too, which goes out by the outbox. Nobody is told of a story that they may not see:
those whose story it is may see it as long as they have a role that deals with texts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from articles.models import Article, Byline, ErrorReport, MailChoice, Message, MessageKind
from articles.policy import TEXT_ROLES
from articles.records import outbox
from house import people

if TYPE_CHECKING:
    from django.db.models import QuerySet

# How long messages are kept.
KEPT = timedelta(days=180)
AT_ONCE = 50
# What somebody did to the story, and what a reader did.
DID = {
    MessageKind.ASSIGNED: "{by} assigned “{story}” to you.",
    MessageKind.UNASSIGNED: "{by} took “{story}” from you again.",
    MessageKind.PLANNED: "{by} changed the time for “{story}”.",
    MessageKind.GIVEN_BACK: "{by} gave “{story}” back.",
    MessageKind.RETURNED: "{by} returned “{story}”.",
    MessageKind.PUBLISHED: "{by} published “{story}”.",
    MessageKind.CORRECTION: "A reader says that something is wrong in “{story}”. The editors have the report.",
}


def tell(kind: MessageKind, article: Article, *, to: Iterable[int], about: Any, note: str = "") -> int:
    """Tell these people what a record says. Returns how many were told."""
    return _tell(kind, article, Q(pk__in=set(to)), about=about, by=about.by, note=note, now=about.at)


def tell_its_people(
    kind: MessageKind, article: Article, *, about: Any, note: str = "", assignee_id: int | None = None
) -> int:
    """Tell those whose story it is: who began it, who is named on it and has a log-in, and who has it now.

    `assignee_id` is who had it, where the act has ended that.
    """
    which = _its_people(article, assignee_id)
    return _tell(kind, article, which, about=about, by=about.by, note=note, now=about.at)


def _its_people(article: Article, assignee_id: int | None = None) -> Q:
    named = Byline.objects.filter(article=article.pk, reporter__isnull=False).values("reporter")
    having = {article.created_by_id, article.assignee_id, assignee_id} - {None}
    return Q(pk__in=having) | Q(staff_record__reporter__in=named)


def _tell(
    kind: MessageKind,
    article: Article,
    which: Q,
    *,
    about: models.Model,
    by: User | None,
    note: str,
    now: datetime,
) -> int:
    those = list(_who_may_be_told(kind, which, by))
    Message.objects.bulk_create(
        Message(to=one, kind=kind, article=article, by=by, note=note, about=_name(about), at=now)
        for one in those
    )
    wanted = [one.email for one in those if one.by_mail]
    if any(wanted):
        _write(
            wanted, DID[kind].format(by=people.name_of(by) if by else "", story=article), article, note, now
        )
    return len(those)


def _who_may_be_told(kind: MessageKind, which: Q, by: User | None) -> QuerySet[Any]:
    has_a_role = User.groups.through.objects.filter(user=OuterRef("pk"), group__name__in=TEXT_ROLES)
    at_the_desk = User.objects.filter(which, is_active=True, is_staff=True)
    rows = at_the_desk.filter(Q(is_superuser=True) | Exists(has_a_role))
    if by is not None:
        rows = rows.exclude(pk=by.pk)
    chosen = MailChoice.objects.filter(user=OuterRef("pk"), kind=kind)
    return rows.annotate(by_mail=Exists(chosen)).order_by("pk")


def _name(record: models.Model) -> str:
    return f"{record._meta.model_name}/{record.pk}"


def _write(to: list[str], told: str, article: Article, note: str, now: datetime) -> None:
    there = f"{settings.SITE_URL}{reverse('admin:articles_article_change', args=[article.pk])}"
    choose = f"{settings.SITE_URL}{reverse('admin:articles_message_changelist')}"
    parts = [told, note.strip(), there, f"Which messages come by e-mail, you choose at {choose}"]
    outbox.put(to, f"{settings.SITE_NAME}: {told}", "\n\n".join(part for part in parts if part), now=now)


# What the worker does


def untold(now: datetime) -> QuerySet[ErrorReport]:
    """Reports from readers of which those whose story it is do not know."""
    return ErrorReport.objects.filter(told_at=None)


def tell_of_reports(now: datetime) -> int:
    """A duty: tell those whose story it is that a reader reports an error. Returns how many reports were told.

    The site may not do it: it only puts reports in, and may read nothing of the desk.
    """
    count = 0
    for report in untold(now).order_by("at", "pk")[:AT_ONCE]:
        with transaction.atomic():
            # Of two workers, only one changes the row.
            if not ErrorReport.objects.filter(pk=report.pk, told_at=None).update(told_at=now):
                continue
            article = Article.objects.without_words().defer("body").filter(pk=report.story_id).first()
            if article is not None:
                which = _its_people(article)
                _tell(MessageKind.CORRECTION, article, which, about=report, by=None, note="", now=now)
            count += 1
    return count


def forget(now: datetime) -> int:
    """A duty: delete messages that are too old to be of use."""
    return Message.objects.filter(at__lt=now - KEPT).delete()[0]
