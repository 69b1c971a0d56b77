"""Words kept in a column, folded, so that rows are found by the beginnings of their words, alike on either database.

The column holds letters and digits only, one space before each word. Large tables have a vector of it on PostgreSQL,
with an index; everywhere else the column itself is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connections
from django.db.models import BooleanField, Func, Model, Q, QuerySet, TextField, Value

from house import letters

MOST_WORDS = 12
LONGEST_WORD = 80
MOST_CHARACTERS = 100_000  # of a column; PostgreSQL takes no more than a megabyte into a vector

AnyModel = TypeVar("AnyModel", bound=Model)


def column_of(*texts: str) -> str:
    """What the column holds for a row that says this, each word once. It is never empty: empty is not yet written."""
    words = " ".join(dict.fromkeys(word[:LONGEST_WORD] for word in letters.different_words("\n".join(texts))))
    return f" {words}"[:MOST_CHARACTERS]


class FoldedWords(TextField):
    """The words of other fields of the row, written whenever the row is saved whole."""

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
    """On PostgreSQL: the function over the table's vector that its index is made of."""

    function: str
    vector: str


def matching(
    rows: QuerySet[AnyModel], asked: str, *columns: str, index: Index | None = None
) -> QuerySet[AnyModel]:
    """Those with words in these columns that begin like every one of the words asked for."""
    words = [word[:LONGEST_WORD] for word in letters.words(asked)[:MOST_WORDS]]
    if not words:
        # Signs that stand in no word find nothing; spaces and controls are no question at all.
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
    """The vector of the table that is asked, wherever the query puts it."""

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
