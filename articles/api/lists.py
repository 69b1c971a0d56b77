"""Which stories stand on a page of a list, and where the next page begins: by an index, without counting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.db.models import OuterRef, Q, Subquery
from django.utils.http import urlencode

from articles.api import cursors, documents, filters
from articles.api.cursors import Place
from articles.api.documents import Version
from articles.api.filters import Rows
from articles.composing.navigation import Navigation
from articles.models import page_keys
from articles.models.keyset import PageEnd
from articles.models.public_change import PublicChange
from articles.models.published import PublishedArticle
from articles.models.search import SearchRow
from articles.search import asked as asking
from articles.search import words
from articles.search.asked import TooMuch
from articles.search.finding import NEWEST, find

# What the keys of lists stand for, see articles/records/row_keys.py. Any change may alter a list by anything else.
WITH_KEYS = {"section", "topic", "type", "since", "until"}


@dataclass(frozen=True)
class ListPage:
    stories: Mapping[int, Version]
    """By their numbers at the desk, newest first, with the number of the newest change of each."""
    further: Place | None = None


def query_of(asked: Mapping[str, str]) -> str:
    """What a cursor is good for: everything that says which stories are listed."""
    return urlencode(sorted((name, value) for name, value in asked.items() if name not in filters.PAGING))


def page_of(asked: Mapping[str, str], navigation: Navigation) -> ListPage:
    limit = filters.limit_of(asked)
    place = cursors.read(asked["after"], query_of(asked)) if "after" in asked else None
    if "q" in asked:
        return found_by_words(asked, navigation, limit, place)
    rows = filters.fitting(filters.begin(asked), asked, navigation)
    number = "story_id" if rows.model is PublishedArticle else "story__story_id"
    found = list(
        after(rows, place)
        .order_by("-published_at", "-story_id")
        .values_list("published_at", "story_id", number, *newest_change(number))[: limit + 1]
    )
    if not found and place is None:
        filters.refuse_what_there_is_not(asked)
    page = found[:limit]
    further = (cursors.micros(page[-1][0]), page[-1][1]) if len(found) > limit else None
    return ListPage({row[2]: documents.version(*row[3:]) for row in page}, further)


@cache
def newest_change(number: str) -> tuple[Subquery, Subquery]:
    """Number and time of that of the story whose number is in this column."""
    rows = PublicChange.objects.filter(story_id=OuterRef(number))
    return Subquery(rows.values("number")[:1]), Subquery(rows.values("at")[:1])


def after(rows: Rows, place: Place | None) -> Rows:
    if place is None:
        return rows
    at, number = cursors.moment(place[0]), place[1]
    # The first condition repeats a part of the second, so that a database starts in the middle of an index.
    return rows.filter(published_at__lte=at).filter(Q(published_at__lt=at) | Q(story_id__lt=number))


def found_by_words(
    asked: Mapping[str, str], navigation: Navigation, limit: int, place: Place | None
) -> ListPage:
    """The same by the search of the site, newest first, as many as a page of it has."""
    try:
        question = asking.read(asked["q"])
    except TooMuch as too_much:
        raise filters.wrong({"q": str(too_much)}) from None
    known = filters.fitting(SearchRow.objects.all(), asked, navigation)
    languages = [asked["language"]] if "language" in asked else settings.STORY_LANGUAGES
    end = PageEnd(cursors.moment(place[0]), place[1]) if place else None
    found = find(
        question, rows=known, order=NEWEST, place=end, languages=[words.base(code) for code in languages]
    )
    page = list(found.stories)[:limit]
    rows = PublishedArticle.objects.filter(pk__in=page)
    columns = ("pk", "published_at", "story_id", *newest_change("story_id"))
    told = {pk: facts for pk, *facts in rows.values_list(*columns)}
    shown = [pk for pk in page if pk in told]
    further = None
    if shown and (found.further or len(page) < len(found.stories)):
        further = (cursors.micros(told[shown[-1]][0]), shown[-1])
    return ListPage({told[pk][1]: documents.version(*told[pk][2:]) for pk in shown}, further)


def keys_of(asked: Mapping[str, str]) -> set[str]:
    """The surrogate keys of the list itself; those of its stories come besides."""
    if asked.keys() - set(filters.PAGING) - WITH_KEYS:
        return {page_keys.ANY}
    return {page_keys.STORIES, page_keys.TOPICS} if "topic" in asked else {page_keys.STORIES}
