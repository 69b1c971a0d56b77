"""How letters are simplified for searches and addresses. Slugs, every search and the desk's script follow one table.

Unicode can separate a letter from its accent. It cannot split a letter with a stroke (ø) or two letters written as
one (æ): this module says which plain letters those count as.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import chain

from django.utils.text import slugify

# Small letters only: capitals become small before they are looked up.
# fmt: off
PLAIN = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th",
    "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "ng", "ə": "e", "ǝ": "e", "ɛ": "e", "ɔ": "o",
    "ɵ": "o", "ɓ": "b", "ƀ": "b", "ƈ": "c", "ȼ": "c", "ɖ": "d", "ɗ": "d", "ɇ": "e",
    "ƒ": "f", "ǥ": "g", "ɠ": "g", "ɣ": "g", "ɨ": "i", "ɩ": "i", "ɉ": "j", "ƙ": "k",
    "ĸ": "k", "ƚ": "l", "ɲ": "n", "ƞ": "n", "ƥ": "p", "ɍ": "r", "ʂ": "s", "ƭ": "t",
    "ʈ": "t", "ʉ": "u", "ʋ": "v", "ƴ": "y", "ɏ": "y", "ƶ": "z", "ʒ": "z",
    # Letters that look like apostrophes, as in Hawaiian and Uzbek, are left out like apostrophes.
    "ʻ": "", "ʼ": "", "ʾ": "", "ʿ": "",
}
# fmt: on
# Here the mark makes a different letter and is no accent: the voiced kana, and й and ї.
KANA = "\u3099\u309a"
OTHER_LETTERS = {"и\u0306": "й", "і\u0308": "ї"}

# Accents are removed, and so are invisible signs: soft hyphens, joiners, marks of direction.
_FOLDED = str.maketrans(PLAIN) | {
    code: None
    for code in chain(range(0x20000), range(0xE0000, 0xE0080))
    if (unicodedata.combining(chr(code)) and chr(code) not in KANA) or unicodedata.category(chr(code)) == "Cf"
}

# Scripts that put no spaces between words: Han, kana, Thai, Lao, Burmese, Khmer. There each sign counts as one.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff"
UNSPACED += "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Signs of vowels belong to the word in Hindi or Tamil, though Python counts them as neither letter nor digit.
MARKS = "".join(sign for sign in map(chr, range(0x3000)) if unicodedata.category(sign).startswith("M"))
# Invisible signs may stand inside a word that is not folded yet.
HIDDEN = "\u00ad\u200b-\u200f\u2060\ufeff"
# Signs that part two words without a space and that no address contains: Porto–Lisboa, and/or.
BETWEEN_WORDS = re.compile(r"[\u2010-\u2015\u2212/\u2044|+]|\.{2,}")
# The English genitive does not count as part of a word: a search for “mayor” finds “the mayor’s”.
WORD = re.compile(rf"[{UNSPACED}]|(?:(?![{UNSPACED}_])[\w{MARKS}{HIDDEN}])+(?:['’]s\b)?")


def fold(text: str) -> str:
    """Without accents, capitals and the other ways of writing the same letter: Évora and evora are one."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    for pair, letter in OTHER_LETTERS.items():
        plain = plain.replace(pair, letter)
    return unicodedata.normalize("NFC", plain.translate(_FOLDED))


def slug(text: str, *, most: int) -> str:
    """The part of an address that is made of a name or headline; empty if that has no Latin letters."""
    return slugify(BETWEEN_WORDS.sub("-", fold(text)))[:most].strip("-")


def words(text: str) -> list[str]:
    """The folded words of a text, in order: letters and digits only."""
    return [_bare(word) for word in WORD.findall(fold(text))]


def different_words(text: str) -> list[str]:
    """Like `words`, but each word once: a long text repeats most of its words."""
    return list(dict.fromkeys(map(_bare, dict.fromkeys(WORD.findall(fold(text))))))


def _bare(word: str) -> str:
    return word.removesuffix("'s").removesuffix("’s")
