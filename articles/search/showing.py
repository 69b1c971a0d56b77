"""A passage of a story with the words that were asked for, marked wherever they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles.search import words
from articles.search.asked import AskedWords
from house import letters

PASSAGE = 230
BEFORE = 60
LOOKED_THROUGH = 4_000  # characters, before all the rest of a text is


@dataclass(frozen=True)
class WordPlace:
    start: int
    end: int
    term: int


class Marker:
    """Marks what was asked for, by the stems that found it. One for a page: it remembers the words it has seen."""

    def __init__(self, asked: AskedWords, languages: Sequence[str]) -> None:
        self.asked = asked
        self.stems = {
            (number, position): {words.stem(word, language) for language in languages}
            for number, term in enumerate(asked.terms)
            for position, word in enumerate(term.words)
        }
        self.known: dict[tuple[str, str], set[tuple[int, int]]] = {}

    def marked(self, text: str, language: str) -> SafeString:
        return _marked(text, self._places(text, words.base(language)), 0, len(text))

    def passage(self, text: str, language: str) -> SafeString:
        """Where most of it stands together; nothing where none of it does."""
        text = " ".join(text.split())
        places: list[WordPlace] = []
        for length in (LOOKED_THROUGH, len(text)):
            places = places or self._places(text[:length], words.base(language))
        if not places:
            return SafeString()
        best = max(places, key=lambda place: (len(_terms_from(place, places)), -place.start))
        start = max(0, best.start - BEFORE)
        if start:
            start = _after_space(text, start, best.start)
        end = max(start + PASSAGE, best.end)
        if end < len(text):
            space = text.rfind(" ", best.end, end + 1)
            end = start + len(text[start : end if space < 0 else space].rstrip(" ,;:–—"))
        shown = _marked(text, places, start, end)
        return mark_safe(f"{'… ' if start else ''}{shown}{' …' if end < len(text) else ''}")  # noqa: S308 # escaped

    def _places(self, text: str, language: str) -> list[WordPlace]:
        tokens = list(letters.WORD.finditer(text))
        fits = [self._fits(token[0], language) for token in tokens]
        places = []
        for index, fitting in enumerate(fits):
            for number, position in fitting:
                last = index + len(self.asked.terms[number].words) - 1
                if position == 0 and all(
                    (number, step) in fits[index + step] if index + step < len(fits) else False
                    for step in range(1, last - index + 1)
                ):
                    places.append(WordPlace(tokens[index].start(), tokens[last].end(), number))
        return places

    def _fits(self, token: str, language: str) -> set[tuple[int, int]]:
        """Which words of which terms this is."""
        found = self.known.get((token, language))
        if found is None:
            found = self.known[token, language] = {
                (number, position)
                for word in words.of(token)
                for number, term in enumerate(self.asked.terms)
                for position, asked in enumerate(term.words)
                if (
                    word.startswith(asked)
                    if term.is_beginning and position == len(term.words) - 1
                    else words.stem(word, language) in self.stems[number, position]
                )
            }
        return found


def _terms_from(first: WordPlace, places: Sequence[WordPlace]) -> set[int]:
    return {
        place.term
        for place in places
        if first.start <= place.start and place.end <= first.start + PASSAGE - BEFORE
    }


def _after_space(text: str, start: int, limit: int) -> int:
    space = text.find(" ", start, limit)
    return start if space < 0 else space + 1


def _marked(text: str, places: Sequence[WordPlace], start: int, end: int) -> SafeString:
    parts, at = [], start
    for place in sorted(places, key=lambda place: (place.start, -place.end)):
        if at <= place.start and place.end <= end:
            parts += [
                escape(text[at : place.start]),
                "<mark>",
                escape(text[place.start : place.end]),
                "</mark>",
            ]
            at = place.end
    parts.append(escape(text[at:end]))
    return mark_safe("".join(parts))  # noqa: S308 # escaped above
