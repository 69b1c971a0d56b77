"""Rows in pieces that weigh no more than so much: five hundred revisions may have a megabyte, or a thousand."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from functools import reduce
from operator import add
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models import F, Func, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce

AT_ONCE = 500
MOST_BYTES = 16 * 1024 * 1024
# Columns that may be of any length.
LONG = (models.BinaryField, models.JSONField, models.TextField)
It = TypeVar("It")


def pieces(found: Iterable[tuple[It, int]], at_once: int = AT_ONCE) -> Iterator[list[It]]:
    """As many at once as weigh so much, each with its weight in bytes: at most one is more than that."""
    some: list[It] = []
    weight = 0
    for one, bytes_ in found:
        if some and (len(some) >= at_once or weight + bytes_ > MOST_BYTES):
            yield some
            some, weight = [], 0
        some.append(one)
        weight += bytes_
    if some:
        yield some


def numbers(found: QuerySet[Any], at_once: int = AT_ONCE) -> Iterator[list[Any]]:
    """The numbers of rows, in their order, in such pieces."""
    long = [column for column in found.model._meta.concrete_fields if isinstance(column, LONG)]
    weight = reduce(add, map(_bytes, long)) if long else Value(0)
    return pieces(found.values_list("pk", weight).iterator(chunk_size=AT_ONCE), at_once)


def values(found: QuerySet[Any], *columns: str) -> Generator[tuple[Any, ...]]:
    """These columns of rows, in their order, with a piece in memory at a time. Asked twice, in one transaction."""
    if not any(isinstance(column, LONG) for column in found.model._meta.concrete_fields):
        yield from found.values_list(*columns).iterator(chunk_size=AT_ONCE)
        return
    for some in numbers(found):
        yield from found.filter(pk__in=some).values_list(*columns).iterator(chunk_size=AT_ONCE)


def _bytes(column: models.Field[Any, Any]) -> Any:
    """How long a value is. SQLite counts letters of texts, of which each has four bytes at most."""
    is_text = isinstance(column, models.TextField)
    value: Any = (
        F(column.attname)
        if is_text or isinstance(column, models.BinaryField)
        else Cast(column.attname, TextField())
    )
    counted = "OCTET_LENGTH" if connection.vendor == "postgresql" else "LENGTH"
    return Coalesce(Func(value, function=counted, output_field=models.BigIntegerField()), Value(0))
