"""The caches in front of us are told what has changed: each by itself, again after a moment, and until it is done."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from articles.acts import withdraw
from articles.models import Freshness, PublishedArticle, Purge, PurgeDelivery
from articles.models import page_keys as keys
from articles.purging import collecting, delivering, gone, replica
from articles.purging.destinations import NotPurged, Varnish, caches
from newsroom.pagecache import following
from tests import factories
from tests.desk_forms import at_the_desk

pytestmark = pytest.mark.django_db
State = PurgeDelivery.State
Call = tuple[str, str, dict[str, str], bytes]


class FakeCache:
    """A cache, or the API of one, on loopback: what it was asked, and what it answers."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.answer: tuple[int, bytes] = (200, b"{}")
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                fake.calls.append((self.command, self.path, dict(self.headers), body))
                status, told = fake.answer
                self.send_response(status)
                self.send_header("Content-Length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)

            do_POST = do_PURGE = answer

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.place = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def told(self) -> list[set[str]]:
        """Of each call."""
        return [
            set(headers.get("xkey-purge", headers.get("Surrogate-Key", "")).split())
            for _, _, headers, _ in self.calls
        ]


@pytest.fixture
def fake() -> Iterator[FakeCache]:
    made = FakeCache()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def now() -> datetime:
    Freshness.objects.all().delete()
    return timezone.now()


def until_told(fake: FakeCache, story: PublishedArticle) -> None:
    """Wait for a thread of the worker that tells the cache of this story."""
    until = time.monotonic() + 10
    while not any(keys.story(story.story_id) in told for told in fake.told()):
        assert time.monotonic() < until
        time.sleep(0.05)


def states() -> dict[str, str]:
    return dict(PurgeDelivery.objects.values_list("to", "state"))


def test_a_change_is_told_twice_and_then_confirmed(fake: FakeCache, settings: Any, now: datetime) -> None:
    settings.PURGE_URLS = (f"varnish://{fake.place}",)
    story = factories.published_story()
    assert delivering.see_to(now) == 1
    (told,) = fake.told()
    assert {keys.story(story.story_id), keys.section(story.section_id), keys.STORIES, keys.ANY} <= told
    assert states() == {f"varnish {fake.place}": State.SENT}
    assert delivering.see_to(now + timedelta(seconds=1)) == 0
    assert delivering.see_to(now + timedelta(seconds=2)) == 1
    assert fake.told() == [told, told]
    assert states() == {f"varnish {fake.place}": State.CONFIRMED}
    assert delivering.see_to(now + timedelta(days=1)) == 0


def test_of_three_caches_one_that_fails_holds_none_of_the_others(
    fake: FakeCache, settings: Any, now: datetime
) -> None:
    failing = FakeCache()
    failing.answer = (503, b"")
    settings.PURGE_URLS = (
        f"varnish://{failing.place}",
        f"fastly://t@s?api=http://{fake.place}",
        f"varnish://{fake.place}",
    )
    factories.published_story()
    delivering.see_to(now)
    delivering.see_to(now + timedelta(seconds=2))
    failed, fastly, varnish = f"varnish {failing.place}", "fastly s", f"varnish {fake.place}"
    assert states() == {failed: State.WAITING, fastly: State.CONFIRMED, varnish: State.CONFIRMED}
    row = PurgeDelivery.objects.get(to=failed)
    assert (row.problem, row.tries) == ("it answered 503 Service Unavailable", 2)
    # The pauses grow, up to a minute.
    pauses = []
    for _ in range(8):
        delivering.see_to(row.due)
        before, row = row, PurgeDelivery.objects.get(to=failed)
        pauses.append((row.due - before.due).total_seconds())
    assert pauses == [4, 8, 16, 32, 60, 60, 60, 60]
    failing.answer = (200, b"")
    delivering.see_to(row.due)
    assert states()[failed] == State.SENT
    failing.server.shutdown()
    failing.server.server_close()


def test_a_cache_is_told_again_only_once_readers_database_has_the_change(
    fake: FakeCache, settings: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PURGE_URLS = (f"varnish://{fake.place}",)
    factories.published_story()
    delivering.see_to(now)
    has_replayed = [now + timedelta(seconds=0.5)]
    monkeypatch.setattr(replica, "has_come", lambda at: at <= has_replayed[-1])
    for seconds in (2, 3, 4):
        assert delivering.see_to(now + timedelta(seconds=seconds)) == 0
    assert len(fake.calls) == 1
    row = PurgeDelivery.objects.get()
    assert (row.state, row.problem) == (State.SENT, delivering.NOT_AT_THE_REPLICA)
    has_replayed.append(now + timedelta(seconds=4))
    assert delivering.see_to(now + timedelta(seconds=5)) == 1
    row.refresh_from_db()
    assert (len(fake.calls), row.state, row.problem) == (2, State.CONFIRMED, "")


def test_no_new_change_waits_for_an_answer_of_readers_database(
    fake: FakeCache, settings: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where that is away, each question takes seconds: a story that was withdrawn is told of before it is asked."""
    settings.PURGE_URLS = (f"varnish://{fake.place}",)
    for number in range(3):
        collecting.write({keys.story(number)}, is_urgent=False, now=now)
        delivering.see_to(now)
    calls_when_asked: list[int] = []

    def has_come(at: datetime) -> bool:
        calls_when_asked.append(len(fake.calls))
        return True

    monkeypatch.setattr(replica, "has_come", has_come)
    collecting.write({keys.story(9)}, is_urgent=True, now=now)
    assert delivering.see_to(now + timedelta(seconds=2)) == 4
    # Told of what is new by the fourth call, and of all others once more by the fifth, after one question.
    assert calls_when_asked == [4]
    assert fake.told()[3:] == [{keys.story(9)}, {keys.story(number) for number in range(3)}]


def test_what_cannot_be_told_for_an_hour_has_failed(settings: Any, now: datetime) -> None:
    settings.PURGE_URLS = ("varnish://127.0.0.1:1",)
    factories.published_story()
    delivering.see_to(now)
    row = PurgeDelivery.objects.get()
    assert row.problem.startswith("it does not answer (")
    delivering.see_to(now + timedelta(hours=2))
    assert states() == {row.to: State.FAILED}


@pytest.mark.django_db(transaction=True)
def test_what_was_taken_from_readers_goes_first(fake: FakeCache, settings: Any, now: datetime) -> None:
    settings.PURGE_URLS = (f"varnish://{fake.place}",)
    article = factories.live_story()
    collecting.collect(now)
    withdraw.withdraw(article, by=factories.chief())
    collecting.collect(now + timedelta(seconds=1))
    corrected, withdrawn = Purge.objects.order_by("pk")
    assert (corrected.is_urgent, withdrawn.is_urgent) == (False, True)
    (cache,) = caches()
    later = now + timedelta(seconds=2)
    assert [row.purge for row in delivering.due(cache, later)] == [withdrawn, corrected]


def test_a_worker_that_is_killed_leaves_what_the_next_one_finds(
    fake: FakeCache, settings: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PURGE_URLS = (f"varnish://{fake.place}",)
    factories.published_story()

    def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Varnish, "purge", killed)
    with pytest.raises(KeyboardInterrupt):
        delivering.see_to(now)
    monkeypatch.undo()
    assert delivering.see_to(now + timedelta(seconds=1)) == 0
    assert delivering.see_to(now + delivering.PATIENCE) == 1
    # And one that is killed before it has written anything leaves the triggers' rows.
    story = factories.published_story(slug="another")
    monkeypatch.setattr(collecting, "write", killed)
    with pytest.raises(KeyboardInterrupt):
        delivering.see_to(now)
    monkeypatch.undo()
    delivering.see_to(now + timedelta(hours=1))
    assert keys.story(story.story_id) in set.union(*fake.told())


def test_fastly_and_cloudflare_are_asked_as_they_want_it(
    fake: FakeCache, settings: Any, now: datetime
) -> None:
    fake.answer = (200, b'{"success": true}')
    settings.PURGE_URLS = (
        f"fastly://secret@svc?api=http://{fake.place}",
        f"cloudflare://token@zone?api=http://{fake.place}",
    )
    purge = collecting.write({f"story-{number}" for number in range(300)}, is_urgent=False, now=now)
    delivering.see_to(now)
    fastly = [call for call in fake.calls if call[1] == "/service/svc/purge"]
    assert [len(headers["Surrogate-Key"].split()) for _, _, headers, _ in fastly] == [256, 44]
    assert {headers["Fastly-Key"] for _, _, headers, _ in fastly} == {"secret"}
    cloudflare = [call for call in fake.calls if call[1] == "/zones/zone/purge_cache"]
    assert [len(json.loads(body)["tags"]) for *_, body in cloudflare] == [30] * 10
    assert {headers["Authorization"] for _, _, headers, _ in cloudflare} == {"Bearer token"}
    assert set(states().values()) == {State.SENT}
    assert "secret" not in " ".join(map(str, purge.deliveries.all()))
    fake.answer = (200, b'{"success": false, "errors": [{"message": "no such zone"}]}')
    with pytest.raises(NotPurged, match="no such zone"):
        caches()[1].purge(["story-1"])


@pytest.mark.django_db(transaction=True)
def test_a_cache_without_keys_is_told_the_addresses(fake: FakeCache, settings: Any, now: datetime) -> None:
    fake.answer = (404, b"")
    settings.PURGE_URLS = (f"purge://{fake.place}",)
    article = factories.live_story()
    path = PublishedArticle.objects.get().path
    assert delivering.see_to(now) == 1
    asked = {called for command, called, *_ in fake.calls if command == "PURGE"}
    assert {path, "/", "/latest/", "/feed/", "/city/", "/city/feed/"} <= asked
    withdraw.withdraw(article, by=factories.chief())
    fake.calls.clear()
    delivering.see_to(now + timedelta(seconds=1))
    assert fake.calls[0][1] == path
    assert [headers["Accept-Encoding"] for _, called, headers, _ in fake.calls if called == path] == [
        "br",
        "gzip",
        "identity",
    ]


@pytest.mark.django_db(transaction=True)
def test_a_cache_without_keys_is_told_of_the_pages_on_which_most_readers_see_a_story(
    fake: FakeCache, settings: Any, now: datetime
) -> None:
    settings.PURGE_URLS = (f"purge://{fake.place}",)
    story = factories.published_story(section=factories.section("Sport"))
    collecting.take()
    story.headline = "Another headline"
    story.save(update_fields=["headline"])
    assert delivering.see_to(now) == 1
    told = list(dict.fromkeys(path for _, path, *_ in fake.calls))
    assert told == [
        *(story.path, "/", "/latest/", "/feed/", "/feed/atom/", "/feed/json/"),
        *("/sport/", "/sport/feed/", "/sport/feed/atom/", "/sport/feed/json/"),
    ]


@pytest.mark.django_db(transaction=True)
def test_a_cache_without_keys_is_not_told_an_archive_address_by_address(
    fake: FakeCache, settings: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "MOST_ADDRESSES", 2)
    settings.PURGE_URLS = (f"purge://{fake.place}",)
    story = factories.published_story()
    assert delivering.see_to(now) == 1
    assert {path for _, path, *_ in fake.calls} == {story.path, "/"}


@pytest.mark.django_db(transaction=True)
def test_the_worker_s_thread_tells_a_cache_once_all_processes_have_seen_the_change(
    fake: FakeCache, settings: Any, now: datetime
) -> None:
    settings.PURGE_URLS = (f"varnish://{fake.place}",)
    factories.published_story()
    collecting.collect(now, wait=delivering.UNTIL_SEEN)
    assert delivering.deliver(caches()[0], now + timedelta(seconds=following.EVERY)) == 0
    assert delivering.deliver(caches()[0], now + delivering.UNTIL_SEEN) == 1


def test_without_caches_nothing_is_told_and_the_desk_says_nothing(now: datetime) -> None:
    story = factories.published_story()
    assert delivering.see_to(now) == 0
    assert not Purge.objects.exists()
    assert gone.everywhere(story.story_id) is None


def test_the_desk_knows_whether_a_story_is_gone_everywhere(
    fake: FakeCache, settings: Any, now: datetime
) -> None:
    settings.PURGE_URLS = (f"varnish://{fake.place}", "varnish://127.0.0.1:1")
    story = factories.published_story()
    found = gone.everywhere(story.story_id)
    assert found is not None
    assert (found.is_waiting, found.is_done) == (True, False)
    for seconds in (0, 2):
        delivering.see_to(now + timedelta(seconds=seconds))
    found = gone.everywhere(story.story_id)
    assert found is not None
    assert [row.state for row in found.deliveries] == [State.WAITING, State.CONFIRMED]
    assert not found.is_done
    settings.PURGE_URLS = settings.PURGE_URLS[:1]
    delivering.forget(now)
    assert PurgeDelivery.objects.get(to="varnish 127.0.0.1:1").state == State.FAILED
    PurgeDelivery.objects.filter(to="varnish 127.0.0.1:1").delete()
    found = gone.everywhere(story.story_id)
    assert found is not None
    assert found.is_done
    delivering.forget(now + timedelta(days=31))
    assert not Purge.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_was_taken_goes_first_also_where_so_much_has_changed_that_one_key_stands_for_all(
    settings: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PURGE_URLS = ("varnish://127.0.0.1:1",)
    article = factories.live_story()
    monkeypatch.setattr(collecting, "MANY", 1)
    assert (changed := collecting.collect(now)) is not None
    withdraw.withdraw(article, by=factories.chief())
    assert (withdrawn := collecting.collect(now)) is not None
    assert (changed.is_urgent, withdrawn.is_urgent) == (False, True)


@pytest.mark.django_db(transaction=True)
def test_a_thread_that_tells_a_cache_outlives_whatever_fails(
    fake: FakeCache, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PURGE_URLS = (f"varnish://{fake.place}",)
    story, failed = factories.published_story(), threading.Event()

    def fails_once(now: datetime, **_: Any) -> None:
        monkeypatch.setattr(collecting, "collect", collect)
        failed.set()
        raise KeyError("a mistake of ours")

    collect = collecting.collect
    monkeypatch.setattr(collecting, "collect", fails_once)
    stopping = threading.Event()
    (thread,) = delivering.begin(stopping)
    try:
        until_told(fake, story)
    finally:
        stopping.set()
        thread.join(20)
    assert failed.is_set()


@pytest.mark.django_db(transaction=True)
def test_a_story_is_gone_nowhere_while_the_one_key_of_many_changes_has_not_come_to_a_cache(
    fake: FakeCache, settings: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PURGE_URLS = (f"varnish://{fake.place}",)
    chief = factories.chief()
    story, draft = factories.live_story(chief), factories.story(slug="a-draft")
    for seconds in (0, 2):
        delivering.see_to(now + timedelta(seconds=seconds))
    assert (found := gone.everywhere(story.pk)) is not None
    assert found.is_done
    monkeypatch.setattr(collecting, "MANY", 1)
    withdraw.withdraw(story, by=chief)
    collecting.collect(now + timedelta(seconds=3))
    assert (found := gone.everywhere(story.pk)) is not None
    assert not found.is_done
    assert gone.everywhere(draft.pk) is None


def test_after_a_deployment_all_pages_are_dropped(fake: FakeCache, settings: Any, now: datetime) -> None:
    settings.PURGE_URLS = (f"varnish://{fake.place}",)
    call_command("purge")
    delivering.see_to(timezone.now())
    assert fake.told() == [{keys.EVERYTHING, keys.ANY}]
    settings.PURGE_URLS = ()
    with pytest.raises(CommandError, match="PURGE_URLS is empty"):
        call_command("purge")


def test_the_story_s_page_at_the_desk_says_whether_it_is_gone(fake: FakeCache, settings: Any) -> None:
    settings.PURGE_URLS = (f"varnish://{fake.place}",)
    chief = factories.chief()
    article = factories.live_story(chief)
    page = f"/desk/articles/article/{article.pk}/change/"
    assert "Not yet: the caches are about to be told." in at_the_desk(chief).get(page).content.decode()
    now = timezone.now()
    fake.answer = (503, b"")
    delivering.see_to(now)
    failing = at_the_desk(chief).get(page).content.decode()
    assert (
        f"<strong>varnish {fake.place}</strong> will be told again: it answered 503 Service Unavailable."
        in failing
    )
    fake.answer = (200, b"")
    for seconds in (10, 12):
        delivering.see_to(now + timedelta(seconds=seconds))
    assert "Yes, in every cache since" in at_the_desk(chief).get(page).content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_worker_s_threads_tell_a_cache_though_another_does_not_answer(
    fake: FakeCache, settings: Any
) -> None:
    silent = socket.create_server(("127.0.0.1", 0))  # takes connections, and never says a word
    settings.PURGE_URLS = (f"varnish://127.0.0.1:{silent.getsockname()[1]}", f"varnish://{fake.place}")
    stopping = threading.Event()
    threads = delivering.begin(stopping)
    try:
        story = factories.published_story()
        until_told(fake, story)
    finally:
        stopping.set()
        silent.close()
        for thread in threads:
            thread.join(20)
    assert not any(thread.is_alive() for thread in threads)
