"""The figures of the desk: counted by day and section, of what somebody may see, on both databases alike."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from articles.acts import approve, correct, moving, one_press, plain_moves, publish
from articles.models import Article, DeskLanguage, Edition, Section
from articles.planning import charts, figures
from articles.policy import Role
from house import clock
from tests import factories
from tests.desk_forms import at_the_desk

pytestmark = pytest.mark.django_db

FIGURES = "admin:articles_article_figures"


def at(days: int, hour: int = 0) -> datetime:
    return clock.midnight(timezone.now(), days=days) + timedelta(hours=hour)


def edited(section: Section, taken: datetime, minutes: int, by: User, writer: User | None = None) -> Article:
    """A story that was in edit for so many minutes; a copy editor did their part meanwhile."""
    article = factories.story(writer, section=section)
    moving.move(plain_moves.SUBMIT, article, by=article.created_by, now=taken - timedelta(hours=5))
    moving.move(plain_moves.TAKE, article, by=by, now=taken)
    copy = factories.user(Role.PICTURE_EDITOR)
    moving.move(plain_moves.HAND_OVER, article, by=copy, now=taken + timedelta(seconds=30))
    moving.move(approve.ACT, article, by=by, now=taken + timedelta(minutes=minutes))
    return article


def out(article: Article, now: datetime, **options: Any) -> Edition:
    assert article.approved_revision is not None
    made = publish.publish(article.approved_revision, by=factories.chief(), now=now, **options)
    article.refresh_from_db()
    return made


def test_stories_corrections_and_the_median_are_those_of_the_days_and_sections() -> None:
    chief, city, sport = factories.chief(), factories.section("City"), factories.section("Sport")
    inner = factories.section("Schools", parent=city)
    for section, day, minutes in (
        (city, -1, 10),
        (inner, -1, 50),
        (sport, -2, 45),
        (city, -6, 20),
        (city, -7, 5),
    ):
        out(edited(section, at(day, 10), minutes, chief), at(day, 12))
    live = edited(sport, at(-40), 10, chief)
    wrong = out(live, at(-39)).revision
    correct.correct(wrong, text="It was Thursday.", kind="correction", by=chief)
    out(edited(sport, at(-50), 10, chief), at(-1), dated_at=at(-900))
    read = figures.read(chief)
    assert (read.out, read.corrections, read.in_edit) == (4, 1, timedelta(minutes=32, seconds=30))
    assert [(one.out, one.corrections, one.in_edit) for one in read.days] == [
        (1, 0, timedelta(minutes=20)),
        (0, 0, None),
        (0, 0, None),
        (0, 0, None),
        (1, 0, timedelta(minutes=45)),
        (2, 0, timedelta(minutes=30)),
        (0, 1, None),
    ]
    assert [(one.name, one.out, one.corrections, one.in_edit) for one in read.sections] == [
        ("City", 3, 0, timedelta(minutes=20)),
        ("Sport", 1, 1, timedelta(minutes=45)),
    ]
    assert (figures.read(chief, span=28).out, figures.read(chief, section=inner.pk).out) == (5, 1)


def test_a_change_that_goes_out_by_one_press_was_not_in_edit() -> None:
    chief, city = factories.chief(), factories.section("City")
    article = edited(city, at(-1, 10), 30, chief)
    out(article, at(-1, 12))
    for words in ("One more boat.", "And another."):
        factories.edit(article, factories.user(Role.REPORTER), standfirst=words)
        assert article.revision is not None
        one_press.bring_out(article.revision, by=chief)
    assert article.state_changes.filter(act="approve").count() == 3
    assert figures.read(chief).in_edit == timedelta(minutes=30)


def test_nobody_counts_stories_that_they_may_not_see() -> None:
    chief, ines, city = factories.chief(), factories.user(Role.REPORTER), factories.section("City")
    own = edited(city, at(-1, 10), 10, chief, ines)
    for article in (own, edited(city, at(-1, 10), 40, chief)):
        out(article, at(-1, 12))
    read = figures.read(factories.again(ines))
    assert (read.out, read.in_edit) == (1, timedelta(minutes=10))
    assert figures.read(factories.user(Role.ADMIN)).out == 0


def test_charts_say_in_words_and_tables_what_their_bars_show() -> None:
    chief, city = factories.chief(), factories.section("City")
    for hour in (9, 10, 11):
        out(edited(city, at(-1, hour), 100, chief), at(-1, 14))
    page = at_the_desk(chief).get(reverse(FIGURES)).content.decode()
    document = html.document_fromstring(page)
    labels = [one.get("aria-label") for one in document.xpath("//*[local-name()='svg'][@role='img']")]
    assert labels[:2] == [
        "Stories out. 3 stories out in 7 days, at most 3 on one day.",
        "Time in edit, the median. Half of the stories were in edit for less than 1 h 40 min.",
    ]
    assert len(document.xpath("//*[local-name()='rect']")) == 2
    cells = [" ".join(row.text_content().split()) for row in document.xpath("//table[1]/tbody/tr")]
    assert cells[1].endswith("31 h 40 min0") or cells[1].endswith("3 1 h 40 min 0")
    long = at_the_desk(chief).get(reverse(FIGURES), {"days": "28", "section": city.pk}).content.decode()
    assert long.count('scope="row"') == 29
    assert at_the_desk(chief).get(reverse(FIGURES), {"days": "29", "section": "x"}).context["span"] == 7


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (None, "–"),
        (timedelta(seconds=89), "1 min"),
        (timedelta(minutes=200), "3 h 20 min"),
        (timedelta(hours=28), "1 day 4 h"),
        (timedelta(days=3), "3 days 0 h"),
    ],
)
def test_a_time_is_written_as_people_say_it(time: timedelta | None, words: str) -> None:
    assert charts.duration(time) == words


def test_bars_are_as_high_as_their_figures_and_every_fourth_day_of_28_is_named() -> None:
    days = [timezone.localdate() - timedelta(days=number) for number in reversed(range(28))]
    chart = charts.of_days("out", "Out", "", days, [0, 1, 4, *[2] * 25], ["0", "1", "4", *["2"] * 25])
    highest = charts.HEIGHT - charts.FOOT - charts.HEAD
    assert [bar.height for bar in chart.bars[:4]] == [0, highest / 4, highest, highest / 2]
    assert [number for number, bar in enumerate(chart.bars) if bar.day] == [3, 7, 11, 15, 19, 23, 27]


@pytest.mark.postgresql
def test_the_figures_are_looked_up_by_their_time() -> None:
    chief = factories.chief()
    out(edited(factories.section("City"), at(-1, 10), 10, chief), at(-1, 12))
    with CaptureQueriesContext(connection) as asked:
        figures.read(factories.again(chief))
    plans = ""
    with connection.cursor() as cursor:
        for other_way in ("seqscan", "bitmapscan", "sort", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{other_way} = off")
        for one in asked:
            cursor.execute(f"EXPLAIN {one['sql']}")
            plans += " ".join(line for (line,) in cursor.fetchall())
    assert "edition_newest" in plans
    assert "statechange_approved" in plans
    assert "statechange_of_article" in plans


# Who asks, and in which role; editions, approvals, sections for the sums and for the menu, how many messages are new.
QUESTIONS = 7


@pytest.mark.parametrize("count", [1, 4])
def test_the_figures_ask_as_much_for_many_stories_as_for_one(count: int) -> None:
    chief = factories.chief()
    for number in range(count):
        out(edited(factories.section(f"Section {number}"), at(-1, 10), 10, chief), at(-1, 12))
    client = Client()
    client.force_login(chief)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse(FIGURES), {"key": uuid.uuid4()}).status_code == 200
    assert len(asked) == QUESTIONS


def test_bars_stand_where_they_are_in_a_language_that_writes_decimals_with_a_comma() -> None:
    chief = factories.chief()
    factories.live_story()
    drawn = []
    for language in ("en", "pt"):
        DeskLanguage.objects.update_or_create(user=chief, defaults={"language": language})
        document = html.document_fromstring(at_the_desk(chief).get(reverse(FIGURES)).content.decode())
        drawn.append(document.xpath("//rect/@x | //rect/@height | //text/@x | //text/@y"))
    assert drawn[0] == drawn[1]
    assert "368.4" in drawn[1]
