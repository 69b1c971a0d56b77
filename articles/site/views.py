"""The pages of the paper: home, sections, stories, topics, reporters; and what is answered when there is none."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError, OperationalError
from django.db.models import Exists, OuterRef
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseForbidden,
    HttpResponseNotFound,
    HttpResponseRedirect,
    HttpResponseServerError,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.http import http_date, urlencode
from django.utils.translation import gettext

from articles.composing import cards, facts, frame
from articles.composing.navigation import Navigation
from articles.composing.pictures import shown, without, without_images, without_thumbnails
from articles.models import page_keys
from articles.models.keyset import page_of, place_asked
from articles.models.people import Reporter
from articles.models.published import PublishedArticle, PublishedTopic
from articles.models.published_front import PublishedFront
from articles.models.taxonomy import Section, Topic
from articles.site import fronts, live, moved_in, near, plain
from articles.site.advertisements import BookedNow
from articles.site.answers import for_readers, moved
from articles.site.caching import ASK_EACH_TIME, FOR_EVER, shows
from articles.site.filters import IN_LIST, LatestFilter, bylines_of
from articles.site.page import story_page
from articles.site.prepared import Prepared
from articles.site.told import pages
from articles.site.told.scripts import as_scripts
from house.web import REQUEST_ID
from media.shelves.storage import ShelfAway

READ_ONLY = "25006"  # PostgreSQL's number for this error
# What the page of a reporter always reads.
HOME = Prepared(
    PublishedFront.objects.filter(section=None).annotate(booked=BookedNow()), along=["next"], also=["booked"]
)
SECTION = Prepared(
    Section.objects.annotate(booked=BookedNow()),
    by="slug",
    along=["parent", "front", "front__next"],
    also=["booked"],
)
STORY = Prepared(
    PublishedArticle.objects.annotate(booked=BookedNow()),  # type: ignore[no-redef] # set from it, as Prepared does
    by="path",
    along=["lead"],
    without=("body",),
    also=["booked"],
)


@for_readers
def home(request: HttpRequest) -> HttpResponse:
    if request.GET:
        if (answer := moved_in.by_number(request)) is not None:
            return answer
        if (note := moved_in.taken_away(request)) is not None:
            return gone_now(request, note)
    now = timezone.now()
    found = HOME.get()
    booked = getattr(found, "booked", None)
    return fronts.home_page(request, fronts.arranged(found, now), now, booked=booked)


@for_readers
def section(request: HttpRequest, slug: str, parent: str | None = None) -> HttpResponse:
    before = place_asked(request)
    found = SECTION.get(slug)
    if found is None and slug != slug.lower():  # it may have been typed in capitals
        found = SECTION.get(slug.lower())
    if found is None:
        if parent is None and (brought_in := plain.brought_in(slug)) is not None:
            return plain.answer(request, brought_in)
        raise Http404
    if request.path != found.get_absolute_url():
        return moved(request, found.get_absolute_url())
    if before is None:
        now = timezone.now()
        wanted, booked = fronts.arranged(getattr(found, "front", None), now), getattr(found, "booked", None)
        return fronts.section_page(request, found, wanted, now, booked=booked)
    navigation = Navigation.read()
    page, older = page_of(PublishedArticle.objects.in_section(found).in_list(), before)
    stories = cards.listed(page, navigation, timezone.now())
    context = {
        "navigation": navigation,
        "section": found,
        "inside": navigation.inside(found),
        "river": cards.river(stories, found) if stories else "",
        "before": before,
        "older": older,
        "is_empty": not stories,
        "structured_data": as_scripts(*pages.of_section(found, before)),
    }
    return shows(
        render(request, "site/section.html", context), page_keys.section(found.pk), cards.keys(stories)
    )


@for_readers
def latest(request: HttpRequest) -> HttpResponse:
    """All stories, newest first, narrowed by section, type, days, topic and reporter.

    A value that cannot be read is answered with 404, and so is a topic or a reporter without stories.
    """
    before = place_asked(request)
    if any(len(values) > 1 for _, values in request.GET.lists()):
        raise Http404
    navigation = Navigation.read()
    narrowed = LatestFilter(request.GET, navigation)
    asked = narrowed.chosen
    if asked is None:
        raise Http404
    topic = topic_with_stories(asked["topic"]) if "topic" in asked else None
    reporter = get_object_or_404(Reporter, slug=asked["reporter"]) if "reporter" in asked else None
    try:
        page, older = page_of(narrowed.stories(topic, reporter), before)
    except OverflowError as beyond:  # the last day a calendar knows has no day after it
        raise Http404 from beyond
    stories = cards.listed(page, navigation, timezone.now())
    context = {
        "navigation": navigation,
        "menus": narrowed.menus(),
        "topic": topic,
        "reporter": reporter,
        "query": urlencode(asked),
        "stories": stories,
        "before": before,
        "older": older,
    }
    if not asked:
        listed = pages.collection((gettext("Latest"), request.path), before=before)
        context |= {"is_empty": not stories, "structured_data": as_scripts(*listed)}
    return shows(
        render(request, "site/latest.html", context),
        page_keys.STORIES,
        cards.keys(stories),
        [page_keys.topic(topic.pk)] if topic else [],
        [page_keys.reporter(reporter.pk)] if reporter else [],
    )


def topic_with_stories(slug: str) -> Topic:
    """The name of a topic may itself be news, before there is a story about it."""
    return get_object_or_404(Topic, Exists(PublishedTopic.objects.filter(topic=OuterRef("pk"))), slug=slug)


@for_readers
def story(request: HttpRequest, **address: str) -> HttpResponse:
    found = STORY.get(request.path)
    if found is None:
        return formerly(request)
    facts.leave_out_what_is_broken(found)
    now = timezone.now()
    ended: set[int] = set()
    if found.rights_end is not None and found.rights_end <= now:
        ended = set(found.pictures.ended(now).values_list("image_id", flat=True))
        found.rendered_body = without(found.rendered_body, ended)
        found.videos = without_thumbnails(found.videos, ended)
        found.images = without_images(found.images, ended)
    coverage = live.asked(request, found, ended) if live.has_coverage(found) else None
    response = story_page(request, story=found, coverage=coverage, now=now)
    # A picture whose rights ended changes the page too.
    changed_at = max(found.modified_at, found.rights_end) if ended and found.rights_end else found.modified_at
    response.headers["Last-Modified"] = http_date(changed_at.timestamp())
    return response


def formerly(request: HttpRequest) -> HttpResponse:
    """Where a story was and is no more: it moved, or it was taken away."""
    known = near.Known(request.path, is_like_a_story_s=True)
    if known.moved_to:
        return moved(request, known.moved_to)
    if known.taken_away is None:
        raise near.NothingHere(known)
    story_id, note = known.taken_away
    # Another story may come to stand here.
    return shows(gone_page(request, note), page_keys.story(story_id), page_keys.STORIES)


def gone_page(request: HttpRequest, note: str) -> HttpResponse:
    return render(request, "site/gone.html", {"navigation": Navigation.read(), "note": note}, status=410)


def gone_now(request: HttpRequest, note: str) -> HttpResponse:
    """The same at an address of another system, to which the story may come back at any time."""
    gone = gone_page(request, note)
    gone.headers["Cache-Control"] = ASK_EACH_TIME
    return gone


@for_readers
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    before = place_asked(request)
    found = get_object_or_404(Topic, slug=slug)
    page, older = page_of(
        PublishedTopic.objects.filter(topic=found).values_list(*IN_LIST, named=True), before
    )
    if not page:
        # The name of a topic may itself be news, before there is a story about it.
        raise Http404
    navigation = Navigation.read()
    stories = cards.listed(page, navigation, timezone.now())
    context = {
        "navigation": navigation,
        "topic": found,
        "stories": stories,
        "before": before,
        "older": older,
        "structured_data": as_scripts(
            *pages.collection(
                (found.name, found.get_absolute_url()), description=found.description, before=before
            )
        ),
    }
    return shows(render(request, "site/topic.html", context), page_keys.topic(found.pk), cards.keys(stories))


@for_readers
def reporter(request: HttpRequest, slug: str) -> HttpResponse:
    before = place_asked(request)
    found = get_object_or_404(Reporter.objects.select_related("portrait"), slug=slug)
    page, older = page_of(bylines_of(found).values_list(*IN_LIST, named=True), before)
    navigation, now = Navigation.read(), timezone.now()
    stories = cards.listed(page, navigation, now)
    portrait = shown(getattr(found, "portrait", None), now)
    context = {
        "navigation": navigation,
        "reporter": found,
        "portrait": portrait,
        "stories": stories,
        "before": before,
        "older": older,
        "is_empty": before is not None and not stories,
        "structured_data": as_scripts(*([] if before else pages.profile_page(found, portrait))),
    }
    page_of_theirs = render(request, "site/reporter.html", context)
    if not stories:
        # Whether it may be read at all then hangs on rows that it does not show: entries in live coverage, and staff.
        return page_of_theirs
    return shows(page_of_theirs, page_keys.reporter(found.pk), cards.keys(stories))


@for_readers
def section_colours(request: HttpRequest) -> HttpResponse:
    navigation = Navigation.read()
    response = shows(HttpResponse(navigation.colours, content_type="text/css; charset=utf-8"))
    if request.GET.get("v") == navigation.colours_version:
        response.headers["Cache-Control"] = FOR_EVER
    return response


@for_readers
def favicon(request: HttpRequest) -> HttpResponse:
    """For those who ask before they have read a page; pages name the icon themselves."""
    return HttpResponseRedirect(static("site/favicon.svg"))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return HttpResponse(without_database("413.html"), status=413)
    return HttpResponseBadRequest(without_database("400.html"))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponseForbidden(without_database("403.html"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, near.NothingHere):
        known = exception.known
    else:
        of_archive = moved_in.is_like_an_archive_s(request.path)
        known = near.Known(request.path, is_like_a_story_s=of_archive)
        if request.method in {"GET", "HEAD"}:
            if known.moved_to:
                return moved(request, known.moved_to)
            if of_archive and (page_now := moved_in.page_once_at(request.path)):
                return moved(request, page_now)
            if known.taken_away is not None:  # it had an address of another system
                return gone_now(request, known.taken_away[1])
    found = near.find(known)
    if found.meant not in {"", request.path} and request.method in {"GET", "HEAD"}:
        return moved(request, found.meant)
    navigation = Navigation.read()
    offers = near.offers(found.stories, near.sections(request.path, navigation.sections))
    parts = {"offers": offers} if offers else {}
    try:
        page = frame.page("404.html", navigation, None, parts)
    except ValueError:  # as in `without_manifest`
        page = without_manifest("404.html", {"navigation": navigation, **parts}, request)
    return HttpResponseNotFound(page, headers={"Cache-Control": ASK_EACH_TIME})


def server_error(request: HttpRequest) -> HttpResponse:
    # If a database or a store does not answer now, the page is not at fault: readers and machines are asked to come
    # again.
    failed = sys.exc_info()[1]
    if is_away(failed):
        return come_again(request, failed)
    return HttpResponseServerError(without_database("500.html", request_id=number_of(request)))


def is_away(failed: BaseException | None) -> bool:
    """Whether something that the page needs does not answer just now, or cannot be written."""
    return isinstance(failed, InterfaceError | OperationalError | ShelfAway) or is_read_only(failed)


def is_read_only(failed: BaseException | None) -> bool:
    """Whether the database is a copy that cannot be written, or its disk is full."""
    if not isinstance(failed, DatabaseError):
        return False
    return getattr(failed.__cause__, "sqlstate", "") == READ_ONLY or "readonly database" in str(failed)


def come_again(request: HttpRequest, failed: BaseException | None) -> HttpResponse:
    """503 in the form that the sender can read. Whoever sent something is told whether it was saved."""
    words = ""
    cause = f"the database {'can only be read' if is_read_only(failed) else 'does not answer'} just now"
    if request.method not in {"GET", "HEAD"}:
        words = f"Nothing was saved: {cause}. Go back to what you typed, and try again soon."
    headers = {"Retry-After": "60", "Cache-Control": "no-store"}
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        told = {"why": words or "Try again in a minute.", "cause": cause}
        return JsonResponse(told, status=503, headers=headers)
    page = without_database("503.html", words=words, request_id=number_of(request))
    return HttpResponse(page, status=503, headers=headers)


def number_of(request: HttpRequest) -> str:
    """By which the log knows this request, for readers who write to us about it."""
    return str(request.META.get(REQUEST_ID, ""))


def without_database(template: str, **context: str) -> str:
    """A page that needs no database."""
    names = {"SITE_NAME": settings.SITE_NAME, "SITE_LANGUAGE": settings.LANGUAGE_CODE}
    return without_manifest(template, names | context)


def without_manifest(template: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
    """A page that says what is wrong; without style sheets if no static files have been collected."""
    try:
        return render_to_string(template, context, request)
    except ValueError:  # collectstatic's list does not have what the page names
        return render_to_string(template, context | {"bare": True}, request)
