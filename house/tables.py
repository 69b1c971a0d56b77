"""Many new rows in one statement: by COPY on PostgreSQL, by a statement run many times on SQLite.

`bulk_create` makes an SQL literal of every value and Python objects around it, which for long texts takes several
times as long. What it does besides, nothing here does: the rows have their numbers already (see numbers.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models

# Of these PostgreSQL's driver takes the values as a row has them.
TAKEN_AS_THEY_ARE = (
    models.BigAutoField,
    models.BigIntegerField,
    models.BinaryField,
    models.BooleanField,
    models.CharField,
    models.DateTimeField,
    models.ForeignKey,
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
    models.TextField,
)


def put(rows: Sequence[models.Model]) -> None:
    """Store these rows of one table."""
    if rows:
        names = [column.attname for column in columns_of(type(rows[0]))]
        put_values(type(rows[0]), ([getattr(row, name) for name in names] for row in rows))


def put_values(model: type[models.Model], rows: Iterable[Sequence[Any]]) -> None:
    """The same for rows that are told as values, one for each of `columns_of` the model."""
    names = ", ".join(connection.ops.quote_name(str(column.column)) for column in columns_of(model))
    table = connection.ops.quote_name(model._meta.db_table)
    makes = _makers(model, connection.vendor)

    def stored(row: Sequence[Any]) -> list[Any]:
        return [
            value if make is None else make(value, connection) for make, value in zip(makes, row, strict=True)
        ]

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Django does not see what is copied, nor what is wrong with it.
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(stored(row))
        else:
            places = ", ".join(["%s"] * len(makes))
            # Only names of tables and columns are put in.
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", list(map(stored, rows)))  # noqa: S608


@lru_cache
def columns_of(model: type[models.Model]) -> list[Any]:
    """The columns that are written; the database makes the others itself."""
    return [column for column in model._meta.concrete_fields if not column.generated]


@lru_cache
def _makers(model: type[models.Model], vendor: str) -> list[Callable[[Any, Any], Any] | None]:
    """For each column what makes of a value what the database stores; None where that is the value itself."""
    is_plain = TAKEN_AS_THEY_ARE if vendor == "postgresql" else ()
    return [None if type(column) in is_plain else column.get_db_prep_save for column in columns_of(model)]
