"""An operator asks what is wrong around the newsroom, and is told what to do."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from articles.models import Letter
from articles.records import append_only, freshness, public_changes
from newsroom import doctor, health
from newsroom.heartbeat import Heartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _all_is_well(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A newsroom in which nothing is wrong, whatever the role that the tests run with."""
    now = timezone.now()
    Heartbeat(now=now).beat(now)
    # A thread of its own asks, which cannot see into the transaction of a test.
    monkeypatch.setattr(health.alive, "answer", lambda within: [])
    monkeypatch.setattr(doctor, "zone_data", lambda: f"{now.year}a")
    monkeypatch.setattr(doctor, "asked", lambda statement, ask=doctor.asked: plain(statement, ask))


def plain(statement: str, ask: Callable[[str], str]) -> str:
    return "False" if "rolsuper" in statement else ask(statement)


def told() -> tuple[int, list[str]]:
    """The exit code, and what is wrong."""
    said, code = io.StringIO(), 0
    try:
        call_command("doctor", stdout=said)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return code, [line for line in said.getvalue().splitlines() if line.startswith("WRONG")]


def test_where_nothing_is_wrong_each_part_is_well() -> None:
    said = io.StringIO()
    call_command("doctor", "--json", stdout=said)
    answer = json.loads(said.getvalue())
    assert answer["well"] is True
    assert [part["part"] for part in answer["parts"]] == [
        "database",
        "tables",
        "role",
        "worker",
        "clock",
        "zones",
        "files",
        "static files",
        "cache",
        "mail",
        "letters",
        "hubs and search engines",
    ]
    assert all(part["found"] and not part["wrong"] for part in answer["parts"])
    assert told() == (0, [])


def test_what_somebody_dropped_from_the_tables_is_named() -> None:
    lost = "DROP TRIGGER media_logentry_no_truncate ON media_logentry"
    unfollowed = "DROP TRIGGER articles_section_changes_update ON articles_section"
    unnumbered = "DROP TRIGGER articles_publishedpicture_public_update ON articles_publishedpicture"
    if connection.vendor == "sqlite":
        unnumbered = "DROP TRIGGER articles_publishedpicture_public_update"
        lost = "DROP TRIGGER media_logentry_no_delete"
        unfollowed = "DROP TRIGGER articles_section_changes_update"
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX published_rights_end")
        cursor.execute(lost)
        cursor.execute(unfollowed)
        cursor.execute(unnumbered)
    code, (index, trigger, old_pages, missed) = told()
    assert code == 1
    assert index.startswith("WRONG  tables: articles_publishedarticle lacks published_rights_end: ")
    assert trigger.startswith(
        "WRONG  tables: media_logentry can be changed, as its triggers are missing: run "
    )
    assert old_pages.startswith(
        "WRONG  tables: Readers go on getting old pages when articles_section changes, as its "
    )
    assert missed.startswith(
        "WRONG  tables: Whoever follows the Content API misses changes, as the trigger "
        "articles_publishedpicture_public_update is missing: "
    )
    append_only.guard(connection)
    public_changes.watch(connection.alias)
    freshness.watch(connection.alias)
    assert freshness.unwatched(connection) == set()


def test_a_worker_that_is_late_and_letters_that_wait_are_told() -> None:
    now = timezone.now()
    Heartbeat(now=now).beat(now - timedelta(minutes=3))
    Letter.objects.create(
        to="ana@example.org", written_at=now - timedelta(hours=2), at=now, until=now + timedelta(days=1)
    )
    code, (worker, letters) = told()
    assert code == 1
    assert worker.startswith("WRONG  worker: The worker has given no sign since ")
    assert letters.startswith("WRONG  letters: 1 letters have waited for more than an hour: ")


def test_a_shelf_that_takes_no_file_and_mail_that_is_printed_are_told(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "shelf").write_text("a file, where a folder should be")
    settings.STORAGES = settings.STORAGES | {
        "private": settings.STORAGES["private"]
        | {"OPTIONS": settings.STORAGES["private"]["OPTIONS"] | {"location": tmp_path / "shelf"}}
    }
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    _, (files, mail) = told()
    assert files.startswith(f"WRONG  files: {tmp_path / 'shelf'} takes no file (")
    assert mail == "WRONG  mail: Letters are printed and not sent: let EMAIL_URL name a mail server."
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert told()[1][-1].startswith("WRONG  mail: 127.0.0.1:9 takes no mail (")


def test_zone_data_that_are_old_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "zone_data", lambda: "2019c")
    assert told()[1][0].startswith("WRONG  zones: The zone data of this machine are those of 2019c; ")


@pytest.mark.postgresql
def test_clocks_that_are_apart_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Behind(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.now(tz) - timedelta(seconds=30)

    monkeypatch.setattr(doctor, "datetime", Behind)
    assert told()[1][0].startswith(
        "WRONG  clock: The clocks of this machine and of the database's are 30 seconds apart: "
    )


def test_without_a_database_the_other_parts_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health.alive, "answer", lambda within: [health.NO_DATABASE])
    assert [finding.part for finding in doctor.examine()] == [
        "database",
        "zones",
        "static files",
        "cache",
        "mail",
    ]
    assert told() == (1, [f"WRONG  database: {health.NO_DATABASE}"])


def test_a_part_that_cannot_be_looked_at_keeps_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> str:
        raise ValueError("no such zone")

    monkeypatch.setattr(doctor, "zone_data", broken)
    assert told() == (1, ["WRONG  zones: It could not be looked at (no such zone)."])
