"""Copies of the patterns: the same rows with numbers, times, addresses and keys of their own, and their own hashes.

`rebuild_published --check` finds the public rows of a copy as they should be, and `verify_history` its records.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models
from django.db.models import Max
from django.utils import timezone

from articles.composing import cards
from articles.models import (
    Edition,
    HistoryLink,
    PublishedArticle,
    PublishedPicture,
    Revision,
    Section,
    StateChange,
)
from articles.records import chain, revision_chain
from newsroom.archive.patterns import TABLES, Mould, Pattern, label

Values = dict[str, Any]


class Row(NamedTuple):
    model: type[models.Model]
    values: Values


class Copies:
    """Makes the rows of one story after another, with the numbers that are next in each table."""

    def __init__(self, patterns: list[Pattern]) -> None:
        self.patterns = patterns
        self.slugs = dict(Section.objects.values_list("pk", "slug"))
        self.next = {model: _highest(model) + 1 for model in TABLES}

    def story(self, number: int, at: datetime) -> list[Row]:
        """The rows of the story of this number, published at this time."""
        pattern = self.patterns[(number - 1) % len(self.patterns)]
        own = self._own_numbers(pattern)
        rows = [Row(mould.model, copied(mould, pattern, number, at, own)) for mould in pattern.moulds]
        self._address(rows, pattern)
        _chain(rows)
        return rows

    def _own_numbers(self, pattern: Pattern) -> dict[tuple[type[models.Model], int], int]:
        own = {}
        for mould in pattern.moulds:
            own[mould.model, mould.values["id"]] = self.next[mould.model]
            self.next[mould.model] += 1
        return own

    def _address(self, rows: list[Row], pattern: Pattern) -> None:
        """What is said of a story's address and time beside the columns that have them."""
        story = next(values for model, values in rows if model is PublishedArticle)
        story["path"] = PublishedArticle.path_for(
            root_section_slug=self.slugs[story["root_section_id"]],
            date=f"{timezone.localtime(story['published_at']):%Y/%m/%d}",
            slug=story["slug"],
        )
        story["history"] = [line | {"at": story["published_at"].isoformat()} for line in story["history"]]
        public = PublishedArticle(**story)
        public.lead = next(
            (PublishedPicture(**values) for model, values in rows if model is PublishedPicture), None
        )
        story["card"] = cards.text_of(public)
        for model, values in rows:
            if model is Edition:
                values["path"] = story["path"]


def copied(
    mould: Mould,
    pattern: Pattern,
    number: int,
    at: datetime,
    own: dict[tuple[type[models.Model], int], int],
) -> Values:
    values = dict(mould.values)
    later = at - pattern.at
    for name in mould.times:
        values[name] += later
    for name in mould.labelled:
        values[name] = values[name].replace(pattern.label, label(number))
    for name, model in mould.points.items():
        values[name] = own[model, values[name]]
    for name in mould.keys:
        # Made of the table and the row's number: the same at every run, and nobody else's.
        values[name] = UUID(int=(list(TABLES).index(mould.model) + 1 << 64) + values["id"])
    return values


def _chain(rows: list[Row]) -> None:
    """Hashes over what the records of the copy say."""
    records: dict[tuple[str, int], models.Model] = {}
    newest: HistoryLink | None = None
    for model, values in rows:
        if model is Revision:
            revision = Revision(**values)
            values["hash"] = revision.hash = revision_chain.hash_of(revision, previous="")
            records["revision", revision.pk] = revision
        elif model in {StateChange, Edition}:
            records[model.__name__.lower(), values["id"]] = model(**values)
        elif model is HistoryLink:
            record = chain.BY_NAME[values["record"]]
            newest = chain.next_link(newest, record, values["subject"], records[record.name, values["row"]])
            values["digest"], values["hash"] = newest.digest, newest.hash


def _highest(model: type[models.Model]) -> int:
    return model._base_manager.aggregate(Max("pk"))["pk__max"] or 0
