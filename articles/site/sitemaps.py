"""Sitemaps for search engines: an index of months, the stories of each month, and the news of today.

By month, since a month is one stretch of an index however many stories there are. A month of more than 5,000 goes on
under further addresses, each named by its first story: https://www.sitemaps.org/protocol.html allows ten
times as many in a file, but such a file took a second to make. The oldest come first, so that the pages of a month
stay as they are while stories are added.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.http import http_date

from articles.composing.times import iso
from articles.models.keyset import numbers_in
from articles.models.published import PublishedArticle
from articles.site import archive, prepared
from articles.site.answers import for_readers, in_portions
from articles.site.feed_formats import as_xml
from articles.site.feeds import LAST_WITHDRAWAL
from house.web import absolute
from media.shelves import storage

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"
CONTENT_TYPE = "application/xml; charset=utf-8"
MOST, MOST_NEWS = 5_000, 1000
# So many rows of a page are in memory at once.
PORTION = 200
IS_NEWS = timedelta(hours=48)
MOST_MONTHS = 1500

STORIES = PublishedArticle._meta.db_table
MONTH = f"FROM {STORIES} WHERE since <= published_at AND published_at < until"
# When a story of each month last changed, and what begins each of its further pages: nothing but indexes is read.
# Only names and numbers of ours are written into these.
# The filter keeps PostgreSQL from looking for the last change of a month among the last changes of the whole paper.
LAST_CHANGE = f"SELECT MAX(modified_at) FILTER (WHERE TRUE) {MONTH}"
BEGINNINGS = f"""
    SELECT story_id FROM (
        SELECT story_id, row_number() OVER (ORDER BY published_at, story_id) AS place {MONTH}
    ) AS placed WHERE 1 < place AND place %% {{most}} = 1 ORDER BY place"""  # noqa: S608 # only names of ours are put in
# A subquery has one value.
AS_ONE_TEXT = {
    "sqlite": "SELECT group_concat(story_id) FROM ({}) AS beginnings",
    "postgresql": "SELECT array_to_string(ARRAY({}), ',')",
}


@for_readers
def index(request: HttpRequest) -> HttpResponse:
    return sitemap(
        "sitemapindex",
        (
            f"<sitemap><loc>{absolute(address(it, first))}</loc><lastmod>{iso(modified)}</lastmod></sitemap>"
            for it, modified, beginnings in with_stories()
            for first in (None, *beginnings)
        ),
    )


@for_readers
def month(request: HttpRequest, year: str, month: str, first: str = "") -> HttpResponse:
    asked = archive.the_day(year, month, "01")
    found = archive.within(asked, archive.next_month(asked))
    if first:
        asked_for = found.annotate(place=place_in(found)).filter(story_id=first)
        begin = asked_for.values_list("published_at", "place").first()
        # Anybody can make up as many addresses as there are stories: only those in the index have a page.
        if begin is None or begin[1] == 0 or begin[1] % MOST:
            raise Http404
        begins = begin[0]
        found = found.filter(published_at__gte=begins).exclude(published_at=begins, story_id__lt=first)
    oldest_first = found.order_by("published_at", "story_id").annotate(
        last_withdrawal=LAST_WITHDRAWAL, files=Cast("lead__renditions", TextField())
    )
    rows = oldest_first.values_list(*OF_A_STORY)[:MOST]
    page = PageOfMonth()
    response = in_portions(request, page.portions(rows.iterator(PORTION)), CONTENT_TYPE)
    if page.changed_at is None:
        raise Http404
    response.headers["Last-Modified"] = http_date(page.changed_at.timestamp())
    return response


def place_in(month: QuerySet[PublishedArticle]) -> Coalesce:
    """How many stories of this month come before one, in the order of its pages."""
    earlier = Q(published_at__lt=OuterRef("published_at"))
    at_once = Q(published_at=OuterRef("published_at"), story_id__lt=OuterRef("story_id"))
    before = month.order_by().filter(earlier | at_once).annotate(all=Value(1)).values("all")
    return Coalesce(Subquery(before.annotate(count=Count("*")).values("count")), 0)


OF_A_STORY = ("path", "modified_at", "last_withdrawal", "lead__rights_end", "files")


class PageOfMonth:
    """The stories of a page in portions, and the latest time at which something on it changed, once all are read."""

    def __init__(self) -> None:
        self.changed_at: datetime | None = None

    def portions(self, rows: Iterator[tuple[Any, ...]]) -> Iterator[bytes]:
        yield as_xml(f'<urlset xmlns="{SITEMAP}" xmlns:image="{IMAGE}">\n')
        now = timezone.now()
        while some := list(islice(rows, PORTION)):
            times = [some[0][2], self.changed_at, *(row[1] for row in some)]
            self.changed_at = max(at for at in times if at)
            yield "".join(
                f"<url><loc>{escape(absolute(path))}</loc><lastmod>{iso(modified)}</lastmod>"
                f"{self.image(files) if ends is None or ends > now else ''}</url>\n"
                for path, modified, _, ends, files in some
            ).encode()
        yield b"</urlset>\n"

    def image(self, files: str | None) -> str:
        """The lead picture: its address is all that is asked for."""
        name = largest(files)
        if not name:
            return ""
        address = escape(absolute(storage.shelf() + name))
        return f"<image:image><image:loc>{address}</image:loc></image:image>"


def largest(files: str | None) -> str:
    """The name of the widest JPEG among the renditions; nothing where there is none.

    Of a text: to read all twenty files of each of 5,000 pictures takes longer than the rest of the page.
    """
    found = JPEG.findall(files or "")
    return max(found, key=lambda one: int(one[1]))[0] if found else ""


JPEG = re.compile(r'"name": ?"([\w.-]{1,80}-([0-9]{1,5})\.jpg)"', re.ASCII)


@for_readers
def news(request: HttpRequest) -> HttpResponse:
    """What was published within two days: a search for news takes nothing older.

    If nothing was, the newest story is listed without being called news, and before the first story the front page:
    programs that read sitemaps count an empty one as an error.
    """
    stories = PublishedArticle.objects.newest_first()
    columns = ("path", "headline", "language", "published_at")
    rows = list(stories.filter(published_at__gt=timezone.now() - IS_NEWS).values_list(*columns)[:MOST_NEWS])
    if not rows:
        path = stories.values_list("path", flat=True).first() or reverse("site:home")
        return sitemap("urlset", [f"<url><loc>{escape(absolute(path))}</loc></url>"])
    name = escape(settings.SITE_NAME)
    # It has no time of its last change: it also changes when a story gets too old for it.
    return sitemap(
        f'urlset xmlns:news="{NEWS}"',
        (
            f"<url><loc>{escape(absolute(path))}</loc><news:news><news:publication><news:name>{name}</news:name>"
            f"<news:language>{escape(in_short(language))}</news:language></news:publication>"
            f"<news:publication_date>{iso(published)}</news:publication_date>"
            f"<news:title>{escape(headline)}</news:title></news:news></url>"
            for path, headline, language, published in rows
        ),
    )


def with_stories() -> list[tuple[date, datetime, list[int]]]:
    """The months that have any, newest first: when a story last changed, and what begins each further page."""
    first, last = archive.ends()
    if first is None or last is None:
        return []
    months = [
        date(number // 12, number % 12 + 1, 1)
        for number in range(last.year * 12 + last.month - 1, first.year * 12 + first.month - 2, -1)
    ][:MOST_MONTHS]
    column, converters = prepared.converters_of(PublishedArticle._meta.get_field("modified_at"))
    found = []
    for month, (modified, beginnings) in zip(months, told_of_each(months), strict=True):
        for convert in converters:
            modified = convert(modified, column, connection)
        if modified is not None:
            found.append((month, modified, numbers_in(beginnings)))
    return found


def told_of_each(months: Sequence[date]) -> list[tuple[Any, str | None]]:
    """For each month the newest `modified_at` of its stories, and the numbers of those that begin a further page."""
    beginnings = AS_ONE_TEXT[connection.vendor].format(BEGINNINGS.format(most=MOST))
    # To place the stories of a month takes longer than to count them, and few papers have such months.
    beginnings = (
        f"CASE WHEN (SELECT COUNT(*) {MONTH}) > {MOST} THEN ({beginnings}) END"  # names and numbers of ours
    )
    spans = ", ".join(["(%s, %s)"] * len(months))
    sql = (
        f"WITH months (since, until) AS (VALUES {spans}) "  # noqa: S608 # placeholders, and queries of ours
        f"SELECT ({LAST_CHANGE}), ({beginnings}) FROM months ORDER BY since DESC"
    )
    begins = [
        connection.ops.adapt_datetimefield_value(archive.begin_of(day))
        for month in months
        for day in (month, archive.next_month(month))
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, begins)
        return list(cursor.fetchall())


def address(month: date, first: int | None = None) -> str:
    """Of a month's page, or of that which begins with the story of this number."""
    words = [f"{month.year:04}", f"{month:%m}"]
    return reverse("site:sitemap_month", args=words if first is None else [*words, str(first)])


def in_short(language: str) -> str:
    """The language as the protocol of news writes it: two letters, except for Chinese, which has two scripts."""
    language = language.replace("_", "-").lower()
    if language.startswith("zh"):
        return "zh-tw" if {"tw", "hk", "hant"} & set(language.split("-")) else "zh-cn"
    return language.split("-")[0]


def sitemap(kind: str, entries: Iterable[str]) -> HttpResponse:
    """`kind` is the outermost element with its own attributes; the usual one is added."""
    name = kind.partition(" ")[0]
    lines = [f'<{kind} xmlns="{SITEMAP}">', *entries, f"</{name}>", ""]
    return HttpResponse(as_xml("\n".join(lines)), content_type=CONTENT_TYPE)
