"""How the paper writes times: “May 23rd, 2022 at 06:01 IST”, always in the newsroom's zone.

The language is that of the paper, or that of the story in which the time stands.
"""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils import dateformat, timezone
from django.utils.formats import get_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, override

from articles.languages import SOURCE, base, say


def in_newsroom(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no zone.")
    # Not the zone of whoever asks: the paper has one clock.
    return moment.astimezone(timezone.get_default_timezone())


def zone_name(local: datetime) -> str:
    """IST, CET and so on. Some zones have no letters, only an offset such as -03."""
    name = local.tzname() or ""
    return f"UTC{name}" if name[:1] in {"+", "-"} else name


def newspaper_date(moment: datetime, language: str = "") -> str:
    """May 23rd, 2022"""
    return on(in_newsroom(moment), language)


def newspaper_hour(moment: datetime) -> str:
    """06:01 IST"""
    local = in_newsroom(moment)
    return f"{local:%H:%M} {zone_name(local)}"


def newspaper_time(moment: datetime, language: str = "") -> str:
    """May 23rd, 2022 at 06:01 IST"""
    words = say(language or settings.LANGUAGE_CODE, "%(date)s at %(hour)s")
    return words % {"date": newspaper_date(moment, language), "hour": newspaper_hour(moment)}


def full_time(moment: datetime, language: str = "") -> SafeString:
    """The same as an element, so that machines can read it."""
    return format_html('<time datetime="{}">{}</time>', iso(moment), newspaper_time(moment, language))


def masthead_date(moment: datetime) -> str:
    """Monday, May 23rd, 2022"""
    return capfirst(_written(in_newsroom(moment), "l, F jS, Y", "DATE_FORMAT", with_weekday=True))


def on(day: date, language: str = "") -> str:
    """May 23rd, 2022"""
    return _written(day, "F jS, Y", "DATE_FORMAT", language)


def weekday_on(day: date) -> str:
    """Monday, May 23rd"""
    return capfirst(_written(day, "l, F jS", "MONTH_DAY_FORMAT", with_weekday=True))


def day_and_month(moment: datetime, language: str = "") -> str:
    """May 23rd"""
    return _written(in_newsroom(moment), "F jS", "MONTH_DAY_FORMAT", language)


def month_of(day: date) -> str:
    """May 2022"""
    return _written(day, "F Y", "YEAR_MONTH_FORMAT")


def _written(
    day: date, in_english: str, otherwise: str, language: str = "", *, with_weekday: bool = False
) -> str:
    """English as this paper writes it; other languages as Django formats them."""
    language = language or settings.LANGUAGE_CODE
    form = in_english
    if base(language) != SOURCE:
        form = get_format(otherwise, language)
        form = f"l{say(language, ', ')}{form}" if with_weekday else form
    if get_language() == language:
        written = dateformat.format(day, form)
    else:
        # Months and days have the names of the language that the thread has set.
        with override(language):
            written = dateformat.format(day, form)
    # Django writes Portuguese months with capitals, which was right until 2009.
    return written.lower() if base(language) == "pt" else written


def iso(moment: datetime) -> str:
    """The value for the datetime attribute of <time>."""
    return in_newsroom(moment).isoformat(timespec="seconds")
