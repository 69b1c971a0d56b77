"""By what messages of teleprinters name each other: the number of a message, or its keyword, on a day.

Neither format has a field for it. A kill says in words what it kills: “Kill V4644, BC-US--Giant Lobster Death”.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from . import replacing
from .item import Signal

_NUMBER = re.compile(r"\b([A-Za-z]{1,8})[ -]?(\d{2,6})\b")
# “story number 0123”, “Meldung Nr. 0123”
_NUMBERED = frozenset(
    {"no", "nr", "num", "number", "numero", "story", "msg", "message", "item", "meldung", "nota"}
)
_KEYWORD = re.compile(r"\b(?:AM|PM|BC|AP)-[A-Za-z0-9&'.-]{3,40}")
_LABELLED = re.compile(r"\b([A-Za-z]{2,8})[.:#]?\s+#?(\d{2,6})\b")
# What an agency adds to the keyword of what it kills or corrects.
_ADDED = re.compile(
    r"(?:mandatory|bulletin)?(?:kill|elimination|withdrawal|withdrawn|corrective|correction|corr)$"
)
_UNSAID = re.compile(r"[^a-z0-9]+")
_SHORTEST, _MOST_WORDS = 4, 2_000


@dataclass(frozen=True)
class Names:
    """The names of messages of one service on one day and on the day before it."""

    service: str
    day: str
    """With its year if that is known; without it nobody knows the day before."""
    source: str = ""
    """What IPTC 7901 puts before the number of a message when it speaks of it."""

    def own(self, number: str, *keywords: str) -> tuple[str, ...]:
        """What others may call a message with this number and these keywords. ANPA 1312 cuts a long one off."""
        plain = dict.fromkeys(filter(None, map(_plain, keywords)))
        found = [self._of_number(number, self.day)]
        found += [f"{self.service}:{self.day}:keyword:{one}" for one in plain]
        return tuple(filter(None, found))

    def replaced(
        self, signal: Signal, *, words: Iterable[str], keywords: Iterable[str], goes_on: bool = False
    ) -> tuple[str, ...]:
        """Whose place a message takes: it kills or corrects, or goes on with a story of the day before."""
        is_about = signal in (Signal.KILL, Signal.CORRECTION)
        if not is_about and not goes_on:
            return ()
        said = [one[:_MOST_WORDS] for one in words] if is_about else []
        numbers = {number for one in said for number in self._numbers(one)}
        plain = {_plain(one) for one in keywords}
        plain |= {_plain(found) for one in said for found in _KEYWORD.findall(one)}
        names = [
            name
            for day in self._days()
            for name in (
                *(self._of_number(number, day) for number in sorted(numbers)),
                *(f"{self.service}:{day}:keyword:{one}" for one in sorted(filter(None, plain))),
            )
        ]
        return tuple(dict.fromkeys(filter(None, names)))

    def _numbers(self, words: str) -> set[str]:
        if not self.source:
            # ANPA 1312 has a letter before the number and nothing between: V4644.
            return {f"{a}{n}" for a, n in _NUMBER.findall(words) if len(a) == 1 and f"{a}{n}" in words}
        own = {n for a, n in _NUMBER.findall(words) if a.lower() == self.source.lower()}
        return own | {n for a, n in _LABELLED.findall(words) if a.lower() in _NUMBERED}

    def _of_number(self, number: str, day: str) -> str:
        letters = number.rstrip("0123456789").lower()
        digits = number[len(letters) :].lstrip("0")
        return f"{self.service}:{day}:number:{letters}{digits}" if digits else ""

    def _days(self) -> list[str]:
        try:
            return replacing.days(date.fromisoformat(self.day))
        except ValueError:
            return [self.day]


def _plain(keyword: str) -> str:
    """BC-US--GiantLobsterDeath and “BC-US--Giant Lobster Death, KILL” are one."""
    plain = _UNSAID.sub("", re.split(r"[,/]", keyword)[0].lower())
    plain = _ADDED.sub("", plain)
    return plain if len(plain) >= _SHORTEST else ""
