"""Hubs and search engines hear of what is new once readers can have it: each by itself, and until it has heard."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.acts import correct, kill, withdraw
from articles.announcing import collecting, delivering, visible
from articles.announcing.destinations import destinations
from articles.announcing.unheard import unheard
from articles.models import Announcement, Edition, Freshness, Ping
from articles.models import page_keys as keys
from articles.purging import collecting as purging
from articles.site.urls import urlpatterns
from newsroom.doctor import wrong_with_those_told
from newsroom.metrics import of_those_told
from tests import factories
from tests.outside import Outside, answering

pytestmark = pytest.mark.django_db
State = Ping.State
KEY = "0123456789abcdef-key"


@pytest.fixture
def hub(settings: Any) -> Iterator[Outside]:
    with Outside(answering("204 No Content")) as made:
        settings.WEBSUB_HUBS = (f"{made.address}/publish",)
        settings.OUTSIDE_ALLOWED_HOSTS = (made.place,)
        yield made


def told(hub: Outside) -> list[str]:
    """The feeds that the hub was told of, in order."""
    sent = [parse_qs(body.decode()) for body in hub.bodies]
    assert all(form["hub.mode"] == ["publish"] and len(form) == 2 for form in sent)
    return [form["hub.url"][0].removeprefix("http://testserver") for form in sent]


def ping(**fields: Any) -> Ping:
    now = timezone.now()
    return Ping.objects.create(
        **{"to": "https://hub.example/", "path": "/feed/", "changed_at": now, "due": now} | fields
    )


def feeds_of(sections: list[str], topics: list[str], reporters: list[str]) -> set[str]:
    """Every feed that the site has of these, in each of its formats."""
    which: dict[str, list[list[str]]] = {
        "feed": [[]],
        "section_feed": [[slug] for slug in sections],
        "topic_feed": [[slug] for slug in topics],
        "reporter_feed": [[slug] for slug in reporters],
    }
    found = set()
    for one in urlpatterns:
        if str(one.name).endswith("feed"):
            formats = [["atom"], ["json"]] if "kind" in one.pattern.regex.groupindex else [[]]
            found |= {
                reverse(f"site:{one.name}", args=[*args, *form])
                for args in which[one.name]
                for form in formats
            }
    return found


def test_a_hub_hears_once_of_each_feed_in_which_a_story_stands(hub: Outside) -> None:
    rowing = factories.section("Rowing", parent=factories.section("Sport"))
    ferries, ines = factories.topic("Ferries"), factories.reporter("Ines Caldera")
    article = factories.live_story(section=rowing, topics=(ferries,), bylines=(ines,))
    factories.live_story(section=rowing, bylines=(ines,))
    assert Announcement.objects.count() == 2
    of_it = feeds_of(["sport", "rowing"], ["ferries"], ["ines-caldera"])
    assert {"/feed/", "/sport/feed/", "/rowing/feed/"} <= of_it
    assert delivering.see_to(timezone.now()) == len(of_it)
    # Both stories together are one ping of each feed; the paper's comes first.
    assert (Ping.objects.earliest("pk").path, sorted(told(hub))) == ("/feed/", sorted(of_it))
    assert set(hub.lines) == {"POST /publish HTTP/1.1"}
    assert set(Ping.objects.values_list("state", flat=True)) == {State.SENT}
    assert (Announcement.objects.count(), delivering.see_to(timezone.now())) == (0, 0)
    # A correction, a withdrawal and a kill are told as the publication was.
    chief = factories.chief()
    assert article.revision is not None
    for act in (
        lambda: correct.correct(article.revision, text="It was nine.", by=chief),
        lambda: withdraw.withdraw(article, by=chief),
        lambda: kill.kill(article, by=chief, note="By order of the court."),
    ):
        hub.bodies.clear()
        act()
        delivering.see_to(timezone.now())
        assert sorted(told(hub)) == sorted(of_it)


@pytest.mark.django_db(transaction=True)
def test_a_story_that_moves_is_told_of_where_it_was(hub: Outside) -> None:
    article = factories.live_story(section=factories.section("Sport"))
    delivering.see_to(timezone.now())
    hub.bodies.clear()
    factories.edit(article, factories.chief(), section_id=factories.section("City").pk)
    factories.publish(article)
    delivering.see_to(timezone.now())
    assert {"/feed/", "/sport/feed/", "/city/feed/"} <= set(told(hub))


def test_what_was_not_published_is_not_announced(hub: Outside) -> None:
    class Broken(Exception):
        pass

    @transaction.atomic
    def publish_and_fail() -> None:
        factories.live_story()
        assert Announcement.objects.count() == 1
        raise Broken

    with pytest.raises(Broken):
        publish_and_fail()
    assert Announcement.objects.count() == 0


def test_where_nobody_is_told_nothing_is_written() -> None:
    factories.live_story()
    assert (Announcement.objects.count(), destinations()) == (0, [])


def test_of_two_hubs_one_that_fails_holds_nothing_of_the_other(hub: Outside, settings: Any) -> None:
    with Outside(answering("503 Service Unavailable")) as failing:
        settings.WEBSUB_HUBS = (f"{failing.address}/", *settings.WEBSUB_HUBS)
        settings.OUTSIDE_ALLOWED_HOSTS = (failing.place, hub.place)
        factories.live_story()
        now = timezone.now()
        delivering.see_to(now)
        assert "/feed/" in told(hub)
        row = Ping.objects.get(to=f"{failing.address}/", path="/feed/")
        assert (row.state, row.tries, row.problem) == (State.WAITING, 1, "answered 503 Service Unavailable")
        # The pauses grow, up to a quarter of an hour.
        pauses = []
        for _ in range(9):
            pauses.append((row.due - now).total_seconds())
            now = row.due
            delivering.see_to(now)
            row.refresh_from_db()
        assert pauses == [5, 10, 20, 40, 80, 160, 320, 640, 900]
        (one,) = unheard(now)
        assert (one.to, one.given_up, one.problem) == (row.to, 0, row.problem)
        assert one.since == Ping.objects.filter(to=row.to).earliest("failing_since").failing_since
        delivering.see_to(now + timedelta(hours=13))
        row.refresh_from_db()
        assert row.state == State.FAILED
        # What is published next is told all the same, and that it goes well again is known.
        failing.behaviour = answering("202 Accepted")
        factories.live_story()
        delivering.see_to(now + timedelta(hours=14))
        row.refresh_from_db()
        assert (row.state, row.failing_since, row.problem) == (State.SENT, None, "")


def test_a_hub_that_hangs_or_leads_within_is_told_apart_and_not_asked_for_each_feed(
    hub: Outside, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.announcing.destinations.SECONDS", 0.3)
    hub.behaviour = hub.hang
    (there,) = destinations()
    problems = there.tell([f"/{number}/" for number in range(20)])
    assert list(problems.values()) == ["did not answer in time"] * 20
    assert len(hub.asked) == 6
    hub.behaviour = answering("302 Found", Location="http://10.0.0.1/")
    assert there.tell(["/feed/"]) == {"/feed/": "answered 302 Found"}
    settings.OUTSIDE_ALLOWED_HOSTS = ()
    why = "is at a port that OUTSIDE_PORTS does not name"
    assert there.tell(["/feed/"]) == {"/feed/": why}


def test_what_changes_while_a_hub_is_told_is_told_once_more(hub: Outside) -> None:
    (there,) = destinations()

    def publish_another(*_: Any) -> None:
        collecting.note(there, ["/feed/"], now + timedelta(milliseconds=1))

    now = timezone.now()
    row = ping(to=there.name, changed_at=now, due=now)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(there, "tell", lambda paths: publish_another() or {})
        assert delivering.deliver(there, now) == 1
    row.refresh_from_db()
    assert (row.state, row.sent_at) == (State.WAITING, now)
    assert delivering.deliver(there, now + timedelta(seconds=1)) == 1
    assert told(hub) == ["/feed/"]


def test_a_worker_that_is_killed_leaves_what_the_next_one_sends(
    hub: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    factories.live_story()
    now = timezone.now()
    for where in ("articles.announcing.collecting.note", "articles.announcing.destinations.Hub.tell"):
        monkeypatch.setattr(where, killed)
        with pytest.raises(KeyboardInterrupt):
            delivering.see_to(now)
        monkeypatch.undo()
    assert delivering.see_to(now + timedelta(seconds=1)) == 0
    delivering.see_to(now + delivering.PATIENCE)
    assert "/feed/" in told(hub)


def test_a_hub_is_told_only_once_readers_can_have_it(
    hub: Outside, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Processes of the site hear of a change within a fifth of a second; then replica and caches have their turn."""
    settings.PURGE_URLS = ("varnish://127.0.0.1:1",)
    story = factories.live_story()
    at = timezone.now()
    assert collecting.collect(at) == 0
    assert collecting.collect(at + timedelta(seconds=0.2)) == 0
    seen = at + timedelta(seconds=0.3)
    lacking = {1}
    monkeypatch.setattr(visible, "_numbers", lambda rows, _: {row.edition.article_id: {1} for row in rows})
    monkeypatch.setattr(visible, "_not_at_the_replica", lambda numbers: numbers & lacking)
    purging.take()
    assert collecting.collect(seen) == 0
    lacking.clear()
    purge = purging.write({keys.story(story.pk)}, is_urgent=False, now=at)
    assert collecting.collect(seen) == 0
    # A cache that cannot be told has nothing old after a minute.
    assert (Announcement.objects.count(), collecting.collect(at + timedelta(minutes=2))) == (1, 1)
    second = factories.live_story()
    purging.take()
    collecting.collect(at)
    purge = purging.write({keys.story(second.pk)}, is_urgent=False, now=at)
    assert collecting.collect(seen) == 0
    purge.deliveries.update(state="sent")
    assert collecting.collect(seen) == 1


