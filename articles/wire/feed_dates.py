"""Dates of feeds, in ISO 8601 or as in mail. What has no zone, or letters that stand for several, is no time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from . import item, xml
from .xml import Element

_MAIL = re.compile(
    r"(?:[A-Za-z]{2,9}\.?,?\s+)?\d{1,2}[\s-]+[A-Za-z]{3,9}\.?[\s-]+\d{2,4}\s+\d{1,2}:\d{2}(?::\d{2})?\s*(?P<zone>\S*)"
)
# The zones that RFC 822 defines. CET, BST and IST are not among them, and stand for several.
_ZONES = frozenset({"UT", "UTC", "GMT", "Z", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT"})
_OFFSET = re.compile(r"[+-]\d{2}:?\d{2}")
_PRISM = re.compile(r"\{http://(?:www\.)?prismstandard\.org/namespaces/[^}]*\}")
_VALID = "{http://purl.org/dc/terms/}valid"
_START = re.compile(r"start\s*=\s*([^;\s]+)")


def moment(text: str) -> datetime | None:
    """A time that knows its zone, in UTC."""
    text = text.strip()
    return xml.moment(text.upper()) or _of_mail(text)


def _of_mail(text: str) -> datetime | None:
    found = _MAIL.fullmatch(text[:60])
    if not found or len(text) > 60:
        return None
    zone = found["zone"]
    if zone.upper() not in _ZONES and not _OFFSET.fullmatch(zone):
        return None
    said = parsedate_tz(text if zone.upper() != "Z" else f"{text[:-1]}GMT")
    if said is None:
        return None
    offset = said[9] or 0
    # Minutes beyond 59 are no offset; "-0000" is, by RFC 2822, UTC at an unknown place.
    if abs(offset) > 14 * 3600 or (_OFFSET.fullmatch(zone) and int(zone[-2:]) > 59):
        return None
    try:
        time = datetime(*said[:6], tzinfo=timezone(timedelta(seconds=offset)))
    except ValueError:
        return None
    return time.astimezone(UTC) if 1900 <= time.year <= 9998 else None


def first(said: Iterable[str], what: str, problems: list[str]) -> datetime | None:
    """The first of several that is a time; where none is, a sentence says what is wrong with the first."""
    said = list(said)
    for words in said:
        if found := moment(words):
            return found
    if said:
        problems.append(why_none(said[0], what))
    return None


def why_none(said: str, what: str) -> str:
    said = xml.squeeze(said)[:60]
    if found := _MAIL.fullmatch(said):
        zone = found["zone"]
        if not zone:
            return f"{what}: “{said}” has no time zone, and was left out."
        return f"{what}: “{zone}” in “{said}” is no time zone that is clear everywhere, and the time was left out."
    return xml.why_no_moment(said, what)


def embargo(element: Element, problems: list[str]) -> item.Embargo | None:
    """PRISM has a date of embargo, Dublin Core a time from which the item is valid. Unreadable, they have no end."""
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        words = xml.text(child)
        if tag == _VALID:
            start = _START.search(words)
            words = start[1] if start else ""
        elif not (_PRISM.match(tag) and xml.local(child).lower() == "embargodate"):
            continue
        if not words:
            continue
        until = moment(words)
        if until is None:
            problems.append(why_none(words, "End of the embargo").replace("left out", "kept open"))
        return item.Embargo(until=until, words=f"{xml.local(child)} {words[:60]}")
    return None
