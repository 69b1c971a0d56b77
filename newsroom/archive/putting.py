"""Many rows into a table at once, each told as a dictionary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

from house import tables


def put(model: type[models.Model], rows: Sequence[dict[str, Any]]) -> None:
    """Store these rows, each with a value for every attribute of the model."""
    if not rows:
        return
    names = [column.attname for column in tables.columns_of(model)]
    tables.put_values(model, ([row[name] for name in names] for row in rows))


def go_on_after(models_put: Sequence[type[models.Model]]) -> None:
    """The database gives numbers beyond those that were put in."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models_put)):
            cursor.execute(statement)


def tidy() -> None:
    """Let the database look at what it has now, as it does by itself after a while."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
