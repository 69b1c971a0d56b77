"""What must happen at once when a newer version of an item is here, in the transaction that keeps it."""

from __future__ import annotations

from collections.abc import Sequence

from articles.incoming import alarms
from articles.models import WireVersion


def arrived(versions: Sequence[WireVersion]) -> None:
    """These took the place of older versions of their items, in this order. `version.item` is set, newest first on.

    It is called once for each transaction in which there are such versions, however many. One query, if no story uses
    any of the items.
    """
    alarms.raise_for_those(versions)
