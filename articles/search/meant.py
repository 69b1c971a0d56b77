"""“Did you mean”: when nothing was found, the same question in words that live stories have.

A word is kept when it is published, and stays when the story goes, since other stories may have it. So a suggestion
is tried first, and shown only if it finds something.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

from django.db.models import Q, QuerySet

from articles.models.search import SearchRow, SearchWord
from articles.search import asked as asking
from articles.search import finding, words
from articles.search.asked import AskedWords
from house import letters

LIKE = 0.75  # as difflib measures: boat and baot are this similar
SHORTEST_WORD = 4
MOST_CANDIDATES = 3_000


def meant(asked: AskedWords, *, rows: QuerySet[SearchRow], languages: Sequence[str] | None = None) -> str:
    """What to ask instead; nothing if there is nothing better."""
    typed = {word for term in asked.terms if not term.is_beginning for word in term.words}
    typed = {word for word in typed if len(word) >= SHORTEST_WORD and not word.isdigit()}
    if not typed:
        return ""
    alike = Q(word__in=typed)
    for word in typed:
        # Whoever makes a mistake or two leaves the beginning or the end of a word as it is.
        lengths = range(len(word) - 2, len(word) + 3)
        alike |= Q(start=word[:2], length__in=lengths) | Q(end=word[-2:], length__in=lengths)
    candidates = list(SearchWord.objects.filter(alike).values_list("word", flat=True)[:MOST_CANDIDATES])
    better: dict[str, str] = {}
    for word in typed.difference(candidates):
        for like in get_close_matches(word, candidates, n=1, cutoff=LIKE):
            better[word] = like
    if not better:
        return ""

    def corrected(token: re.Match[str]) -> str:
        return better.get("".join(words.of(token[0])), token[0])

    text: str = letters.WORD.sub(corrected, asked.text)
    found = finding.find(asking.read(text), rows=rows, order=finding.NEWEST, languages=languages)
    return text if found.stories else ""
