"""A row of a table as a line of JSON, and such a line as a row again: the same values, whatever the database."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Generator, Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models

from newsroom.moving import tables, weighing

if TYPE_CHECKING:
    Field = models.Field[Any, Any]

Values = dict[str, Any]
It = TypeVar("It")


class BadRow(ValueError):
    """A line that is no row of its table. `str()` is a sentence without a place."""


def batches(found: Iterable[It], size: int = weighing.AT_ONCE) -> Iterator[list[It]]:
    found = iter(found)
    while some := list(islice(found, size)):
        yield some


def lines(model: type[models.Model]) -> Generator[bytes]:
    """All rows, in the order of their numbers, some in memory at a time."""
    columns = tables.columns(model)
    names = [_asked(column) for column in columns]
    flat = [name for some in names for name in some]
    for row in weighing.values(model._base_manager.order_by("pk"), *flat):
        values, said = iter(row), {}
        for column, some in zip(columns, names, strict=True):
            value = [next(values) for _ in some]
            said[column.attname] = plain(value[0]) if len(value) == 1 and not by_name(column) else value
        yield as_line(said)


def as_line(said: Any) -> bytes:
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def plain(value: Any) -> Any:
    """A value as JSON has it. Lists and objects of JSON columns are such already."""
    if value is None or isinstance(value, (bool, int, float, str, list, dict)):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, (date, UUID)):
        return str(value)
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(bytes(value)).decode()
    raise TypeError(
        f"There is no way yet to write a {type(value).__name__} down: add one here and in `_reader`."
    )


def by_name(column: Field) -> bool:
    related = column.related_model
    return related is not None and related._meta.label in tables.BY_NAME


def _asked(column: Field) -> list[str]:
    if by_name(column):
        names = tables.BY_NAME[column.related_model._meta.label]  # type: ignore[union-attr]  # a column by name is a relation
        return [f"{column.name}__{name}" for name in names]
    return [column.attname]


class Reader:
    """Makes the values of rows of one table out of lines."""

    def __init__(self, model: type[models.Model]) -> None:
        self.columns = {column.attname: _reader(column) for column in tables.columns(model)}
        self.blanks = tables.BLANKS.get(model._meta.label, {})

    def read(self, line: bytes) -> Values:
        try:
            said = json.loads(line)
        except (ValueError, RecursionError) as problem:
            raise BadRow("it is not JSON") from problem
        if not isinstance(said, dict) or said.keys() != self.columns.keys():
            raise BadRow("its columns are not those of the table")
        values = {}
        for name, value in said.items():
            try:
                values[name] = self.columns[name](value)
            except (ValueError, TypeError, KeyError, ValidationError, binascii.Error) as problem:
                raise BadRow(f"its column {name} cannot be read") from problem
        return values | {name: blank.fill() for name, blank in self.blanks.items()}


def _reader(column: Field) -> Callable[[Any], Any]:
    if by_name(column):
        numbers = numbers_by_name(column.related_model)  # type: ignore[arg-type]  # as above
        return lambda value: None if value[0] is None else numbers[tuple(value)]
    if isinstance(column, models.JSONField):
        return lambda value: value
    if isinstance(column, models.BinaryField):
        return lambda value: None if value is None else base64.b64decode(value, validate=True)
    if isinstance(column, models.FileField):
        return str
    if isinstance(column, (models.ForeignKey, models.OneToOneField)):
        return column.target_field.to_python
    return column.to_python


def numbers_by_name(model: type[models.Model]) -> dict[tuple[Any, ...], int]:
    names = tables.BY_NAME[model._meta.label]
    return {tuple(row[:-1]): row[-1] for row in model._base_manager.values_list(*names, "pk")}
