"""Paragraphs known by the digest of their words, wherever they stand. Marks and spaces do not count."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256
from html import unescape

from .cleaning import blocks

MARK_LENGTH = 16
FEW_WORDS = 8


def mark_of(block: str) -> str:
    """What a paragraph is known by; nothing for one without words."""
    words = unescape(re.sub(r"<[^>]*>", " ", block)).split()
    return sha256(" ".join(words).encode()).hexdigest()[:MARK_LENGTH] if words else ""


def marks_of(html: str) -> list[str]:
    return [mark for block in blocks(html) if (mark := mark_of(block))]


def share_of_words(block: str, others: Iterable[str]) -> float:
    """How much of one of the others stands in a paragraph, or of the paragraph in one of them: from 0 to 1.

    Of few words the paragraph has to have all, and no others: short sentences are alike by chance.
    """
    words = _words_of(block)
    best = 0.0
    for other in others:
        known = _words_of(other)
        shorter = min(len(words), len(known))
        share = len(words & known) / shorter if shorter >= FEW_WORDS else float(words == known)
        best = max(best, share)
    return best


def _words_of(block: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", unescape(re.sub(r"<[^>]*>", " ", block)).casefold()))
