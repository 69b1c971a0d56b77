"""How a booking stands, in words for the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from articles.models import Advertisement
from house import clock
from media.clearance import rights


@dataclass(frozen=True)
class BookingState:
    name: str
    """For the style sheet: next, on, ended, stopped or kept."""
    words: str


def state_of(one: Advertisement, now: datetime) -> BookingState:
    """The booking is given with its picture, and that with its rights."""
    if one.is_stopped:
        return BookingState("stopped", _("Stopped"))
    if one.ends_at is not None and one.ends_at <= now:
        return BookingState("ended", _("Ended {time}").format(time=clock.in_full(one.ends_at)))
    picture = one.picture if one.kind == Advertisement.Kind.HOUSE else None
    if picture is not None and (problems := rights.problems(picture, max(now, one.begins_at))):
        return BookingState("kept", _("Not shown: {why}").format(why=" ".join(problems)))
    if not one.everywhere and not one.sections.all():
        return BookingState("kept", _("Not shown: the sections for which it was booked are gone."))
    if one.begins_at > now:
        return BookingState("next", _("Begins {time}").format(time=clock.in_full(one.begins_at)))
    if one.ends_at is None:
        return BookingState("on", _("Running"))
    return BookingState("on", _("Running until {time}").format(time=clock.in_full(one.ends_at)))
