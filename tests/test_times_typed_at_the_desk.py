"""Days and times that editors type: read by the newsroom's clock, and asked about when the clocks change."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import lxml.html
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from articles.desk.act_forms import ActForm, AssignForm, ReleaseForm
from articles.desk.forms import ArticleForm
from articles.models import Article, Front
from house import clock
from house.moments import MomentField
from tests import factories
from tests.desk_forms import at_the_desk

FORWARD, BACK = date(2027, 3, 28), date(2027, 10, 31)


@pytest.fixture
def london(settings: Any) -> None:
    settings.TIME_ZONE = "Europe/London"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc] # five numbers


@pytest.mark.parametrize(
    ("zone", "day", "typed", "moment"),
    [
        ("Asia/Kolkata", date(2026, 11, 23), "18:30", utc(2026, 11, 23, 13, 0)),
        ("Asia/Kolkata", date(2026, 11, 23), "18:30 IST", utc(2026, 11, 23, 13, 0)),
        ("Europe/London", date(2026, 7, 1), " 9.05 ", utc(2026, 7, 1, 8, 5)),
        ("Europe/London", date(2026, 7, 1), "23:59:59", utc(2026, 7, 1, 22, 59, 59)),
        ("Europe/London", BACK, "01:30 BST", utc(2027, 10, 31, 0, 30)),
        ("Europe/London", BACK, "01:30 GMT", utc(2027, 10, 31, 1, 30)),
        ("Europe/London", BACK, "01:30+01:00", utc(2027, 10, 31, 0, 30)),
        ("Europe/London", BACK, "01:30Z", utc(2027, 10, 31, 1, 30)),
        ("Europe/London", BACK, "00:59", utc(2027, 10, 30, 23, 59)),
        ("Europe/London", BACK, "02:00", utc(2027, 10, 31, 2, 0)),
        ("Europe/London", FORWARD, "00:59", utc(2027, 3, 28, 0, 59)),
        ("Europe/London", FORWARD, "02:00", utc(2027, 3, 28, 1, 0)),
        # Half an hour, and a zone without letters.
        ("Australia/Lord_Howe", date(2027, 4, 4), "01:45 UTC+11:00", utc(2027, 4, 3, 14, 45)),
        ("Australia/Lord_Howe", date(2027, 4, 4), "01:45 +10:30", utc(2027, 4, 3, 15, 15)),
        ("America/New_York", date(2027, 11, 7), "1:00 est", utc(2027, 11, 7, 6, 0)),
    ],
)
def test_a_time_is_read_by_the_clock_of_the_newsroom(
    settings: Any, zone: str, day: date, typed: str, moment: datetime
) -> None:
    settings.TIME_ZONE = zone
    assert clock.read(day, typed) == moment


@pytest.mark.parametrize(
    ("zone", "day", "typed", "readings", "words"),
    [
        (
            "Europe/London",
            BACK,
            "01:30",
            (utc(2027, 10, 31, 0, 30), utc(2027, 10, 31, 1, 30)),
            "comes twice: write 01:30 BST for the first or 01:30 GMT for the second.",
        ),
        (
            "Europe/London",
            FORWARD,
            "01:30",
            (utc(2027, 3, 28, 0, 30), utc(2027, 3, 28, 1, 30)),
            "there is no 01:30: write 00:30 GMT or 02:30 BST.",
        ),
        (
            "America/New_York",
            date(2027, 3, 14),
            "02:00",
            (utc(2027, 3, 14, 6, 0), utc(2027, 3, 14, 7, 0)),
            "there is no 02:00: write 01:00 EST or 03:00 EDT.",
        ),
        (
            "Australia/Lord_Howe",
            date(2027, 10, 3),
            "02:15",
            (utc(2027, 10, 2, 15, 15), utc(2027, 10, 2, 15, 45)),
            "there is no 02:15: write 01:45 UTC+10:30 or 02:45 UTC+11:00.",
        ),
    ],
)
def test_a_time_that_the_clocks_skip_or_repeat_is_asked_about_with_both_readings(
    settings: Any, zone: str, day: date, typed: str, readings: tuple[datetime, ...], words: str
) -> None:
    settings.TIME_ZONE = zone
    with pytest.raises(clock.Unclear) as refused:
        clock.read(day, typed)
    assert refused.value.readings == readings
    assert refused.value.message.endswith(words)


@pytest.mark.parametrize(
    ("zone", "day", "typed", "first"),
    [
        ("Europe/London", "2027-10-31", "01:30", "01:30 BST"),
        ("Europe/London", "2027-03-28", "01:30", "00:30 GMT"),
        ("America/New_York", "2027-11-07", "01:59", "01:59 EDT"),
        ("America/New_York", "2027-03-14", "02:00", "01:00 EST"),
        ("Australia/Lord_Howe", "2027-04-04", "01:45", "01:45 UTC+11:00"),
        ("Australia/Lord_Howe", "2027-10-03", "02:15", "01:45 UTC+10:30"),
    ],
)
def test_every_form_that_asks_for_a_time_asks_which_one_is_meant(
    settings: Any, zone: str, day: str, typed: str, first: str
) -> None:
    """A schedule, a release, an embargo, and when work is due. What is shown then is read back as the same moment."""
    settings.TIME_ZONE = zone
    forms = ((ActForm, "at"), (ReleaseForm, "at"), (ArticleForm, "embargo_until"), (AssignForm, "due"))
    for form, name in forms:
        field = form.base_fields[name]
        with pytest.raises(ValidationError, match=f"write {re.escape(first)} "):
            field.clean([day, typed])
        moment = field.clean([day, first])
        assert (clock.in_full(moment).endswith(first), field.clean(clock.typed(moment))) == (True, moment)


@pytest.mark.parametrize(
    ("day", "typed", "words"),
    [
        (date(2026, 7, 1), "18:30 GMT", "18:30 BST: write that, or leave the zone out"),
        (date(2026, 7, 1), "18:30 Mars", "leave the zone out"),
        (date(2026, 7, 1), "24:00", "a day ends at 23:59"),
        (date(2026, 7, 1), "6pm", "such as 18:30"),
        (date(2026, 7, 1), "6:30 pm", "hours from 0 to 23"),
        (date(2026, 7, 1), "6.30 a.m.", "hours from 0 to 23"),
        (date(2026, 7, 1), "", "such as 18:30"),
        (date(9999, 12, 31), "23:59", "Give a year from 1800 to 2200."),
        (date(1, 1, 1), "00:00", "Give a year from 1800 to 2200."),
    ],
)
def test_what_is_no_time_is_refused_with_what_to_write(
    london: None, day: date, typed: str, words: str
) -> None:
    with pytest.raises(ValidationError, match=words.replace("(", r"\(")):
        clock.read(day, typed)


@pytest.mark.parametrize(
    "typed", ["", "tomorrow", "2027-13-01T10:00", "99999-01-01T10:00", "2027-01-01", "2027-01-01T"]
)
def test_what_is_no_day_with_a_time_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="a day and a time by the newsroom’s clock"):
        clock.read_iso(typed)


@pytest.mark.parametrize(
    "moment", [utc(2027, 10, 31, 0, 30), utc(2027, 10, 31, 1, 30), utc(2026, 7, 1, 12, 5)]
)
def test_a_time_shown_in_a_form_is_read_back_as_the_same_moment(london: None, moment: datetime) -> None:
    assert clock.read(*clock.typed(moment)) == moment
    field = MomentField()
    day, typed = field.widget.decompress(moment)
    assert field.clean([str(day), typed]) == moment
    assert not field.has_changed(moment, [str(day), typed])


@pytest.mark.django_db
def test_an_embargo_at_a_doubled_time_is_asked_about_and_taken_with_its_zone(london: None) -> None:
    chief = factories.chief()
    story = factories.story(chief)
    desk, form = at_the_desk(chief), reverse("admin:articles_article_change", args=[story.pk])
    page = desk.get(form)
    sent = {
        name: value
        for name, value in page.context["adminform"].form.initial.items()
        if isinstance(value, str | int)
    }
    sent |= {"embargo": "until", "embargo_until_0": "2027-10-31", "embargo_until_1": "01:30"}
    sent |= {
        f"{rows}-{name}": "0" for rows in ("bylines", "sources") for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    sent["base"] = 1
    refused = desk.post(form, sent)
    assert "write 01:30 BST for the first or 01:30 GMT for the second" in refused.content.decode()
    taken = desk.post(form, sent | {"embargo_until_1": "01:30 GMT"})
    assert taken.status_code == 302
    assert Article.objects.get(pk=story.pk).embargo_until == utc(2027, 10, 31, 1, 30)
    page = desk.get(form).content.decode()
    assert 'value="01:30 GMT"' in page
    assert "Europe/London" in page


@pytest.mark.django_db
def test_a_front_at_a_doubled_time_asks_which_one(london: None, settings: Any) -> None:
    desk = at_the_desk(factories.chief())
    front = reverse("admin:articles_front_edit", args=["home"])
    form = {"do": "schedule", "at": "2027-10-31T01:30", "zone-0-key": "1"}
    refused = desk.post(front, form)
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "comes twice" in page
    assert '<option value="BST">' in page
    assert '<option value="GMT">' in page
    assert not Front.objects.filter(next_at__isnull=False).exists()
    assert desk.post(front, form | {"at": "2027-03-28T01:30"}).status_code == 409
    assert desk.post(front, form | {"zone": "GMT"}).status_code == 302
    assert Front.objects.get().next_at == utc(2027, 10, 31, 1, 30)


def test_day_and_time_stand_in_one_line() -> None:
    """What browsers make of it: a paragraph would end where the first of the two fields begins."""
    row = lxml.html.fragment_fromstring(MomentField().widget.render("at", None, {"id": "id_at"}))
    assert row.xpath("self::*[@class='datetime']//input/@class") == ["vDateField", "vTimeField"]
