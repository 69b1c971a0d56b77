"""Many rows into a table at once: by COPY on PostgreSQL, by a statement run many times on SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models


def put(model: type[models.Model], rows: Sequence[dict[str, Any]]) -> None:
    """Store these rows, each with a value for every attribute of the model."""
    if not rows:
        return
    columns = [column for column in model._meta.concrete_fields if not column.generated]
    names = ", ".join(connection.ops.quote_name(str(column.column)) for column in columns)
    table = connection.ops.quote_name(model._meta.db_table)
    stored = (
        [column.get_db_prep_save(row[column.attname], connection) for column in columns] for row in rows
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in stored:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(columns))
            # Only names of tables and columns are put in.
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", list(stored))  # noqa: S608


def go_on_after(models_put: Sequence[type[models.Model]]) -> None:
    """The database gives numbers beyond those that were put in."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models_put)):
            cursor.execute(statement)


def tidy() -> None:
    """Let the database look at what it has now, as it does by itself after a while."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
