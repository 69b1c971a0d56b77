"""Numbers of rows that are not there yet, so that many which name one another are stored by a statement a table."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection, models
from django.db.models import Max


def take(model: type[models.Model], count: int) -> Iterator[int]:
    """So many numbers that nobody else gets. On SQLite the caller is in a transaction, and so the only writer."""
    if not count:
        return iter(())
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [f'"{table}"', count],
            )
            return iter([number for (number,) in cursor.fetchall()])
    with connection.cursor() as cursor:
        # A number that a deleted row had is not given again, as the database itself would not.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        given = cursor.fetchone()
    highest = model._base_manager.aggregate(Max("pk"))["pk__max"] or 0
    first = max(highest, given[0] if given else 0) + 1
    return iter(range(first, first + count))
