"""Items that take the place of others: noted as they come, whichever of the two comes first, for each agency alone.

What an item says of another stays said, and holds for whatever item turns out to have that name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from articles.models import WireItem, WireName, WireReplacement, wire_line
from articles.models.wire import URI_LENGTH
from articles.wire.item import Item, Signal

# Of one item. Whoever names more names no item.
MOST_NAMES = 50


@dataclass(frozen=True)
class Came:
    """An item that was read, new or not, with its row."""

    row: WireItem
    read: Item
    is_new: bool
    """Whether nothing of it was here before."""
    is_kept: bool
    """Whether this version of it is new."""


def note(agency: int, came: Sequence[Came], now: datetime) -> list[WireItem]:
    """Keep what these items are called besides and whose place they take.

    Returns the items that take the place of others from now on. One query where nothing is said of another item.
    """
    names = _add_names(agency, came)
    names |= {one.row.uri for one in came if one.is_new}
    said = [
        WireReplacement(agency_id=agency, by=one.row, name=name, at=now)
        for one in came
        if one.is_kept
        for name in _fit(one.read.replaces)
        if name != one.row.uri
    ]
    if said:
        WireReplacement.objects.bulk_create(said, ignore_conflicts=True)
        names |= {one.name for one in said}
    linked = _link(agency, names, now) if names else []
    _settle({one.row.pk: one.row for one in came if one.is_kept and not one.is_new}, linked)
    return linked


def kills_nothing(one: Came, linked: Collection[WireItem]) -> bool:
    """Whether an item only says that another is killed, and that one is not here, or not named."""
    if not (one.is_new and one.is_kept and one.read.signal is Signal.KILL):
        return False
    return bool(one.read.replaces or one.read.format == "mail") and one.row not in linked


def _fit(names: Iterable[str]) -> list[str]:
    """Those that a database can hold."""
    fit = [name for name in names if name and len(name) <= URI_LENGTH and name.isprintable()]
    return list(dict.fromkeys(fit))[:MOST_NAMES]


def _add_names(agency: int, came: Sequence[Came]) -> set[str]:
    """A message may come once more under another number: its names are kept even where it brings nothing new."""
    rows = [
        WireName(agency_id=agency, item=one.row, name=name)
        for one in came
        for name in _fit(one.read.aliases)
        if name != one.row.uri
    ]
    if rows:
        WireName.objects.bulk_create(rows, ignore_conflicts=True)
    return {row.name for row in rows}


def _link(agency: int, names: Collection[str], now: datetime) -> list[WireItem]:
    """Tie what was said of these names to the items that have them."""
    said = list(
        WireReplacement.objects.filter(agency=agency, name__in=names, item=None).values_list("by", "name")
    )
    if not said:
        return []
    spoken_of = {name for _by, name in said}
    having: dict[str, set[int]] = {}
    rows = WireItem.objects.filter(agency=agency, uri__in=spoken_of).values_list("uri", "pk")
    other = WireName.objects.filter(agency=agency, name__in=spoken_of).order_by("-pk")
    for name, pk in [*rows, *other.values_list("name", "item")]:
        found = having.setdefault(name, set())
        if len(found) < MOST_NAMES:
            found.add(pk)
    known = WireReplacement.objects.filter(by__in={by for by, _name in said}, item__isnull=False)
    pairs = set(known.values_list("by", "item"))
    made = {(by, pk): name for by, name in said for pk in having.get(name, ()) if by != pk}
    made = {pair: name for pair, name in made.items() if pair not in pairs}
    if not made:
        return []
    WireReplacement.objects.bulk_create(
        [
            WireReplacement(agency_id=agency, by_id=by, item_id=pk, name=name, at=now)
            for (by, pk), name in made.items()
        ],
        ignore_conflicts=True,
    )
    rows_of = WireItem.objects.filter(pk__in={by for by, _pk in made}).defer("words")
    linked = list(rows_of.select_related("newest", "agency").order_by("pk"))
    for row in linked:
        if row.newest is not None:
            row.newest.item = row
    return linked


def _settle(changed: dict[int, WireItem], linked: Sequence[WireItem]) -> None:
    """Say of items which one stands in their place now: of those that changed in a line, and of those before them."""
    touched = {one.pk: one for one in linked}
    if changed:
        of_a_line = WireReplacement.objects.filter(item__isnull=False)
        of_a_line = of_a_line.filter(Q(by__in=list(changed)) | Q(item__in=list(changed)))
        for pk in {pk for pair in of_a_line.values_list("by", "item") for pk in pair if pk in changed}:
            touched[pk] = changed[pk]
    if not touched:
        return
    every = dict(touched)
    for found in wire_line.before(touched.values(), whatever_is_newer=True).values():
        every |= {pk: one for pk, one in found.items() if pk not in every}
    changes: dict[int | None, list[int]] = {}
    for pk, of in wire_line.standing(every.values()).items():
        head = of.head.pk if of.head.pk != pk else None
        if every[pk].head_id != head:
            changes.setdefault(head, []).append(pk)
            every[pk].head_id = head
    for head, items in changes.items():
        WireItem.objects.filter(pk__in=items).update(head=head)
