"""May this picture be shown, here, now? If not: why, in words for an editor."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format

if TYPE_CHECKING:
    from media.models import Image


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
