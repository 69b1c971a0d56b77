"""The pages beside the stories: about, contact, privacy; the staff; what was corrected."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
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


@for_readers
def page(request: HttpRequest, slug: str) -> HttpResponse:
    return shows(render(request, "site/plain.html", frame(slug)), page_keys.plain(slug))


@for_readers
def staff(request: HttpRequest) -> HttpResponse:
    """Those who report for the paper now, by name."""
    now = timezone.now()
    people = Reporter.objects.filter(active=True).select_related("portrait").order_by("name", "pk")
    shown_people = [(person, shown(getattr(person, "portrait", None), now)) for person in people]
    page = render(request, "site/staff.html", frame(PlainPage.Place.STAFF) | {"people": shown_people})
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
    context = {
        "changes": changes,
        "before": before,
        "older": PageEnd(changes[-1].at, changes[-1].pk) if len(found) > PAGE else None,
    }
    page = render(request, "site/corrections.html", frame(PlainPage.Place.CORRECTIONS) | context)
    stories = page_keys.stories(change.story.story_id for change in changes)
    return shows(page, page_keys.plain(PlainPage.Place.CORRECTIONS), page_keys.CORRECTIONS, stories)


def frame(slug: str) -> dict[str, Any]:
    """What every plain page has: title and text; without a row, the name of its place."""
    first = PlainPage.Place(slug).label
    found = PlainPage.objects.filter(slug=slug).first() or PlainPage(slug=slug, title=first)
    if found.title == first:
        # The text with which every newsroom begins.
        found.title = gettext(first)
    return {"navigation": Navigation.read(), "page": found}
