"""Embargoes that stand in words only: in a note to editors, a subject, the first lines of a press release.

The time in such words cannot be trusted ("6 pm", whose?), so what they hold is held until somebody lifts it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from . import item

_MOST = 200  # characters that are quoted

# "EMBARGOED until 6pm", "Under embargo", "Sperrfrist: 18 Uhr" hold an item; "Oil embargo divides Europe" does not.
_WORDS = re.compile(
    r"\b(strict(ly)?\s+embargo(ed)?\b|embargoed\s*(until|till|to\b|for\b|[:–—-]|$)"
    r"|embargo\s*(until|till|:|lifts|ends|release|até|hasta|jusqu|fino|bis\b|tot\b)"
    r"|(under|sous|sob|bajo|sotto|onder)\s+(strict\s+)?embargo\b|sperrfrist\b"
    r"|not\s+for\s+(release|publication)\s+(before|until)|embargado\s+(até|hasta))",
    re.IGNORECASE,
)


def find(*texts: str) -> str:
    """The first line that speaks of an embargo on the item itself, or ""."""
    for text in texts:
        for line in text.splitlines():
            if _WORDS.search(line):
                return line.strip()[:_MOST]
    return ""


def held(words: str) -> str:
    """What an editor is told."""
    return f"An embargo stands in words only (“{words}”). The item is held until it is lifted."


def in_notes(notes: Iterable[str], problems: list[str]) -> item.Embargo | None:
    """The embargo that stands in words only, if one does; what an editor is told of it joins `problems`."""
    words = find(*notes)
    if not words:
        return None
    problems.append(held(words))
    return item.Embargo(until=None, words=words)
