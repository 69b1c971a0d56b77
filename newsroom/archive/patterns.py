"""The stories that all others are copies of: written, submitted, approved and published by the acts of the desk.

So their rows are what the newsroom's own code makes of a story, whatever it comes to make of one. Each has its
number in its headline, by which a copy can be told from its pattern.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import models, transaction

from articles.acts import approve, moving, plain_moves, publish
from articles.models import (
    Article,
    Byline,
    Edition,
    HistoryLink,
    PublishedArticle,
    PublishedByline,
    PublishedChange,
    PublishedPicture,
    PublishedTopic,
    Reporter,
    Revision,
    SearchRow,
    Section,
    StateChange,
    Topic,
)
from articles.records.chain import BY_NAME, Of
from articles.writing import saving
from media.models import Image, Use
from newsroom.archive.founding import CHIEF, WRITER

PATTERNS = 120
WORDS = 300  # in the text of each
SYLLABLES = "ba da fe go ha ki lo mu na po ra se ti vo wu ya zi el or an".split()  # noqa: SIM905 # read as a line
COMMON = (
    *("council", "harbour", "budget", "school", "winter", "river", "bridge"),
    *("report", "minister", "election", "hospital", "market", "night"),
)
COMES = timedelta(minutes=11)
"""A story so often: 130 a day, and a million in 21 years."""

# The tables in which a story has rows, in an order in which they can be filled, with the column that names the story.
TABLES: dict[type[models.Model], str] = {
    Article: "id",
    Byline: "article_id",
    Article.topics.through: "article_id",
    Revision: "article_id",
    StateChange: "article_id",
    Edition: "article_id",
    HistoryLink: "subject",
    PublishedArticle: "story_id",
    PublishedPicture: "story__story_id",
    PublishedByline: "story__story_id",
    PublishedTopic: "story__story_id",
    PublishedChange: "story__story_id",
    SearchRow: "story__story_id",
    Use: "story",
}
# The columns that hold the desk's number of a story without being keys of the database.
NUMBERS = {(HistoryLink, "subject"), (PublishedArticle, "story_id"), (Use, "story")}


@dataclass(frozen=True)
class Mould:
    """A row of a pattern, and what is another in each copy of it, by the attributes of the model."""

    model: type[models.Model]
    values: dict[str, Any]
    times: tuple[str, ...]
    labelled: tuple[str, ...]
    keys: tuple[str, ...]
    points: dict[str, type[models.Model]] = field(default_factory=dict)
    """To rows of the same story, by their numbers; its own number is one."""


@dataclass(frozen=True)
class Pattern:
    number: int
    at: datetime
    moulds: list[Mould]

    @property
    def label(self) -> str:
        return label(self.number)


def label(number: int) -> str:
    """How a story's number stands in its headline and its address."""
    return f"{number:08}"


def write(number: int, at: datetime) -> None:
    """The story of this number, as the desk would write it at this time."""
    chance = random.Random(number)  # noqa: S311 # words, no secret
    writer, chief = (User.objects.get(username=name) for name in (WRITER, CHIEF))
    subject = chance.choice(COMMON)
    with transaction.atomic():
        story = Article.objects.create(
            created_by=writer,
            created_at=at,
            headline=f"The {subject} and its {word(chance)} {word(chance)}, as told in story {label(number)}",
            standfirst=f"What the {subject} was for {word(chance)}, and what it is now.",
            slugline=f"{subject}-{label(number)}",
            section=_one_of(Section, chance),
            lead_picture=_one_of(Image, chance) if number % 3 == 0 else None,
            body=text(chance),
        )
        reporters = chance.sample(list(Reporter.objects.order_by("pk")), 1 + number % 2)
        for position, reporter in enumerate(reporters):
            Byline.objects.create(article=story, reporter=reporter, position=position)
        story.topics.set(chance.sample(list(Topic.objects.order_by("pk")), 2))
        saving.record(story, by=writer, now=at)
    moving.move(plain_moves.SUBMIT, story, by=writer, now=at)
    moving.move(plain_moves.TAKE, story, by=chief, now=at)
    moving.move(approve.ACT, story, by=chief, now=at)
    publish.publish(Revision.objects.get(article=story), by=chief, now=at)


def _one_of(model: Any, chance: random.Random) -> Any:
    return chance.choice(list(model.objects.order_by("pk")))


def word(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.randint(2, 4)))


def text(chance: random.Random) -> str:
    """Paragraphs of fifty words, every sixth word one that many stories have."""
    paragraphs = []
    for _ in range(WORDS // 50):
        said = [chance.choice(COMMON) if place % 6 == 5 else word(chance) for place in range(50)]
        paragraphs.append(f"<p>{' '.join(said).capitalize()}.</p>")
    return "".join(paragraphs)


def read() -> list[Pattern]:
    """The patterns of this newsroom, the oldest stories that it has."""
    return [_read(number, story) for number, story in enumerate(Article.objects.order_by("pk")[:PATTERNS], 1)]


def _read(number: int, story: Article) -> Pattern:
    moulds = [mould(row, label(number)) for row in _rows(story.pk)]
    return Pattern(number, story.created_at, moulds)


def _rows(story: int) -> Iterator[models.Model]:
    for model, column in TABLES.items():
        rows = model._base_manager.filter(**{column: story})
        if model is HistoryLink:
            rows = rows.filter(of=Of.STORY)
        yield from rows.order_by("pk")


def mould(row: models.Model, its_label: str) -> Mould:
    values = {column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields}
    points: dict[str, type[models.Model]] = {"id": type(row)}
    for column in row._meta.concrete_fields:
        if column.related_model in TABLES and values[column.attname] is not None:
            points[column.attname] = column.related_model
    points |= {name: Article for model, name in NUMBERS if model is type(row)}
    if isinstance(row, HistoryLink):
        points["row"] = BY_NAME[row.record].model
    return Mould(
        type(row),
        values,
        times=_names(values, datetime),
        labelled=tuple(name for name in _names(values, str) if its_label in values[name]),
        keys=_names(values, UUID),
        points=points,
    )


def _names(values: dict[str, Any], kind: type) -> tuple[str, ...]:
    return tuple(name for name, value in values.items() if isinstance(value, kind))
