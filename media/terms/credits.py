"""Who can be credited, and how a credit line is written: “Image: AP | Image: Self”."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _lazy

OURS = gettext_noop("Self")


class CreditKind(TextChoices):
    PHOTOGRAPHER = "photographer", _lazy("Photographer")
    AGENCY = "agency", _lazy("Agency")
    HANDOUT = "handout", _lazy("Handout")
    STAFF = "staff", _lazy("Staff")
    ILLUSTRATION = "illustration", _lazy("Illustration")


@dataclass(frozen=True)
class Party:
    """One party of a credit line, as readers see it."""

    kind: str
    name: str


def credit_line(parties: Sequence[Party], *, word: str = gettext_noop("Image")) -> str:
    """One credit for each party, in order and without repeats, in the language that is active."""
    credits = [f"{gettext(_word(party, word))}: {_said(party.name)}" for party in parties]
    return " | ".join(dict.fromkeys(credits))


def _word(party: Party, word: str) -> str:
    return gettext_noop("Illustration") if party.kind == CreditKind.ILLUSTRATION else word


def _said(name: str) -> str:
    return gettext(OURS) if name == OURS else name
