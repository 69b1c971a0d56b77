"""The search page: what was asked for, what narrows it, and a page of results."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, ngettext

from articles.composing import cards
from articles.composing.cards import Card
from articles.composing.navigation import Navigation
from articles.models.keyset import PageEnd
from articles.models.published import PublishedArticle
from articles.models.search import SearchRow
from articles.search import asked as asking
from articles.search import words
from articles.search.asked import TooMuch
from articles.search.finding import BEST, COUNTED, NEWEST, Found, Merit, find
from articles.search.meant import meant
from articles.search.naming import names
from articles.search.showing import Marker
from articles.site.answers import for_readers
from articles.site.filters import SearchFilter

ORDERS = {BEST: gettext_lazy("Best first"), NEWEST: gettext_lazy("Newest first")}


@for_readers
def search(request: HttpRequest) -> HttpResponse:
    if any(len(values) > 1 for _, values in request.GET.lists()):
        raise Http404
    order, place = _order_and_place(request)
    navigation = Navigation.read()
    narrowed = SearchFilter(request.GET, navigation)
    chosen = narrowed.chosen
    if chosen is None:
        raise Http404
    context: dict[str, Any] = {
        "navigation": navigation,
        "menus": narrowed.menus(),
        "order": order,
        "orders": ORDERS.items(),
    }
    try:
        asked = asking.read(request.GET.get("q", ""))
    except TooMuch as too_much:
        return render(request, "site/search.html", context | {"problem": str(too_much)}, status=400)
    languages = (
        [chosen["language"]] if "language" in chosen else [words.base(it) for it in settings.STORY_LANGUAGES]
    )
    try:
        rows = narrowed.fitting(SearchRow.objects.all())
        found = find(asked, rows=rows, order=order, place=place, languages=languages)
    except OverflowError as beyond:  # the last day a calendar knows has no day after it
        raise Http404 from beyond
    named = names(
        asked,
        found=() if place else found.first,
        sections=() if place else navigation.sections,
        languages=languages,
        topic=chosen.get("topic", ""),
        reporter=chosen.get("reporter", ""),
    )
    if len(named.chosen) < ("topic" in chosen) + ("reporter" in chosen):
        raise Http404
    better = "" if found.stories or place else meant(asked, rows=rows, languages=languages)
    query = {"q": asked.text} | chosen | ({"order": order} if order != BEST else {})
    stories = _stories(found, navigation)
    context |= {
        "asked": asked,
        "place": place,
        "narrowed": bool(chosen),
        "named": named,
        "hits": _list(stories.values(), Marker(asked, languages)) if stories else "",
        "count": _count(found),
        "query": urlencode(query),
        "meant": better,
        "meant_query": urlencode(query | {"q": better}),
        "further": _further(found, stories),
    }
    return render(request, "site/search.html", context)


def _order_and_place(request: HttpRequest) -> tuple[str, PageEnd | Merit | None]:
    order = request.GET.get("order") or BEST
    if order not in ORDERS:
        raise Http404
    text = request.GET.get("after")
    if text is None:
        return order, None
    try:
        return order, PageEnd.read(text) if order == NEWEST else Merit.read(text)
    except ValueError as problem:
        raise Http404 from problem


def _stories(found: Found, navigation: Navigation) -> dict[int, tuple[Card, str]]:
    """The stories that were found, by number, each with its text. One that was taken down since is left out."""
    if not found.stories:
        return {}
    rows = PublishedArticle.objects.filter(pk__in=found.stories).values_list("pk", "card", "search_row__said")
    said = {pk: (text, words or "") for pk, text, words in rows}
    read = cards.read(((pk, text) for pk, (text, _) in said.items()), navigation, timezone.now())
    return {pk: (read[pk], said[pk][1]) for pk in found.stories if pk in read}


def _list(stories: Iterable[tuple[Card, str]], marker: Marker) -> SafeString:
    """The results: what was asked for is marked in the headline and in a passage, or else in the standfirst."""
    return cards.found(
        (
            story,
            marker.marked(story.headline, story.language),
            marker.passage(said, story.language) or marker.marked(story.standfirst, story.language),
        )
        for story, said in stories
    )


def _further(found: Found, stories: dict[int, tuple[Card, str]]) -> PageEnd | Merit | None:
    if isinstance(found.further, Merit):
        return found.further
    if found.further and stories:
        last = next(reversed(stories))
        return PageEnd(stories[last][0].published_at, last)
    return None


def _count(found: Found) -> str:
    if found.count > COUNTED:
        return gettext("More than %(count)s stories") % {"count": COUNTED}
    if found.count == 1:
        return gettext("One story")
    return ngettext("%(count)s story", "%(count)s stories", found.count) % {"count": found.count}
