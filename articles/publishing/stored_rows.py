"""The rows that hang on a public story, brought to what they should be: what differs is written, and nothing else.

Each table has a key within its story, by which a row that should be there and the one that is stored are the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from django.db import connection, models

# As the unique constraints of the tables say.
KEYS: dict[str, tuple[str, ...]] = {
    "bylines": ("position",),
    "topic_rows": ("topic_id",),
    "pictures": ("use", "position"),
    "changes": ("edition_number",),
    "relations": ("to_story_id",),
    "entries": ("number",),
}
# Numbers that the database gives, which say nothing about the content.
UNSAID = {"id", "story", "lead"}


def unlike(wanted: models.Model, stored: models.Model) -> Iterator[str]:
    """The fields in which two rows differ."""
    for column in wanted._meta.concrete_fields:
        if column.name in UNSAID:
            continue
        mine: Any = getattr(wanted, column.attname)
        theirs: Any = getattr(stored, column.attname)
        if mine != theirs:
            yield column.name


def by_key(name: str, rows: Sequence[Any]) -> dict[Any, Any]:
    """The rows of one table by their key, in the order of the rows."""
    return {attrgetter(*KEYS[name])(row): row for row in rows}


@dataclass
class RowDifference:
    """What must be written so that the rows of one table are those that are wanted."""

    new: list[Any] = field(default_factory=list)
    changed: list[Any] = field(default_factory=list)
    gone: list[Any] = field(default_factory=list)
    also: tuple[str, ...] = ()
    """Fields that are written although nobody compares them."""

    @property
    def touched(self) -> list[Any]:
        return [*self.new, *self.changed, *self.gone]

    def write(self) -> None:
        """A query for what is new, and one for what has changed."""
        if self.changed:
            table = type(self.changed[0])
            names = [column.name for column in table._meta.concrete_fields if column.name not in UNSAID]
            names += self.also
            table.objects.bulk_create(
                self.changed, update_conflicts=True, unique_fields=["id"], update_fields=names
            )
        if self.new:
            type(self.new[0]).objects.bulk_create(self.new)

    def add(self, other: RowDifference) -> None:
        """Add what must be written for another story."""
        self.new += other.new
        self.changed += other.changed
        self.gone += other.gone

    def delete(self) -> None:
        if self.gone:
            type(self.gone[0]).objects.filter(pk__in=[row.pk for row in self.gone]).delete()


def delete(table: type[models.Model], column: str, number: int, told: str) -> list[Any]:
    """Delete the rows that say this number in this column, and return what they said in another."""
    with connection.cursor() as cursor:
        # Only names of our own tables and columns are put in.
        question = f"DELETE FROM {table._meta.db_table} WHERE {column} = %s RETURNING {told}"  # noqa: S608
        cursor.execute(question, [number])
        return [value for (value,) in cursor.fetchall()]


def compare(name: str, wanted: Sequence[Any], stored: Sequence[Any]) -> RowDifference:
    """Wanted rows that are there already get the numbers that these have in the database."""
    there, difference = by_key(name, stored), RowDifference()
    for key, row in by_key(name, wanted).items():
        if (other := there.pop(key, None)) is None:
            difference.new.append(row)
            continue
        row.pk = other.pk
        if next(unlike(row, other), None):
            difference.changed.append(row)
    difference.gone = list(there.values())
    return difference
