"""Sitemaps, for search engines: an index of months, the stories of each, and what is news today.

By month, since a month is one stretch of an index however many stories there are; nothing is counted or skipped over.
https://www.sitemaps.org/protocol.html allows 50,000 addresses in a file, which is 1,600 stories a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import DateTimeField, F, Func
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.http import http_date

from articles.composing.times import iso
from articles.models.published import PublishedArticle
from articles.site import archive, prepared
from articles.site.answers import for_readers
from articles.site.feeds import LAST_WITHDRAWAL, writable
from house.web import absolute

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
MOST, MOST_NEWS = 50_000, 1000
IS_NEWS = timedelta(hours=48)
# More months than this are more columns than a database answers in; the oldest are left out.
MOST_MONTHS = 1500


@for_readers
def index(request: HttpRequest) -> HttpResponse:
    months = with_stories()
    return sitemap(
        "sitemapindex",
        (
            f"<sitemap><loc>{absolute(address(it))}</loc><lastmod>{iso(modified)}</lastmod></sitemap>"
            for it, modified in months
        ),
    )


@for_readers
def month(request: HttpRequest, year: str, month: str) -> HttpResponse:
    asked = archive.the_day(year, month, "01")
    found = archive.within(asked, archive.next_month(asked)).newest_first()
    columns = ("path", "modified_at", "last_withdrawal")
    rows = list(found.annotate(last_withdrawal=LAST_WITHDRAWAL).values_list(*columns)[:MOST])
    if not rows:
        raise Http404
    withdrawn = rows[0][-1]
    return sitemap(
        "urlset",
        (
            f"<url><loc>{escape(absolute(path))}</loc><lastmod>{iso(modified)}</lastmod></url>"
            for path, modified, _ in rows
        ),
        modified=max(filter(None, [withdrawn, *(modified for _, modified, _ in rows)])),
    )


@for_readers
def news(request: HttpRequest) -> HttpResponse:
    """What was published within two days: the only stories that a search for news takes.

    When nothing was, the newest story stands there without being called news, and before the first story the front
    page: a map of nothing is an error to those who read it.
    """
    stories = PublishedArticle.objects.newest_first()
    columns = ("path", "headline", "language", "published_at")
    rows = list(stories.filter(published_at__gt=timezone.now() - IS_NEWS).values_list(*columns)[:MOST_NEWS])
    if not rows:
        path = stories.values_list("path", flat=True).first() or reverse("site:home")
        return sitemap("urlset", [f"<url><loc>{escape(absolute(path))}</loc></url>"])
    name = escape(writable(settings.SITE_NAME))
    # Without a time of its last change: it also changes when a story is no news any more.
    return sitemap(
        f'urlset xmlns:news="{NEWS}"',
        (
            f"<url><loc>{escape(absolute(path))}</loc><news:news><news:publication><news:name>{name}</news:name>"
            f"<news:language>{escape(in_short(language))}</news:language></news:publication>"
            f"<news:publication_date>{iso(published)}</news:publication_date>"
            f"<news:title>{escape(writable(headline))}</news:title></news:news></url>"
            for path, headline, language, published in rows
        ),
    )


def with_stories() -> list[tuple[date, datetime]]:
    """The months that have any, newest first, each with the time when one of its stories last changed."""
    first, last = archive.ends()
    if first is None or last is None:
        return []
    months = [
        date(number // 12, number % 12 + 1, 1)
        for number in range(last.year * 12 + last.month - 1, first.year * 12 + first.month - 2, -1)
    ][:MOST_MONTHS]
    return [
        (it, modified)
        for it, modified in zip(months, last_changes(months), strict=True)
        if modified is not None
    ]


def last_changes(months: Sequence[date]) -> list[datetime | None]:
    """Of the stories of each month, in one query that reads nothing but an index."""
    newest = Func(F("modified_at"), function="MAX", output_field=DateTimeField())
    rows = archive.within(months[0], archive.next_month(months[0])).values_list(newest)
    sql, _ = rows.query.sql_with_params()
    begins = [
        connection.ops.adapt_datetimefield_value(archive.begin_of(day))
        for month in months
        for day in (month, archive.next_month(month))
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([f'({sql})'] * len(months))}", begins)
        found = cursor.fetchone()
    column, converters = prepared.converters_of(PublishedArticle._meta.get_field("modified_at"))
    for convert in converters:
        found = [convert(value, column, connection) for value in found]
    return list(found)


def address(month: date) -> str:
    return reverse("site:sitemap_month", args=[f"{month.year:04}", f"{month:%m}"])


def in_short(language: str) -> str:
    """As the protocol of news has it: two letters, but for Chinese, which has two ways to be written."""
    language = language.replace("_", "-").lower()
    if language.startswith("zh"):
        return "zh-tw" if {"tw", "hk", "hant"} & set(language.split("-")) else "zh-cn"
    return language.split("-")[0]


def sitemap(kind: str, entries: Iterable[str], *, modified: datetime | None = None) -> HttpResponse:
    """`kind` is the outermost element, with whatever attributes it has beside the usual one."""
    name = kind.partition(" ")[0]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<{kind} xmlns="{SITEMAP}">',
        *entries,
        f"</{name}>",
        "",
    ]
    response = HttpResponse("\n".join(lines), content_type="application/xml; charset=utf-8")
    if modified is not None:
        response.headers["Last-Modified"] = http_date(modified.timestamp())
    return response
