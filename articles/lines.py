"""Lines made from a story's data, never typed: who reported it, and what came from agencies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def joined(names: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def byline_line(names: Iterable[tuple[str, str]]) -> str:
    """One line for cards and feeds from (role, name) pairs: those who reported, or else all."""
    pairs = list(names)
    reported = [name for role, name in pairs if role == "reported"]
    return joined(reported or [name for _, name in pairs])


def agency_line(sources: Iterable[tuple[str, str]]) -> str:
    """`(Inputs from AP News)` from (use, name) pairs; full text comes first: `(AP News; inputs from Reuters)`.

    Background reading is not credited to readers.
    """
    pairs = list(sources)
    full = joined(_once(name for use, name in pairs if use == "full"))
    inputs = joined(_once(name for use, name in pairs if use == "inputs"))
    if full and inputs:
        return f"({full}; inputs from {inputs})"
    if inputs:
        return f"(Inputs from {inputs})"
    return f"({full})" if full else ""


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
