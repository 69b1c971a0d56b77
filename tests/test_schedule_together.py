"""What is due at once goes out together: shared questions, whole or nothing, and no story that holds up another."""

from __future__ import annotations

import io
import os
import signal
import threading
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.acts import schedule
from articles.models import Article, Edition, Message, Revision, Scheduled, SearchWord
from articles.publishing import public_rows
from articles.schedule import on_time
from house import asking
from newsroom.duties import DUTIES
from newsroom.management.commands import worker
from tests import factories
from tests.test_schedule import approved, hours, standing
from tests.test_schedule_faults import WRITES, full_story
from tests.test_schedule_on_time import is_due, live
from tests.working import work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def chief() -> User:
    return factories.chief()


def due(chief: User, *stories: Article) -> list[Article]:
    is_due(*(schedule.schedule(approved(story), at=hours(2), by=chief) for story in stories))
    return list(stories)


def approved_of(story: Article) -> Revision:
    story.refresh_from_db()
    assert story.approved_revision is not None
    return story.approved_revision


def states(stories: list[Article]) -> list[str]:
    return [state for story in stories for state, _, _ in standing(story)]


def test_what_several_stories_share_is_asked_once(chief: User) -> None:
    def cost(count: int) -> int:
        due(chief, *(factories.story() for _ in range(count)))
        with CaptureQueriesContext(connection) as questions:
            assert on_time.carry_out_due(timezone.now()) == count
        return len(questions)

    cost(2)
    # Whether its address is free, the move and the edition, the story's row with what hangs on it (four), and the
    # story at the desk.
    assert cost(6) - cost(3) == 3 * 8
    assert len(live()) == 11
    assert SearchWord.objects.filter(word="council").exists()


def test_everybody_is_told_of_their_own_stories(chief: User) -> None:
    stories = due(chief, *(factories.story() for _ in range(3)))
    assert on_time.carry_out_due(timezone.now()) == 3
    told = Message.objects.filter(kind="published").values_list("to", "article")
    assert set(told) == {(story.created_by_id, story.pk) for story in stories}
    assert len(told) == 3


def test_one_that_gets_another_time_at_the_last_moment_holds_up_none_of_the_others(chief: User) -> None:
    stories = due(chief, *(factories.story() for _ in range(3)))
    claimed = on_time._claimed()
    schedule.schedule(approved_of(stories[1]), at=hours(2), by=chief)
    assert (len(claimed), on_time._carry_out(claimed)) == (3, 3)
    assert states(stories) == ["done", "waiting", "done"]
    assert set(live()) == {stories[0].pk, stories[2].pk}


def test_what_the_database_broke_off_is_tried_again_story_by_story(
    chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, *good = due(chief, *(factories.story() for _ in range(3)))
    store = public_rows.store

    def broken(article: Article, *a: Any, **k: Any) -> None:
        if article.pk == bad.pk:
            raise OperationalError("canceling statement due to statement timeout")
        store(article, *a, **k)

    monkeypatch.setattr(public_rows, "store", broken)
    on_time.carry_out_due(timezone.now())
    assert states([bad, *good]) == ["waiting"] * 3
    Scheduled.objects.update(due=asking.clock())  # the claim has ended
    work()
    assert states([bad, *good]) == ["waiting", "done", "done"]
    assert set(live()) == {story.pk for story in good}


def killed_at(table: str, time: int) -> None:
    """A worker in a process of its own, which dies as it writes into this table for the so-and-so-many'th time."""
    if pid := os.fork():
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL, table
        return
    ours = connections[DEFAULT_DB_ALIAS]  # kept, so that nobody closes what belongs to the other process
    connections[DEFAULT_DB_ALIAS] = connections.create_connection(DEFAULT_DB_ALIAS)
    left = [time]

    def die(execute: Any, sql: str, *rest: Any) -> Any:
        if (match := WRITES.match(sql)) and match[1] == table:
            left[0] -= 1
            if not left[0]:
                execute(sql, *rest)
                os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, *rest)

    try:
        with connections[DEFAULT_DB_ALIAS].execute_wrapper(die):
            on_time.carry_out_due(timezone.now())
    finally:
        os._exit(int(ours is connection))


def test_a_worker_killed_after_any_write_leaves_all_of_them_to_the_next(chief: User) -> None:
    due(chief, full_story(), full_story())
    with CaptureQueriesContext(connection) as questions:
        assert on_time.carry_out_due(timezone.now()) == 2
    found = [match[1] for row in questions if (match := WRITES.match(row["sql"]))]
    # The claim comes before, and what is learnt comes after.
    tables = {table: found.count(table) for table in dict.fromkeys(found) if table != "articles_searchword"}
    assert {"articles_edition", "articles_historylink", "articles_article", "media_due"} <= set(tables)
    assert {"articles_publishedarticle", "articles_publishedpicture", "articles_searchrow"} <= set(tables)
    stories = due(chief, full_story(), full_story())
    connection.close()  # the processes begin with none
    for table, times in tables.items():
        killed_at(table, times)
        assert (states(stories), Edition.objects.filter(article__in=stories).count()) == (
            ["waiting"] * 2,
            0,
        ), table
        Scheduled.objects.waiting().update(due=F("at"))
        connection.close()
    assert on_time.carry_out_due(timezone.now()) == 2
    assert states(stories) == ["done"] * 2
    assert [story.editions.count() for story in stories] == [1, 1]


@pytest.mark.postgresql
def test_stories_that_show_one_picture_do_not_wait_for_each_other(chief: User) -> None:
    image = factories.picture()
    stories = due(chief, *(factories.story(lead_picture=image) for _ in range(2)))
    other = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT id FROM media_image FOR SHARE")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            assert on_time.carry_out_due(timezone.now()) == 2
        assert states(stories) == ["done"] * 2
    finally:
        other.close()


def test_a_worker_that_is_told_to_stop_ends_what_it_has_begun_and_leaves_the_rest(
    chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories = due(chief, *(factories.story() for _ in range(3)))
    command = worker.Command(stdout=io.StringIO())
    command.stopping, command.turn = threading.Event(), 20
    monkeypatch.setattr(on_time, "AT_ONCE", 1)
    store = public_rows.store

    def told_meanwhile(*a: Any, **k: Any) -> None:
        command.stopping.set()
        store(*a, **k)

    monkeypatch.setattr(public_rows, "store", told_meanwhile)
    assert command.perform(DUTIES[0])
    assert states(stories) == ["done", "waiting", "waiting"]
    assert Scheduled.objects.due().count() == 2
