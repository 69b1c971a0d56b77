"""Numbers and names that are others than in the version before: the two that a newspaper must not get wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
# Where a sentence or a quotation ends or begins, the next word has a capital in any case.
BEGINNING = re.compile(r"[.!?:…]\s+|[“”\"„«»‘]|\s[–—-]\s|\n")
# In these languages every noun has a capital.
NOUNS_HAVE_CAPITALS = ("de", "lb")
SHOWN = 6


def advice(since: str, before: str, after: str, *, language: str) -> Iterator[str]:
    """What is another number or name. What only came or only went was written or cut, which is listed elsewhere."""
    found = [("Numbers", set(NUMBER.findall(before)), set(NUMBER.findall(after)))]
    if not language.lower().startswith(NOUNS_HAVE_CAPITALS):
        found.append(("Names", set(names(before)), set(names(after))))
    for what, old, new in found:
        if (gone := sorted(old - new)) and (come := sorted(new - old)):
            yield f"{what} have changed since the {since}: {_listed(come)} instead of {_listed(gone)}."


def names(text: str) -> Iterator[str]:
    """Words with capitals that do not begin a sentence, those that stand together as one: Ana Ruiz."""
    for sentence in BEGINNING.split(text):
        together: list[str] = []
        for word in sentence.split()[1:]:
            bare = word.strip(".,;:!?()[]’'")
            if bare[:1].isupper():
                together.append(bare)
            if together and (not bare[:1].isupper() or not word.endswith(bare)):
                yield " ".join(together)
                together = []
        if together:
            yield " ".join(together)


def _listed(words: Iterable[str]) -> str:
    every = list(words)
    more = f" and {len(every) - SHOWN} more" if len(every) > SHOWN else ""
    return f"{', '.join(every[:SHOWN])}{more}"
