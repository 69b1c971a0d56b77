"""When a ninjs item may be public. Every doubt holds it.

ninjs 1 and 2 write `embargoed` and `pubstatus`, ninjs 3 `embargoedUntil` and `pubStatus`; an item seldom says which
version it is. So every name that speaks of an embargo counts, in whichever version, and the strictest wins.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from . import embargo_words, xml
from .item import Embargo, Status

Fields = dict[str, Any]

_STATUS = re.compile(r"pub[_-]?status")
_STATUSES = {
    **{str(status): status for status in Status},
    "cancelled": Status.CANCELED,
    "killed": Status.CANCELED,
    "kill": Status.CANCELED,
}
_STRICTNESS = (Status.USABLE, Status.WITHHELD, Status.CANCELED)


def embargo(item: Fields, problems: list[str]) -> Embargo | None:
    said = [value for name, value in item.items() if name.startswith("embargo")]
    if not said:
        return _in_words(item, problems)
    words = "; ".join(_words(one) for one in said)
    times = [_time(one) for one in said]
    known = [time for time in times if time is not None]
    if len(known) < len(times):
        problems.append(
            f"The time of the embargo (“{words}”) cannot be read, or says no time zone."
            " The item is held until the agency lifts the embargo."
        )
        return Embargo(until=None, words=words)
    if len(set(known)) > 1:
        problems.append(f"The item has several embargoes ({words}); the latest holds it.")
    return Embargo(until=max(known), words=words)


def _in_words(item: Fields, problems: list[str]) -> Embargo | None:
    """Agencies that send plain copy by ninjs put it into the note, or before the headline."""
    headlines = [one["value"] for one in item.get("headlines", ())]
    notes = [item.get("ednote", ""), item.get("headline", ""), item.get("title", ""), *headlines]
    return embargo_words.in_notes(notes, problems)


def status(item: Fields, problems: list[str]) -> Status:
    """A word that nobody knows holds the item, and a kill that is spelt wrongly is one."""
    strictest = Status.USABLE
    for name, value in item.items():
        if not _STATUS.fullmatch(name):
            continue
        word = value.strip().lower()
        found = _STATUSES.get(word, Status.WITHHELD)
        if word != found.value:
            problems.append(
                f"pubstatus is “{value[:60]}”, which ninjs does not have; it was read as {found}."
            )
        strictest = max(strictest, found, key=_STRICTNESS.index)
    return strictest


def _time(value: Any) -> datetime | None:
    return xml.moment(value) if isinstance(value, str) else None


def _words(value: Any) -> str:
    return value.strip()[:200] if isinstance(value, str) else repr(value)[:200]
