"""One parcel to one partner: sent to the partner's address, or laid out where the partner fetches it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from articles.exchange import wrapping
from articles.models import Delivery, Partner, PartnerItem
from articles.partners import secrets
from articles.partners.parcels import Parcel
from house import outside

State = Delivery.State
# Answers that are not about this story: who we are, the address, or that it is too much just now. All others from 400
# to 499 say that this story will never be taken.
OF_THE_PARTNER = frozenset({401, 402, 403, 404, 405, 407, 408, 410, 421, 425, 426, 429})
ACCEPTED = 202
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True)
class Result:
    """What became of it: `state` is sent or confirmed, or None if it has to be tried again."""

    state: Delivery.State | None
    words: str = ""
    is_about_story: bool = False
    """The next story may fare better."""
    is_refused: bool = False
    """They will never take it."""
    wait: timedelta = timedelta(0)
    """At least so long, as the partner asks."""


def send(partner: Partner, delivery: Delivery, parcel: Parcel, now: datetime) -> Result:
    """Sign the parcel and send it. No redirect is followed: what is sent is meant for the address that was typed."""
    try:
        secret = secrets.opened(partner.locked_secret)
    except secrets.SecretLost:
        return Result(None, _("Their secret cannot be read any more: give them a new one."))
    # Whatever comes of it, something may have arrived: then they are told if it is taken back.
    Delivery.objects.filter(pk=delivery.pk).update(was_tried=True)
    headers = {
        "Content-Type": wrapping.CONTENT_TYPES[parcel.format],
        secrets.HEADER: secrets.signature(secret, int(now.timestamp()), parcel.body),
        "Newsroom-Delivery": str(delivery.pk),
        "Newsroom-Story": str(parcel.story),
        "Newsroom-Version": str(parcel.version),
        "Newsroom-Status": parcel.status,
    }
    try:
        answer = outside.ask(partner.address, method="POST", headers=headers, body=parcel.body, most_bytes=0)
    except outside.OutsideProblem as problem:
        return Result(None, f"{problem}.")
    if answer.is_well:
        return Result(State.SENT if answer.status == ACCEPTED else State.CONFIRMED)
    said = f"{answer.status} {answer.reason}".strip()
    if 300 <= answer.status < 400:
        return Result(
            None, _("They send us on to another address ({answer}): type that one.").format(answer=said)
        )
    is_refused = 400 <= answer.status < 500 and answer.status not in OF_THE_PARTNER
    return Result(
        None,
        _("They answered {answer}.").format(answer=said),
        is_about_story=is_refused,
        is_refused=is_refused,
        wait=_asked_to_wait(answer.headers.get("Retry-After", "")),
    )


def _asked_to_wait(said: str) -> timedelta:
    seconds = int(said) if said.isascii() and said.isdigit() and len(said) < 8 else 0
    return min(timedelta(seconds=seconds), LONGEST_WAIT)


@transaction.atomic
def lay_out(partner: Partner, parcel: Parcel) -> Result:
    """Put it where the partner fetches it, in place of the version that lies there."""
    # One at a time, so that numbers grow in the order in which they can be seen.
    partner = Partner.objects.select_for_update(no_key=True).get(pk=partner.pk)
    ours = PartnerItem.objects.filter(digest=partner.digest)
    last = ours.aggregate(Max("number"))["number__max"] or 0
    PartnerItem.objects.update_or_create(
        digest=partner.digest,
        story_id=parcel.story,
        defaults={
            "number": last + 1,
            "format": parcel.format,
            "is_usable": parcel.status == "usable",
            "at": parcel.at,
            "document": parcel.document,
        },
    )
    return Result(State.SENT)
