"""The pages beside the stories: about, contact, privacy; the staff; what was corrected; which feeds there are."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from articles.composing.navigation import Navigation
from articles.composing.pictures import shown
from articles.models import page_keys
from articles.models.keyset import PAGE, PageEnd, place_asked
from articles.models.people import Reporter
from articles.models.plain import PlainPage
from articles.models.published import PublishedChange
from articles.site.answers import for_readers
from articles.site.caching import shows
from articles.site.told import pages
from articles.site.told.scripts import as_scripts


@for_readers
def page(request: HttpRequest, slug: str) -> HttpResponse:
    return answer(request, frame(slug))


def brought_in(slug: str) -> dict[str, Any] | None:
    """The frame of a page that has no place of its own, and came with an archive."""
    found = PlainPage.objects.filter(slug=slug).exclude(slug__in=PlainPage.Place.values).first()
    return {"navigation": Navigation.read(), "page": found} if found is not None else None


def answer(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    found = context["page"]
    told = as_scripts(*pages.plain_page(found, is_dated=bool(found.rendered_text)))
    page = render(request, "site/plain.html", context | {"structured_data": told})
    return shows(page, page_keys.plain(found.slug))


@for_readers
def staff(request: HttpRequest) -> HttpResponse:
    """Those who report for the paper now, by name."""
    now = timezone.now()
    people = Reporter.objects.filter(active=True).select_related("portrait").order_by("name", "pk")
    shown_people = [(person, shown(getattr(person, "portrait", None), now)) for person in people]
    context = frame(PlainPage.Place.STAFF)
    told = as_scripts(*pages.plain_page(context["page"], is_dated=False))
    page = render(request, "site/staff.html", context | {"people": shown_people, "structured_data": told})
    return shows(page, page_keys.plain(PlainPage.Place.STAFF), page_keys.STAFF)


@for_readers
def corrections(request: HttpRequest) -> HttpResponse:
    """Corrections, clarifications and editor's notes in live stories, newest first."""
    before = place_asked(request)
    rows = PublishedChange.objects.filter(kind__in=PublishedChange.CORRECTIONS)
    if before is not None:
        rows = rows.filter(at__lte=before.at).filter(Q(at__lt=before.at) | Q(pk__lt=before.number))
    rows = rows.select_related("story__section").only(
        *("kind", "at", "text"),
        *("story__story_id", "story__path", "story__headline", "story__language", "story__section__slug"),
    )
    found = list(rows.order_by("-at", "-pk")[: PAGE + 1])
    changes = found[:PAGE]
    context = frame(PlainPage.Place.CORRECTIONS) | {
        "changes": changes,
        "before": before,
        "older": PageEnd(changes[-1].at, changes[-1].pk) if len(found) > PAGE else None,
    }
    if before is None:
        context["structured_data"] = as_scripts(*pages.plain_page(context["page"], is_dated=False))
    page = render(request, "site/corrections.html", context)
    stories = page_keys.stories(change.story.story_id for change in changes)
    return shows(page, page_keys.plain(PlainPage.Place.CORRECTIONS), page_keys.CORRECTIONS, stories)


@for_readers
def feeds(request: HttpRequest) -> HttpResponse:
    """The feeds of the paper and of its sections, for people: how to follow them."""
    navigation = Navigation.read()
    sections = [one for root in navigation.roots for one in (root, *navigation.inside(root))]
    told = as_scripts(*pages.page("WebPage", [(gettext("Feeds"), reverse("site:feeds"))]))
    context = {"navigation": navigation, "sections": sections, "structured_data": told}
    return shows(render(request, "site/feeds.html", context), page_keys.EVERYTHING)


def frame(slug: str) -> dict[str, Any]:
    """What every plain page has: title and text; without a row, the name of its place."""
    first = PlainPage.Place(slug).label
    found = PlainPage.objects.filter(slug=slug).first() or PlainPage(slug=slug, title=first)
    if found.title == first:
        # The text with which every newsroom begins.
        found.title = gettext(first)
    return {"navigation": Navigation.read(), "page": found}
