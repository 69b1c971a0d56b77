"""A booking or the rule is entered: on record, and what readers get of it, in one transaction."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from articles.advertising import going_out
from articles.models import Advertisement, AdvertisingRecord, AdvertisingRule
from articles.records import chain

if TYPE_CHECKING:
    from django.contrib.auth.models import User

RULE = 1
# What the newsroom did not decide: it follows from the rest.
NOT_SAID = {"id", "next_at", "everywhere"}


@transaction.atomic
def enter(one: Advertisement, *, by: User, now: datetime | None = None) -> AdvertisingRecord | None:
    """Enter a booking that was just saved, with its sections. Returns None if nothing is new in it."""
    now = now or timezone.now()
    one.everywhere = not one.sections.exists()
    Advertisement.objects.filter(pk=one.pk).update(everywhere=one.everywhere)
    record = _keep(one, by=by, now=now, content=said(one))
    going_out.bring_up_to_date(one, now=now)
    return record


@transaction.atomic
def enter_rule(rule: AdvertisingRule, *, by: User, now: datetime | None = None) -> AdvertisingRecord | None:
    return _keep(None, by=by, now=now or timezone.now(), content=_columns(rule))


def the_rule() -> AdvertisingRule:
    return AdvertisingRule.objects.get_or_create(pk=RULE)[0]


def said(one: Advertisement) -> dict[str, Any]:
    """All that a booking says, as it is kept."""
    sections = one.sections.order_by("pk").values_list("pk", flat=True)
    return _columns(one) | {"sections": list(sections)}


def _keep(
    one: Advertisement | None, *, by: User, now: datetime, content: dict[str, Any]
) -> AdvertisingRecord | None:
    # Who reads the newest record holds what it is about: a chain has one writer at a time.
    held: Any = Advertisement.objects.filter(pk=one.pk) if one else AdvertisingRule.objects.filter(pk=RULE)
    list(held.select_for_update().values_list("pk", flat=True))
    newest = AdvertisingRecord.objects.filter(advertisement=one).first()
    if newest is not None and newest.content == content:
        return None
    return chain.keep(AdvertisingRecord(advertisement=one, at=now, by=by, content=content))


def _columns(row: Advertisement | AdvertisingRule) -> dict[str, Any]:
    found = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in found.items()
        if name not in NOT_SAID
    }
