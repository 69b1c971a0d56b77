"""What serves readers fails: they get the right page or are told to come again, nothing old, mixed or poisoned."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import RequestFactory

from articles.models import PublishedArticle
from newsroom.environment import shared_pages
from newsroom.pagecache.asking import name_of
from newsroom.pagecache.following import LOG
from newsroom.pagecache.keeping import Name
from tests import factories
from tests.servers import redis_server
from tests.test_pages_that_are_kept import Site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def redis(settings: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A Redis of this test alone, which it may stop and kill."""
    with redis_server() as (address, running):
        settings.CACHES = settings.CACHES | {
            "pages": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": address,
                "OPTIONS": shared_pages(),
            }
        }
        yield running


def stop(running: subprocess.Popen[bytes]) -> None:
    os.kill(running.pid, signal.SIGSTOP)


def kill(running: subprocess.Popen[bytes]) -> None:
    running.kill()
    running.wait()


def flush(running: subprocess.Popen[bytes]) -> None:
    caches["pages"].clear()


def fill(running: subprocess.Popen[bytes]) -> None:
    caches["pages"]._cache.get_client().config_set("maxmemory", "1")  # type: ignore[attr-defined] # Redis's own


@pytest.mark.redis
@pytest.mark.parametrize("fail", [stop, kill, flush, fill])
def test_the_site_answers_as_before_whatever_becomes_of_redis(
    redis: subprocess.Popen[bytes], fail: Callable[[subprocess.Popen[bytes]], None]
) -> None:
    story = factories.published_story()
    one, other = Site(), Site()
    good = one.get(story.path)
    # One process has made the page for both.
    assert other.get(story.path) == good == other.uncached(story.path)
    assert other.made == 0
    fail(redis)
    assert other.get(story.path) == good
    assert other.made == 0
    for path in ("/", "/latest/", "/about/"):
        assert other.get(path) == other.uncached(path)
    assert other.made == 3
    # Whoever does not answer is not asked for every page.
    assert (other.front.shared.again_at > 0) is (fail is not flush)


@pytest.mark.redis
def test_a_page_that_was_shared_before_a_change_is_taken_by_nobody_after_it(
    redis: subprocess.Popen[bytes],
) -> None:
    story = factories.published_story()
    one, other, third = Site(), Site(), Site()
    one.get(story.path)
    PublishedArticle.objects.update(headline="Corrected")
    # These have not heard of it yet; the database is asked.
    assert b"Corrected" in other.get(story.path)[2]
    assert b"Corrected" in third.get(story.path)[2]
    assert (other.made, third.made) == (1, 1)


@pytest.mark.redis
def test_a_question_whether_a_shared_page_is_new_takes_a_place_and_holds_no_other_reader(
    redis: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    Site().get("/")
    other, asked, answers = Site(), threading.Event(), threading.Event()
    other.front.places = threading.BoundedSemaphore(1)

    def hanging(*_: Any) -> bool:
        asked.set()
        return not answers.wait(10)

    monkeypatch.setattr(other.following, "is_untouched_since", hanging)
    first = threading.Thread(target=other.front.take, args=[name_of_home()])
    first.start()
    assert asked.wait(10)
    # Nobody asks any more, and the page is made, where Orderly limits how many wait.
    assert other.get("/")[0] == "200 OK"
    assert other.made == 1
    answers.set()
    first.join()


def name_of_home() -> Name:
    name = name_of(RequestFactory().get("/", HTTP_HOST="testserver").environ)
    assert name
    return name


@pytest.mark.redis
@pytest.mark.postgresql
def test_a_page_that_was_shared_before_a_backup_was_restored_is_taken_by_nobody(
    redis: subprocess.Popen[bytes],
) -> None:
    Site().get("/")
    with connection.cursor() as cursor:
        # As pg_restore does it: the table is another one, and nothing in it says that anything has changed.
        cursor.execute(f"ALTER TABLE {LOG} RENAME TO there_before")
        cursor.execute(f"CREATE TABLE {LOG} (LIKE there_before INCLUDING ALL)")
        try:
            other = Site()
            other.get("/")
        finally:
            cursor.execute(f"DROP TABLE {LOG}")
            cursor.execute(f"ALTER TABLE there_before RENAME TO {LOG}")
    assert other.made == 1


@pytest.mark.redis
def test_what_somebody_else_has_put_into_redis_is_not_shown(redis: subprocess.Popen[bytes]) -> None:
    one, other = Site(), Site()
    good = one.get("/")
    (key,) = caches["pages"]._cache.get_client().keys()  # type: ignore[attr-defined] # Redis's own
    for value in (b"", b"\n", b"[]\n", b'{"keys": 1}\nEvil', b"\x80\x04K\x01."):
        caches["pages"]._cache.get_client().set(key, value)  # type: ignore[attr-defined]
        other.front.kept.drop(next(iter(one.front.kept.pages.pages)))
        assert other.get("/") == good


@pytest.mark.postgresql
def test_pages_go_on_while_postgresql_is_stopped_and_others_say_come_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    story = factories.published_story()
    site = Site()
    good = site.get(story.path)
    with monkeypatch.context() as away:
        away.setitem(connection.settings_dict, "HOST", "/nowhere")
        connection.close()
        for _ in range(2):
            site.following.look_again()
            assert site.get(story.path) == good
            for path in ("/", "/nothing/", "/search/?q=ferry"):
                status, headers, body = site.get(path)
                assert (status[:3], headers["Retry-After"]) == ("503", "60")
                assert b"Traceback" not in body
    connection.close()
    site.following.look_again()
    assert site.get("/")[0] == "200 OK"
    assert site.get("/nothing/")[0] == "404 Not Found"
