"""The stories that somebody may see, a few at a time, from the first of an order.

Most people see a part of the stories, for one of several reasons: they began it, it is in their section, it was
assigned to them. Each reason is asked for by itself: a database that is asked for all of them at once looks at every
story there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db import connections
from django.db.models import Q, QuerySet

from articles import policy
from articles.models import Article
from articles.writing import desk_search

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    from articles.models.article import ArticleQuerySet

    AnyUser = AbstractBaseUser | AnonymousUser

NEWEST = ("-touched_at", "-pk")


def visible(
    stories: ArticleQuerySet, by: AnyUser, *, order: Sequence[Any], most: int, asked: str = ""
) -> ArticleQuerySet:
    """The first of these stories in this order that this person may see, with the words that are asked for.

    At most so many, by one query, and one more to find out whether the words are common. What is found by its words
    is looked at afterwards, unless most stories have them.
    """
    ways = policy.ways_to_see(by)
    if asked.strip():
        is_common = desk_search.is_common(asked)
        stories = desk_search.having(stories, asked, is_common=is_common)
        if ways is not None and not is_common:
            stories, ways = stories.filter(reduce(or_, ways, Q(pk__in=[]))), None
    numbers = _numbers(stories, ways, order, most)
    return Article.objects.filter(pk__in=numbers).order_by(*order)[:most]


def _numbers(
    stories: ArticleQuerySet, ways: Sequence[Q] | None, order: Sequence[Any], most: int
) -> QuerySet[Any, Any]:
    """Of each way at most so many: none of the first of all comes later among its own."""
    rows = stories.order_by(*order)
    if ways is None:
        return rows.values("pk")[:most]
    found = [rows.filter(way).values("pk")[:most] for way in ways] or [rows.none().values("pk")]
    if not connections[rows.db].features.supports_slicing_ordering_in_compound:
        # SQLite takes no limit inside of a union, but takes one a level deeper.
        numbers = Article.objects.order_by().values("pk")
        found = [numbers.filter(pk__in=part) for part in found]
    return found[0].union(*found[1:]) if len(found) > 1 else found[0]
