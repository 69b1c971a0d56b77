"""What changes for readers is numbered in the order in which it can be seen, so that nobody who follows skips it."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from django.db import connection, transaction

from articles.acts import kill, withdraw
from articles.models import PublicChange, PublishedArticle, PublishedPicture
from articles.records import public_changes
from tests import factories


def told() -> list[tuple[int, str, bool]]:
    """Which stories changed, in order."""
    connection.check_constraints()  # as a commit does it
    rows = PublicChange.objects.filter(number__isnull=False).order_by("number")
    return [(row.story_id, row.kind, row.is_gone) for row in rows]


@pytest.mark.django_db
def test_a_story_that_changes_moves_to_the_end() -> None:
    first, second = factories.live_story(), factories.live_story()
    assert told() == [(first.pk, "first", False), (second.pk, "first", False)]
    factories.edit(first, factories.chief(), headline="Ferry line to run all night after all")
    factories.publish(first, kind="update")
    assert told() == [(second.pk, "first", False), (first.pk, "update", False)]
    withdraw.withdraw(second, by=factories.chief())
    assert told() == [(first.pk, "update", False), (second.pk, "withdrawal", True)]
    kill.kill(first, by=factories.chief(), note="A court said so.")
    assert told() == [(second.pk, "withdrawal", True), (first.pk, "kill", True)]


@pytest.mark.django_db
def test_what_is_said_beside_the_row_of_a_story_is_a_change_of_it_too() -> None:
    one, other = factories.published_story(), factories.published_story()
    factories.published_picture(one)
    PublishedArticle.objects.filter(pk=other.pk).update(standfirst="Another.")
    order = [other.story_id, one.story_id]
    assert [row[0] for row in told()] == order[::-1]
    PublishedPicture.objects.filter(story=one).update(credit_line="Image: Reuters")
    assert [row[0] for row in told()] == order
    PublishedArticle.objects.filter(pk=other.pk).update(card="another", standfirst="Another.")
    assert [row[0] for row in told()] == order  # what lists of the site show is no change of the story
    factories.live_coverage("The gates are closing.")
    PublishedArticle.objects.filter(pk=one.pk).delete()
    assert told()[-1] == (one.story_id, "", True)


@pytest.mark.django_db
def test_no_trigger_is_missing() -> None:
    assert public_changes.unwatched(connection) == set()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_whoever_commits_later_has_the_higher_number_whoever_wrote_first() -> None:
    one, other = factories.published_story(), factories.published_story()
    before = newest()
    with transaction.atomic():
        PublishedArticle.objects.filter(pk=one.pk).update(headline="Written first")
        elsewhere(lambda: PublishedArticle.objects.filter(pk=other.pk).update(headline="Seen first")).join()
        assert since(before) == [other.story_id]
        seen = newest()
    assert since(seen) == [one.story_id]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_nobody_is_seen_while_a_lower_number_is_on_its_way() -> None:
    one, other = factories.published_story(), factories.published_story()
    before = newest()
    with transaction.atomic():
        PublishedArticle.objects.filter(pk=one.pk).update(headline="Has its number")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the commit begins, and is not at its end
        thread = elsewhere(
            lambda: PublishedArticle.objects.filter(pk=other.pk).update(headline="Wants the next")
        )
        until_it_is_waited_for()
        assert [one.story_id] == since(before)  # our own eyes alone
    thread.join()
    assert since(before) == [one.story_id, other.story_id]


def newest() -> int:
    return PublicChange.objects.exclude(number=None).order_by("-number")[0].number or 0


def since(number: int) -> list[int]:
    rows = PublicChange.objects.filter(number__gt=number).order_by("number")
    return list(rows.values_list("story_id", flat=True))


def until_it_is_waited_for() -> None:
    for _ in range(500):
        if is_waited_for():
            return
        time.sleep(0.02)
    raise AssertionError("The other commit does not wait for its number.")


def is_waited_for() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database here ON here.oid = database "
            "WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()"
        )
        return bool(cursor.fetchone()[0])


def elsewhere(act: Any) -> threading.Thread:
    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread
