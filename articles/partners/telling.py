"""For the desk, in words: what became of a delivery, how it stands with a partner, and what fails."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Delivery, Partner
from articles.models.edition import TAKES_DOWN

State = Delivery.State
# Older failures are history: the partner's page has them.
LATELY = timedelta(days=30)
# What was tried so often is not late by chance.
OFTEN = 3


def in_words(delivery: Delivery) -> str:
    """What became of it, in a sentence or two."""
    return " ".join(filter(None, (_state(delivery), delivery.problem)))


def _state(delivery: Delivery) -> str:
    takes_down, state = delivery.edition.kind in TAKES_DOWN, delivery.state
    if state == State.WAITING and delivery.held_until is not None:
        return _("It is being sent. If the worker ends meanwhile, it is tried again in two minutes.")
    if state == State.WAITING and delivery.tries:
        return ngettext("Tried once in vain.", "Tried %(count)s times in vain.", delivery.tries) % {
            "count": delivery.tries
        }
    if state == State.OVERTAKEN and delivery.was_tried:
        return _("A newer version went out instead. This one may have reached them.")
    if state == State.WITHHELD and delivery.sent_at:
        return _("Withheld, and they were told to take it down.")
    if takes_down and state == State.SENT:
        return _("They were told to take it down.")
    if takes_down and state == State.CONFIRMED:
        return _("They were told to take it down, and have confirmed it.")
    if state == State.SENT and delivery.partner.way == Partner.Way.PULL:
        return _("It lies ready for them.")
    if state == State.SENT:
        return _("Sent: they took it, and have not confirmed it.")
    return {
        State.WAITING: _("It goes out in a moment."),
        State.CONFIRMED: _("Confirmed."),
        State.FAILED: _("Failed: it is not tried again by itself."),
        State.WITHHELD: _("Withheld."),
        State.OVERTAKEN: _("A newer version went out instead."),
        State.UNWANTED: _("It is not for them."),
    }[Delivery.State(state)]


def failed(now: datetime) -> QuerySet[Delivery]:
    """What was given up lately, and nothing newer of the story has gone out since."""
    newer = Delivery.objects.filter(
        partner=OuterRef("partner"), article=OuterRef("article"), number__gt=OuterRef("number")
    )
    return Delivery.objects.filter(~Exists(newer), state=State.FAILED, at__gt=now - LATELY)


def in_trouble(now: datetime) -> QuerySet[Partner]:
    """The partners who do not answer, or did not get something: mostly no rows.

    Of those who are not active it counts only what was taken from readers: nothing else goes to them.
    """
    waiting = Delivery.objects.filter(state=State.WAITING)
    stuck = waiting.filter(Q(tries__gte=OFTEN) | Q(partner__failures__gt=0))
    matters = Q(partner__is_active=True) | Q(edition__kind__in=TAKES_DOWN)
    theirs = [rows.filter(matters, partner=OuterRef("pk")) for rows in (failed(now), stuck)]
    return Partner.objects.filter(Exists(theirs[0]) | Exists(theirs[1]))