def test_the_worker_asks_readers_database_for_the_very_change(
    hub: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visible, "SITE", "default")
    factories.live_story()
    now = timezone.now()
    rows = list(Announcement.objects.select_related("edition"))
    story = rows[0].edition.article_id
    newest = Freshness.objects.filter(key=keys.story(story)).latest("number").number
    numbers = visible._numbers(rows, now)[story]
    assert newest in numbers
    assert visible._not_at_the_replica({*numbers, newest + 1000}) == {newest + 1000}


@pytest.mark.django_db(transaction=True)
def test_a_hub_hears_within_two_seconds_of_the_press(hub: Outside) -> None:
    stopping = threading.Event()
    threads = delivering.begin(stopping)
    try:
        factories.live_story()
        pressed = time.monotonic()
        while "/city/feed/" not in told(hub):
            assert time.monotonic() - pressed < 20
            time.sleep(0.02)
    finally:
        stopping.set()
        for thread in threads:
            thread.join()


def test_search_engines_hear_of_stories_in_bulk_and_find_the_key(hub: Outside, settings: Any) -> None:
    settings.WEBSUB_HUBS, settings.INDEXNOW_KEY = (), KEY
    settings.INDEXNOW_ENDPOINT = f"{hub.address}/indexnow"
    one, another = factories.live_story(), factories.live_story()
    assert delivering.see_to(timezone.now()) == 2
    paths = [edition.path for edition in Edition.objects.order_by("pk")]
    (sent,) = map(json.loads, hub.bodies)
    assert sent == {
        "host": "testserver",
        "key": KEY,
        "keyLocation": f"http://testserver/{KEY}.txt",
        "urlList": [f"http://testserver{path}" for path in paths],
    }
    assert "Content-Type: application/json; charset=utf-8" in hub.asked[0]
    withdraw.withdraw(one, by=factories.chief())
    delivering.see_to(timezone.now())
    assert json.loads(hub.bodies[1])["urlList"] == [f"http://testserver{paths[0]}"]
    assert another.pk
    answer = Client().get(f"/{KEY}.txt")
    assert (answer.status_code, answer.content) == (200, f"{KEY}\n".encode())
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert Client().get("/0123456789abcdef.txt").status_code == 404
    settings.INDEXNOW_KEY = ""
    assert Client().get(f"/{KEY}.txt").status_code == 404


