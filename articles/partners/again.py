"""Asking for a delivery again, and catching up with a partner who was not active for a while."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max, OuterRef, Subquery

from articles.models import Delivery, Edition, Partner
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
    ours = Delivery.objects.filter(pk=delivery.pk, state__in=MAY_GO_AGAIN)
    # What may have reached them stays true, however it goes this time.
    had_arrived = delivery.was_tried or delivery.state in Delivery.ARRIVED
    if not ours.update(state=State.WAITING, due=now, tries=0, held_until=None, was_tried=had_arrived):
        return False
    Partner.objects.filter(pk=delivery.partner_id).update(quiet_until=None)
    recording.tried(delivery, State.WAITING, "", now, by=by)
    return True


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
    return len(behind)
