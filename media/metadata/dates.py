"""When a picture was taken, exactly as far as its file says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

# Exif writes "2017:07:13 17:01:00", IIM "20170713 170100+0000", XMP ISO 8601. In each, parts may be missing or zero.
PATTERN = re.compile(
    r"(?P<year>\d{4})(?:[-:/.]?(?P<month>\d\d)(?:[-:/.]?(?P<day>\d\d))?)?"
    r"(?:[T ]+(?P<time>(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d+)?)?)"
    r"\s*(?P<zone>Z|[+-]\d\d:?\d\d)?)?",
    re.ASCII,
)


@dataclass(frozen=True)
class Taken:
    """A date as far as it is known: "1944", "1944-06", "1944-06-06", or with a time and perhaps a zone."""

    iso: str
    # Without a zone this is the time of the camera's clock, wherever the camera was.
    at: datetime | None = None

    def __str__(self) -> str:
        return self.iso

    @property
    def day(self) -> date | None:
        return date.fromisoformat(self.iso[:10]) if len(self.iso) >= 10 else None


def taken(text: str) -> Taken | None:
    """Read a date as any of the three blocks writes it; None if it is empty or makes no sense."""
    found = PATTERN.fullmatch(text.strip())
    if not found or found["year"] == "0000":
        return None
    year, month, day = found["year"], found["month"], found["day"]
    if not month or month == "00":
        return Taken(year)
    if int(month) > 12:
        return None
    if not day or day == "00":
        return Taken(f"{year}-{month}")
    try:
        known = date(int(year), int(month), int(day))
    except ValueError:
        return None
    moment = _moment(known, found) if found["time"] else None
    return Taken((moment or known).isoformat(), moment)


def _moment(day: date, found: re.Match[str]) -> datetime | None:
    try:
        clock = time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
        return datetime.combine(day, clock, _zone(found["zone"]))
    except ValueError:
        return None


def _zone(text: str | None) -> timezone | None:
    if not text or text == "Z":
        return UTC if text else None
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))
