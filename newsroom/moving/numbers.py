"""The numbers that rows get next. What a deleted row had is not given again: records may still name it."""

from __future__ import annotations

from django.db import connection, models

from articles.records import public_changes

CHANGES = "changes of what is public"
"""PublicChange is counted by a sequence of its own, on PostgreSQL."""


def next_ones(models_counted: list[type[models.Model]]) -> dict[str, int]:
    """The next number of each table that counts, by the name of its model."""
    found = {model._meta.label: _next(model._meta.db_table) for model in models_counted if _is_counted(model)}
    return found | {CHANGES: _next_change()}


def go_on(next_numbers: dict[str, int], models_counted: list[type[models.Model]]) -> None:
    """Rows that come from now on get these numbers and those behind."""
    for model in models_counted:
        if _is_counted(model):
            highest = model._base_manager.aggregate(most=models.Max("pk"))["most"] or 0
            _set(model._meta.db_table, max(next_numbers.get(model._meta.label, 1), highest + 1))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(%s::regclass, %s, false)",
                [public_changes.NUMBERS, max(next_numbers.get(CHANGES, 1), _next_change())],
            )


def _is_counted(model: type[models.Model]) -> bool:
    return isinstance(model._meta.pk, models.AutoField)


def _next(table: str) -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
            (sequence,) = cursor.fetchone()
            cursor.execute(f"SELECT last_value + is_called::int FROM {sequence}")  # noqa: S608 # the server's own name
        else:
            cursor.execute("SELECT seq + 1 FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
    return int(found[0]) if found else 1


def _set(table: str, number: int) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s, false)", [table, number])
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number - 1])


def _next_change() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COALESCE(MAX(number), 0) + 1 FROM {public_changes.CHANGES}")  # noqa: S608 # a name of ours
        (number,) = cursor.fetchone()
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT last_value + is_called::int FROM {public_changes.NUMBERS}")  # noqa: S608 # a name of ours
            (sequence,) = cursor.fetchone()
            number = max(number, sequence)
    return int(number)
