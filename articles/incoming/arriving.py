"""What must happen at once when a newer version of an item is here, in the transaction that keeps it."""

from __future__ import annotations

from collections.abc import Sequence

from articles.incoming import alarms, picture_leases
from articles.models import WireItem, WireVersion


def arrived(
    newer: Sequence[WireVersion],
    *,
    linked: Sequence[WireItem] = (),
    too_late: Sequence[WireVersion] = (),
) -> None:
    """`newer` took the place of older versions of their items, in this order. `version.item` is set, newest first on.

    `linked` are items that take the place of others from now on. `too_late` are kills of versions before the newest:
    they take nothing back, and people have to look. It is called once for each transaction in which there are any,
    however many. Two queries, if no story uses any of the items and no picture came with one.
    """
    # What is both comes once.
    own = {version.item_id for version in newer}
    versions = [*newer, *(one.newest for one in linked if one.newest and one.pk not in own)]
    if versions:
        alarms.raise_for_those(versions)
    late = [*((one.item, one) for one in too_late), *alarms.beside(versions)]
    if late:
        alarms.raise_too_late(late)
    if versions:
        # Last, since the log of pictures is locked after stories everywhere.
        picture_leases.arrived(versions)
