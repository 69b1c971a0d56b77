"""May this picture be shown, here, now? If not: why, in words for an editor."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.formats import date_format

if TYPE_CHECKING:
    from media.models import Image


class Category(TextChoices):
    """Under what right a picture is shown, as picture desks sort them."""

    STAFF = "staff", "Staff: taken by us, ours for good"
    FREELANCE = "freelance", "Freelance or contract"
    AGENCY = "agency", "Agency, under our subscription"
    HANDOUT = "handout", "Handout, given to the press for a purpose"
    SOCIAL = "social", "Social media, with the owner’s word"
    PUBLIC_DOMAIN = "public-domain", "Public domain"
    CREATIVE_COMMONS = "creative-commons", "Creative Commons"
    STOCK = "stock", "Stock library"
    SCREENGRAB = "screengrab", "Screengrab, quoted for reporting"
    ILLUSTRATION = "illustration", "Illustration or graphic"
    COURTESY = "courtesy", "Courtesy of its owner, for one story"


class Licence(TextChoices):
    """Creative Commons licences that allow a newspaper to show a picture."""

    CC0 = "cc0-1.0", "CC0 1.0"
    BY_4 = "by-4.0", "CC BY 4.0"
    BY_SA_4 = "by-sa-4.0", "CC BY-SA 4.0"
    BY_ND_4 = "by-nd-4.0", "CC BY-ND 4.0: not cropped"
    BY_3 = "by-3.0", "CC BY 3.0"
    BY_SA_3 = "by-sa-3.0", "CC BY-SA 3.0"
    BY_2 = "by-2.0", "CC BY 2.0"
    BY_SA_2 = "by-sa-2.0", "CC BY-SA 2.0"

    @property
    def url(self) -> str:
        kind, version = self.value.rsplit("-", 1)
        if self is Licence.CC0:
            return "https://creativecommons.org/publicdomain/zero/1.0/"
        return f"https://creativecommons.org/licenses/{kind}/{version}/"


def problems(image: Image, now: datetime) -> list[str]:
    """Every reason against showing the picture at this time."""
    reasons = []
    if not image.credit_line:
        reasons.append("It has no credit.")
    if image.rights_end is not None and image.rights_end <= now:
        ended = timezone.localtime(image.rights_end)
        reasons.append(f"Its rights ended on {date_format(ended, 'j F Y')} at {ended:%H:%M %Z}.")
    return reasons


def why_not_shown(image: Image, now: datetime) -> str | None:
    """The reasons as one text; None when the picture may be shown."""
    return " ".join(problems(image, now)) or None
