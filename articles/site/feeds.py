"""Feeds of the paper, of a section, a topic and a reporter: the newest stories whole, in three formats.

Feed readers look at a story again when its description or its time of update differs: a correction changes both.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date

from articles.models.people import Reporter
from articles.models.published import PublishedArticle, PublishedArticleQuerySet, PublishedTopic
from articles.models.redirect import GonePath
from articles.models.taxonomy import Section, Topic
from articles.site import feed_rows
from articles.site.answers import for_readers
from articles.site.feed_formats import FORMATS, Channel
from articles.site.filters import bylines_of
from house.web import absolute

LENGTH = 50

# When the paper last published something, and when it last took something away. The whole paper counts, so that the
# time never goes back, whichever story leaves a feed.
LAST_CHANGE = Subquery(PublishedArticle.objects.order_by("-modified_at").values("modified_at")[:1])
LAST_WITHDRAWAL = Subquery(GonePath.objects.order_by("-since").values("since")[:1])


@for_readers
def newest(request: HttpRequest, kind: str = "") -> HttpResponse:
    return feed(
        PublishedArticle.objects.all(),
        kind,
        title=settings.SITE_NAME,
        about=settings.SITE_TAGLINE or settings.SITE_NAME,
        page=reverse("site:home"),
        own=reverse("site:feed"),
    )


@for_readers
def newest_in_section(request: HttpRequest, section: str, kind: str = "") -> HttpResponse:
    found = Section.objects.select_related("parent").filter(slug=section).first()
    if found is None:
        raise Http404
    return feed(
        PublishedArticle.objects.in_section(found),
        kind,
        title=f"{settings.SITE_NAME}: {found.name}",
        about=found.description or found.name,
        page=found.get_absolute_url(),
        own=reverse("site:section_feed", args=[found.slug]),
        of=f"section-{found.pk}",
    )


@for_readers
def newest_on_topic(request: HttpRequest, slug: str, kind: str = "") -> HttpResponse:
    found = get_object_or_404(Topic, slug=slug)
    rows = PublishedTopic.objects.filter(topic=found).order_by("-published_at", "-story")
    return feed(
        PublishedArticle.objects.filter(pk__in=rows.values("story")[:LENGTH]),
        kind,
        title=f"{settings.SITE_NAME}: {found.name}",
        about=found.description or found.name,
        page=found.get_absolute_url(),
        own=reverse("site:topic_feed", args=[found.slug]),
        of=f"topic-{found.pk}",
        may_be_empty=False,
    )


@for_readers
def newest_by_reporter(request: HttpRequest, slug: str, kind: str = "") -> HttpResponse:
    found = get_object_or_404(Reporter, slug=slug)
    rows = bylines_of(found).order_by("-published_at", "-story")
    return feed(
        PublishedArticle.objects.filter(pk__in=rows.values("story")[:LENGTH]),
        kind,
        title=f"{settings.SITE_NAME}: {found.name}",
        about=", ".join(filter(None, [found.name, found.job_title])),
        page=found.get_absolute_url(),
        own=reverse("site:reporter_feed", args=[found.slug]),
        of=f"reporter-{found.pk}",
    )


def feed(
    stories: PublishedArticleQuerySet,
    kind: str,
    *,
    title: str,
    about: str,
    page: str,
    own: str,
    of: str = "",
    may_be_empty: bool = True,
) -> HttpResponse:
    rows = feed_rows.read(stories.annotate(last_change=LAST_CHANGE, last_withdrawal=LAST_WITHDRAWAL), LENGTH)
    if not rows and not may_be_empty:
        # The name of a topic may itself be news, before there is a story about it.
        raise Http404
    changed_at = last_changed(rows)
    written = FORMATS[kind]
    own = f"{own}{kind}/" if kind else own
    channel = Channel(title, about, page, own, of, changed_at)
    response = HttpResponse(
        written.whole(channel, feed_rows.items(rows, kind)), content_type=written.content_type
    )
    response.headers["Last-Modified"] = http_date(changed_at.timestamp())
    if settings.WEBSUB_HUBS:
        links = [("hub", hub) for hub in settings.WEBSUB_HUBS] + [("self", absolute(own))]
        response.headers["Link"] = ", ".join(f'<{address}>; rel="{name}"' for name, address in links)
    return response


def last_changed(rows: Sequence[feed_rows.Row]) -> datetime:
    """The latest time at which something in this feed can have changed."""
    if rows:
        moments = feed_rows.last_times(rows[0])
    else:
        changes = PublishedArticle.objects.order_by("-modified_at").values_list("modified_at", flat=True)
        withdrawals = GonePath.objects.order_by("-since").values_list("since", flat=True)
        moments = [changes.first(), withdrawals.first()]
    return max((at for at in moments if at), default=timezone.now())
