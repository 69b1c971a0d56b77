"""Items of an agency that take the place of earlier ones: who names whom, and what counts of an item because of that.

An agency that kills or corrects by an item of its own names the one before, by its uri or by another name of it. The
two are one line of work. Desk tables.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Q

from articles.models.wire import URI_LENGTH, WireItem, WireSignal, WireStatus, WireVersion

# A line that goes on for longer was made up.
MOST_STEPS = 300


class WireName(models.Model):
    """Another name by which the agency may speak of an item, such as the number of a message."""

    agency = models.ForeignKey("articles.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    item = models.ForeignKey(WireItem, on_delete=models.CASCADE, related_name="names", db_index=False)
    name = models.CharField(max_length=URI_LENGTH)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["agency", "name", "item"], name="name_of_an_item_once")
        ]

    def __str__(self) -> str:
        return self.name


class WireReplacement(models.Model):
    """An item takes the place of another, which it names. The other may come later, or never."""

    agency = models.ForeignKey("articles.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(WireItem, on_delete=models.CASCADE, related_name="replaces", db_index=False)
    name = models.CharField(max_length=URI_LENGTH, help_text="As the item says it.")
    item = models.ForeignKey(
        WireItem,
        on_delete=models.CASCADE,
        null=True,
        related_name="replaced",
        db_index=False,
        help_text="Which that is, once it is here.",
    )
    at = models.DateTimeField(help_text="When that was known.")

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["item"], condition=Q(item__isnull=False), name="wire_replacements_of"),
            models.Index(fields=["agency", "name"], name="wire_replacements_by_name"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["by", "name", "item"], name="wire_item_replaced_once"),
            models.UniqueConstraint(
                fields=["by", "name"], condition=Q(item=None), name="wire_item_awaited_once"
            ),
            models.CheckConstraint(condition=~Q(by=models.F("item")), name="wire_item_replaces_another"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} takes the place of {self.name}"


def is_killed(one: WireItem | WireVersion) -> bool:
    return one.status == WireStatus.CANCELED or one.signal == WireSignal.KILL


def is_in_force(by: WireItem, item: WireItem) -> bool:
    """Whether what takes its place is not older: the agency may have sent the item anew since."""
    if by.versioned_at is None or item.versioned_at is None:
        return True
    return by.versioned_at >= item.versioned_at


@dataclass
class Standing:
    """What counts of an item."""

    item: WireItem
    above: list[WireItem] = field(default_factory=list)
    """What took its place, one after the other, as far as that is in force."""
    last: list[WireItem] = field(default_factory=list)
    """Of these and itself, those whose place nobody took. There is always one."""

    @property
    def head(self) -> WireItem:
        """The newest of them: the line of work goes on there."""
        return max(self.last, key=lambda one: (one.versioned_at or one.received_at, one.pk))

    @property
    def killed(self) -> WireItem | None:
        """By which it was killed. What takes the place of a kill makes the killed words no better."""
        return next((one for one in (self.item, *self.above) if is_killed(one)), None)

    @property
    def barred(self) -> WireItem | None:
        """Because of which nothing of it may go out."""
        return self.killed or next((one for one in self.last if one.status == WireStatus.WITHHELD), None)


def standing(
    items: Iterable[WireItem], columns: Collection[str] = (), *, whatever_is_newer: bool = False
) -> dict[int, Standing]:
    """What counts of each item. One query for each step that a line has; none where no items are asked about.

    `columns` are those of items that are read; all if none are named.
    """
    known = {item.pk: item for item in items}
    asked = list(known.values())
    replaced: dict[int, list[int]] = {}
    frontier = {item.pk for item in asked}
    for _step in range(MOST_STEPS):
        if not frontier:
            break
        rows = WireReplacement.objects.filter(item__in=frontier).select_related("by__agency")
        if columns:
            rows = rows.only("item", *(f"by__{name}" for name in columns))
        frontier = set()
        for row in rows:
            if row.by_id not in known:
                known[row.by_id] = row.by
                frontier.add(row.by_id)
            replaced.setdefault(row.item_id or 0, []).append(row.by_id)
    return {item.pk: _standing(item, known, replaced, whatever_is_newer) for item in asked}


def _standing(
    item: WireItem, known: dict[int, WireItem], replaced: dict[int, list[int]], whatever_is_newer: bool
) -> Standing:
    found, seen, waiting = Standing(item), {item.pk}, [item]
    while waiting:
        one = waiting.pop()
        by = [known[pk] for pk in replaced.get(one.pk, ()) if pk in known]
        by = [later for later in by if whatever_is_newer or is_in_force(later, one)]
        if not by:
            found.last.append(one)
        for later in by:
            if later.pk not in seen:
                seen.add(later.pk)
                found.above.append(later)
                waiting.append(later)
    # Two that name each other: neither is behind the other.
    found.last = found.last or [item, *found.above]
    return found


def before(items: Iterable[WireItem], *, whatever_is_newer: bool = False) -> dict[int, dict[int, WireItem]]:
    """The items whose place each takes, as far as that is in force, and those before them. A query for each step."""
    known = {item.pk: item for item in items}
    asked = list(known.values())
    replaces: dict[int, list[int]] = {}
    frontier = set(known)
    for _step in range(MOST_STEPS):
        if not frontier:
            break
        rows = WireReplacement.objects.filter(by__in=frontier, item__isnull=False)
        frontier = set()
        for row in rows.select_related("item__agency").defer("item__words"):
            if row.item is None:
                continue
            if row.item.pk not in known:
                known[row.item.pk] = row.item
                frontier.add(row.item.pk)
            replaces.setdefault(row.by_id, []).append(row.item.pk)
    return {item.pk: _before(item, known, replaces, whatever_is_newer) for item in asked}


def _before(
    item: WireItem, known: dict[int, WireItem], replaces: dict[int, list[int]], whatever_is_newer: bool
) -> dict[int, WireItem]:
    found: dict[int, WireItem] = {}
    waiting = [item]
    while waiting:
        one = waiting.pop()
        for pk in replaces.get(one.pk, ()):
            if pk not in known or pk == item.pk or pk in found:
                continue
            if whatever_is_newer or is_in_force(one, known[pk]):
                found[pk] = known[pk]
                waiting.append(known[pk])
    return found
