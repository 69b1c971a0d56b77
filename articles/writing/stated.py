"""What a text states that a newspaper must not get wrong: the numbers, names and quotations in it.

Plain texts go in, lists come out; nothing here asks the database. Whoever compares two texts compares these lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

NUMBER = re.compile(r"−?\d+(?:[.,:/]\d+)*")
# Where a sentence or a quotation ends or begins, the next word has a capital in any case.
BEGINNING = re.compile(r"[.!?:…]\s+|[“”\"„«»‘]|\s[–—-]\s|\n")
# In these languages every noun has a capital.
NOUNS_HAVE_CAPITALS = ("de", "lb")
# 1 200 and 1’200 are written 1,200 elsewhere. A point is left: 1.200 is not the same everywhere.
_PARTED = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f'’](?=\d{3}(?!\d))")
# What is typed for a minus: before a figure, and behind nothing to which it could be a hyphen.
_MINUS = re.compile(r"(?<![^\s(\[])[-–](?=\d)")
# Numbers that are written as words, without those that are articles too, such as “um” and “ein”.
_IN_WORDS = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion half third quarter
dozen twice
zwei drei vier funf sechs sieben acht neun zehn elf zwolf zwanzig dreissig hundert tausend milliarde
dois duas tres quatro cinco seis sete oito nove dez onze doze vinte trinta cem mil milhao milhoes
cuatro siete ocho nueve diez doce veinte treinta cien millon millones
deux trois quatre cinq sept huit neuf dix douze vingt trente mille
"""
NUMBER_WORDS = frozenset(_IN_WORDS.split())
# What somebody has said, between the signs that open and close it.
_QUOTED = re.compile(
    r"“([^“”]+)”|„([^„“”]+)[“”]|«([^«»]+)»|»([^«»]+)«|‹([^‹›]+)›|「([^「」]+)」|『([^『』]+)』|\"([^\"\n]+)\""
    r"|(?<![^\s(\[])‘([^‘]+?)’(?!\w)"
)


def in_one_way(text: str) -> str:
    """The text with its numbers written in one way: thousands parted by commas, the digits of any script in ours,
    a minus as a minus.
    """
    if not text.isascii():
        text = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)
    return _MINUS.sub("−", _PARTED.sub(",", text))


def numbers(text: str) -> list[str]:
    """Every number in figures."""
    return NUMBER.findall(in_one_way(text))


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


def quotations(text: str) -> list[str]:
    """What stands between quotation marks, of whatever language."""
    return [next(filter(None, found.groups())) for found in _QUOTED.finditer(text)]
