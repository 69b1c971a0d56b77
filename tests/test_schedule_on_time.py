"""What is scheduled happens at its time: once, never before, and whatever becomes of the others."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.db.models import F
from django.utils import timezone

from articles.acts import moving, plain_moves, publish, schedule, schedule_withdrawal, withdraw
from articles.acts.act import Refused
from articles.assigning import deciding
from articles.models import Article, EmbargoState, Letter, Message, PublishedArticle, Scheduled, StateChange
from articles.models.schedule import CLAIM
from articles.policy import Role
from articles.publishing import public_rows
from articles.schedule import on_time
from house import asking
from newsroom.duties import Duty
from newsroom.management.commands import worker
from tests import factories
from tests.test_schedule import State, approved, hours, next_version, standing
from tests.working import work

pytestmark = pytest.mark.django_db(transaction=True)
SAID = "stories published or withdrawn at their time: {}"


@pytest.fixture
def chief() -> User:
    return factories.chief()


def is_due(*rows: Scheduled, ago: timedelta = timedelta(seconds=1)) -> None:
    """Time goes by: the moment of these rows has come."""
    at = (asking.clock() - ago).replace(microsecond=0)
    Scheduled.objects.filter(pk__in=[row.pk for row in rows]).update(at=at, due=at)


def live() -> dict[int, str]:
    return dict(PublishedArticle.objects.values_list("story_id", "headline"))


def test_the_pinned_revision_goes_out_once_its_time_has_come(chief: User) -> None:
    article = factories.story(headline="As approved")
    row = schedule.schedule(approved(article), at=hours(2), by=chief)
    factories.edit(article, chief, headline="Typed since")
    assert work() == []
    is_due(row)
    assert work() == [SAID.format(1)]
    assert live() == {article.pk: "As approved"}
    edition, row = article.editions.get(), Scheduled.objects.get()
    assert (edition.kind, edition.by, edition.revision.number) == ("first", chief, 1)
    assert edition.at >= row.at
    assert (row.state, row.ended_at is not None) == (State.DONE, True)
    article.refresh_from_db()
    assert (article.state, article.headline) == ("draft", "Typed since")
    assert work() == []


def test_whoever_was_given_the_next_version_goes_on_with_it_when_the_one_before_goes_out(chief: User) -> None:
    article, ines = factories.story(), factories.user(Role.REPORTER)
    row = schedule.schedule(approved(article), at=hours(2), by=chief)
    moving.move(plain_moves.REOPEN, article, by=chief)
    deciding.assign(article, deciding.Wish(to=ines), by=chief)
    is_due(row)
    work()
    article.refresh_from_db()
    assert (article.is_live, article.assignee) == (True, ines)


def test_the_next_version_may_be_in_work_meanwhile_and_have_a_time_of_its_own(chief: User) -> None:
    article = factories.live_story(headline="First")
    second = schedule.schedule(next_version(article, "Second"), at=hours(2), by=chief, note="More is known.")
    third = schedule.schedule(next_version(article, "Third"), at=hours(3), by=chief, kind="minor")
    moving.move(plain_moves.REOPEN, article, by=chief)
    is_due(second)
    work()
    assert live() == {article.pk: "Second"}
    article.refresh_from_db()
    assert article.state == "in_edit"
    is_due(third)
    work()
    assert live() == {article.pk: "Third"}
    assert list(article.editions.values_list("kind", "note")) == [
        ("minor", ""),
        ("update", "More is known."),
        ("first", ""),
    ]


def test_a_withdrawal_comes_at_its_time(chief: User) -> None:
    article = factories.live_story()
    is_due(schedule_withdrawal.schedule(article, at=hours(2), by=chief, note="The offer has ended."))
    work()
    assert live() == {}
    assert article.editions.first().note == "The offer has ended."
    assert standing(article) == [("done", "withdrawal", 0)]


def test_the_clock_of_the_worker_publishes_nothing_before_that_of_the_database(
    chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = schedule.schedule(approved(factories.story()), at=hours(2), by=chief)
    Scheduled.objects.update(due=F("due") - timedelta(hours=3))  # as if it were due before its time
    assert on_time.carry_out_due(hours(9)) == 0
    row.refresh_from_db()
    assert (row.state, live()) == (State.WAITING, {})


def spoiled(article: Article) -> None:
    Article.objects.filter(pk=article.pk).update(
        embargo=EmbargoState.UNTIL_LIFTED, embargo_source="The ministry"
    )


def test_a_bad_row_is_told_to_whoever_scheduled_it_and_stops_nothing(chief: User) -> None:
    stories = [factories.story() for _ in range(3)]
    User.objects.filter(pk=chief.pk).update(email="chief@example.org")
    rows = [schedule.schedule(approved(story), at=hours(2), by=chief) for story in stories]
    spoiled(stories[0])
    is_due(*rows)
    assert work()[0] == SAID.format(3)
    assert set(live()) == {stories[1].pk, stories[2].pk}
    bad = Scheduled.objects.get(pk=rows[0].pk)
    assert (bad.state, bad.reason) == (State.FAILED, "It is under embargo until lifted (The ministry).")
    assert StateChange.objects.get(act="not_on_time").note == bad.reason
    assert not stories[0].editions.exists()
    # The same round has sent the letter already, or has it waiting.
    assert work() == []


def test_a_failure_is_a_letter_and_goes_to_the_chief_where_the_scheduler_has_left(
    chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.filter(pk=chief.pk).update(email="chief@example.org")
    gone = factories.user(Role.SECTION_EDITOR, sections=(factories.section(),))
    article = factories.story(headline="Ferries to stop")
    is_due(schedule.schedule(approved(article), at=hours(2), by=gone))
    User.objects.filter(pk=gone.pk).update(is_active=False)
    on_time.carry_out_due(timezone.now())
    letter = Letter.objects.get()
    assert (letter.to, letter.subject) == ("chief@example.org", "Not published at its time: Ferries to stop")
    assert "may do this" in letter.text
    assert live() == {}


def test_what_failed_and_what_was_late_is_told_to_who_set_it_and_to_the_editors_of_the_section() -> None:
    city = factories.section("City")
    harbour = factories.section("Harbour", parent=city)
    ana, otto, zoe = (
        factories.user(Role.SECTION_EDITOR, name=name, sections=(section,))
        for name, section in (
            ("Ana Ruiz", harbour),
            ("Otto Berg", city),
            ("Zoe Hill", factories.section("Sport")),
        )
    )
    bad, late = (factories.story(section=harbour, headline=name) for name in ("Bad", "Late"))
    rows = [schedule.schedule(approved(story), at=hours(2), by=ana) for story in (bad, late)]
    spoiled(bad)
    is_due(*rows, ago=timedelta(seconds=61))
    on_time.carry_out_due(timezone.now())
    told = Message.objects.order_by("kind", "to").values_list("kind", "article", "to", "by")
    assert list(told.exclude(kind="published")) == [
        ("late", late.pk, ana.pk, None),
        ("late", late.pk, otto.pk, None),
        ("not_out", bad.pk, ana.pk, None),
        ("not_out", bad.pk, otto.pk, None),
    ]
    assert Message.objects.filter(kind="not_out", note__contains="The ministry").count() == 2
    assert not Message.objects.filter(to=zoe).exists()


def test_an_error_that_nobody_expected_fails_one_story(chief: User, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = factories.story(), factories.story()
    is_due(*(schedule.schedule(approved(story), at=hours(2), by=chief) for story in (bad, good)))
    store = public_rows.store
    monkeypatch.setattr(
        public_rows,
        "store",
        lambda article, *a, **k: 1 / 0 if article.pk == bad.pk else store(article, *a, **k),
    )
    work()
    assert set(live()) == {good.pk}
    assert standing(bad) == [("failed", "first", 1)]
    assert not bad.editions.exists()


def test_what_the_database_ended_is_done_by_the_next_who_finds_it_due(
    chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = factories.story()
    row = schedule.schedule(approved(article), at=hours(2), by=chief)
    is_due(row)

    def ended(*_: Any, **__: Any) -> None:
        raise OperationalError("deadlock detected")

    with monkeypatch.context() as patched:
        patched.setattr(public_rows, "store", ended)
        on_time.carry_out_due(timezone.now())
    assert (standing(article), live()) == ([("waiting", "first", 1)], {})
    # The claim holds for some seconds, so that nobody tries it over and over.
    assert work() == []
    assert 0 < on_time.seconds_to_next(60) <= CLAIM.total_seconds()
    Scheduled.objects.update(due=F("at"))
    work()
    assert set(live()) == {article.pk}


def at_once(*acts: Callable[[], object]) -> None:
    def alone(act: Callable[[], object]) -> None:
        try:
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=alone, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_two_workers_publish_each_story_once_and_flag_the_bad_one(chief: User) -> None:
    stories = [factories.story() for _ in range(8)]
    is_due(*(schedule.schedule(approved(story), at=hours(2), by=chief) for story in stories))
    bad, *good = stories
    spoiled(bad)

    def go_on() -> None:
        while Scheduled.objects.due().exists():
            on_time.carry_out_due(timezone.now())

    at_once(go_on, go_on)
    assert set(live()) == {story.pk for story in good}
    assert [story.editions.count() for story in good] == [1] * 7
    assert (standing(bad), bad.editions.count()) == ([("failed", "first", 1)], 0)


def test_what_takes_long_makes_way_for_what_has_its_second(monkeypatch: pytest.MonkeyPatch) -> None:
    command, done = worker.Command(stdout=io.StringIO()), dict.fromkeys(("drawn", "published"), 0)
    monkeypatch.setattr(worker.time, "monotonic", lambda: float(sum(done.values())))
    command.stopping, command.turn, command.next_due = threading.Event(), 20, 3.0

    def doing(what: str) -> Callable[[Any], int]:
        def do(now: Any) -> int:
            done[what] += 1
            return 1

        return do

    command.perform(Duty("drawn", doing("drawn"), piecemeal=True))
    command.perform(Duty("published", doing("published"), piecemeal=True, to_the_second=True))
    assert done == {"drawn": 3, "published": 20}


def test_the_worker_rests_no_longer_than_to_the_next(chief: User) -> None:
    assert on_time.seconds_to_next(5) == 5
    row = schedule.schedule(approved(factories.story()), at=hours(2), by=chief)
    assert on_time.seconds_to_next(5) == 5
    Scheduled.objects.update(due=asking.clock() + timedelta(seconds=2))
    assert 0 < on_time.seconds_to_next(5) < 3  # SQLite counts in milliseconds
    is_due(row)
    assert on_time.seconds_to_next(5) == 0


# Two who decide at once


@pytest.mark.parametrize("other", ["publish", "reschedule", "withdraw"])
def test_whoever_decides_while_it_is_due_is_before_it_or_after_it(chief: User, other: str) -> None:
    """Whichever comes first: what readers have is what was decided last, and nothing waits that contradicts it."""
    article = factories.live_story(headline="First")
    revision = next_version(article, "Second")
    row = schedule.schedule(revision, at=hours(2), by=chief)
    is_due(row)
    refused: list[str] = []

    def decide() -> None:
        try:
            match other:
                case "publish":
                    publish.publish(revision, by=chief)
                case "withdraw":
                    withdraw.withdraw(article, by=chief)
                case _:
                    schedule.schedule(revision, at=hours(5), by=chief)
        except Refused as reason:
            refused.append(str(reason))

    at_once(decide, lambda: on_time.carry_out_due(timezone.now()))
    row.refresh_from_db()
    kinds = list(article.editions.values_list("kind", flat=True))
    match other, bool(refused), row.state:
        case "publish", _, State.DONE | State.CANCELLED:
            assert (live(), kinds) == ({article.pk: "Second"}, ["update", "first"])
            assert bool(refused) == (row.state == State.DONE)
        case "withdraw", False, State.DONE | State.CANCELLED:
            expected = ["withdrawal", *["update"] * (row.state == State.DONE), "first"]
            assert (live(), kinds) == ({}, expected)
        case "reschedule", False, State.WAITING:
            assert (live(), row.at > timezone.now()) == ({article.pk: "First"}, True)
        case "reschedule", True, State.DONE:
            assert live() == {article.pk: "Second"}
        case outcome:
            raise AssertionError(outcome)
