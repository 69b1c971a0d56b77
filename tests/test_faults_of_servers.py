"""Processes of the site are killed while they make a page, or replaced by new ones: what readers get meanwhile."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from redis import Redis

from tests import factories
from tests.servers import PATIENT, crowd, database_url, options_for_dump, redis_server, serving, until

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)

CONNECTED, LISTENING = "01", "0A"  # as Linux numbers what a socket is


def waiting_for_a_lock() -> int:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return int(cursor.fetchone()[0])


def sockets_of(pid: int, port: int, state: str) -> int:
    """How many this process has open there."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    found = {f"socket:[{it[9]}]" for it in lines if it[1].endswith(f":{port:04X}") and it[3] == state}
    return sum(os.readlink(it) in found for it in Path(f"/proc/{pid}/fd").iterdir())


@pytest.mark.redis
def test_a_process_killed_while_it_makes_a_page_costs_each_reader_one_connection_and_shares_nothing_half(
    tmp_path: Path,
) -> None:
    story = factories.published_story(headline="The barrage opens")
    with (
        redis_server() as (redis, _),
        serving(tmp_path, workers=2, DATABASE_URL=database_url(), CACHE_URL=redis, **PATIENT) as site,
    ):
        assert until(lambda: len([it for it in site.workers() if sockets_of(it, site.port, LISTENING)]) == 2)
        # Whoever makes the page waits for this.
        holding = psycopg.connect(options_for_dump())
        holding.execute("LOCK TABLE articles_publishedarticle IN ACCESS EXCLUSIVE MODE")
        with crowd(site.port, story.path, size=6) as readers:
            assert until(waiting_for_a_lock)
            first = next(it for it in site.workers() if sockets_of(it, site.port, CONNECTED))
            os.kill(first, signal.SIGKILL)
            assert until(readers.broken)
            assert Redis.from_url(redis).dbsize() == 0
            holding.close()
            assert until(lambda: 200 in readers.answers(story.path))
            assert until(lambda: len(site.workers()) == 2 and first not in site.workers())
            assert until(lambda: Redis.from_url(redis).dbsize() > 0)
    assert max(readers.broken().values()) == 1
    assert {got.answer for got in readers.all if isinstance(got.answer, int)} == {200}
    assert len({got.tag for got in readers.all if got.answer == 200}) == 1


def test_new_code_is_taken_without_a_lost_request(tmp_path: Path) -> None:
    story = factories.published_story()
    with serving(tmp_path, DATABASE_URL=database_url(), **PATIENT) as site:
        old = site.workers()
        with crowd(site.port, story.path, "/search/?q=ferry", "/nothing/") as readers:
            assert until(lambda: readers.answers(story.path).total() > 10)
            site.process.send_signal(signal.SIGHUP)
            assert until(lambda: site.workers() and not {*old} & {*site.workers()})
            seen = len(readers.all)
            assert until(lambda: readers.answers(story.path, since=seen).total() > 10)
    assert set(readers.answers(story.path)) == set(readers.answers("/search/?q=ferry")) == {200}
    assert set(readers.answers("/nothing/")) == {404}


def test_a_server_that_is_told_to_end_while_new_processes_start_ends(tmp_path: Path) -> None:
    with serving(tmp_path, workers=2, DATABASE_URL=database_url(), **PATIENT) as site:
        assert until(lambda: len([it for it in site.workers() if sockets_of(it, site.port, LISTENING)]) == 2)
        old = {*site.workers()}
        site.process.send_signal(signal.SIGHUP)
        assert until(lambda: {*site.workers()} - old)
        site.process.terminate()
        assert site.process.wait(timeout=120) == 0


def test_new_code_that_cannot_be_loaded_leaves_the_old_processes_at_work(tmp_path: Path) -> None:
    folder, moved = tmp_path / "var", tmp_path / "moved"
    folder.mkdir()
    with serving(folder, workers=2, DATABASE_URL=database_url(), **PATIENT) as site:
        assert until(lambda: len([it for it in site.workers() if sockets_of(it, site.port, LISTENING)]) == 2)
        old = site.workers()
        # Without its folder the application refuses to start.
        folder.rename(moved)
        folder.touch()
        site.process.send_signal(signal.SIGHUP)
        assert until(lambda: b"takes no requests" in (moved / "log").read_bytes())
        assert site.workers() == old
        assert site.is_up()
