"""All records of one story after another, read through once, a few rows of each table in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import User
from django.db import models

from articles.models import (
    Assignment,
    Correction,
    Edition,
    HistoryHiding,
    HistoryLink,
    KeyUse,
    LiveEntryVersion,
    ReportMove,
    Revision,
    ScheduleMove,
    StateChange,
    WireUse,
)
from articles.records.chain import Of
from newsroom.moving import rows, tables, weighing

# By the column that names the story.
RECORDS: tuple[tuple[str, type[models.Model], str], ...] = (
    ("revision", Revision, "article_id"),
    ("move", StateChange, "article_id"),
    ("assignment", Assignment, "article_id"),
    ("edition", Edition, "article_id"),
    ("correction", Correction, "article_id"),
    ("hiding", HistoryHiding, "edition__article_id"),
    ("schedule", ScheduleMove, "move__article_id"),
    ("live entry", LiveEntryVersion, "article_id"),
    ("report", ReportMove, "article_id"),
    ("key", KeyUse, "article_id"),
    ("wire copy", WireUse, "article_id"),
    ("link of the chain", HistoryLink, "subject"),
)


class Histories:
    """Gives the records of stories, which are asked for in the order of their numbers."""

    def __init__(self) -> None:
        self.people = dict(User.objects.values_list("pk", "username"))
        self.tables = [Following(name, model, story) for name, model, story in RECORDS]

    def close(self) -> None:
        for table in self.tables:
            table.found.close()

    def of(self, story: int) -> Iterator[bytes]:
        """A line of JSON for each record, table by table."""
        for table in self.tables:
            for said in table.of(story):
                yield rows.as_line({"what": table.name, **said, **self._names(said)})

    def _names(self, said: dict[str, Any]) -> dict[str, str]:
        """Who the numbers of people are."""
        columns = {"by_id": "by", "author_id": "author", "to_id": "to"}
        return {name: self.people.get(said[key], "") for key, name in columns.items() if said.get(key)}


class Following:
    """The rows of one table in the order of their stories."""

    def __init__(self, name: str, model: type[models.Model], story: str) -> None:
        self.name = name
        self.columns = [column.attname for column in tables.columns(model)]
        found = model._base_manager.order_by(story, "pk")
        if model is HistoryLink:
            found = found.filter(of=Of.STORY)
        self.found = weighing.values(found, story, *self.columns)
        self.ahead = next(self.found, None)

    def of(self, story: int) -> Iterator[dict[str, Any]]:
        while self.ahead is not None and self.ahead[0] < story:
            self.ahead = next(self.found, None)
        while self.ahead is not None and self.ahead[0] == story:
            yield dict(zip(self.columns, map(rows.plain, self.ahead[1:]), strict=True))
            self.ahead = next(self.found, None)
