"""What is put on record of partners, in the chain of each: what the desk changed, and each try of a delivery."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from articles.models import Delivery, DeliveryAttempt, Partner, PartnerChange
from articles.records import chain


@transaction.atomic
def changed(partner: Partner, words: str, *, by: User, now: datetime) -> PartnerChange:
    _hold(partner.pk)
    return chain.keep(PartnerChange(partner=partner, at=now, by=by, words=words))


@transaction.atomic
def tried(
    delivery: Delivery, state: Delivery.State, words: str, now: datetime, *, by: User | None = None
) -> DeliveryAttempt:
    _hold(delivery.partner_id)
    return chain.keep(DeliveryAttempt(delivery=delivery, at=now, state=state, words=words[:300], by=by))


def _hold(partner: int) -> None:
    """A chain has one writer at a time."""
    list(Partner.objects.select_for_update(no_key=True).filter(pk=partner).values_list("pk", flat=True))
