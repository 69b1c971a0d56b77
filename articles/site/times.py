"""How the paper writes times: “May 23rd, 2022 at 06:01 IST”, always in the newsroom's zone."""

from __future__ import annotations

from datetime import datetime

from django.utils import dateformat, timezone


def in_newsroom(moment: datetime) -> datetime:
    # Not the zone of whoever is asking: the paper has one clock.
    return timezone.localtime(moment, timezone.get_default_timezone())


def zone_name(local: datetime) -> str:
    """IST, CET, … Some zones have no letters of their own, only an offset such as -03."""
    name = local.tzname() or ""
    return f"UTC{name}" if name[:1] in {"+", "-"} else name


def newspaper_date(moment: datetime) -> str:
    """May 23rd, 2022"""
    return dateformat.format(in_newsroom(moment), "F jS, Y")


def newspaper_hour(moment: datetime) -> str:
    """06:01 IST"""
    local = in_newsroom(moment)
    return f"{local:%H:%M} {zone_name(local)}"


def newspaper_time(moment: datetime) -> str:
    """May 23rd, 2022 at 06:01 IST"""
    return f"{newspaper_date(moment)} at {newspaper_hour(moment)}"


def masthead_date(moment: datetime) -> str:
    """Monday, May 23rd, 2022"""
    return dateformat.format(in_newsroom(moment), "l, F jS, Y")


def iso(moment: datetime) -> str:
    """For the datetime attribute of <time>."""
    return in_newsroom(moment).isoformat(timespec="seconds")
