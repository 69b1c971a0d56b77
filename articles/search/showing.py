"""Shows a passage of a story with the words that were asked for, and marks them there and in other texts."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles.search import words
from articles.search.asked import AskedWords
from house import letters

PASSAGE = 230
BEFORE = 60
LOOKED_THROUGH = 4_000  # characters; the rest of a text is looked through only if they have none of the words


@dataclass(frozen=True)
class WordPlace:
    start: int
    end: int
    term: int


class Marker:
    """Marks what was asked for, by the stems that found it.

    One marker serves a whole page, and remembers the words that it has seen.
    """

    def __init__(self, asked: AskedWords, languages: Sequence[str]) -> None:
        self.asked = asked
        self.has_phrases = any(len(term.words) > 1 for term in asked.terms)
        self.by_stem: dict[str, set[tuple[int, int]]] = {}
        self.beginnings: list[tuple[str, tuple[int, int]]] = []
        for number, term in enumerate(asked.terms):
            for position, word in enumerate(term.words):
                if term.is_beginning and position == len(term.words) - 1:
                    self.beginnings.append((word, (number, position)))
                    continue
                for language in languages:
                    self.by_stem.setdefault(words.stem(word, language), set()).add((number, position))
        self.seen: dict[str, tuple[set[str], set[str]]] = {}
        """Of each language what stood between two spaces, and what of that fits."""

    def marked(self, text: str, language: str) -> SafeString:
        return _marked(text, self._places(text, words.base(language)), 0, len(text))

    def passage(self, text: str, language: str) -> SafeString:
        """The passage in which most of it stands together; empty if none of it occurs."""
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
        return self._phrases(text, language) if self.has_phrases else self._words(text, language)

    def _words(self, text: str, language: str) -> list[WordPlace]:
        """No word goes on behind a space, and most of what stands between two was seen before."""
        places = []
        parts = text.split(" ")
        seen, fitting = self.seen.setdefault(language, (set(), set()))
        new = set(parts) - seen
        fitting |= {part for part in new if self._fits(part, language)}
        seen |= new
        if fitting.isdisjoint(parts):
            return []
        start = 0
        for part in parts:
            if part in fitting:
                for token in letters.WORD.finditer(text, start, start + len(part)):
                    places += [
                        WordPlace(token.start(), token.end(), number)
                        for number, _ in self._fits(token[0], language)
                    ]
            start += len(part) + 1
        return places

    def _phrases(self, text: str, language: str) -> list[WordPlace]:
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

    def _fits(self, part: str, language: str) -> Set[tuple[int, int]]:
        """Which words of which terms this is, or has in it."""
        found: Set[tuple[int, int]] = frozenset()
        for word, stem in _read(part, language):
            if stem in self.by_stem:
                found |= self.by_stem[stem]
            for beginning, place in self.beginnings:
                if word.startswith(beginning):
                    found |= {place}
        return found


@lru_cache(maxsize=20_000)
def _read(part: str, language: str) -> tuple[tuple[str, str], ...]:
    """The folded words of a part of a text, each with its stem."""
    return tuple((word, words.stem(word, language)) for word in words.of(part))


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
