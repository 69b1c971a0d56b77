"""Other sites by their origin, as settings name them."""

from __future__ import annotations

import re

EVERYBODY = ["*"]
ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")


def origins_in(text: str) -> list[str]:
    """Scheme and host of each, as browsers send them. A star is all of them, and “none” is none."""
    found = list(dict.fromkeys(text.replace(",", " ").split()))
    if found == ["none"]:
        return []
    if found == EVERYBODY or (found and all(map(ORIGIN.fullmatch, found))):
        return found
    raise ValueError("no origins")
