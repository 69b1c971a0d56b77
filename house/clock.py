"""Times at the desk, by the newsroom's clock: how they are read, and how they are written.

When the clocks are put forward, some times do not exist; when they are put back, some come twice. We guess neither:
the person who typed such a time is told what it could mean, and adds the zone.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils import dateformat, dates, timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

FIRST_YEAR, LAST_YEAR = 1800, 2200
TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d{1,6})?)?\s*(\S.{0,8})?")
TWELVE_HOURS = re.compile(r"[ap]\.?\s?m\.?", re.IGNORECASE)
OFFSET = re.compile(r"(?:UTC|GMT)?([+−-])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)


class Unclear(ValidationError):
    """The newsroom's clock never shows this time, or shows it twice. `readings` are its possible moments."""

    def __init__(self, message: str, readings: tuple[datetime, ...]) -> None:
        super().__init__(message, code="unclear")
        self.readings = readings


def read(day: date, typed: str) -> datetime:
    """The moment that a typed time means on this day: “18:30”, “18:30 BST” or “18:30+01:00”.

    Raises ValidationError, which says what to write instead; Unclear where the time has two readings.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(
            _("Give a year from {first} to {last}.").format(first=FIRST_YEAR, last=LAST_YEAR), code="year"
        )
    match = TIME.fullmatch(typed.strip())
    if match is None:
        raise ValidationError(_("Write the time as hours and minutes, such as 18:30."), code="invalid")
    hours, minutes, seconds, zone = match.groups()
    try:
        clock = time(int(hours), int(minutes), int(seconds or 0))
    except ValueError:
        raise ValidationError(
            _("There is no time {time}: a day ends at 23:59.").format(time=typed.strip()[:20]), code="invalid"
        ) from None
    if zone and TWELVE_HOURS.fullmatch(zone.strip()):
        raise ValidationError(
            _("Write the hours from 0 to 23: 18:30 for half past six in the evening."), code="invalid"
        )
    return _moment(datetime.combine(day, clock), (zone or "").strip())


def read_iso(typed: str, zone: str = "") -> datetime:
    """The same for “2026-11-23T18:00”: browsers send a day and a time in this form, and the zone by itself."""
    match = re.fullmatch(r"(\d{4,6}-\d\d-\d\d)[T ](\S{1,20})", typed.strip())
    try:
        day = date.fromisoformat(match[1]) if match else None
    except ValueError:
        day = None
    if match is None or day is None:
        raise ValidationError(_("Say when: a day and a time by the newsroom’s clock."), code="invalid")
    return read(day, f"{match[2]} {zone}")


def _moment(naive: datetime, zone: str) -> datetime:
    early, late = _readings(naive)
    if zone:
        for moment in (early, late):
            if _is_called(moment, zone):
                return moment
        now = (
            hour(early)
            if early == late
            else _("{early} or {late}").format(early=hour(early), late=hour(late))
        )
        raise ValidationError(
            _("By the newsroom’s clock that would be {time}: write that, or leave the zone out.").format(
                time=now
            ),
            code="zone",
        )
    if early == late:
        return early
    day, first, second = _named(naive, "j F Y"), hour(early), hour(late)
    if _local(early).replace(tzinfo=None) == naive:
        raise Unclear(
            _(
                "On {day} the clocks are put back, and {time} comes twice: write {first} for the first or {second} "
                "for the second."
            ).format(day=day, time=f"{naive:%H:%M}", first=first, second=second),
            (early, late),
        )
    raise Unclear(
        _("On {day} the clocks are put forward, and there is no {time}: write {first} or {second}.").format(
            day=day, time=f"{naive:%H:%M}", first=first, second=second
        ),
        (early, late),
    )


def _readings(naive: datetime) -> tuple[datetime, datetime]:
    """The moments that a clock time can mean, the earlier first. They differ only where the clocks change.

    They are in UTC: Python compares two times in the same zone by their clock times, and would call these two equal.
    """
    zone = timezone.get_default_timezone()
    early, late = sorted(naive.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return early, late


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment, timezone.get_default_timezone())


def zone_of(moment: datetime) -> str:
    """The zone's name at this moment: BST, or UTC+03:00 where the name has no letters."""
    name = _local(moment).tzname() or ""
    offset = f"{_local(moment):%z}"
    return name if name.isalpha() else f"UTC{offset[:3]}:{offset[3:5]}"


def typed(moment: datetime) -> tuple[date, str]:
    """A moment as an editor would type it: day, and time with the zone only where the time is ambiguous."""
    naive = _local(moment).replace(tzinfo=None)
    early, late = _readings(naive)
    clock = f"{naive:%H:%M:%S}" if naive.second else f"{naive:%H:%M}"
    return naive.date(), clock if early == late else f"{clock} {zone_of(moment)}"


def said(moment: datetime, *, now: datetime | None = None, seconds: bool = False) -> str:
    """14:05 for today, 21 Nov 14:05 for another day, 21 Nov 2025 14:05 for another year.

    Pages and messages of the desk show times in this form. `static/desk/clock.js` makes the same in the browser.
    """
    local, today = _local(moment), _local(now or timezone.now())
    clock = f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"
    if local.date() == today.date():
        return clock
    return f"{_day_and_month(local)} {clock}" if local.year == today.year else f"{day(local)} {clock}"


def in_full(moment: datetime) -> str:
    """21 Nov 2026 14:05 IST: for texts that are read later or elsewhere, such as letters, the log and embargoes."""
    return f"{day(moment)} {hour(moment)}"


def exactly(moment: datetime) -> str:
    """21 Nov 2026 14:05:30 IST, and without the seconds where there are none: for what happens to the second."""
    local = _local(moment)
    return f"{day(moment)} {local:%H:%M:%S} {zone_of(moment)}" if local.second else in_full(moment)


def midnight(now: datetime, days: int = 0) -> datetime:
    """When this day began by the newsroom's clock, or so many days later."""
    return day_begins(_local(now).date() + timedelta(days=days))


def day_begins(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def day(on: date) -> str:
    """21 Nov 2026"""
    local = _local(on) if isinstance(on, datetime) else on
    return f"{_day_and_month(local)} {local.year}"


def weekday(moment: datetime) -> str:
    """Saturday 21 Nov 2026: the head of what happened that day."""
    return f"{capfirst(_named(_local(moment), 'l'))} {day(moment)}"


def _day_and_month(on: date) -> str:
    """21 Nov. A page says it of every row, for which Django's own reading of “j M” would take too long."""
    return f"{on.day} {_in_small(str(dates.MONTHS_3[on.month]).title())}"


def _named(on: date, form: str) -> str:
    """Days and months have their names in the language of whoever is served."""
    return _in_small(dateformat.format(on, form))


def _in_small(written: str) -> str:
    # Django writes Portuguese names with capitals, which was right until 2009.
    return written.lower() if (get_language() or "").startswith("pt") else written


def hour(moment: datetime) -> str:
    """14:05 IST"""
    return f"{_local(moment):%H:%M} {zone_of(moment)}"


def _is_called(moment: datetime, zone: str) -> bool:
    local = _local(moment)
    if zone.upper() in {(local.tzname() or "").upper(), zone_of(moment).upper()}:
        return True
    if zone.upper() in {"Z", "UTC"}:
        return local.utcoffset() == timedelta(0)
    match = OFFSET.fullmatch(zone)
    if match is None:
        return False
    sign, hours, minutes = match.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return local.utcoffset() == (offset if sign == "+" else -offset)
