"""What narrows a list of stories, by django-filter: each parameter with its words, its field and its filter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, validate_slug
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import QueryDict
from django_filters import CharFilter, ChoiceFilter, FilterSet, IsoDateTimeFilter

from articles.api.problems import Problem
from articles.composing.navigation import Navigation
from articles.models.people import Reporter
from articles.models.published import PublishedArticle, PublishedByline, PublishedChange, PublishedTopic
from articles.models.search import SearchRow
from articles.models.story import ArticleType
from articles.models.taxonomy import Topic
from articles.search import words

CODE = r"^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*$"
LANGUAGE = RegexValidator(CODE, "Give a code such as en or pt-BR.")
SLUG = "^[-a-zA-Z0-9_]+$"
MOST, USUAL = 100, 50
PAGING = ("after", "limit")
BESIDE = (PublishedTopic, PublishedByline)
"""Rows that stand beside a story and have an index in the order of the list."""

Rows = QuerySet[Any]


def within_the_calendar(moment: datetime) -> None:
    """A zone can move the first and the last day that a calendar knows beyond it."""
    try:
        moment.astimezone(UTC)
    except OverflowError as problem:
        raise ValidationError("Give a time that the calendar has.") from problem


class MomentFilter(IsoDateTimeFilter):  # type: ignore[misc] # django-filter has no types
    """A time in our own zone: PostgreSQL refuses zones that are further away than any country's."""

    def filter(self, rows: Rows, moment: datetime | None) -> Any:
        return super().filter(rows, moment and moment.astimezone(UTC))


class StoryFilter(FilterSet):  # type: ignore[misc] # django-filter has no types
    """The filters of `/stories`, for rows that are stories, search rows, or stand beside a story."""

    section = CharFilter(
        method="in_section",
        validators=[validate_slug],
        label="The slug of a section. Stories of the sections inside it are listed too.",
    )
    topic = CharFilter(
        method="on_topic", validators=[validate_slug], label="The slug of a topic, as `/topics` has it."
    )
    reporter = CharFilter(
        method="by_reporter",
        validators=[validate_slug],
        label="The slug of a reporter, as `/reporters` has it.",
    )
    type = ChoiceFilter(method="of_type", choices=ArticleType.choices, label="What kind of story it is.")
    language = CharFilter(
        method="in_language",
        validators=[LANGUAGE],
        label="The language of the story, as its `language` says.",
    )
    since = MomentFilter(
        field_name="published_at",
        lookup_expr="gte",
        validators=[within_the_calendar],
        label="First published at this time or later: ISO 8601, without a zone in the newsroom’s.",
    )
    until = MomentFilter(
        field_name="published_at",
        lookup_expr="lt",
        validators=[within_the_calendar],
        label="First published before this time: as `since`.",
    )
    change = ChoiceFilter(
        method="with_change",
        choices=[(kind.value, kind.label) for kind in PublishedChange.Kind],
        label="Stories that have a change of this kind in their history, as readers see it.",
    )

    def __init__(self, asked: Mapping[str, str], rows: Rows, navigation: Navigation) -> None:
        super().__init__(asked, rows)
        self.navigation = navigation
        self.of_story = "story__" if rows.model in BESIDE else ""
        self.story = "pk" if rows.model is PublishedArticle else "story"

    def in_section(self, rows: Rows, name: str, slug: str) -> Rows:
        found = self.navigation.find(slug)
        if found is None:
            raise unknown(name, slug, "/sections")
        column = "section" if found.parent_id else "root_section"
        return rows.filter(**{f"{self.of_story}{column}": found})

    def on_topic(self, rows: Rows, name: str, slug: str) -> Rows:
        if rows.model is PublishedTopic:
            return rows
        return self._beside(rows, PublishedTopic.objects.filter(topic__slug=slug))

    def by_reporter(self, rows: Rows, name: str, slug: str) -> Rows:
        if rows.model is PublishedByline:
            return rows
        return self._beside(rows, PublishedByline.objects.filter(reporter__slug=slug))

    def with_change(self, rows: Rows, name: str, kind: str) -> Rows:
        return self._beside(rows, PublishedChange.objects.filter(kind=kind))

    def _beside(self, rows: Rows, found: Rows) -> Rows:
        return rows.filter(**{f"{self.story}__in": found.values("story")})

    def of_type(self, rows: Rows, name: str, kind: str) -> Rows:
        return rows.filter(**{f"{self.of_story}article_type": kind})

    def in_language(self, rows: Rows, name: str, code: str) -> Rows:
        if rows.model is SearchRow:
            return rows.filter(language=words.base(code))
        return rows.filter(**{f"{self.of_story}language": code})


