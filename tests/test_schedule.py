"""Scheduling: what waits for its time, what refuses it, and which later decision takes it back."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from articles.acts import (
    kill,
    moving,
    plain_moves,
    publish,
    schedule,
    schedule_withdrawal,
    unschedule,
    withdraw,
)
from articles.acts.act import Refused
from articles.models import Article, ChangeKind, EmbargoState, Revision, Scheduled, ScheduleMove
from articles.policy import Role
from house import asking
from tests import factories

pytestmark = pytest.mark.django_db
State = Scheduled.State


@pytest.fixture
def chief() -> User:
    return factories.chief()


def hours(number: float) -> datetime:
    return (timezone.now() + timedelta(hours=number)).replace(microsecond=0)


def approved(article: Article) -> Revision:
    factories.ready(article)
    assert article.approved_revision is not None
    return article.approved_revision


def next_version(article: Article, headline: str) -> Revision:
    factories.edit(article, factories.user(Role.REPORTER), headline=headline)
    return approved(article)


def standing(article: Article) -> list[tuple[str, str, int]]:
    """What is scheduled or was, in the order of time: the state, the kind, and the revision."""
    rows = article.scheduled.select_related("revision")
    return [(row.state, row.kind, row.revision.number if row.revision else 0) for row in rows]


def test_the_approved_revision_waits_for_its_second_and_the_log_tells(chief: User) -> None:
    article, at = factories.story(), hours(2)
    revision = approved(article)
    row = schedule.schedule(revision, at=at + timedelta(milliseconds=700), by=chief, note="At six.")
    assert (row.at, row.due, row.by, row.note, row.revision) == (at, at, chief, "At six.", revision)
    assert standing(article) == [("waiting", "first", 1)]
    told = ScheduleMove.objects.select_related("move").get()
    assert (told.goes_at, told.kind, told.scheduled, told.move.act) == (at, "first", row, "schedule")
    assert (told.move.by, told.move.revision, told.move.note) == (chief, revision, "At six.")
    assert not article.editions.exists()


def test_a_press_that_is_sent_twice_schedules_once(chief: User) -> None:
    revision, key = approved(factories.story()), uuid.uuid4()
    first = schedule.schedule(revision, at=hours(2), by=chief, key=key)
    assert schedule.schedule(revision, at=first.at, by=chief, key=key) == first
    assert ScheduleMove.objects.count() == 1
    with pytest.raises(Refused, match="has been used before"):
        schedule.schedule(revision, at=hours(3), by=chief, key=key)


@pytest.mark.parametrize(
    "what", ["past", "embargo", "until lifted", "not approved", "minor before the first"]
)
def test_it_is_refused(chief: User, what: str) -> None:
    article = factories.story()
    revision, at, kind = approved(article), hours(2), None
    match what:
        case "past":
            at, why = hours(-0.001), "That time is past"
        case "embargo":
            article.embargo, article.embargo_until, why = EmbargoState.UNTIL, hours(3), "under embargo until"
        case "until lifted":
            article.embargo, why = EmbargoState.UNTIL_LIFTED, "under embargo until lifted"
        case "not approved":
            moving.move(plain_moves.REOPEN, article, by=chief)
            why = "has not been approved"
        case _:
            kind, why = ChangeKind.MINOR, "published first once"
    article.save()
    with pytest.raises(Refused, match=why):
        schedule.schedule(revision, at=at, by=chief, kind=kind)
    assert not Scheduled.objects.exists()
    assert not ScheduleMove.objects.exists()


def test_a_story_under_embargo_waits_for_the_end_of_it(chief: User) -> None:
    article, end = factories.story(), hours(2)
    revision = approved(article)
    Article.objects.filter(pk=article.pk).update(embargo=EmbargoState.UNTIL, embargo_until=end)
    assert schedule.schedule(revision, at=end, by=chief).at == end


def test_an_embargo_ends_by_the_clock_of_the_database(chief: User, monkeypatch: pytest.MonkeyPatch) -> None:
    article, end = factories.story(), timezone.now() - timedelta(seconds=1)
    revision = approved(article)
    Article.objects.filter(pk=article.pk).update(embargo=EmbargoState.UNTIL, embargo_until=end)
    with monkeypatch.context() as patched:
        patched.setattr(asking, "clock", lambda: end - timedelta(seconds=1))
        with pytest.raises(Refused, match="under embargo until"):
            publish.publish(revision, by=chief)
    publish.publish(revision, by=chief)


def test_several_next_versions_wait_each_for_its_time(chief: User) -> None:
    article = factories.live_story()
    schedule.schedule(next_version(article, "Second"), at=hours(2), by=chief)
    third = next_version(article, "Third")
    with pytest.raises(Refused, match="choose a later") as refused:
        schedule.schedule(third, at=hours(-1), by=chief)
    assert len(refused.value.reasons) == 1
    schedule.schedule(third, at=hours(4), by=chief, kind=ChangeKind.MINOR)
    assert standing(article) == [("waiting", "update", 2), ("waiting", "minor", 3)]


def test_a_newer_text_for_the_same_time_replaces_the_older(chief: User) -> None:
    article, at = factories.live_story(), hours(2)
    schedule.schedule(next_version(article, "Second"), at=at, by=chief)
    schedule.schedule(next_version(article, "Third"), at=at, by=chief)
    assert standing(article) == [("cancelled", "update", 2), ("waiting", "update", 3)]


def test_an_older_text_does_not_follow_a_newer(chief: User) -> None:
    article = factories.live_story()
    second = next_version(article, "Second")
    schedule.schedule(next_version(article, "Third"), at=hours(2), by=chief)
    Article.objects.filter(pk=article.pk).update(approved_revision=second)
    with pytest.raises(Refused, match="A newer revision goes out before that"):
        schedule.schedule(second, at=hours(3), by=chief, accept_older=True)


def test_another_time_moves_the_same_row(chief: User) -> None:
    revision, late, early = approved(factories.story()), hours(2), hours(1)
    row = schedule.schedule(revision, at=late, by=chief)
    assert schedule.schedule(revision, at=early, by=chief) == row
    row.refresh_from_db()
    assert (row.at, row.state) == (early, State.WAITING)
    assert [told.goes_at for told in row.moves.order_by("pk")] == [late, early]


def test_what_waits_gets_another_time_while_the_next_version_is_in_work(chief: User) -> None:
    article, later = factories.story(), hours(3)
    revision = approved(article)
    schedule.schedule(revision, at=hours(2), by=chief)
    moving.move(plain_moves.REOPEN, article, by=chief)
    typed = factories.edit(article, chief, headline="Typed since").revision
    assert schedule.schedule(revision, at=later, by=chief, accept_older=True).at == later
    with pytest.raises(Refused, match="has not been approved"):
        schedule.schedule(typed, at=later, by=chief)
    unschedule.unschedule(article, by=chief)
    with pytest.raises(Refused, match="has not been approved"):
        schedule.schedule(revision, at=later, by=chief, accept_older=True)


@pytest.mark.parametrize(
    ("act", "left"),
    [
        ("publish", [("cancelled", "update", 2), ("waiting", "update", 3), ("waiting", "withdrawal", 0)]),
        (
            "withdraw",
            [("cancelled", "update", 2), ("cancelled", "update", 3), ("cancelled", "withdrawal", 0)],
        ),
        ("kill", [("cancelled", "update", 2), ("cancelled", "update", 3), ("cancelled", "withdrawal", 0)]),
        ("return", [("cancelled", "update", 2), ("cancelled", "update", 3), ("waiting", "withdrawal", 0)]),
        ("reopen", [("waiting", "update", 2), ("waiting", "update", 3), ("waiting", "withdrawal", 0)]),
    ],
)
def test_the_last_decision_counts(chief: User, act: str, left: list[tuple[str, str, int]]) -> None:
    article = factories.live_story()
    second = next_version(article, "Second")
    schedule.schedule(second, at=hours(2), by=chief)
    schedule.schedule(next_version(article, "Third"), at=hours(3), by=chief)
    schedule_withdrawal.schedule(article, at=hours(4), by=chief)
    match act:
        case "publish":
            Article.objects.filter(pk=article.pk).update(approved_revision=second)
            publish.publish(second, by=chief, accept_older=True)
        case "withdraw":
            withdraw.withdraw(article, by=chief)
        case "kill":
            kill.kill(article, by=chief, note="A court says so.")
        case "return":
            moving.move(plain_moves.RETURN, article, by=chief, note="Ask the council.")
        case _:
            moving.move(plain_moves.REOPEN, article, by=chief)
    assert standing(article) == left
    taken_back = [told.scheduled.state for told in ScheduleMove.objects.filter(move__act="unschedule")]
    assert taken_back == ["cancelled"] * sum(state == "cancelled" for state, *_ in left)


def test_it_is_taken_back_once_and_by_its_row_where_there_are_several(chief: User) -> None:
    article = factories.live_story()
    second = schedule.schedule(next_version(article, "Second"), at=hours(2), by=chief)
    schedule_withdrawal.schedule(article, at=hours(4), by=chief)
    with pytest.raises(Refused, match="say which one"):
        unschedule.unschedule(article, by=chief)
    assert unschedule.unschedule(article, second.pk, by=chief, note="Not today.") == second
    assert standing(article) == [("cancelled", "update", 2), ("waiting", "withdrawal", 0)]
    with pytest.raises(Refused, match="Nothing is scheduled any more"):
        unschedule.unschedule(article, second.pk, by=chief)


def test_a_reporter_may_not_schedule(chief: User) -> None:
    revision = approved(factories.story())
    with pytest.raises(Refused, match="may do this"):
        schedule.schedule(revision, at=hours(2), by=factories.user(Role.REPORTER))
