"""The archive: a calendar of the days that have stories, and the stories of a day.

Nothing here counts or reads the stories of a month: each cell of a calendar is one look into the index.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import dateformat, timezone
from django.utils.translation import gettext

from articles.composing import cards, times
from articles.composing.navigation import Navigation
from articles.composing.times import in_newsroom
from articles.models.keyset import page_of, place_asked
from articles.models.published import PublishedArticle, PublishedArticleQuerySet
from articles.site.answers import for_readers
from articles.site.told import pages
from articles.site.told.scripts import as_scripts

NEWEST_FIRST, OLDEST_FIRST = ("-published_at", "-story_id"), ("published_at", "story_id")

Span = tuple[date, date]
"""From the first day up to, and without, the second."""


@for_readers
def newest(request: HttpRequest) -> HttpResponse:
    """The newest month with stories. All other months are found from there."""
    first, last = ends()
    context = {} if first is None or last is None else a_month(last.replace(day=1), first, last)
    told = as_scripts(*pages.collection(archive()))
    around = {"navigation": Navigation.read(), "structured_data": told}
    return render(request, "site/archive.html", {**around, **context})


@for_readers
def month(request: HttpRequest, year: str, month: str) -> HttpResponse:
    asked, (first, last) = the_day(year, month, "01"), ends()
    if first is None or last is None or not first.replace(day=1) <= asked <= today():
        raise Http404
    context = a_month(asked, first, last)
    told = as_scripts(*pages.collection(archive(), place_of_month(asked)))
    around = {"navigation": Navigation.read(), "asked": asked, "structured_data": told}
    return render(request, "site/archive.html", {**around, **context})


@for_readers
def day(request: HttpRequest, year: str, month: str, day: str) -> HttpResponse:
    asked, before = the_day(year, month, day), place_asked(request)
    if asked > today():
        raise Http404
    earlier, later = beside(asked)
    page, older = page_of(on(asked).in_list(), before)
    if not page and earlier is None:
        raise Http404  # the paper did not exist yet
    navigation = Navigation.read()
    context = {
        "navigation": navigation,
        "day": asked,
        "stories": cards.listed(page, navigation, timezone.now()),
        "before": before,
        "older": older,
        "earlier": earlier,
        "later": later,
        "is_empty": not page,
        "structured_data": as_scripts(
            *pages.collection(
                archive(), place_of_month(asked), (times.on(asked), day_address(asked)), before=before
            )
        ),
    }
    return render(request, "site/archive_day.html", context)


def a_month(asked: date, first: date, last: date) -> dict[str, Any]:
    """The calendar of one month, with the months of its year and the years of the paper."""
    months = [date(asked.year, number, 1) for number in range(1, 13)]
    days = [asked + timedelta(number) for number in range(calendar.monthrange(asked.year, asked.month)[1])]
    spans = [(it, next_month(it)) for it in months] + [(it, it + timedelta(1)) for it in days]
    told = with_stories(spans)
    filled = {it for it, has_stories in zip(days, told[len(months) :], strict=True) if has_stories}
    return {
        "month": asked,
        "weekdays": [(dateformat.format(it, "D"), dateformat.format(it, "l")) for it in a_week()],
        "weeks": [
            [
                (it, day_address(it) if it in filled else "") if it.month == asked.month else (None, "")
                for it in week
            ]
            for week in calendar.Calendar().monthdatescalendar(asked.year, asked.month)
        ],
        "is_empty": not filled,
        "months": [
            (it, month_address(it) if has_stories else "")
            for it, has_stories in zip(months, told, strict=False)
        ],
        # A year leads to the newest of its months that can have stories.
        "years": [
            (year, month_address(min(date(year, 12, 1), last.replace(day=1))))
            for year in range(last.year, first.year - 1, -1)
        ],
    }


def with_stories(spans: Sequence[Span]) -> list[bool]:
    """The spans that have stories, in one query."""
    # Ordered, so that a database looks at the end of the index and does not read the table for the first row that
    # fits. The query is kept: to put it into SQL forty times took longer than the answers.
    sql, _ = within(*spans[0]).newest_first().values("story_id")[:1].query.sql_with_params()
    days = [connection.ops.adapt_datetimefield_value(begin_of(day)) for span in spans for day in span]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([f'({sql})'] * len(spans))}", days)
        return [found is not None for found in cursor.fetchone()]


def within(since: date, until: date) -> PublishedArticleQuerySet:
    return PublishedArticle.objects.filter(
        published_at__gte=begin_of(since), published_at__lt=begin_of(until)
    )


def on(day: date) -> PublishedArticleQuerySet:
    return within(day, day + timedelta(1))


def ends() -> tuple[date | None, date | None]:
    """The days of the first and of the newest story."""
    rows = PublishedArticle.objects.values_list("published_at", flat=True)
    return day_of(rows.order_by(*OLDEST_FIRST).first()), day_of(rows.order_by(*NEWEST_FIRST).first())


def beside(day: date) -> tuple[date | None, date | None]:
    """The nearest days before and after this one that have stories."""
    rows = PublishedArticle.objects.values_list("published_at", flat=True)
    earlier = rows.filter(published_at__lt=begin_of(day)).order_by(*NEWEST_FIRST)
    later = rows.filter(published_at__gte=begin_of(day + timedelta(1))).order_by(*OLDEST_FIRST)
    return day_of(earlier.first()), day_of(later.first())


def the_day(year: str, month: str, day: str) -> date:
    # The calendar ends with its first and its last year.
    if not MINYEAR < int(year) < MAXYEAR:
        raise Http404
    try:
        return date(int(year), int(month), int(day))
    except ValueError as no_day:
        raise Http404 from no_day


def today() -> date:
    return in_newsroom(timezone.now()).date()


def day_of(moment: datetime | None) -> date | None:
    return in_newsroom(moment).date() if moment else None


def begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())


def next_month(first: date) -> date:
    return (first + timedelta(31)).replace(day=1)


def a_week() -> list[date]:
    monday = date(2001, 1, 1)
    return [monday + timedelta(number) for number in range(7)]


def archive() -> pages.Place:
    return gettext("Archive"), reverse("site:archive")


def place_of_month(day: date) -> pages.Place:
    return times.month_of(day), month_address(day)


def month_address(day: date) -> str:
    return reverse("site:archive_month", args=[f"{day.year:04}", f"{day:%m}"])


def day_address(day: date) -> str:
    return reverse("site:archive_day", args=[f"{day.year:04}", f"{day:%m}", f"{day:%d}"])