def test_people_see_who_does_not_hear_of_us(settings: Any) -> None:
    settings.WEBSUB_HUBS = ("https://hub.example/",)
    now = timezone.now()
    assert "does not hear" not in first_page()
    ping(failing_since=now - timedelta(minutes=1), problem="answered 503")
    assert (unheard(now), list(wrong_with_those_told())) == ([], [])
    since = now - timedelta(hours=1)
    ping(path="/city/feed/", failing_since=since, problem="answered 503 Away", state=State.FAILED)
    (said,) = wrong_with_those_told()
    assert said == (
        f"https://hub.example/ has not heard of 1 addresses since {since:%Y-%m-%d %H:%M:%S} UTC, 1 of them for good: "
        "it answered 503 Away. Look at WEBSUB_HUBS and INDEXNOW_ENDPOINT."
    )
    assert "https://hub.example/ has not heard of us since" in first_page()
    (family,) = of_those_told(now)
    assert [(one.labels, one.value) for one in family.samples] == [({"to": "https://hub.example/"}, 3600)]
    settings.WEBSUB_HUBS = ()
    assert unheard(now) == []


def test_what_was_given_up_is_tried_as_long_again_when_there_is_something_new(hub: Outside) -> None:
    hub.behaviour = answering("503 Away")
    long_ago = timezone.now() - timedelta(days=1)
    ping(
        to=f"{hub.address}/publish", failing_since=long_ago, changed_at=long_ago, state=State.FAILED, tries=60
    )
    factories.live_story()
    now = timezone.now() + timedelta(seconds=10)
    delivering.see_to(now)
    row = Ping.objects.get(path="/feed/")
    assert (row.state, row.tries, row.failing_since) == (State.WAITING, 1, now)


def first_page() -> str:
    browser = Client()
    browser.force_login(factories.chief())
    return browser.get("/desk/").content.decode()


def test_what_was_told_is_forgotten(settings: Any) -> None:
    settings.WEBSUB_HUBS = ("https://hub.example/",)
    now = timezone.now()
    old = now - timedelta(days=40)
    ping(path="/told/", state=State.SENT, sent_at=old)
    ping(path="/lately/", state=State.SENT, sent_at=now)
    ping(path="/failed/", state=State.FAILED, changed_at=old)
    ping(path="/waits/", changed_at=old)
    ping(path="/elsewhere/", to="https://no.longer.example/")
    assert delivering.forget(now) == 3
    assert set(Ping.objects.values_list("path", flat=True)) == {"/lately/", "/waits/"}
