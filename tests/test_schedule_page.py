"""The page of all that is scheduled, and the page on which several stories are let out together."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.acts import moving, pending, plain_moves, schedule, schedule_withdrawal
from articles.composing import arrangement
from articles.fronts import going_live, versions
from articles.models import Article, EmbargoState, FrontVersion, Scheduled, ScheduledRelease
from articles.policy import Role
from articles.schedule import releases
from house import asking, clock
from tests import factories
from tests.desk_forms import at_the_desk, form_of
from tests.test_schedule import approved, hours, next_version
from tests.test_schedule_at_the_desk import act_page, said

pytestmark = pytest.mark.django_db
SCHEDULE, RELEASE = "admin:articles_article_schedule", "admin:articles_article_release"


@pytest.fixture
def chief() -> User:
    return factories.user(Role.EDITOR_IN_CHIEF, name="Ana Ruiz")


@pytest.fixture
def desk(chief: User) -> Client:
    return at_the_desk(chief)


def home(chief: User) -> FrontVersion:
    version = versions.save(None, arrangement.home([]), base=None, by=chief)
    assert version is not None
    return version


def parts(desk: Client) -> list[tuple[str, list[list[str]]]]:
    """The headings of the page, and under each the stories that stand together."""
    agenda = desk.get(reverse(SCHEDULE)).context["agenda"]
    return [
        (part.title, [[str(row.article) for row in one.rows] for one in part.entries])
        for part in agenda.parts
    ]


def test_all_that_is_scheduled_stands_by_day_and_what_needs_somebody_above(desk: Client, chief: User) -> None:
    names = ("Tomorrow", "One", "Two", "Overdue", "Spoiled")
    named = {name: factories.story(headline=name) for name in names}
    at, later = hours(30), hours(54)
    rows = {
        name: schedule.schedule(approved(named[name]), at=at, by=chief)
        for name in ("Tomorrow", "Overdue", "Spoiled")
    }
    releases.plan([approved(named[name]) for name in ("One", "Two")], at=later, by=chief, version=home(chief))
    past = asking.clock() - timedelta(minutes=2)
    Scheduled.objects.filter(pk__in=[rows["Overdue"].pk, rows["Spoiled"].pk]).update(at=past, due=past)
    assert pending.fail(named["Spoiled"], rows["Spoiled"], "It has no section.", now=past)
    assert parts(desk) == [
        ("Not out at its time", [["Spoiled"]]),
        ("Late", [["Overdue"]]),
        (clock.weekday(at), [["Tomorrow"]]),
        (clock.weekday(later), [["One", "Two"]]),
    ]
    page = said(desk, reverse(SCHEDULE))
    assert "It has no section." in page
    assert "2 stories and the front “Home” in version 1, all or none" in page
    sport = factories.user(Role.SECTION_EDITOR, sections=(factories.section("Sport"),))
    assert parts(at_the_desk(sport)) == []


def test_the_page_says_what_will_not_go_out_as_things_stand(desk: Client, chief: User) -> None:
    one, two, alone = (factories.story(headline=name) for name in ("One", "Two", "Alone"))
    releases.plan([approved(one), approved(two)], at=hours(2), by=chief)
    schedule.schedule(approved(alone), at=hours(3), by=chief)
    assert "will not go out" not in said(desk, reverse(SCHEDULE))
    moving.move(plain_moves.RETURN, one, by=chief, note="Ask the council.")
    Article.objects.filter(pk=alone.pk).update(embargo=EmbargoState.UNTIL_LIFTED)
    page = said(desk, reverse(SCHEDULE))
    assert "none of this will go out: “One” was to go out with it, and was taken back since." in page
    assert "it will not go out: It is under embargo until lifted." in page
    assert "“One” was to go out with it, and was taken back since." in said(desk, form_of(two))


def test_an_editor_of_one_section_is_told_of_no_trouble_where_there_is_none(chief: User) -> None:
    """The other story of the release waits too, though this editor may not see it."""
    city, sport = factories.section("City"), factories.section("Sport")
    pair = [factories.story(section=city, headline="One"), factories.story(section=sport, headline="Two")]
    releases.plan([approved(one) for one in pair], at=hours(2), by=chief)
    editor = at_the_desk(factories.user(Role.SECTION_EDITOR, sections=(city,)))
    page = said(editor, reverse(SCHEDULE))
    assert "and 1 more, in sections of others" in page
    assert ("Two" in page, "will go out" in page) == (False, False)


def test_a_front_that_goes_live_by_itself_stands_among_them(desk: Client, chief: User) -> None:
    going_live.schedule(home(chief), hours(2), by=chief)
    assert "Front: Home Version 1 Ana Ruiz" in said(desk, reverse(SCHEDULE))
    sport = factories.user(Role.SECTION_EDITOR, sections=(factories.section("Sport"),))
    assert "Front: Home" not in said(at_the_desk(sport), reverse(SCHEDULE))


def chosen(*stories: Article) -> list[str]:
    return [f"{one.pk}.{one.approved_revision.number}" for one in stories if one.approved_revision]


def send(desk: Client, stories: list[str], **more: Any) -> Any:
    day, time = clock.typed(more.pop("at", None) or hours(5))
    sent = {"key": str(uuid.uuid4()), "story": stories, "at_0": day, "at_1": time, "front": "", "do": "plan"}
    return desk.post(reverse(RELEASE), sent | more)


def test_an_editor_plans_changes_and_takes_back_a_release(desk: Client, chief: User) -> None:
    one, two, three = (factories.story(headline=name) for name in ("One", "Two", "Three"))
    for story in (one, two, three):
        approved(story)
    version, at = home(chief), hours(5)
    page = desk.get(reverse(RELEASE), {"story": chosen(two)})
    assert {str(it.article): ticked for it, ticked in page.context["candidates"]} == {
        "One": False,
        "Two": True,
        "Three": False,
    }
    assert send(desk, chosen(one, two), at=at, front=version.pk).status_code == 302
    release = ScheduledRelease.objects.get()
    assert (release.at, release.version, release.by) == (at, version, chief)
    assert "2 stories and the front “Home”, all or none." in said(desk, reverse("admin:index"))
    assert "Together with 1 other story, all or none." in said(desk, form_of(one))
    # What waits in a release is not offered to another.
    offered = desk.get(reverse(RELEASE)).context["candidates"]
    assert [str(it.article) for it, _ in offered] == ["Three"]
    page = desk.get(reverse(RELEASE), {"release": release.pk})
    assert [(str(it.article), ticked) for it, ticked in page.context["candidates"]] == [
        ("One", True),
        ("Two", True),
        ("Three", False),
    ]
    assert (page.context["form"]["at"].value(), page.context["form"]["front"].value()) == (at, version.pk)
    assert send(desk, chosen(two, three), release=release.pk).status_code == 302
    waiting = Scheduled.objects.waiting()
    assert set(waiting.values_list("article", flat=True)) == {two.pk, three.pk}
    newest = waiting[0].release
    assert newest is not None
    assert send(desk, [], release=newest.pk, do="take-back").status_code == 302
    assert not Scheduled.objects.waiting().exists()
    assert desk.get(reverse(RELEASE), {"release": newest.pk}).status_code == 404


def test_a_refused_release_keeps_what_was_chosen(desk: Client) -> None:
    one, two = (factories.story(headline=name) for name in ("One", "Two"))
    for story in (one, two):
        approved(story)
    Article.objects.filter(pk=two.pk).update(embargo=EmbargoState.UNTIL_LIFTED)
    answer = send(desk, chosen(one, two))
    assert (answer.status_code, [ticked for _, ticked in answer.context["candidates"]]) == (409, [True, True])
    assert answer.context["reasons"] == ("“Two”: It is under embargo until lifted.",)
    answer = send(desk, chosen(one, two), at_1="soon")
    assert (answer.status_code, "Write the time as hours" in answer.content.decode()) == (409, True)
    assert not Scheduled.objects.exists()


def test_who_may_not_see_or_schedule_a_story_releases_none(chief: User) -> None:
    city, sport = factories.section("City"), factories.section("Sport")
    one, two = (factories.story(section=city, headline=name) for name in ("One", "Two"))
    release = releases.plan([approved(one), approved(two)], at=hours(2), by=chief)
    editor = at_the_desk(factories.user(Role.SECTION_EDITOR, sections=(sport,)))
    assert editor.get(reverse(RELEASE), {"release": release.pk}).status_code == 404
    assert send(editor, chosen(one, two)).context["reasons"] == (
        "A story is not there any more: load the page again.",
    )
    copy = at_the_desk(factories.user(Role.COPY_EDITOR, sections=(city,)))
    assert copy.get(reverse(RELEASE)).status_code == 403
    assert send(copy, [], release=release.pk, do="take-back").status_code == 409
    assert Scheduled.objects.waiting().count() == 2


def test_the_page_of_taking_back_proposes_the_row_that_was_pressed(desk: Client, chief: User) -> None:
    article = factories.live_story()
    schedule.schedule(next_version(article, "Second"), at=hours(2), by=chief)
    gone = schedule_withdrawal.schedule(article, at=hours(4), by=chief)
    page = desk.get(act_page(article, "unschedule"), {"which": gone.pk})
    assert page.context["form"]["which"].value() == gone.pk


# Who asks, and in which role; what is scheduled with all that stands around it, what releases lack, the fronts;
# how many messages are new.
AGENDA = 6
FIRST_PAGE = 12


@pytest.mark.parametrize("stories", [2, 6])
def test_pages_with_schedules_ask_little_however_much_is_scheduled(
    desk: Client, chief: User, stories: int
) -> None:
    for number in range(stories):
        article = factories.live_story(headline=f"Live {number}")
        schedule.schedule(next_version(article, f"Next {number}"), at=hours(2), by=chief)
        pair = [approved(factories.story(headline=f"{number} {which}")) for which in ("one", "two")]
        releases.plan(pair, at=hours(3), by=chief)
    moving.move(plain_moves.RETURN, pair[0].article, by=chief, note="Ask the council.")
    counts = {}
    for name in (SCHEDULE, "admin:index"):
        desk.get(reverse(name))
        with CaptureQueriesContext(connection) as questions:
            assert desk.get(reverse(name)).status_code == 200
        counts[name] = len(questions)
    # PostgreSQL is asked for the time too.
    assert counts[SCHEDULE] == AGENDA + (connection.vendor == "postgresql")
    assert counts["admin:index"] <= FIRST_PAGE


# What the form of a story asks more for each publication that waits: of its pictures, its address, its translations,
# what those who scheduled it may still do, and of a release.
EACH, OF_A_RELEASE = 4, 1


def test_the_form_of_a_story_asks_little_about_its_schedule(desk: Client, chief: User) -> None:
    plain, single, several = (factories.live_story(headline=name) for name in ("Plain", "Single", "Several"))
    for article in (single, several):
        schedule.schedule(next_version(article, f"{article}, second"), at=hours(2), by=chief)
    pair = [next_version(several, "Third"), approved(factories.story(headline="Beside"))]
    releases.plan(pair, at=hours(3), by=chief)
    next_version(plain, "Second")
    counts = []
    for article in (plain, single, several):
        desk.get(form_of(article))
        with CaptureQueriesContext(connection) as questions:
            assert desk.get(form_of(article)).status_code == 200
        counts.append(len(questions))
    without, one, two = counts
    assert one - without <= 1 + EACH
    assert two - one <= EACH + OF_A_RELEASE
