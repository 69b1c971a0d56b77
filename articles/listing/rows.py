"""The stories that somebody may see, a page at a time.

Most people see a part of the stories, for one of several reasons: they began it, it is in their section, it was
assigned to them. Each reason is asked for by itself, and so is each of several sections: a database that is asked for
all of them at once looks at every story there is.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db import connections
from django.db.models import Q, QuerySet

from articles import policy
from articles.listing.orders import Order
from articles.models import Article
from articles.writing import desk_search

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    from articles.models.article import ArticleQuerySet

    AnyUser = AbstractBaseUser | AnonymousUser

PAGE = 50


@dataclass(frozen=True)
class Wanted:
    """Which stories a list is asked for."""

    stories: ArticleQuerySet
    order: Order
    asked: str = ""
    """Words that are searched."""
    sections: Collection[int] = ()
    """Stories of these; of all if there are none."""
    is_narrow: bool = False
    """Whether they are few, or an index of something else than sections has them in their order."""
    place: str = ""
    backwards: bool = False
    """Whether the page ends at the place, instead of beginning there."""


@dataclass(frozen=True)
class StoryPage:
    """The stories of a page, and the places from which the pages before and after it go on, if there are any."""

    stories: list[Article]
    before: str
    after: str


def page(wanted: Wanted, by: AnyUser, shown: QuerySet[Article, Article]) -> StoryPage:
    """One query, and one more where a search has to know how common its words are.

    `shown` is what is read of each story. Raises ValueError if there is no such place.
    """
    found = list(first(wanted, by, PAGE + 1, shown))
    order, is_more, found = wanted.order, len(found) > PAGE, found[:PAGE]
    if wanted.backwards:
        found.reverse()
    first_place = order.place_of(found[0]) if found else wanted.place
    last_place = order.place_of(found[-1]) if found else wanted.place
    if wanted.backwards:
        return StoryPage(found, first_place if is_more else "", last_place)
    return StoryPage(found, first_place if wanted.place else "", last_place if is_more else "")


def first(
    wanted: Wanted, by: AnyUser, most: int, shown: QuerySet[Article, Article] | None = None
) -> QuerySet[Article, Article]:
    """The first of these stories that this person may see, at most so many."""
    order = wanted.order.fields(backwards=wanted.backwards)
    stories = wanted.stories
    parts = _parts(policy.ways_to_see(by), wanted.sections, are_together=wanted.is_narrow)
    if wanted.place:
        stories = stories.filter(wanted.order.beyond(wanted.place, backwards=wanted.backwards))
    if wanted.asked.strip():
        is_common = desk_search.is_common(wanted.asked)
        stories = desk_search.having(stories, wanted.asked, is_common=is_common)
        if parts is not None and not is_common:
            # What is found by its words is looked at afterwards.
            stories, parts = stories.filter(reduce(or_, parts, Q(pk__in=[]))), None
    rows = Article.objects.all() if shown is None else shown
    return rows.filter(pk__in=_numbers(stories, parts, order, most)).order_by(*order)[:most]


def ways(by: AnyUser) -> list[Q]:
    """The ways in which this person comes to see stories, with all sections as one of them."""
    parts = _parts(policy.ways_to_see(by), (), are_together=True)
    return [Q()] if parts is None else parts


def _parts(ways: Sequence[Q] | None, sections: Collection[int], *, are_together: bool) -> list[Q] | None:
    """The conditions of which each is asked for by itself. None if there is but one question: for all stories.

    Sections are asked for one by one where the index of sections has the order, and else all at once.
    """
    asked = sorted(sections)
    if ways is None:
        return _of_sections(asked, are_together=are_together) if asked else None
    seen = [one for way in ways if (one := _section_of(way)) is not None]
    others = [way for way in ways if _section_of(way) is None]
    if asked:
        # Of the sections that somebody may see, none but those that are asked for are worth a question.
        seen = [one for one in seen if one in asked]
        others = [way & Q(section__in=asked) for way in others]
    return _of_sections(seen, are_together=are_together) + others


def _of_sections(sections: Sequence[int], *, are_together: bool) -> list[Q]:
    if are_together:
        return [Q(section__in=sections)] if sections else []
    return [Q(section=one) for one in sections]


def _section_of(way: Q) -> int | None:
    """The section, if that is all that this way asks for."""
    children: list[Any] = list(way.children)
    is_one = len(children) == 1 and isinstance(children[0], tuple) and children[0][0] == "section"
    return children[0][1] if is_one else None


def _numbers(
    stories: ArticleQuerySet, parts: Sequence[Q] | None, order: Sequence[Any], most: int
) -> QuerySet[Any, Any]:
    """Of each part at most so many: none of the first of all comes later in its own."""
    rows = stories.order_by(*order).values("pk")
    if parts is None:
        return rows[:most]
    found = [rows.filter(part)[:most] for part in parts] or [rows.none()]
    if not connections[rows.db].features.supports_slicing_ordering_in_compound:
        # SQLite takes no limit inside of a union, but takes one a level deeper.
        numbers = Article.objects.order_by().values("pk")
        found = [numbers.filter(pk__in=part) for part in found]
    return found[0].union(*found[1:]) if len(found) > 1 else found[0]
