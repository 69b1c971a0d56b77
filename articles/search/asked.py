"""What a reader typed into the search, taken apart.

Words must all occur; “several words” in quotation marks beside each other; -word must not; begin* is the beginning of
a word. There are no other operators, and nothing that can be typed is an error: what makes no sense is so many
characters without letters. Only too much is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext

from articles.search import words

MOST_CHARACTERS = 500
MOST_TERMS = 32
SHORTEST_BEGINNING = 3  # shorter ones are the beginning of half the words there are

QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂〝〞", '"'))
DASHES = str.maketrans(dict.fromkeys("‐‑−–", "-"))
PART = re.compile(r'(?P<without>(?<!\S)-)?(?:"(?P<phrase>[^"]+)"|(?P<word>[^\s"]+))')


class TooMuch(ValueError):
    """Says to the reader what to leave out."""


@dataclass(frozen=True)
class Term:
    """Folded words that stand beside each other: mostly one."""

    words: tuple[str, ...]
    is_beginning: bool = False
    """Whether the last word is only the beginning of one."""


@dataclass(frozen=True)
class AskedWords:
    text: str
    """As it was typed, for the field it is shown in."""
    terms: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.terms)

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(word for term in self.terms for word in term.words)


def read(text: str) -> AskedWords:
    text = " ".join(text.replace("\0", " ").split())
    if len(text) > MOST_CHARACTERS:
        raise TooMuch(gettext("Please ask in %(most)s characters or fewer.") % {"most": MOST_CHARACTERS})
    terms: dict[Term, None] = {}
    without: dict[Term, None] = {}
    for part in PART.finditer(text.translate(QUOTES).translate(DASHES)):
        typed = part["phrase"] or part["word"]
        found = tuple(words.of(typed))
        if found:
            is_beginning = (
                part["word"] is not None and typed.endswith("*") and len(found[-1]) >= SHORTEST_BEGINNING
            )
            (without if part["without"] else terms)[Term(found, is_beginning)] = None
    if sum(len(term.words) for term in (*terms, *without)) > MOST_TERMS:
        raise TooMuch(gettext("Please ask for %(most)s words or fewer.") % {"most": MOST_TERMS})
    return AskedWords(text, tuple(terms), tuple(without))