NARROWING = tuple(StoryFilter.base_filters)
STORIES = (*NARROWING, "q", *PAGING)


def begin(asked: Mapping[str, str]) -> Rows:
    """Where to look first. Of a topic or a reporter an index has the stories in order: otherwise either all of them
    were sorted, or most of the paper was walked past.
    """
    if slug := asked.get("topic"):
        topic = Subquery(Topic.objects.filter(slug=slug).order_by().values("pk")[:1])
        return PublishedTopic.objects.filter(topic=topic)
    if slug := asked.get("reporter"):
        reporter = Subquery(Reporter.objects.filter(slug=slug).order_by().values("pk")[:1])
        earlier = PublishedByline.objects.filter(
            Q(position__lt=OuterRef("position")), story=OuterRef("story"), reporter=OuterRef("reporter")
        )
        # Whoever reported and photographed it has two bylines in it, and one place in a list.
        return PublishedByline.objects.filter(~Exists(earlier), reporter=reporter)
    return PublishedArticle.objects.all()


def fitting(rows: Rows, asked: Mapping[str, str], navigation: Navigation) -> Rows:
    """Those of the rows that fit what was asked, or a Problem that names each value that cannot be read."""
    if not asked.keys() & set(NARROWING):
        return rows
    found = StoryFilter(asked, rows, navigation)
    if not found.is_valid():
        problems: Mapping[str, Iterable[object]] = cast("Any", found.errors)
        raise wrong({name: " ".join(map(str, words)) for name, words in problems.items()})
    return cast("Rows", found.qs)


def topics() -> QuerySet[Topic]:
    """Those that stories have: of others nobody outside the desk knows."""
    return Topic.objects.filter(Exists(PublishedTopic.objects.filter(topic=OuterRef("pk"))))


def reporters() -> QuerySet[Reporter]:
    """Those whose names stand in stories."""
    return Reporter.objects.filter(Exists(PublishedByline.objects.filter(reporter=OuterRef("pk"))))


def refuse_what_there_is_not(asked: Mapping[str, str]) -> None:
    """Asked only where nothing was found. What only the desk knows is answered as what nobody knows."""
    if (slug := asked.get("topic")) and not topics().filter(slug=slug).exists():
        raise unknown("topic", slug, "/topics")
    if (slug := asked.get("reporter")) and not reporters().filter(slug=slug).exists():
        raise unknown("reporter", slug, "/reporters")


def unknown(name: str, slug: str, where: str) -> Problem:
    return wrong({name: f"There is no {name} “{slug}”: {where} has all of them."})


def wrong(values: dict[str, str]) -> Problem:
    detail = " ".join(f"“{name}”: {words}" for name, words in values.items())
    return Problem(422, "Some of this cannot be read.", detail, wrong=values)


def asked_of(query: QueryDict, known: tuple[str, ...]) -> dict[str, str]:
    """Each parameter once, as text, without empty ones. What is not known is refused: a filter that was misspelt and
    passed over would list what nobody asked for.
    """
    if strange := sorted(set(query) - set(known)):
        raise Problem(
            400,
            "This is not known here.",
            f"Leave out {listed(strange)}. Known here: {listed(known) or 'no parameter'}.",
            unknown=[name[:80] for name in strange],
            known=list(known),
        )
    if twice := [name for name in query if len(query.getlist(name)) > 1]:
        raise wrong(dict.fromkeys(twice, "Give it once."))
    return {name: str(value) for name, value in query.items() if value}


def listed(names: Iterable[str]) -> str:
    return ", ".join(f"“{name[:80]}”" for name in names)


def limit_of(asked: Mapping[str, str]) -> int:
    text = asked.get("limit", str(USUAL))
    if not (text.isascii() and text.isdecimal() and len(text) <= 3 and 1 <= int(text) <= MOST):
        raise wrong({"limit": f"Give a number from 1 to {MOST}."})
    return int(text)


def described() -> Iterator[dict[str, Any]]:
    """The filters for OpenAPI."""
    for name, one in StoryFilter.base_filters.items():
        schema: dict[str, Any] = {"type": "string"}
        if isinstance(one, ChoiceFilter):
            schema["enum"] = [value for value, _ in one.extra["choices"]]
        elif isinstance(one, IsoDateTimeFilter):
            schema["format"] = "date-time"
        else:
            schema["pattern"] = CODE if name == "language" else SLUG
        yield {
            "name": name,
            "in": "query",
            "required": False,
            "description": str(one.label),
            "schema": schema,
        }
