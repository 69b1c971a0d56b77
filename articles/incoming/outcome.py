"""What became of one file that was to be kept."""

from __future__ import annotations

from dataclasses import dataclass, field

from articles.wire.item import Refused


@dataclass
class Outcome:
    """What became of one file."""

    name: str
    digest: str
    items: int = 0
    """How many could be read, new or not."""
    kept: int = 0
    """How many versions were new."""
    refused: list[Refused] = field(default_factory=list)
    was_known: bool = False
    """Whether these very bytes were kept before."""
    may_be_half: bool = False
    """Whether it was left for later, since it cannot be read yet."""

    @property
    def is_refused(self) -> bool:
        """Whether nothing of it could be taken."""
        return bool(self.refused) and not self.items


def writable(text: str) -> str:
    """The text as any database can hold it: names of files and what agencies send may have anything in them."""
    return text.replace("\0", "?").encode("utf-8", "replace").decode()
