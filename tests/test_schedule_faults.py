"""Schedules in bad hours: workers that die or were away, and people who decide in the same second."""

from __future__ import annotations

import os
import re
import signal
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.acts import publish, schedule, withdraw
from articles.acts.act import Refused
from articles.models import Article, Edition, Scheduled, StateChange
from articles.models.schedule import CLAIM
from articles.policy import Role
from articles.schedule import on_time
from house import asking
from newsroom import heartbeat
from tests import factories
from tests.desk_forms import at_the_desk
from tests.test_schedule import approved, hours, next_version, standing
from tests.test_schedule_at_the_desk import act_page, said
from tests.test_schedule_on_time import SAID, at_once, is_due, live
from tests.test_worker import wait_for
from tests.working import work

pytestmark = pytest.mark.django_db(transaction=True)
WRITES = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')


@pytest.fixture
def chief() -> User:
    return factories.chief()


def full_story() -> Article:
    """With all that makes rows for readers; each has pictures and names of its own, so none holds up another."""
    related = factories.live_story()
    return factories.story(
        body=f'<p>The last boat.</p><aside data-related="{related.pk}"></aside>',
        lead_picture=factories.picture(),
        bylines=(factories.reporter("Ines Caldera"),),
        topics=(factories.topic("Ferries"),),
        sources=((factories.agency(), "inputs"),),
    )


def due_story(chief: User) -> Article:
    article = full_story()
    is_due(schedule.schedule(approved(article), at=hours(2), by=chief))
    return article


def worker_in_a_process() -> int:
    """A process of its own that carries out what is due; it dies with it, and shares no connection with us."""
    if pid := os.fork():
        return pid
    ours = connections[DEFAULT_DB_ALIAS]  # kept, so that nobody closes what belongs to the other process
    connections[DEFAULT_DB_ALIAS] = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        on_time.carry_out_due(timezone.now())
    finally:
        os._exit(int(ours is connection))


@pytest.mark.postgresql
def test_a_worker_that_is_killed_at_any_table_leaves_all_of_it_to_the_next(chief: User) -> None:
    """Somebody holds the table, the worker waits there and is killed, and they let go."""
    due_story(chief)
    with CaptureQueriesContext(connection) as questions:
        assert on_time.carry_out_due(timezone.now()) == 1
    found = [WRITES.match(row["sql"]) for row in questions]
    tables = list(dict.fromkeys(match[1] for match in found if match))
    assert {"articles_scheduled", "articles_edition", "articles_historylink", "articles_article"} <= set(
        tables
    )
    assert {"articles_publishedarticle", "articles_publishedpicture", "articles_searchrow"} <= set(tables)
    for table in tables:
        article = due_story(chief)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
            pid = worker_in_a_process()
            try:
                wait_for(lambda: waits_for_a_lock(cursor))
            finally:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
        wait_for(lambda: not is_anybody_there())
        assert (standing(article), article.pk in live()) == ([("waiting", "first", 1)], False), table
        # Another takes over when the claim of the dead one has ended.
        left = Scheduled.objects.get(article=article).due - asking.clock()
        assert left <= CLAIM, table
        Scheduled.objects.filter(article=article).update(due=asking.clock())
        assert on_time.carry_out_due(timezone.now()) == 1
        assert (standing(article), article.pk in live()) == ([("done", "first", 1)], True), table
        assert article.editions.count() == 1, table


def waits_for_a_lock(cursor: Any) -> bool:
    cursor.execute("SELECT pg_stat_clear_snapshot()")  # within a transaction it stays as it was first read
    cursor.execute(
        "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() "
        "AND wait_event_type = 'Lock')"
    )
    return bool(cursor.fetchone()[0])


def is_anybody_there() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid())"
        )
        return bool(cursor.fetchone()[0])


