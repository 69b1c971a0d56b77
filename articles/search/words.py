"""Text into words and words into stems, alike for what is published and for what is asked.

Folded, a word has no accents and no capitals. Its stem is what is left without the endings of its language, so that
“ferries” finds “ferry”. Both databases are given stems and nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

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
    "nl": "dutch",
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
# Scripts that put no spaces between words: Han, kana, Thai, Lao, Burmese, Khmer. There each sign counts as one.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff"
UNSPACED += "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Signs of vowels belong to the word in Hindi or Tamil, though Python counts them as neither letter nor digit.
MARKS = "".join(sign for sign in map(chr, range(0x3000)) if unicodedata.category(sign).startswith("M"))
# The English genitive is no part of a word: who asks for the mayor gets the mayor’s.
WORD = re.compile(rf"[{UNSPACED}]|(?:(?![{UNSPACED}_])[\w{MARKS}])+(?:['’]s\b)?")
# Where a mark makes another letter and not an accent: й and ї, and the voiced kana.
KEPT = {("и", "\u0306"), ("і", "\u0308")}
KANA = {"\u3099", "\u309a"}
PORTUGUESE_PLURALS = ((re.compile("[oa]es$"), "ao"), (re.compile("(?<=..)([ae])is$"), r"\1l"))


def fold(text: str) -> str:
    """Without accents, capitals and the other ways of writing the same letter: Évora and evora are one."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept, before = [], ""
    for sign in plain:
        if not unicodedata.combining(sign) or sign in KANA or (before, sign) in KEPT:
            kept.append(sign)
        before = sign
    return unicodedata.normalize("NFC", "".join(kept))


def of(text: str) -> list[str]:
    """The folded words of a text, in order: letters and digits only."""
    found = (word.removesuffix("'s").removesuffix("’s") for word in WORD.findall(fold(text)))
    return [word[:LONGEST_WORD] for word in found]


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
    return fold(snowballstemmer.stemmer(algorithm).stemWord(word)) or word


def stems(text: str, language: str) -> Iterator[str]:
    return (stem(word, language) for word in of(text))
