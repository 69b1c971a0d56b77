"""Texts become words and words become stems, the same way for what is published and for what is asked.

A folded word has no accents and no capitals. A stem is a word without the endings of its language, so that “ferries”
finds “ferry”. Both databases get stems and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

from house import letters

LONGEST_WORD = 64  # a longer one is no word, and is found by its beginning

STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "eo": "esperanto",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch_porter",  # "dutch" cuts minister and mini to one stem, and gelijk and lijk
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "st": "sesotho",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
# eleições, hospitais and papéis, espanhóis but not heróis, leis, homens and jardins; and fáceis, fácil, civis and
# civil all end alike.
PORTUGUESE_PLURALS = (
    (re.compile("[oa]es$"), "ao"),
    (re.compile("(?<=..)([aeu])is$"), r"\1l"),
    (re.compile("(?<=..)(?<!her)ois$"), "ol"),
    (re.compile("^([lr])eis$"), r"\1ei"),
    (re.compile("(?<=.[aeiou])ns$"), "m"),
    (re.compile("(?<=..)(?:(?<![aeiou])is|il)$"), "el"),
)


def of(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return [word[:LONGEST_WORD] for word in letters.words(text)]


def base(language: str) -> str:
    """For a reader who searches, pt-BR and pt are one language."""
    return language.replace("_", "-").split("-")[0].lower()


@lru_cache(maxsize=20_000)
def stem(word: str, language: str) -> str:
    """The stem of a folded word; the word itself if the language has no stemmer."""
    algorithm = STEMMERS.get(language)
    if algorithm is None or len(word) < 3:
        return word
    if language == "pt":
        # The stemmer does not know these endings, with accents or without.
        for plural, singular in PORTUGUESE_PLURALS:
            word = plural.sub(singular, word)
    # A stemmer for each word: it keeps its state in itself, and threads would share it.
    return letters.fold(snowballstemmer.stemmer(algorithm).stemWord(word)) or word


def stems(text: str, language: str) -> Iterator[str]:
    return (stem(word, language) for word in of(text))
