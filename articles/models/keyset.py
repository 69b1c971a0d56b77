"""Lists of stories, newest first, in pages that begin where the one before ended: no offset, no counting."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Q, QuerySet, Subquery
from django.db.models.sql.compiler import SQLCompiler
from django.http import Http404, HttpRequest

from articles.models.published import PublishedArticle, PublishedByline, PublishedTopic

PAGE = 20

Row = TypeVar("Row", PublishedArticle, PublishedByline, PublishedTopic)

PLACE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{6})?)Z\.([0-9]{1,18})")


@dataclass(frozen=True)
class PageEnd:
    """Where a page of a list ends: the time of its last story, and its number, as two can share a time."""

    at: datetime
    number: int

    def __str__(self) -> str:
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00")
        return f"{at}Z.{self.number}"

    @classmethod
    def read(cls, text: str) -> PageEnd:
        match = PLACE.fullmatch(text)
        if match is None:
            raise ValueError(f"no place in a list: {text[:60]!r}")
        return cls(datetime.fromisoformat(match[1]).replace(tzinfo=UTC), int(match[2]))


def place_asked(request: HttpRequest) -> PageEnd | None:
    """What `?before=` says; None for the first page. Any other value is answered with 404."""
    asked = request.GET.getlist("before")
    if not asked:
        return None
    try:
        (text,) = asked
        return PageEnd.read(text)
    except ValueError as problem:
        raise Http404 from problem


def page_of(rows: QuerySet[Row], before: PageEnd | None) -> tuple[list[Row], PageEnd | None]:
    """One page of the rows, and where the next page begins, if there is one."""
    if before is not None:
        # The first condition repeats a part of the second, in a form that lets a database start in the middle of an
        # index.
        rows = rows.filter(published_at__lte=before.at).filter(
            Q(published_at__lt=before.at) | Q(story_id__lt=before.number)
        )
    found = list(rows.order_by("-published_at", "-story_id")[: PAGE + 1])
    page = found[:PAGE]
    return page, PageEnd(page[-1].published_at, page[-1].story_id) if len(found) > PAGE else None


class NewestNumbers(Subquery):
    """The numbers of stories that a query finds for each row of another query, as one text: “812,807,799”.

    A subquery has one value, and no portable query returns the first five rows of each section. A window function
    over the whole table would read every story that the paper ever had.
    """

    output_field = CharField()

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        template = "(SELECT group_concat(story_id) FROM (%(subquery)s))"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        template = "array_to_string(ARRAY(%(subquery)s), ',')"
        return self.as_sql(compiler, connection, template=template, **context)


def numbers_in(text: str | None) -> list[int]:
    return [int(number) for number in text.split(",")] if text else []
