"""The archive: which days have stories, the stories of a day, and the way from day to day."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import PublishedArticle, keyset
from tests import factories
from tests.pages import headlines, html, text

pytestmark = pytest.mark.django_db


def at(*when: int, **fields: object) -> PublishedArticle:
    return factories.published_story(published_at=datetime(*when, tzinfo=UTC), **fields)


def days(page: str) -> list[str]:
    return re.findall(r'<td><a href="(.*?)">', page)


def months(page: str) -> list[str]:
    (inside,) = re.findall(r'class="archive-months".*?</nav>', page, re.DOTALL)
    return re.findall(r'<a href="(.*?)"', inside)


def test_an_empty_paper_has_an_empty_archive() -> None:
    assert text(html("/archive/")) == "Archive All stories by day Nothing has been published yet."
    for path in ("/archive/2026/05/", "/archive/2026/05/01/"):
        assert Client().get(path).status_code == 404


def test_the_archive_opens_at_the_newest_month_and_leads_to_all_days_with_stories() -> None:
    at(2024, 12, 31, 20)  # 01:30 of the first day of 2025 in Kolkata
    at(2025, 3, 5, 10)
    at(2026, 4, 30, 18, 29)  # 23:59 in Kolkata
    at(2026, 4, 30, 18, 30)  # midnight
    at(2026, 5, 9, 10)
    page = html("/archive/")
    assert days(page) == ["/archive/2026/05/01/", "/archive/2026/05/09/"]
    assert months(page) == ["/archive/2026/04/", "/archive/2026/05/"]
    assert re.findall(r"<h1>(.*?)</h1>", page) == ["May 2026"]
    (years,) = re.findall(r'class="archive-years".*?</nav>', page, re.DOTALL)
    assert re.findall(r'<a href="(.*?)"', years) == ["/archive/2026/05/", "/archive/2025/12/"]
    assert days(html("/archive/2026/04/")) == ["/archive/2026/04/30/"]
    assert months(html("/archive/2025/12/")) == ["/archive/2025/01/", "/archive/2025/03/"]


def test_a_month_without_stories_says_so() -> None:
    at(2026, 3, 1, 10)
    at(2026, 5, 1, 10)
    page = html("/archive/2026/04/")
    assert "Nothing was published in this month." in text(page)
    assert days(page) == []


def test_the_calendar_has_every_day_of_the_month_under_its_weekday() -> None:
    at(2024, 2, 29, 10)
    page = html("/archive/2024/02/")
    rows = re.findall(r"<tr>(<td>.*?)</tr>", page)
    first = [re.sub(r"<.*?>", "", cell) for cell in rows[0].split("</td>")[:-1]]
    assert first == ["", "", "", "1", "2", "3", "4"]
    assert re.findall(r"\d+", re.sub(r"<.*?>", " ", " ".join(rows))) == [
        str(number) for number in range(1, 30)
    ]


def test_a_day_has_its_stories_newest_first_and_leads_to_the_days_beside_it() -> None:
    at(2026, 5, 1, 10)
    one, two = at(2026, 5, 9, 8), at(2026, 5, 9, 9)
    at(2026, 5, 20, 10)
    page = html("/archive/2026/05/09/")
    assert headlines(page) == [two.headline, one.headline]
    beside = re.findall(r'class="archive-beside".*?</nav>', page, re.DOTALL)[0]
    assert re.findall(r'href="(.*?)"', beside) == ["/archive/2026/05/01/", "/archive/2026/05/20/"]
    assert "archive-beside" in html("/archive/2026/05/01/")


def test_a_day_without_stories_says_so_and_leads_on() -> None:
    at(2026, 5, 1, 10)
    page = html("/archive/2026/05/02/")
    assert "Nothing was published on this day." in text(page)
    assert 'href="/archive/2026/05/01/"' in page
    assert 'class="archive-later"' not in page


def test_a_busy_day_goes_on_page_by_page_and_never_into_another() -> None:
    at(2026, 5, 8, 10)
    for number in range(keyset.PAGE + 3):
        at(2026, 5, 9, 10, number)
    first = html("/archive/2026/05/09/")
    (older,) = re.findall(r'<a href="(\?before=[^"]*)" rel="next">', first)
    second = html(f"/archive/2026/05/09/{older}")
    assert (len(headlines(first)), len(headlines(second))) == (keyset.PAGE, 3)
    assert 'rel="next">Older stories' not in second


def test_days_before_the_paper_and_days_to_come_are_not_found() -> None:
    factories.published_story(published_at=timezone.now() - timedelta(days=3))
    today = timezone.localdate()
    for day, status in {
        today: 200,
        today - timedelta(1): 200,
        today - timedelta(10): 404,
        today + timedelta(1): 404,
    }.items():
        assert Client().get(f"/archive/{day:%Y/%m/%d}/").status_code == status, day
    after = today.replace(day=1) + timedelta(40)
    assert Client().get(f"/archive/{after:%Y/%m}/").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "2026/",
        "2026/13/",
        "2026/00/",
        "2026/5/",
        "2026/02/30/",
        "2026/05/1/",
        "0000/01/01/",
        "0001/01/01/",
        "0001/01/",
        "9999/12/",
        "9999/12/31/",
        "-001/01/01/",
        "٢٠٢٦/05/01/",
        "20260/05/01/",
        "x" * 4000 + "/",
        "2026/05/01/?before=x",
        "2026/05/01/?before=" + "9" * 8000,
    ],
)
def test_a_day_that_is_none_is_not_found(path: str) -> None:
    at(2026, 5, 1, 10)
    assert Client().get(f"/archive/{path}").status_code == 404


def test_a_story_whose_picture_is_lost_does_not_take_its_day_down() -> None:
    factories.published_picture(at(2026, 5, 1, 10), renditions=[])
    assert len(headlines(html("/archive/2026/05/01/"))) == 1


@pytest.mark.parametrize("count", [3, 100])
def test_the_number_of_queries_does_not_grow_with_the_archive(count: int, django_assert_num_queries) -> None:
    for number in range(count):
        at(2026, 5, 1 + number % 30, 10)
    # The two ends of the archive, its cells, the sections; of a day its stories and its neighbours.
    for path, queries in {"/archive/": 4, "/archive/2026/05/": 4, "/archive/2026/05/02/": 4}.items():
        with django_assert_num_queries(queries):
            assert Client().get(path).status_code == 200
