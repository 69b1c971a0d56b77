"""What was typed or sent, cleaned before it is kept: texts of one line, such as headlines and names, and others."""

from __future__ import annotations

import re

# Soft hyphen, zero-width space, word joiner, byte order mark: they are invisible, and they split words in a search.
# In running text a soft hyphen is allowed: it says where a long word may break.
UNSEEN = dict.fromkeys([0xAD, 0x200B, 0x2060, 0xFEFF])
# No-break spaces stay: somebody typed them between a number and its unit, or before a French colon.
_WHITE = re.compile("[\t-\r \x1c-\x1f\x85\u2028\u2029]+")


def one_line(text: str) -> str:
    return _WHITE.sub(" ", text.translate(UNSEEN)).strip()


def storable(text: str) -> str:
    """The text without what no database stores (NUL, halves of characters), and without white space around it."""
    return "".join(sign for sign in text if sign != "\0" and not "\ud800" <= sign <= "\udfff").strip()


def shortened(text: str, most: int) -> str:
    """The beginning of a text in one line, cut between two words."""
    line = one_line(text)
    if len(line) <= most:
        return line
    return f"{line[:most].rpartition(' ')[0].rstrip(' ,;:–—-') or line[: most - 1]}…"
