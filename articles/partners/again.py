"""Asking for a delivery again: by hand, after a partner was not active for a while, and after our terms changed."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from articles.models import Delivery, Edition, Partner, PartnerItem
from articles.partners import recording

State = Delivery.State
MAY_GO_AGAIN = (State.SENT, State.CONFIRMED, State.FAILED, State.WITHHELD, State.UNWANTED)


def may_go_again(delivery: Delivery) -> bool:
    """Only of the newest edition: an older one would be overtaken at once."""
    newer = Delivery.objects.filter(
        partner=delivery.partner_id, article=delivery.article_id, number__gt=delivery.number
    )
    return delivery.state in MAY_GO_AGAIN and not newer.exists()


@transaction.atomic
def send_again(delivery: Delivery, *, by: User, now: datetime) -> bool:
    """Let the worker deliver it once more, at once; whether it will."""
    if not may_go_again(delivery):
        return False
    if not _wait_again(Delivery.objects.filter(pk=delivery.pk), now):
        return False
    Partner.objects.filter(pk=delivery.partner_id).update(quiet_until=None)
    recording.tried(delivery, State.WAITING, "", now, by=by)
    return True


def _wait_again(deliveries: QuerySet[Delivery], now: datetime) -> int:
    # What may have reached them stays true, however it goes this time.
    deliveries.filter(state__in=Delivery.ARRIVED).update(was_tried=True)
    ours = deliveries.filter(state__in=MAY_GO_AGAIN)
    return ours.update(state=State.WAITING, due=now, tries=0, held_until=None)


def hold_editions() -> None:
    """Let nobody publish until the end of this transaction.

    Whoever publishes reads which partners are active. An edition that is not committed yet, and was written for those
    who were active before, would be missed by `catch_up`.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '10s'")
            cursor.execute(f"LOCK TABLE {Edition._meta.db_table} IN SHARE MODE")


def catch_up(partner: Partner, now: datetime) -> int:
    """Let a partner who is active again have the newest of each story that it has an older version of."""
    newest = Edition.objects.filter(article=OuterRef("article")).order_by("-number")
    known = (
        Delivery.objects.filter(partner=partner)
        .values("article")
        .annotate(
            last=Max("number"),
            newest=Subquery(newest.values("number")[:1]),
            edition=Subquery(newest.values("pk")[:1]),
        )
    )
    behind = [row for row in known.order_by("article") if row["newest"] > row["last"]]
    Delivery.objects.bulk_create(
        Delivery(
            partner=partner,
            article_id=row["article"],
            edition_id=row["edition"],
            number=row["newest"],
            at=now,
            due=now,
        )
        for row in behind
    )
    return len(behind) + _wait_again(_not_sent_while_inactive(partner), now)


def _not_sent_while_inactive(partner: Partner) -> QuerySet[Delivery]:
    """The newest of each story that they have, where it was decided when nothing went to them."""
    theirs = Delivery.objects.filter(partner=partner)
    they_have = theirs.filter(Q(state__in=Delivery.ARRIVED) | Q(was_tried=True)).values("article")
    newest = Delivery.objects.filter(partner=partner, article=OuterRef("article")).order_by("-number")
    return theirs.filter(
        state=State.UNWANTED, article__in=they_have, number=Subquery(newest.values("number")[:1])
    )


@transaction.atomic
def decide_again(partner: Partner, now: datetime) -> int:
    """Since our terms have changed, decide anew on what lies ready for a partner who fetches.

    Until the worker has, none of it is shown: the terms may not allow it any more.
    """
    lying = PartnerItem.objects.filter(digest=partner.digest, is_usable=True).exclude(story_id=0)
    if partner.way != Partner.Way.PULL or not lying.exists():
        return 0
    newest = Delivery.objects.filter(partner=partner, article=OuterRef("article")).order_by("-number")
    theirs = Delivery.objects.filter(
        partner=partner,
        article__in=lying.values("story_id"),
        number=Subquery(newest.values("number")[:1]),
    )
    count = _wait_again(theirs, now)
    lying.update(document="")
    return count
