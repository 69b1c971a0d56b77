"""What a version and its item's row say of an item that was read."""

from __future__ import annotations

from articles.models import WireItem, WireVersion
from articles.models.wire import (
    CATEGORY_LENGTH,
    HEADLINE_LENGTH,
    SLUGLINE_LENGTH,
    STANDFIRST_LENGTH,
    URI_LENGTH,
)
from articles.wire.item import Item, Kind, Refused

LARGEST_NUMBER = 2**63 - 1
LARGEST_COUNT = 2**31 - 1
LONGEST_LANGUAGE = 12
IN_CATEGORY = ("category", "subject")
# Columns of an item that follow its newest version.
FOLLOWING = (
    "received_at",
    "versioned_at",
    "kind",
    "status",
    "signal",
    "urgency",
    "headline",
    "slugline",
    "standfirst",
    "category",
    "language",
    "word_count",
    "has_pictures",
    "embargo_until",
    "embargo_open",
    "words",
)


def check(read: Item) -> None:
    """Raises Refused if the item cannot be kept under its name or number."""
    if not read.uri:
        raise Refused(
            "It has no identifier, by which a later version could be known: ask the agency for one."
        )
    if len(read.uri) > URI_LENGTH:
        raise Refused(f"Its identifier is longer than {URI_LENGTH} characters: {read.uri[:60]}…")
    if read.version is not None and not 0 <= read.version <= LARGEST_NUMBER:
        raise Refused(f"Its version is no number that can be kept: {str(read.version)[:30]}")


def fill_version(version: WireVersion, read: Item) -> None:
    version.number = read.version
    version.versioned_at = read.versioned_at
    version.format = read.format[:40]
    version.status, version.signal = str(read.status), str(read.signal)
    version.embargo_until = read.embargo.until if read.embargo else None
    version.embargo_open = read.embargo is not None and read.embargo.until is None
    version.usage_terms, version.body = read.usage_terms, read.body
    version.problems = list(read.problems)


def fill_item(row: WireItem, version: WireVersion, read: Item) -> None:
    """Let the row say what its newest version says."""
    row.received_at, row.versioned_at = version.received_at, version.versioned_at
    row.kind, row.status, row.signal = str(read.kind), version.status, version.signal
    row.urgency = read.urgency if read.urgency is not None and 0 < read.urgency < 10 else None
    row.headline = beginning(read.headline, HEADLINE_LENGTH)
    row.slugline = beginning(read.slugline, SLUGLINE_LENGTH)
    row.standfirst = beginning(read.standfirst, STANDFIRST_LENGTH)
    names = (subject.name for subject in read.subjects if subject.kind in IN_CATEGORY)
    row.category = beginning(", ".join(dict.fromkeys(names)), CATEGORY_LENGTH)
    row.language = read.language[:LONGEST_LANGUAGE]
    row.word_count = min(max(read.word_count, 0), LARGEST_COUNT)
    row.has_pictures = read.kind == Kind.PICTURE or any(one.kind == Kind.PICTURE for one in read.media)
    row.embargo_until, row.embargo_open = version.embargo_until, version.embargo_open
    row.words = ""


def beginning(text: str, most: int) -> str:
    """The text in one line, with an ellipsis if it does not end there."""
    line = " ".join(text[: most * 4].split())
    return line if len(line) <= most and len(text) <= most * 4 else f"{line[: most - 1].rstrip()}…"
