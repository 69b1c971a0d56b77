"""How agencies name, in an item of its own, the item that it kills, corrects or updates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from .item import Link, Signal

# Relations between items by which one stands in the place of the other, in the words of all formats, letters only.
_REPLACES = frozenset(
    (
        *(
            "evolvedfrom",
            "previousversion",
            "replaces",
            "replacementof",
            "supersedes",
            "obsoletes",
            "predecessor",
        ),
        *("corrects", "correctionof", "iscorrectionof", "correctionto", "rewrites", "rewriteof", "updates"),
        *(
            "updateof",
            "isupdateof",
            "kills",
            "killof",
            "withdraws",
            "withdrawalof",
            "retracts",
            "retractionof",
        ),
    )
)
# Relations that say less. A kill or a correction that has no earlier version of its own can be about nothing else.
_ABOUT = frozenset({"derivedfrom", "inreplyto"})
# In editors' notes, subjects and kinds of messages. "Kill Bill returns" and "Withdrawal of troops" kill nothing.
_KILL = re.compile(
    r"\W*(?:(?:re|fwd?|aw|wg)\s*:\s*)*\W*(?:(?:mandatory|bulletin|urgent)\W+)*"
    r"(?:kill(?:ed)?|withdraw(?:al|n)?|eliminat(?:ion|e)|retract(?:ion|ed)|cancel(?:l?ed|l?ation)?|annul(?:e|ation)"
    r"|zur[uü]ckgezogen|anulad[oa]|retirad[oa])"
    r"\s*(?:$|[:–—!*]|-\s|\W*\b(?:story|this|the (?:story|item)|item)\b)",
    re.I,
)
_CORRECTION = re.compile(
    r"\W*(?:(?:re|fwd?|aw|wg)\s*:\s*)*\W*(?:corrections?|corrected|corrective|berichtigung|korrektur|corre[cç][cç]?[ãa]o"
    r"|correcci[oó]n|rectificati(?:f|on)|errata)\s*(?:$|[:–—!*]|-\s|\()",
    re.I,
)
_LETTERS = re.compile(r"[^a-z]+")


def names(links: Iterable[Link], signal: Signal, *, is_first: bool) -> tuple[str, ...]:
    """Whose place an item takes, by its links. `is_first`: it has no earlier version of its own."""
    is_about = is_first and signal in (Signal.KILL, Signal.CORRECTION)
    found = []
    for link in links:
        rel = _LETTERS.sub("", link.rel.lower())
        if rel in _REPLACES or (is_about and rel in _ABOUT):
            found.append(link.uri)
    return tuple(dict.fromkeys(found))


def is_replacing(rel: str) -> bool:
    return _LETTERS.sub("", rel.lower()) in _REPLACES


def signal(*lines: str) -> Signal:
    """What a subject or a note to editors says that the item is, if it begins so."""
    if any(_KILL.match(line) for line in lines):
        return Signal.KILL
    return Signal.CORRECTION if any(_CORRECTION.match(line) for line in lines) else Signal.NONE


def days(last: date, count: int = 2) -> list[str]:
    """That day and those before it: names that are used anew are good for a day, and corrected on the next."""
    return [(last - timedelta(days=back)).isoformat() for back in range(count)]
