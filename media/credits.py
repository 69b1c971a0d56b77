"""Who is credited, and the one formatter of credit lines: “Image: AP | Image: Self”."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import TextChoices

if TYPE_CHECKING:
    from media.models import Credit, Image

OURS = "Self"


class CreditKind(TextChoices):
    PHOTOGRAPHER = "photographer", "Photographer"
    AGENCY = "agency", "Agency"
    HANDOUT = "handout", "Handout"
    STAFF = "staff", "Staff"
    ILLUSTRATION = "illustration", "Illustration"


@dataclass(frozen=True)
class Party:
    """One credit as readers see it."""

    kind: str
    name: str


def credit_line(parties: Sequence[Party], *, word: str = "Image") -> str:
    """One credit per party, in order; the same one is said once."""
    credits = [f"{_word(party, word)}: {party.name}" for party in parties]
    return " | ".join(dict.fromkeys(credits))


def parties(image: Image) -> list[Party]:
    return [party(credit) for credit in image.credits.all()]


def party(credit: Credit) -> Party:
    return Party(credit.kind, _name(credit))


def _word(party: Party, word: str) -> str:
    return "Illustration" if party.kind == CreditKind.ILLUSTRATION else word


def _name(credit: Credit) -> str:
    if credit.agency is not None:
        return credit.agency.credit_name or credit.agency.name
    if credit.reporter is not None:
        return credit.reporter.name
    return credit.name or OURS
