"""Several small questions to the database put as one.

Each question costs a way to the database and back, and whoever publishes a story asks many that give a row or two.
Here every row comes as one JSON object, so that rows of different tables fit into one answer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from operator import attrgetter
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import DateTimeField, JSONField, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

# Of the function that makes an object, and of a column of JSON within: SQLite keeps JSON as text, and would put it
# there as text.
OBJECT = {"postgresql": "JSONB_BUILD_OBJECT", "sqlite": "JSON_OBJECT"}
DOCUMENT = {"postgresql": "{}", "sqlite": "JSON({})"}
# In the object of a row: which question it answers. No field has such a name.
QUESTION = "?"


def clock() -> datetime:
    """The time by the clock of the database, which is one for all processes, however their own clocks go."""
    if connection.vendor != "postgresql":
        return timezone.now()  # the database is in this process
    with connection.cursor() as cursor:
        cursor.execute("SELECT CLOCK_TIMESTAMP()")
        (now,) = cursor.fetchone()
    return now  # type: ignore[no-any-return]  # the driver's cursors are untyped


def together(*questions: QuerySet[Any]) -> list[list[Any]]:
    """The rows of these questions, each with its rows in the order of its table, by one query.

    Whole rows of a table, and nothing joined to them. Questions that can have no answer are left out.
    """
    parts: list[str] = []
    values: list[Any] = []
    for number, rows in enumerate(questions):
        # What is put in names tables and columns of ours.
        table: Any = rows.model
        row = RawSQL(_object(table, connection.vendor), [number])  # noqa: S611
        asked = rows.order_by().values_list(row)
        try:
            part, of_part = asked.query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(part)
        values += of_part
    found: list[list[Any]] = [[] for _ in questions]
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), values)
            for (said,) in cursor.fetchall():
                facts = json.loads(said)
                number = facts[QUESTION]
                found[number].append(_row(questions[number].model, facts))
    for some, question in zip(found, questions, strict=True):
        _sort(some, question.model._meta.ordering)
    return found


@cache
def _object(table: Any, vendor: str) -> str:
    """A row of this model as a JSON object."""
    quoted = connection.ops.quote_name
    pairs = [f"'{QUESTION}', %s::int" if vendor == "postgresql" else f"'{QUESTION}', %s"]
    for field in table._meta.concrete_fields:
        column = f"{quoted(table._meta.db_table)}.{quoted(field.column)}"
        said = DOCUMENT[vendor].format(column) if isinstance(field, JSONField) else column
        pairs.append(f"'{field.attname}', {said}")
    return f"{OBJECT[vendor]}({', '.join(pairs)})"


def _row(table: Any, facts: dict[str, Any]) -> Any:
    fields = table._meta.concrete_fields
    values = [_value(field, facts[field.attname]) for field in fields]
    return table.from_db(connection.alias, [field.attname for field in fields], values)


def _value(field: Any, said: Any) -> Any:
    if said is None or isinstance(field, JSONField):
        return said
    if isinstance(field, DateTimeField):
        time = datetime.fromisoformat(said)
        return time if time.tzinfo else time.replace(tzinfo=UTC)  # as SQLite keeps them
    return field.to_python(said)


def _sort(rows: list[Any], ordering: Sequence[Any]) -> None:
    """What has no value comes last, and first in the other direction, as PostgreSQL has it."""
    for name in reversed(ordering):
        value = attrgetter(name.lstrip("-"))
        rows.sort(key=lambda row: (value(row) is None, value(row)), reverse=name.startswith("-"))
