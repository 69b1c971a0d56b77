"""A column of simplified words. A search finds rows by the beginnings of these words, on both databases alike.

The column holds letters and digits only, with one space before each word. On PostgreSQL, large tables also have an
indexed text-search vector of the column. Everywhere else the search reads the column itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connections
from django.db.models import BooleanField, Func, Model, Q, QuerySet, TextField, Value

from house import letters

MOST_WORDS = 12
LONGEST_WORD = 80
MOST_CHARACTERS = 100_000  # in the column; a vector of PostgreSQL takes at most a megabyte

AnyModel = TypeVar("AnyModel", bound=Model)


def column_of(*texts: str) -> str:
    """The content of the column for a row with these texts: each word once. An empty column was never written."""
    words = " ".join(dict.fromkeys(word[:LONGEST_WORD] for word in letters.different_words("\n".join(texts))))
    return f" {words}"[:MOST_CHARACTERS]


class FoldedWords(TextField):
    """The words of other fields of the row. They are written whenever the whole row is saved."""

    def __init__(self, *, of: tuple[str, ...], **options: Any) -> None:
        self.of = of
        super().__init__(**options | {"blank": True, "default": "", "editable": False})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, arguments, options = super().deconstruct()
        return name, path, arguments, options | {"of": self.of}

    def pre_save(self, instance: Model, add: bool) -> str:
        words = column_of(*(getattr(instance, name) for name in self.of))
        setattr(instance, self.attname, words)
        return words


@dataclass(frozen=True)
class Index:
    """On PostgreSQL: the table's vector, and the SQL function of it that the index covers."""

    function: str
    vector: str


def matching(
    rows: QuerySet[AnyModel], asked: str, *columns: str, index: Index | None = None
) -> QuerySet[AnyModel]:
    """The rows that have, for each word asked for, a word in these columns that begins with it."""
    words = [word[:LONGEST_WORD] for word in letters.words(asked)[:MOST_WORDS]]
    if not words:
        # A search for signs without letters finds nothing. Spaces and control characters count as no search.
        return rows.none() if any(sign.isprintable() and not sign.isspace() for sign in asked) else rows
    if index and connections[rows.db].vendor == "postgresql":
        question = WordsAsked(Value(" & ".join(f"{word}:*" for word in words)))
        return rows.filter(WordsFound(Vector(index), question))
    for word in words:
        somewhere = Q()
        for column in columns:
            somewhere |= Q(**{f"{column}__contains": f" {word}"})
        rows = rows.filter(somewhere)
    return rows


class Vector(Func):
    """The vector of the table that is searched, under whatever alias the query gives that table."""

    output_field = TextField()

    def __init__(self, index: Index) -> None:
        super().__init__("pk")
        self.index = index

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        key, parameters = compiler.compile(self.source_expressions[0])
        table = key.rpartition(".")[0]
        return f"{self.index.function}({table}.{connection.ops.quote_name(self.index.vector)})", parameters


class WordsAsked(Func):
    template = "to_tsquery('simple', %(expressions)s)"
    output_field = TextField()


class WordsFound(Func):
    template = "%(expressions)s"
    arg_joiner = " @@ "
    output_field = BooleanField()
