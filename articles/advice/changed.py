"""Numbers and names that are others than in the version before: the two that a newspaper must not get wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from articles.writing.stated import NOUNS_HAVE_CAPITALS, names, numbers

SHOWN = 6


def advice(since: str, before: str, after: str, *, language: str) -> Iterator[str]:
    """What is another number or name. What only came or only went was written or cut, which is listed elsewhere."""
    found = [("Numbers", set(numbers(before)), set(numbers(after)))]
    if not language.lower().startswith(NOUNS_HAVE_CAPITALS):
        found.append(("Names", set(names(before)), set(names(after))))
    for what, old, new in found:
        if (gone := sorted(old - new)) and (come := sorted(new - old)):
            yield f"{what} have changed since the {since}: {_listed(come)} instead of {_listed(gone)}."


def _listed(words: Iterable[str]) -> str:
    every = list(words)
    more = f" and {len(every) - SHOWN} more" if len(every) > SHOWN else ""
    return f"{', '.join(every[:SHOWN])}{more}"
