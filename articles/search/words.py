"""Text into words and words into stems, alike for what is published and for what is asked.

Folded, a word has no accents and no capitals. Its stem is what is left without the endings of its language, so that
“ferries” finds “ferry”. Both databases are given stems and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

from house import letters

LONGEST_WORD = 64  # what is longer is no word, and is found by its beginning

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
PORTUGUESE_PLURALS = ((re.compile("[oa]es$"), "ao"), (re.compile("(?<=..)([ae])is$"), r"\1l"))


def of(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return [word[:LONGEST_WORD] for word in letters.words(text)]


def base(language: str) -> str:
    """pt-BR and pt are one language to a reader who searches."""
    return language.replace("_", "-").split("-")[0].lower()


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """The stem of a folded word; the word itself where the language has no stemmer."""
    algorithm = STEMMERS.get(language)
    if algorithm is None or len(word) < 3:
        return word
    if language == "pt":
        # Folded, the stemmer does not know these any more: eleições, papéis.
        for plural, singular in PORTUGUESE_PLURALS:
            word = plural.sub(singular, word)
    # A stemmer of its own for each word: they keep what they are at in themselves, and threads would share it.
    return letters.fold(snowballstemmer.stemmer(algorithm).stemWord(word)) or word


def stems(text: str, language: str) -> Iterator[str]:
    return (stem(word, language) for word in of(text))
