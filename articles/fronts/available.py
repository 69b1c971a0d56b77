"""Which stories could stand on a front: their numbers, in one query together with the sections.

Readers' pages and the desk's use the same query.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Case, OuterRef, Q, QuerySet, Value, When

from articles.composing.arrangement import Rule
from articles.composing.navigation import COLUMNS, Navigation
from articles.models.keyset import NewestNumbers, numbers_in
from articles.models.published import PublishedArticle
from articles.models.taxonomy import Section, Topic


def way(section: Section) -> str:
    """A section by its slug; one inside another by both: “city/transport”."""
    return f"{section.parent.slug}/{section.slug}" if section.parent else section.slug


class Candidates:
    """The numbers of the stories that could stand on a front.

    They are read in the query of the navigation. Each section that has a block comes with its newest stories. What
    other rules find is the same in every row, and the database looks for it once.
    """

    def __init__(
        self, wanted: Mapping[Rule, int], pins: Iterable[int] = (), *, of_every_root: int = 0
    ) -> None:
        of_sections = [rule for rule in wanted if rule.by == "section"]
        others = [rule for rule in wanted if rule.by != "section"]
        sql, parameters = statement(tuple(wanted.items()), tuple(pins), of_every_root)
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            rows = [(row[: len(COLUMNS)], row[len(COLUMNS) :]) for row in cursor.fetchall()]
        self.navigation = Navigation.of(tuple(columns for columns, _ in rows))
        self.found: dict[Rule, list[int]] = {}
        self.live: set[int] = set()
        for section, (_, (newest, pinned, *found)) in zip(self.navigation.sections, rows, strict=True):
            for rule in of_sections:
                if section.slug == last(rule.of):
                    self.found[rule] = numbers_in(newest)
            if of_every_root:
                self.found.setdefault(Rule("section", section.slug), numbers_in(newest))
            if section is self.navigation.sections[0]:
                self.found.update(zip(others, map(numbers_in, found), strict=True))
                self.live = set(numbers_in(pinned))


@lru_cache(maxsize=64)
def statement(
    wanted: tuple[tuple[Rule, int], ...], pins: tuple[int, ...], of_every_root: int
) -> tuple[str, tuple[Any, ...]]:
    """The query of a front: the columns of `Navigation`, each section's newest, the pins, and each other rule.

    It is kept: a front asks the same for every reader, and to put it into SQL takes longer than to answer it.
    """
    of_sections = {rule: count for rule, count in wanted if rule.by == "section"}
    columns: dict[str, Any] = {"newest": newest_of_each(of_sections, of_every_root), "pinned": Value("")}
    if pins:
        columns["pinned"] = NewestNumbers(
            PublishedArticle.objects.filter(story_id__in=pins).values("story_id")
        )
    for number, (rule, count) in enumerate(wanted):
        if rule.by != "section":
            columns[f"rule_{number}"] = NewestNumbers(numbers(rule)[:count])
    rows = Section.objects.order_by("position", "name").annotate(**columns).values_list(*COLUMNS, *columns)
    sql, parameters = rows.query.sql_with_params()
    return sql, tuple(parameters)


def newest_of_each(of_sections: Mapping[Rule, int], of_every_root: int) -> Case | Value:
    """Only for the sections that have a block."""
    if not of_sections and not of_every_root:
        return Value("")
    stories = PublishedArticle.objects.newest_first().values("story_id")
    count = max((*of_sections.values(), of_every_root))
    asked = Q(slug__in={last(rule.of) for rule in of_sections})
    in_root = NewestNumbers(stories.filter(root_section=OuterRef("pk"))[:count])
    roots = Q(parent__isnull=True) if of_every_root else Q(asked, parent__isnull=True)
    branches = [When(roots, then=in_root)]
    if any("/" in rule.of for rule in of_sections):
        branches.append(When(asked, then=NewestNumbers(stories.filter(section=OuterRef("pk"))[:count])))
    return Case(*branches, default=Value(""))


def last(way: str) -> str:
    return way.rpartition("/")[2]


def numbers(rule: Rule) -> QuerySet[Any, Any]:
    """The numbers of the stories that a rule finds, newest first. Each rule has an index."""
    if rule.by == "topic":
        topic = Topic.objects.filter(slug=rule.of).values("pk")[:1]
        on_topic = PublishedArticle.objects.filter(topic_rows__topic=topic).values("story_id")
        return on_topic.order_by("-topic_rows__published_at", "-topic_rows__story_id")
    stories = PublishedArticle.objects.newest_first().values("story_id")
    if rule.by == "type":
        stories = stories.filter(article_type=rule.of)
        if rule.within:
            column = "section" if "/" in rule.within else "root_section"
            within = Section.objects.filter(slug=last(rule.within)).values("pk")[:1]
            stories = stories.filter(**{column: within})
    return stories
