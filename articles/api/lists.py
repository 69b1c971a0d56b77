"""Which stories stand on a page of a list, and where the next page begins: by an index, without counting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q, Subquery
from django.utils.http import urlencode

from articles.api import cursors, filters
from articles.api.cursors import Place
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

LAST_CHANGE = Subquery(PublicChange.objects.filter(number__isnull=False).order_by("-number").values("at")[:1])
# What the keys of lists stand for, see articles/records/row_keys.py. Any change may alter a list by anything else.
WITH_KEYS = {"section", "topic", "type", "since", "until"}


@dataclass(frozen=True)
class ListPage:
    stories: Sequence[int]
    """Numbers of public rows, newest first."""
    further: Place | None = None
    changed_at: datetime | None = None
    """When any story last changed for readers."""


def query_of(asked: Mapping[str, str]) -> str:
    """What a cursor is good for: everything that says which stories are listed."""
    return urlencode(sorted((name, value) for name, value in asked.items() if name not in filters.PAGING))


def page_of(asked: Mapping[str, str], navigation: Navigation) -> ListPage:
    limit = filters.limit_of(asked)
    place = cursors.read(asked["after"], query_of(asked)) if "after" in asked else None
    if "q" in asked:
        return found_by_words(asked, navigation, limit, place)
    rows = filters.fitting(filters.begin(asked), asked, navigation)
    story = "pk" if rows.model is PublishedArticle else "story_id"
    found = list(
        after(rows, place)
        .order_by("-published_at", "-story_id")
        .values_list(story, "published_at", "story_id", LAST_CHANGE)[: limit + 1]
    )
    if not found and place is None:
        filters.refuse_what_there_is_not(asked)
    page = found[:limit]
    further = (cursors.micros(page[-1][1]), page[-1][2]) if len(found) > limit else None
    return ListPage([row[0] for row in page], further, page[0][3] if page else None)


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
    rows = filters.fitting(SearchRow.objects.all(), asked, navigation)
    languages = [asked["language"]] if "language" in asked else settings.STORY_LANGUAGES
    end = PageEnd(cursors.moment(place[0]), place[1]) if place else None
    found = find(
        question, rows=rows, order=NEWEST, place=end, languages=[words.base(code) for code in languages]
    )
    page = list(found.stories)[:limit]
    if not page or not (found.further or len(page) < len(found.stories)):
        return ListPage(page)
    last = SearchRow.objects.filter(story=page[-1]).values_list("published_at", flat=True).first()
    return ListPage(page, (cursors.micros(last), page[-1]) if last else None)


def keys_of(asked: Mapping[str, str]) -> set[str]:
    """The surrogate keys of the list itself; those of its stories come besides."""
    if asked.keys() - set(filters.PAGING) - WITH_KEYS:
        return {page_keys.ANY}
    return {page_keys.STORIES, page_keys.TOPICS} if "topic" in asked else {page_keys.STORIES}
