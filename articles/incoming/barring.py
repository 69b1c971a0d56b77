"""What an agency says of a version that keeps it from going out: it took it back, or withholds it."""

from __future__ import annotations

from articles.models import WireItem, WireStatus, WireVersion, wire_line


def is_barred(version: WireVersion | WireItem) -> bool:
    """Whether nothing of it may go out: it was killed, or is withheld."""
    return wire_line.is_killed(version) or version.status == WireStatus.WITHHELD
