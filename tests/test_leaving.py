"""Somebody leaves: what they had is handed on, on record, and their access ends. Sessions are seen and ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.acts import republish, schedule, withdraw
from articles.corrections import deciding
from articles.models import (
    AccessChange,
    Article,
    Assignment,
    HistoryLink,
    Message,
    ReportMove,
    Scheduled,
    Section,
)
from articles.policy import Role
from articles.records import outbox, verifying
from articles.schedule import on_time, releases
from house import asking
from newsroom.models import DeskSession
from newsroom.people import factors, leaving, sessions
from tests import factories
from tests.desk_forms import at_the_desk, form_of

pytestmark = pytest.mark.django_db
YOURS = "/desk/your-log-in/"


@pytest.fixture
def admin() -> User:
    return factories.user(Role.ADMIN, name="Adam Nunes")


@pytest.fixture
def city() -> Section:
    return factories.section("City")


@pytest.fixture
def sport() -> Section:
    return factories.section("Sport")


def leaves(user: User, by: User, **chosen: str) -> HttpResponseBase:
    fields = {name.replace("_", "-"): value for name, value in chosen.items()}
    return at_the_desk(by).post(reverse("admin:leave", args=[user.pk]), fields)


def counts(user: User, by: User) -> str:
    page = at_the_desk(by).get(reverse("admin:leave", args=[user.pk])).content.decode()
    return " ".join(page.split())


def test_stories_go_to_people_and_desks_and_each_has_it_in_its_log(
    admin: User, city: Section, sport: Section
) -> None:
    ines, bob = (
        factories.user(Role.REPORTER, name="Ines Caldera"),
        factories.user(Role.REPORTER, name="Bob Lee"),
    )
    User.objects.filter(pk=bob.pk).update(email="bob@example.org")
    mine = [factories.story(ines, section=city), factories.story(ines, section=city)]
    goal = factories.story(ines, section=sport)
    others = [factories.live_story(ines, section=city), factories.story(bob, section=city)]
    before = counts(ines, admin)
    assert "Stories in their hands: 3" in before
    assert f"{city}: who gets these stories (2)" in before
    done = leaves(ines, admin, **{f"to_{city.pk}": f"person-{bob.pk}", f"to_{sport.pk}": f"desk-{sport.pk}"})
    assert done.status_code == 302
    for story in [*mine, goal]:
        story.refresh_from_db()
    assert [(one.assignee, one.assigned_desk) for one in mine] == [(bob, None)] * 2
    assert (goal.assignee, goal.assigned_desk) == (None, sport)
    others[1].refresh_from_db()
    assert others[1].assignee is None
    made = Assignment.objects.get(article=goal)
    assert (made.by, made.note, goal.assignment) == (admin, "Ines Caldera has left.", made)
    assert Message.objects.filter(to=bob).count() == 2
    chief = at_the_desk(factories.chief())
    log = chief.get(reverse("admin:articles_article_history", args=[goal.pk])).content.decode()
    assert "left the story to the Sport desk" in " ".join(log.split())
    assert HistoryLink.objects.filter(record="assignment").count() == 3
    assert list(verifying.problems(*(story.pk for story in mine), goal.pk)) == []
    outbox.send(timezone.now())
    assert [(one.to, one.subject) for one in mail.outbox] == [
        (["bob@example.org"], "Stories of Ines Caldera are yours now")
    ]


def test_their_access_ends_with_it_and_is_on_record(admin: User, city: Section) -> None:
    ines = factories.user(Role.REPORTER, name="Ines Caldera")
    factories.story(ines, section=city)
    factors.add_app(ines, "JBSWY3DPEHPK3PXP", 0, now=timezone.now())
    client = at_the_desk(ines)
    assert client.get("/desk/").status_code == 200
    assert leaves(ines, admin, **{f"to_{city.pk}": f"desk-{city.pk}"}).status_code == 302
    assert not User.objects.get(pk=ines.pk).is_active
    assert client.get("/desk/")["Location"].startswith("/desk/login/")
    assert not Session.objects.filter(session_key=client.cookies["desk"].value).exists()
    assert not factors.of(ines)
    newest, ended = AccessChange.objects.filter(user=ines)[:2]
    assert (newest.note, newest.by) == (
        "Left. Handed on: stories 1, times at which something goes out 0.",
        admin,
    )
    assert (ended.roles, ended.by) == ([], admin)
    again = leaves(ines, admin)
    assert again.status_code == 409
    assert "Ines Caldera has left already." in again.content.decode()


def test_reports_that_they_had_wait_for_somebody_else(admin: User, city: Section) -> None:
    editor = factories.user(Role.SECTION_EDITOR, sections=(city,), name="Rui Sol")
    article = factories.live_story(section=city)
    reported = deciding.report(article, "The mayor is Ana Ruiz.", by=editor)
    closed = deciding.report(article, "It was on Monday.", by=editor)
    for one in (reported, closed):
        deciding.take_up(one, by=editor)
    deciding.close([closed.pk], by=editor)
    assert "Reports of errors, which wait for somebody else then: 1" in counts(editor, admin)
    leaves(editor, admin)
    reported.refresh_from_db()
    assert (reported.assignee, reported.done_at) == (None, None)
    move = ReportMove.objects.order_by("pk").last()
    assert move is not None
    assert (move.act, move.by, move.note) == (ReportMove.Act.GIVE_BACK, admin, "Rui Sol has left.")
    assert list(verifying.problems(article.pk)) == []
    # What they have closed is nobody's, too, once it is opened again.
    deciding.reopen(closed, by=factories.chief())
    closed.refresh_from_db()
    assert (closed.state, closed.assignee) == ("open", None)


def test_nothing_happens_if_one_story_would_be_with_nobody_who_can_work_on_it(
    admin: User, city: Section, sport: Section
) -> None:
    ines = factories.user(Role.REPORTER)
    runner = factories.user(Role.COPY_EDITOR, sections=(sport,), name="Rita Sport")
    factories.story(ines, section=city)
    factories.story(ines, section=sport)
    chosen = {f"to_{city.pk}": f"person-{runner.pk}", f"to_{sport.pk}": f"person-{runner.pk}"}
    refused = leaves(ines, admin, **chosen)
    assert refused.status_code == 409
    assert "Rita Sport could not work on stories of City: choose somebody else." in refused.content.decode()
    missing = leaves(ines, admin, **{f"to_{city.pk}": f"desk-{city.pk}", f"to_{sport.pk}": "desk-x"})
    assert "Choose who gets the stories of Sport: there are new ones." in missing.content.decode()
    assert User.objects.get(pk=ines.pk).is_active
    assert not Assignment.objects.exists()


def test_what_is_scheduled_goes_out_under_the_name_of_who_may_decide_it(admin: User, city: Section) -> None:
    editor = factories.user(Role.SECTION_EDITOR, sections=(city,), name="Eva Lund")
    chief = factories.chief()
    story = factories.story(factories.user(Role.REPORTER), section=city)
    factories.ready(story, editor)
    row = schedule.schedule(story.approved_revision, at=asking.clock() + timedelta(hours=1), by=editor)
    assert "Stories that go out at a time: 1" in counts(editor, admin)
    refused = leaves(editor, admin)
    assert "Choose under whose name goes out what is scheduled." in refused.content.decode()
    other = factories.user(Role.SECTION_EDITOR, sections=(factories.section("Sport"),))
    refused = leaves(editor, admin, publisher=str(other.pk)).content.decode()
    assert "A story of City is scheduled, and" in refused
    # Whoever looks after log-ins sees no story.
    assert story.headline not in refused
    assert leaves(editor, admin, publisher=str(chief.pk)).status_code == 302
    log = at_the_desk(chief).get(reverse("admin:articles_article_history", args=[story.pk])).content.decode()
    assert "handed on what is scheduled" in log
    past = asking.clock() - timedelta(seconds=1)
    Scheduled.objects.filter(pk=row.pk).update(at=past, due=past)
    assert on_time.carry_out_due(timezone.now()) == 1
    story.refresh_from_db()
    assert story.live_edition is not None
    assert story.live_edition.by == chief


def test_a_release_that_is_handed_on_is_still_all_or_none_with_what_readers_lose(
    admin: User, city: Section
) -> None:
    eva, chief = factories.user(Role.SECTION_EDITOR, sections=(city,)), factories.chief()
    gone, new = factories.live_story(section=city), factories.story(section=city)
    factories.ready(new)
    assert new.approved_revision is not None
    at = timezone.now() + timedelta(hours=1)
    releases.plan([new.approved_revision], at=at, by=eva, gone={gone.pk: "Replaced."})
    leaving.leave(eva, leaving.LeftTo({}, chief), by=admin, now=timezone.now())
    assert {(row.by, row.release and row.release.size) for row in Scheduled.objects.all()} == {(chief, 2)}
    # Somebody decides otherwise of the one: then the other does not go out alone.
    withdraw.withdraw(gone, by=chief)
    republish.republish(gone, by=chief)
    Scheduled.objects.waiting().update(at=asking.clock(), due=asking.clock())
    on_time.carry_out_due(timezone.now())
    assert Scheduled.objects.get(article=new).state == Scheduled.State.FAILED


def test_many_stories_are_handed_on_in_as_many_questions_as_a_few(admin: User, city: Section) -> None:
    asked = []
    for many in (3, 30):
        ines = factories.user(Role.REPORTER)
        first = factories.story(ines, section=city)
        fields = {"headline": "One of many", "created_by": ines, "section": city, "revision": None}
        Article.objects.bulk_create(Article(**fields) for _ in range(many - 1))
        to = leaving.LeftTo({city.pk: leaving.Receiver(desk=city)})
        with CaptureQueriesContext(connection) as found:
            assert leaving.leave(ines, to, by=admin, now=timezone.now()) == many
        first.refresh_from_db()
        assert first.assigned_desk == city
        asked.append(len(found))
    assert asked[0] == asked[1]


@pytest.mark.parametrize("which", [role for role in Role if role != Role.ADMIN])
def test_only_who_looks_after_log_ins_sees_and_ends_those_of_others(which: Role) -> None:
    ines, somebody = factories.user(Role.REPORTER), factories.user(which)
    desk = at_the_desk(somebody)
    for name in ("person", "leave"):
        assert desk.get(reverse(f"admin:{name}", args=[ines.pk])).status_code == 403
    for name in ("end_sessions_of", "reset_factor", "leave"):
        assert desk.post(reverse(f"admin:{name}", args=[ines.pk]), {"session": "all"}).status_code == 403
    assert User.objects.get(pk=ines.pk).is_active


def test_nobody_throws_themselves_or_a_superuser_out(admin: User) -> None:
    root = User.objects.create_superuser("root", "root@example.org", "a long password")
    for user in (admin, root):
        assert leaves(user, admin).status_code == 403
        assert User.objects.get(pk=user.pk).is_active


# The next click


@pytest.mark.parametrize("change", ["demoted", "disabled"])
def test_the_next_click_of_somebody_demoted_or_disabled_is_refused(change: str, city: Section) -> None:
    """In an open session, and by a page that stays open."""
    eva = factories.user(Role.SECTION_EDITOR, sections=(city,))
    story = factories.story(factories.user(Role.REPORTER), section=city)
    factories.ready(story)
    client, address = at_the_desk(eva), reverse("admin:articles_article_act", args=[story.pk, "publish"])
    assert client.get(form_of(story)).status_code == 200
    if change == "demoted":
        eva.groups.set(Group.objects.filter(name=Role.REPORTER))
        eva.remits.all().delete()
    else:
        User.objects.filter(pk=eva.pk).update(is_active=False)
    in_place = {"X-In-Place": "1", "Accept": "application/json"}
    for headers in ({}, in_place):
        for answer in (
            client.get(form_of(story), headers=headers),
            client.post(address, {}, headers=headers),
        ):
            # To the log-in, or to the first page, with the reason.
            is_led_out = answer.status_code == 302 and answer["Location"].startswith(
                "/desk/login/" if change == "disabled" else "/desk/"
            )
            assert answer.status_code in {403, 404} or is_led_out
    story.refresh_from_db()
    assert story.live_edition is None


# Sessions

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile Safari/604.1"


def logged_in(user: User, agent: str, address: str) -> Client:
    client = Client(REMOTE_ADDR=address, headers={"User-Agent": agent})
    client.post("/desk/login/", {"username": user.username, "password": "a long password"})
    return client


def test_sessions_are_listed_in_plain_words_and_ended_one_by_one_or_all_others() -> None:
    ines, stranger = factories.user(Role.REPORTER), factories.user(Role.REPORTER)
    here, phone = logged_in(ines, FIREFOX, "192.0.2.1"), logged_in(ines, PHONE, "203.0.113.7")
    third, theirs = logged_in(ines, "", "203.0.113.8"), logged_in(stranger, FIREFOX, "192.0.2.9")
    shown = [
        (one.browser, one.row.address, one.is_this_one) for one in sessions.of(ines, here.session.session_key)
    ]
    assert shown == [
        ("Firefox on Windows", "192.0.2.1", True),
        ("A browser that does not say which", "203.0.113.8", False),
        ("Safari on an iPhone", "203.0.113.7", False),
    ]
    page = here.get(YOURS).content.decode()
    assert page.count("This one") == 1
    other = DeskSession.objects.get(user=stranger)
    here.post(f"{YOURS}sessions/", {"session": str(other.pk)})
    assert theirs.get(YOURS).status_code == 200
    here.post(f"{YOURS}sessions/", {"session": str(DeskSession.objects.get(address="203.0.113.7").pk)})
    assert [one.get(YOURS).status_code for one in (here, phone, third)] == [200, 302, 200]
    here.post(f"{YOURS}sessions/", {"session": "others"})
    assert [one.get(YOURS).status_code for one in (here, third)] == [200, 302]


def test_an_admin_ends_the_sessions_of_somebody_else(admin: User) -> None:
    ines = factories.user(Role.REPORTER)
    client = logged_in(ines, PHONE, "203.0.113.7")
    desk, address = at_the_desk(admin), reverse("admin:person", args=[ines.pk])
    assert "Safari on an iPhone" in desk.get(address).content.decode()
    desk.post(f"{address}sessions/", {"session": "all"})
    assert client.get(YOURS).status_code == 302
    assert sessions.of(ines) == []


def test_a_session_that_was_there_before_is_noted_when_it_is_seen_and_forgotten_when_it_is_over() -> None:
    ines = factories.user(Role.REPORTER)
    client = at_the_desk(ines)
    DeskSession.objects.all().delete()
    sessions._noted.clear()
    client.get(YOURS)
    assert DeskSession.objects.get().user == ines
    now = timezone.now()
    Session.objects.all().delete()
    assert sessions.forget(now) == 0
    assert sessions.forget(now + timedelta(hours=1)) == 1
