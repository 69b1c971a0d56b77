"""Queries for single rows, and for some rows by their numbers, that are put into SQL only once.

Django puts every query into SQL anew, and looks up anew how the value of each column is converted. For a story with
its fifty columns this takes longer than the database's answer, and a quarter of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from json import JSONDecoder
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, JSONField, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.expressions import Col

JSON = JSONDecoder()
Row = TypeVar("Row", bound=Model)

# A placeholder for the value, while the query is put into SQL: no text in a database can be equal to it.
ASKED = "\0"


class Prepared(Generic[Row]):
    """The first of `rows` whose column `by` has a value, and with it the rows to which `along` leads.

    `by` is a column of text; without it the first row is taken. A way along two rows, such as `front__next`, stands
    behind that along the first. The columns `without` are read only when they are asked for; what the rows are
    annotated with comes along by its name in `also`.
    """

    def __init__(
        self,
        rows: QuerySet[Row],
        *,
        by: str = "",
        along: Sequence[str] = (),
        without: Sequence[str] = (),
        also: Sequence[str] = (),
    ) -> None:
        self.rows = rows.filter(**{by: ASKED}) if by else rows
        self.along = along
        self.without = without
        self.also = also

    def get(self, asked: str = "") -> Row | None:
        sql, parameters = self._statement
        with connection.cursor() as cursor:
            cursor.execute(sql, [asked if it == ASKED else it for it in parameters])
            found = cursor.fetchone()
        if found is None:
            return None
        end = len(self._columns.names)
        row = self._columns.row(found[:end])
        rows: dict[str, Model | None] = {"": row}
        for way, columns in self._columns_along.items():
            begin, end = end, end + len(columns.names)
            rows[way] = columns.row(found[begin:end])
            before, _, last = way.rpartition("__")
            if (beside := rows[before]) is not None:
                # Set where Django keeps it: setting the attribute fails if the way back leads to no row.
                beside._state.fields_cache[last] = rows[way]
        for name, value in zip(self.also, found[end:], strict=True):
            setattr(row, name, value)
        return row

    @cached_property
    def _statement(self) -> tuple[str, tuple[Any, ...]]:
        names = list(self._columns.names)
        for way, columns in self._columns_along.items():
            names += [f"{way}__{name}" for name in columns.names]
        names += self.also
        sql, parameters = self.rows.values_list(*names)[:1].query.sql_with_params()
        return sql, tuple(parameters)

    @cached_property
    def _columns(self) -> Columns[Row]:
        return columns_of(self.rows.model, without=self.without)

    @cached_property
    def _columns_along(self) -> dict[str, Columns[Any]]:
        return {way: columns_of(model_at(self.rows.model, way)) for way in self.along}


class PreparedByNumber(Generic[Row]):
    """Those of `rows` whose column `by` has one of some numbers, with the columns `only`; others are read when asked
    for. The query depends on how many numbers there are, and each length is put into SQL once."""

    def __init__(self, rows: QuerySet[Row], *, by: str, only: Sequence[str]) -> None:
        self.rows = rows
        self.by = by
        self.only = only
        self._statements: dict[int, str] = {}

    def get(self, numbers: Sequence[int]) -> list[Row]:
        if not numbers:
            return []
        with connection.cursor() as cursor:
            cursor.execute(self._statement(len(numbers)), numbers)
            return [row for found in cursor.fetchall() if (row := self._columns.row(found)) is not None]

    def _statement(self, count: int) -> str:
        if (known := self._statements.get(count)) is not None:
            return known
        rows = self.rows.filter(**{f"{self.by}__in": range(count)}).values_list(*self._columns.names)
        sql, parameters = rows.query.sql_with_params()
        if parameters != tuple(range(count)):
            raise ValueError("Nothing but the numbers may be asked for.")
        self._statements[count] = sql
        return sql

    @cached_property
    def _columns(self) -> Columns[Row]:
        return columns_of(self.rows.model, only=self.only)


@dataclass(frozen=True)
class Columns(Generic[Row]):
    """The columns of a table, and how the value of each is converted."""

    model: type[Row]
    names: tuple[str, ...]
    converters: tuple[tuple[int, Col, tuple[Callable[..., Any], ...]], ...]
    key: int
    """The place of the primary key."""

    def row(self, found: Sequence[Any]) -> Row | None:
        """The row; None if its key is None, as it is when a join found nothing."""
        if found[self.key] is None:
            return None
        values = list(found)
        for place, column, convert in self.converters:
            for one in convert:
                values[place] = one(values[place], column, connection)
        # What Model.from_db does is as much again for each field, and a list has fifty rows of fifty fields.
        row = self.model.__new__(self.model)
        row.__dict__.update(zip(self.names, values, strict=True))
        row._state = ModelState()
        row._state.adding, row._state.db = False, connection.alias
        return row


def model_at(model: type[Model], way: str) -> type[Model]:
    """The model to which a way of foreign keys leads."""
    for name in way.split("__"):
        model = model._meta.get_field(name).related_model  # type: ignore[assignment] # each is a foreign key
    return model


def columns_of(
    model: type[Row], *, without: Sequence[str] = (), only: Sequence[str] | None = None
) -> Columns[Row]:
    fields = [
        field
        for field in model._meta.concrete_fields
        if field.name not in without and (only is None or field.name in only)
    ]
    converters = ((place, *converters_of(field)) for place, field in enumerate(fields))
    return Columns(
        model,
        names=tuple(field.attname for field in fields),
        converters=tuple(found for found in converters if found[2]),
        key=next(place for place, field in enumerate(fields) if field.primary_key),
    )


def converters_of(field: Field[Any, Any]) -> tuple[Col, tuple[Callable[..., Any], ...]]:
    column = field.get_col(field.model._meta.db_table)
    if isinstance(field, JSONField) and field.decoder is None:
        return column, (read_json,)
    return column, (*connection.ops.get_db_converters(column), *field.get_db_converters(connection))


def read_json(value: str | None, column: Col, connection: BaseDatabaseWrapper) -> Any:
    """As Django reads it, in a third of the time: no database gives JSON with spaces around it."""
    return None if value is None else JSON.raw_decode(value)[0]
