"""Scheduling at the desk: the page that asks when, what the story says of it, and the lists of the first page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.acts import pending, schedule, schedule_withdrawal, withdraw
from articles.models import Article, EmbargoState, Scheduled
from articles.policy import Role
from articles.schedule import overview
from house import asking, clock
from tests import factories, pages
from tests.desk_forms import at_the_desk, form_of
from tests.test_schedule import approved, hours, next_version, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief() -> User:
    return factories.user(Role.EDITOR_IN_CHIEF, name="Ana Ruiz")


@pytest.fixture
def desk(chief: User) -> Client:
    return at_the_desk(chief)


def act_page(article: Article, act: str) -> str:
    return reverse("admin:articles_article_act", args=[article.pk, act])


def press(desk: Client, article: Article, act: str, **typed: Any) -> Any:
    address = act_page(article, act)
    form = desk.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    if at := sent.pop("at", None):
        sent["at_0"], sent["at_1"] = at if isinstance(at, list) else clock.typed(at)
    return desk.post(address, {**sent, **typed})


def said(desk: Client, address: str) -> str:
    return " ".join(pages.text(desk.get(address).content.decode()).split())


def test_an_editor_chooses_a_day_and_a_time_by_the_newsrooms_clock(desk: Client, settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Kolkata"
    article = factories.story()
    approved(article)
    answer = press(desk, article, "schedule", at_0="2099-11-29", at_1="18:00:30")
    assert answer.status_code == 302
    assert clock.exactly(Scheduled.objects.get().at) == "29 Nov 2099 18:00:30 IST"
    assert "Goes out at 29 Nov 2099 18:00:30 IST Revision 1, by Ana Ruiz" in said(desk, form_of(article))
    history = said(desk, reverse("admin:articles_article_history", args=[article.pk]))
    assert "Ana Ruiz scheduled revision 1, for 29 Nov 2099 18:00:30 IST" in history


@pytest.mark.parametrize(
    ("zone", "day", "typed", "words"),
    [
        ("Europe/London", "2099-10-25", "01:30", "write 01:30 BST for the first or 01:30 GMT for the second"),
        ("Europe/London", "2099-03-29", "01:30", "there is no 01:30: write 00:30 GMT or 02:30 BST"),
        ("America/New_York", "2099-11-01", "01:30", "write 01:30 EDT for the first or 01:30 EST for the"),
        ("America/New_York", "2099-03-08", "02:30", "there is no 02:30: write 01:30 EST or 03:30 EDT"),
        (
            "Australia/Lord_Howe",
            "2099-04-05",
            "01:45",
            "write 01:45 UTC+11:00 for the first or 01:45 UTC+10:30",
        ),
        ("Australia/Lord_Howe", "2099-10-04", "02:15", "no 02:15: write 01:45 UTC+10:30 or 02:45 UTC+11:00"),
    ],
)
def test_a_time_that_the_clocks_skip_or_repeat_is_asked_about(
    desk: Client, settings: Any, zone: str, day: str, typed: str, words: str
) -> None:
    settings.TIME_ZONE = zone
    article = factories.story()
    approved(article)
    answer = press(desk, article, "schedule", at_0=day, at_1=typed)
    assert (answer.status_code, words in answer.content.decode()) == (409, True)
    assert not Scheduled.objects.exists()
    # The first reading, as the page writes it.
    first = words.split("write ")[1].split(" or ")[0].split(" for ")[0]
    assert press(desk, article, "schedule", at_0=day, at_1=first).status_code == 302
    assert clock.in_full(Scheduled.objects.get().at).endswith(first)


def test_the_page_proposes_the_end_of_the_embargo_and_then_what_was_set(desk: Client, chief: User) -> None:
    article, end = factories.story(), hours(2)
    revision = approved(article)
    assert desk.get(act_page(article, "schedule")).context["form"]["at"].value() == [
        timezone.localdate(),
        None,
    ]
    Article.objects.filter(pk=article.pk).update(embargo=EmbargoState.UNTIL, embargo_until=end)
    assert desk.get(act_page(article, "schedule")).context["form"]["at"].value() == end
    later = schedule.schedule(revision, at=hours(3), by=chief).at
    assert desk.get(act_page(article, "schedule")).context["form"]["at"].value() == later


def test_the_story_says_that_what_was_written_since_does_not_go_out(desk: Client, chief: User) -> None:
    article = factories.live_story()
    schedule.schedule(next_version(article, "Second"), at=hours(2), by=chief)
    assert "What was written since" not in said(desk, form_of(article))
    factories.edit(article, factories.user(Role.REPORTER), headline="Third")
    schedule_withdrawal.schedule(article, at=hours(4), by=chief)
    page = said(desk, form_of(article))
    assert "What was written since does not go out then: the newest is revision 3." in page
    assert "approve and schedule it" in page
    approved(article)
    assert "Let revision 3 go out instead" in said(desk, form_of(article))
    assert "Scheduled already: Revision 2, " in said(desk, act_page(article, "schedule"))
    assert press(desk, article, "schedule").status_code == 302
    assert standing(article) == [
        ("cancelled", "update", 2),
        ("waiting", "update", 3),
        ("waiting", "withdrawal", 0),
    ]


def test_the_story_says_beforehand_why_it_will_not_go_out(desk: Client, chief: User) -> None:
    article = factories.story()
    schedule.schedule(approved(article), at=hours(2), by=chief)
    Article.objects.filter(pk=article.pk).update(embargo=EmbargoState.UNTIL, embargo_until=hours(3))
    page = said(desk, form_of(article))
    assert "As things stand, it will not go out: It is under embargo until" in page


def test_a_withdrawn_story_is_scheduled_only_if_somebody_says_that_readers_get_it_again(
    desk: Client, chief: User
) -> None:
    article = factories.live_story()
    withdraw.withdraw(article, by=chief)
    approved(article)
    assert "Say whether they get it again." in said(desk, act_page(article, "schedule"))
    refused = press(desk, article, "schedule", at_0="2099-11-29", at_1="18:00")
    assert refused.status_code == 409
    assert "Say whether they get it again." in refused.content.decode()
    assert not standing(article)
    answer = press(desk, article, "schedule", at_0="2099-11-29", at_1="18:00", puts_back="on")
    assert (answer.status_code, standing(article)) == (302, [("waiting", "update", 1)])


def test_a_story_that_is_no_withdrawn_one_is_scheduled_without_that_question(desk: Client) -> None:
    new, live = factories.story(), factories.live_story()
    approved(new)
    next_version(live, "Second")
    for article in (new, live):
        assert "readers get the story again" not in said(desk, act_page(article, "schedule"))


def test_one_of_several_is_taken_back(desk: Client, chief: User) -> None:
    article = factories.live_story()
    schedule.schedule(next_version(article, "Second"), at=hours(2), by=chief)
    gone = schedule_withdrawal.schedule(article, at=hours(4), by=chief)
    assert press(desk, article, "unschedule", which=gone.pk).status_code == 302
    assert standing(article) == [("waiting", "update", 2), ("cancelled", "withdrawal", 0)]
    assert press(desk, article, "unschedule").status_code == 302
    assert "Goes out at" not in said(desk, form_of(article))


def test_the_list_of_stories_marks_what_is_scheduled(desk: Client, chief: User) -> None:
    factories.story(headline="By hand")
    schedule.schedule(approved(factories.story(headline="By the clock")), at=hours(2), by=chief)
    rows = desk.get(reverse("admin:articles_article_changelist")).content.decode().split("<tr")
    assert [row.count("Scheduled") for row in rows if "By hand" in row or "By the clock" in row] == [1, 0]


def test_the_first_page_says_what_failed_what_is_late_and_what_is_next(
    desk: Client, chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = {name: factories.story(headline=name) for name in ("Soon", "Overdue", "Spoiled")}
    rows = {name: schedule.schedule(approved(one), at=hours(2), by=chief) for name, one in named.items()}
    past = asking.clock() - timedelta(minutes=2)
    Scheduled.objects.exclude(pk=rows["Soon"].pk).update(at=past, due=past)
    assert pending.fail(named["Spoiled"], rows["Spoiled"], "It has no section.", now=timezone.now())
    page = desk.get(reverse("admin:index"))
    lists = page.context["planned"]
    assert [(one.title, [str(row.article) for row in one.rows]) for one in lists] == [
        ("Not out at its time", ["Spoiled"]),
        ("Late", ["Overdue"]),
        ("Next", ["Soon"]),
    ]
    assert "It has no section." in page.content.decode()
    monkeypatch.setattr(overview, "LENGTH", 2)
    assert ", the first 1" in said(desk, reverse("admin:index"))
    sport = factories.user(Role.SECTION_EDITOR, sections=(factories.section("Sport"),))
    assert at_the_desk(sport).get(reverse("admin:index")).context["planned"] == []
