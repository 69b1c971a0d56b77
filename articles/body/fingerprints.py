"""Paragraphs known by the digest of their words, wherever they stand. Marks and spaces do not count."""

from __future__ import annotations

import re
from collections.abc import Collection
from hashlib import sha256
from html import unescape

from .cleaning import blocks

MARK_LENGTH = 16


def mark_of(block: str) -> str:
    """What a paragraph is known by; nothing for one without words."""
    words = unescape(re.sub(r"<[^>]*>", " ", block)).split()
    return sha256(" ".join(words).encode()).hexdigest()[:MARK_LENGTH] if words else ""


def marks_of(html: str) -> list[str]:
    return [mark for block in blocks(html) if (mark := mark_of(block))]


def still_there(html: str, marks: Collection[str]) -> int:
    """How many paragraphs of a text are word by word among those that have these marks."""
    wanted = frozenset(marks)
    return sum(mark in wanted for mark in marks_of(html))
