"""Connections to the database that stand from one request to the next, and are checked without a question."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.utils import ConnectionHandler
from django.test.utils import CaptureQueriesContext

from newsroom import connections
from newsroom.pagecache import following


def checked(database: dict[str, Any]) -> Any:
    """A connection of its own as a serving process has it, which was asked something already."""
    made: Any = ConnectionHandler({"default": database})["default"]
    made.ensure_connection()
    connections.be_looked_at(None, made)
    with made.cursor() as cursor:
        cursor.execute("SELECT 1")
    return made


def asked_about(made: Any) -> tuple[bool, int]:
    """Whether it is found usable, and how many queries that took."""
    with CaptureQueriesContext(made) as queries:
        return made.is_usable(), len(queries)


@pytest.mark.django_db
def test_a_file_put_back_from_yesterday_is_opened_anew(tmp_path: Path) -> None:
    file = tmp_path / "newsroom.sqlite3"
    made = checked({"ENGINE": "django.db.backends.sqlite3", "NAME": file})
    assert asked_about(made) == (True, 0)
    file.rename(tmp_path / "today.sqlite3")
    assert made.is_usable() is False
    file.touch()
    assert made.is_usable() is False
    made.close()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_database_ended_is_seen_before_it_is_used() -> None:
    made = checked({**settings.DATABASES["default"], "NAME": connection.settings_dict["NAME"]})
    assert asked_about(made) == (True, 0)
    with made.cursor() as cursor:
        cursor.execute("LISTEN words")
        cursor.execute("SELECT pg_backend_pid()")
        (number,) = cursor.fetchone()
    with connection.cursor() as cursor:
        cursor.execute("NOTIFY words")
    # Something was said. That is no end, and a question tells so.
    assert made.is_usable() is True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [number])
    assert made.is_usable() is False
    made.close()


@pytest.mark.django_db(transaction=True)
def test_changes_are_followed_in_a_file_that_was_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def file_with(name: str, *numbers: int) -> Path:
        with closing(sqlite3.connect(tmp_path / name)) as file, file:
            file.execute(f"CREATE TABLE {following.LOG} (number, key)")
            file.executemany(f"INSERT INTO {following.LOG} VALUES (?, 'stories')", [(it,) for it in numbers])
        return tmp_path / name

    there = file_with("newsroom.sqlite3", 1, 2, 3)
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": there, "CONN_HEALTH_CHECKS": True}
    made: Any = ConnectionHandler({"default": database})["default"]
    made.ensure_connection()
    connections.be_looked_at(None, made)
    monkeypatch.setattr(following, "connection", made)
    follower = following.Following()
    follower.look_again()
    before = follower.generation
    file_with("yesterday.sqlite3", 1).rename(there)
    follower.look_again()
    assert follower.seen == "1"
    assert follower.generation != before
    made.close()