def test_a_worker_that_was_off_for_an_hour_is_missed_and_then_catches_up_in_one_round(chief: User) -> None:
    stories = [factories.story() for _ in range(25)]
    rows = [schedule.schedule(approved(story), at=hours(2), by=chief) for story in stories]
    is_due(*rows, ago=timedelta(hours=1))
    desk = at_the_desk(chief)
    assert heartbeat.condition(timezone.now()).is_missing
    page = said(desk, reverse("admin:index"))
    assert "Scheduled stories do not go out" in page
    assert ", the first 24" in page
    readyz = Client().get("/readyz")
    assert (readyz.status_code, "No worker runs" in readyz.content.decode()) == (503, True)
    assert work()[0] == SAID.format(25)
    assert set(live()) == {story.pk for story in stories}
    assert ", the first 24" not in said(desk, reverse("admin:index"))


# As many as a suite has time for; RUNS=100 in the environment makes a hundred of them.
RUNS = int(os.environ.get("RUNS", "4"))


def test_the_last_decision_of_those_in_the_same_second_is_what_readers_have(chief: User) -> None:
    """Publish, another time and withdraw at once, while a worker finds it due: the log says who was last."""
    for number in range(RUNS):
        article, acts = decided_at_once(chief, number)
        assert_readers_have_what_was_decided_last(article, acts)


def decided_at_once(chief: User, number: int) -> tuple[Article, list[str]]:
    """A story and the acts in the order in which they were done; those that were refused were not."""
    article = factories.live_story(headline="First", slug=f"run-{number}")
    revision = next_version(article, "Second")
    is_due(schedule.schedule(revision, at=hours(2), by=chief))
    before = StateChange.objects.latest("pk").pk
    at_once(
        unless_refused(lambda: publish.publish(revision, by=chief)),
        unless_refused(lambda: schedule.schedule(revision, at=hours(5), by=chief)),
        unless_refused(lambda: withdraw.withdraw(article, by=chief)),
        lambda: on_time.carry_out_due(timezone.now()),
    )
    return article, list(
        article.state_changes.filter(pk__gt=before).order_by("pk").values_list("act", flat=True)
    )


def unless_refused(act: Callable[[], object]) -> Callable[[], object]:
    def do() -> None:
        with suppress(Refused):
            act()

    return do


def assert_readers_have_what_was_decided_last(article: Article, acts: list[str]) -> None:
    headline: str | None = "First"
    waits = True
    for act in acts:
        match act:
            case "publish":
                headline, waits = "Second", False
            case "withdraw":
                headline, waits = None, False
            case "schedule":
                waits = True
            case "unschedule" | "not_on_time":
                waits = False
    assert live().get(article.pk) == headline, acts
    assert article.scheduled.waiting().exists() == waits, acts
    published = [edition for edition in article.editions.all() if edition.revision.headline == "Second"]
    assert len([one for one in published if one.kind == "update"]) <= 1, acts


def test_ten_presses_of_the_same_button_at_once_publish_once(chief: User) -> None:
    article = factories.story()
    approved(article)
    sent = {"key": str(uuid.uuid4()), "revision": "1"}
    desks = [at_the_desk(chief) for _ in range(10)]
    answers: list[int] = []

    def press_on(desk: Client) -> None:
        answers.append(desk.post(act_page(article, "publish"), sent).status_code)

    at_once(*(partial(press_on, desk) for desk in desks))
    assert answers == [302] * 10
    assert Edition.objects.filter(article=article).count() == 1


@pytest.mark.parametrize("change", ["demoted", "disabled"])
def test_the_next_click_of_somebody_who_may_not_any_more_does_nothing(change: str) -> None:
    editor = factories.user(Role.EDITOR_IN_CHIEF)
    article, desk = factories.story(), at_the_desk(editor)
    approved(article)
    sent = {"key": str(uuid.uuid4()), "revision": "1"}
    assert desk.get(act_page(article, "publish")).status_code == 200
    if change == "demoted":
        editor.groups.clear()
    else:
        User.objects.filter(pk=editor.pk).update(is_active=False)
    answer = desk.post(act_page(article, "publish"), sent)
    if change == "demoted":
        assert answer.status_code in {403, 404}
    else:
        assert answer.url.startswith(reverse("admin:login"))
    assert not Edition.objects.filter(article=article).exists()
    assert article.state_changes.order_by("-pk")[0].act == "approve"
