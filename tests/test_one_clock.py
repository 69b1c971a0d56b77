"""Machines whose clocks are apart agree on the time: it is the database's."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as newsroom_settings
from django.db import connection
from django.db.backends.signals import connection_created
from django.utils import timezone

from articles.models import NextFront, PublishedFront
from articles.purging import delivering
from newsroom import clock
from tests import factories
from tests.test_pages_that_are_kept import Site

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
A_MOMENT = timedelta(seconds=60)  # for a machine that is busy


@pytest.fixture
def wrong_by(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[timedelta], None]]:
    """The clock of this machine goes wrong by so much, and the next connection is made."""
    true = timezone.now
    monkeypatch.setattr(timezone, "now", true)  # so that it is put back

    def goes_wrong(by: timedelta) -> None:
        monkeypatch.setattr(clock, "of_this_machine", lambda: true() + by)
        connection.close()
        connection.ensure_connection()

    clock.keep()
    yield goes_wrong
    connection_created.disconnect(dispatch_uid="newsroom.clock")


# What a process of the web server gives to new rows, and what a migration would write of it.
TIME_OF_NEW_ROWS = """
import newsroom.wsgi
from django.db.migrations.writer import MigrationWriter
from django.utils import timezone
from articles.models import Article
now = Article._meta.get_field("created_at").default
print(now is timezone.now, MigrationWriter.serialize(now)[0])
"""


def of_the_database() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        at: datetime = cursor.fetchone()[0]
        return at


@pytest.mark.parametrize("by", [timedelta(hours=-1), timedelta(hours=1)])
def test_a_machine_whose_clock_is_wrong_goes_by_the_database_s(
    wrong_by: Callable[[timedelta], None], by: timedelta
) -> None:
    wrong_by(by)
    assert abs(timezone.now() - of_the_database()) < A_MOMENT
    # Once it is put right, that is noticed too.
    wrong_by(timedelta(0))
    assert timezone.now() - clock.of_this_machine() < A_MOMENT


@pytest.mark.parametrize(("by", "is_shown"), [(timedelta(hours=-1), True), (timedelta(hours=1), False)])
def test_a_front_is_shown_from_its_time_on_by_a_process_whose_clock_is_wrong(
    wrong_by: Callable[[timedelta], None], by: timedelta, is_shown: bool
) -> None:
    zone = {
        "key": 1,
        "kind": "recent",
        "layout": "hours",
        "count": 8,
        "title": "At its time",
        "of": "",
        "pins": [],
    }
    factories.published_story()
    home = PublishedFront.objects.create(section=None, content=None)
    soon = of_the_database() + (A_MOMENT if not is_shown else -A_MOMENT)
    NextFront.objects.create(front=home, number=1, content={"zones": [zone]}, at=soon)
    wrong_by(by)
    assert (b"At its time" in Site().get("/")[2]) is is_shown


def test_a_worker_whose_clock_is_ahead_tells_no_cache_again_too_early(
    wrong_by: Callable[[timedelta], None], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PURGE_URLS = ("varnish://127.0.0.1:1",)
    told: list[int] = []
    monkeypatch.setattr(
        "articles.purging.destinations.Varnish.purge", lambda _, names: told.append(len(names))
    )
    monkeypatch.setattr(delivering, "AGAIN_AFTER", A_MOMENT)
    factories.published_story()
    delivering.see_to(timezone.now())
    wrong_by(timedelta(hours=1))
    delivering.see_to(timezone.now())
    assert len(told) == 1


def test_new_rows_begin_with_the_time_of_the_database_too() -> None:
    told = subprocess.run(
        [sys.executable, "-c", TIME_OF_NEW_ROWS],
        cwd=newsroom_settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "True django.utils.timezone.now"
