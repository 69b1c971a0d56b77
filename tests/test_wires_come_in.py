"""Wire copy comes in by folder, from the web and by those who send it, however badly they behave."""

from __future__ import annotations

import base64
import json
import os
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles.incoming import (
    fetching,
    folders,
    pushing,
    recording,
    sendings,
    silence,
    storing,
    telling,
    web,
)
from articles.models import Letter, WireFeed, WireFile, WireItem, WireRefusal, WireSending, WireVersion
from articles.policy import Role
from articles.wire import sniffing
from tests import factories, wires
from tests.outside import Outside, answering

pytestmark = pytest.mark.django_db


def ninjs(headline: str = "Gale at sea", version: int = 1, uri: str = "urn:gale") -> bytes:
    said = {
        "uri": uri,
        "type": "text",
        "version": str(version),
        "versioncreated": f"2026-11-29T10:{version:02}:00+00:00",
        "pubstatus": "usable",
        "headline": headline,
        "body_xhtml": "<p>Wind.</p>",
    }
    return json.dumps(said).encode()


def headlines() -> list[str]:
    return sorted(WireItem.objects.values_list("headline", flat=True))


def soon() -> datetime:
    """When what was just put there has settled."""
    return timezone.now() + folders.SETTLED + timedelta(seconds=1)


def later() -> datetime:
    """When what cannot be read is not half a file any more."""
    return timezone.now() + folders.YOUNG + timedelta(seconds=1)


# Files in a folder


@pytest.fixture
def feed(settings: Any, tmp_path: Path) -> WireFeed:
    settings.WIRE_FOLDER = tmp_path
    (tmp_path / "meridian").mkdir()
    return wires.feed(way="folder", folder="meridian", digest="")


@pytest.fixture
def folder(feed: WireFeed, tmp_path: Path) -> Path:
    return tmp_path / feed.folder


def lying(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())


def test_files_are_kept_in_the_order_in_which_they_came_and_moved_away(feed: WireFeed, folder: Path) -> None:
    for number, name in enumerate(["b.json", "a.json", "c.json"], 1):
        (folder / name).write_bytes(ninjs(f"Gale {number}", number))
        os.utime(folder / name, (number, number))
    assert fetching.fetch(feed, soon()) == 3
    assert headlines() == ["Gale 3"]
    assert WireVersion.objects.count() == 3
    assert lying(folder) == ["done/a.json", "done/b.json", "done/c.json"]
    feed.refresh_from_db()
    assert (feed.failures, feed.held_until, feed.due) == (0, None, None)
    assert feed.arrived_at


def test_a_name_may_come_again_with_something_else_or_with_the_same(feed: WireFeed, folder: Path) -> None:
    name = "w" * 250 + ".json"
    for number, data in enumerate([ninjs("One", 1), ninjs("Two", 2), ninjs("Two", 2)], 1):
        (folder / name).write_bytes(data)
        os.utime(folder / name, (number, number))
        fetching.fetch(feed, soon())
    assert headlines() == ["Two"]
    assert WireVersion.objects.count() == 2
    ends = f"{'w' * 239}.json"
    assert lying(folder) == [f"done/2000000000-{ends}", f"done/3000000000-{ends}", f"done/{name}"]


def test_a_file_that_grows_or_is_not_whole_is_left(feed: WireFeed, folder: Path) -> None:
    whole = ninjs()
    (folder / "wire.json").write_bytes(whole[:40])
    (folder / "other.json.part").write_bytes(whole)
    (folder / ".hidden.json").write_bytes(whole)
    assert fetching.to_be_fetched(timezone.now()) == []
    # The transfer stands still.
    assert fetching.fetch(feed, soon()) == 0
    assert not WireRefusal.objects.exists()
    (folder / "wire.json").write_bytes(whole)
    (folder / "other.json.part").rename(folder / "other.json")
    assert fetching.fetch(feed, soon()) == 2
    assert headlines() == ["Gale at sea"]
    assert lying(folder) == [".hidden.json", "done/other.json", "done/wire.json"]


def test_a_file_with_a_time_that_is_yet_to_come_is_taken(feed: WireFeed, folder: Path) -> None:
    (folder / "wire.json").write_bytes(ninjs())
    ahead = timezone.now().timestamp() + 7200
    os.utime(folder / "wire.json", (ahead, ahead))
    assert fetching.fetch(feed, soon()) == 1


def test_what_cannot_be_read_is_refused_and_the_rest_is_kept(feed: WireFeed, folder: Path) -> None:
    (folder / "bad.json").write_bytes(b"{not json")
    (folder / "good.json").write_bytes(ninjs())
    assert fetching.fetch(feed, later()) == 2
    assert headlines() == ["Gale at sea"]
    assert lying(folder) == ["done/good.json", "refused/bad.json"]
    refusal = telling.refused().get()
    assert (refusal.name, bytes(refusal.data)) == ("bad.json", b"{not json")


def test_links_and_what_is_no_file_are_refused_and_never_followed(
    feed: WireFeed, folder: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.json"
    secret.write_bytes(ninjs("Secret"))
    (folder / "link.json").symlink_to(secret)
    os.mkfifo(folder / "pipe.json")
    (folder / "inside").mkdir()
    (folder / "inside" / "deep.json").write_bytes(ninjs("Deep"))
    fetching.fetch(feed, later())
    assert headlines() == []
    assert sorted(WireRefusal.objects.values_list("name", "reason")) == [
        ("link.json", "It is a link, and links are not followed: put the file itself there."),
        ("pipe.json", "It is no file."),
    ]
    assert lying(folder) == ["inside/deep.json", "refused/link.json", "refused/pipe.json"]
    assert secret.read_bytes() == ninjs("Secret")


def test_a_folder_that_is_a_link_is_not_read(feed: WireFeed, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "wire.json").write_bytes(ninjs())
    folder.rmdir()
    folder.symlink_to(tmp_path / "elsewhere")
    assert fetching.to_be_fetched(soon()) == [feed]
    assert fetching.fetch(feed, soon()) == 0
    feed.refresh_from_db()
    assert feed.problem == f"The folder {folder} cannot be read: Not a directory."
    assert lying(tmp_path / "elsewhere") == ["wire.json"]


def test_a_file_too_large_is_refused_unread(
    feed: WireFeed, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "LARGEST", 100)
    (folder / "wire.json").write_bytes(ninjs())
    fetching.fetch(feed, soon())
    assert WireRefusal.objects.get().reason == "It is larger than 0 MB. Ask the agency for smaller files."
    assert lying(folder) == ["refused/wire.json"]


def test_a_file_is_taken_twice_if_the_process_dies_before_it_is_moved(
    feed: WireFeed, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "wire.json").write_bytes(ninjs())

    class Killed(BaseException):
        pass

    def die(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(folders, "_move", die)
        with pytest.raises(Killed):
            folders.take(feed, soon())
    before = list(WireVersion.objects.values_list("pk", "received_at"))
    assert len(before) == 1
    assert lying(folder) == ["wire.json"]
    assert folders.take(feed, soon()) == 1
    assert list(WireVersion.objects.values_list("pk", "received_at")) == before
    assert lying(folder) == ["done/wire.json"]


def test_a_file_is_not_moved_if_it_could_not_be_kept(
    feed: WireFeed, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "wire.json").write_bytes(ninjs())
    with monkeypatch.context() as patch:
        patch.setattr(storing, "keep_each", lambda *_a, **_k: (_ for _ in ()).throw(RuntimeError("full")))
        assert fetching.fetch(feed, soon()) == 0
    feed.refresh_from_db()
    assert feed.problem == "It could not be looked at: the log of the worker says why."
    assert lying(folder) == ["wire.json"]
    assert fetching.fetch(feed, soon() + timedelta(minutes=1)) == 1
    feed.refresh_from_db()
    assert (feed.problem, feed.failing_since, feed.failures) == ("", None, 0)


def test_a_file_that_took_the_name_meanwhile_is_left_for_the_next_look(
    feed: WireFeed, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "wire.json").write_bytes(ninjs("One", 1))
    keep_each = storing.keep_each

    def keep_while_another_comes(*args: Any, **options: Any) -> Any:
        (folder / ".new").write_bytes(ninjs("Two", 2))
        (folder / ".new").rename(folder / "wire.json")
        return keep_each(*args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(storing, "keep_each", keep_while_another_comes)
        folders.take(feed, soon())
    assert lying(folder) == ["wire.json"]
    folders.take(feed, soon())
    assert headlines() == ["Two"]


def test_what_was_kept_a_week_ago_is_deleted(feed: WireFeed, folder: Path) -> None:
    (folder / "wire.json").write_bytes(ninjs())
    fetching.fetch(feed, soon())
    assert fetching.tidy(timezone.now() + timedelta(days=6)) == 0
    assert fetching.tidy(timezone.now() + timedelta(days=8)) == 1
    assert lying(folder) == []
    assert bytes(WireFile.objects.get().data) == ninjs()


def test_without_the_setting_the_feed_says_so(feed: WireFeed, settings: Any) -> None:
    settings.WIRE_FOLDER = None
    fetching.fetch(feed, soon())
    feed.refresh_from_db()
    assert feed.problem == "The setting WIRE_FOLDER is empty, so there is no folder for files."
    assert list(telling.in_trouble(timezone.now())) == [feed]


# From the web


@pytest.fixture
def served(settings: Any) -> Callable[[Any], tuple[WireFeed, Outside]]:
    def serve(behaviour: Any) -> tuple[WireFeed, Outside]:
        server = Outside(behaviour)
        settings.OUTSIDE_ALLOWED_HOSTS = [server.place]
        return wires.feed(way="web", address=f"{server.address}/wire?key=secret", digest=""), server

    return serve


def fetch(feed: WireFeed, now: datetime | None = None) -> WireFeed:
    fetching.fetch(feed, now or timezone.now())
    feed.refresh_from_db()
    return feed


def test_what_is_fetched_is_kept_and_next_time_only_what_has_changed_is_asked_for(served: Any) -> None:
    answers = [
        answering("200 OK", ninjs(), ETag='"one"', Last_Modified="Sun, 29 Nov 2026 10:00:00 GMT"),
        b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n",
    ]

    def answer(channel: socket.socket, head: bytes) -> None:
        channel.sendall(answers.pop(0))

    feed, server = served(answer)
    with server:
        now = timezone.now()
        fetch(feed, now)
        assert headlines() == ["Gale at sea"]
        assert feed.due == now + timedelta(seconds=60)
        assert fetching.to_be_fetched(now + timedelta(seconds=59)) == []
        fetch(feed, now + timedelta(seconds=61))
    assert "If-None-Match" not in server.asked[0]
    assert 'If-None-Match: "one"' in server.asked[1]
    assert "If-Modified-Since: Sun, 29 Nov 2026 10:00:00 GMT" in server.asked[1]
    assert (feed.failures, feed.arrived_at) == (0, now)
    assert "secret" not in WireFile.objects.get().name


def test_a_feed_that_repeats_itself_and_goes_backwards_changes_nothing(served: Any) -> None:
    answers = [ninjs("One", 1), ninjs("Two", 2), ninjs("Two", 2), ninjs("One", 1)]

    def answer(channel: socket.socket, head: bytes) -> None:
        channel.sendall(answering("200 OK", answers.pop(0)))

    feed, server = served(answer)
    with server:
        for minute in range(4):
            fetch(feed, timezone.now() + timedelta(minutes=2 * minute))
    assert headlines() == ["Two"]
    assert WireVersion.objects.count() == 2
    assert feed.failures == 0


HALF = answering("200 OK", ninjs()).replace(b"Content-Length: ", b"Content-Length: 9")
BAD = [
    (answering("503 Service Unavailable"), "It answered 503 Service Unavailable."),
    (answering("404 Not Found"), "It answered 404 Not Found."),
    (HALF, "It sent only a part of what it said it would send."),
    (answering("200 OK", b"{not json"), "What it sent could not be taken: "),
    (b"", "It cannot be fetched: "),
    (answering("302 Found", Location="http://10.0.0.1/"), "It cannot be fetched: "),
    (answering("302 Found", Location="file:///etc/passwd"), "It cannot be fetched: "),
]


@pytest.mark.parametrize(("answer", "words"), BAD, ids=[words for _, words in BAD])
def test_a_feed_that_fails_says_why_and_is_left_alone_for_longer_and_longer(
    served: Any, answer: bytes, words: str
) -> None:
    feed, server = served(answer)
    with server:
        began = now = timezone.now()
        for pause in (15, 30, 60):
            fetch(feed, now)
            assert feed.problem.startswith(words)
            assert "secret" not in feed.problem
            assert feed.due == now + timedelta(seconds=pause)
            assert fetching.to_be_fetched(now + timedelta(seconds=pause - 1)) == []
            now = feed.due
    assert (feed.failures, feed.failing_since, feed.etag) == (3, began, "")
    assert headlines() == []
    assert list(telling.in_trouble(now)) == [feed]


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_a_feed_is_left_alone_for_as_long_as_it_asks(served: Any, status: str) -> None:
    feed, server = served(answering(status, Retry_After="600"))
    with server:
        now = timezone.now()
        fetch(feed, now)
    assert feed.due == now + timedelta(minutes=10)


def test_how_long_a_feed_may_ask_to_be_left_alone() -> None:
    now = datetime(2026, 11, 29, 10, tzinfo=UTC)
    assert web.wait_asked_for("Sun, 29 Nov 2026 10:05:00 GMT", now) == timedelta(minutes=5)
    assert web.wait_asked_for("Sun, 29 Nov 2026 09:05:00 GMT", now) == timedelta(0)
    assert web.wait_asked_for("99999999999999", now) == web.LONGEST_WAIT
    assert web.wait_asked_for("soon", now) == web.wait_asked_for("", now) == timedelta(0)


@pytest.mark.parametrize("way", ["hang", "drip"])
def test_a_feed_that_hangs_or_drips_fails_in_time(
    served: Any, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "SECONDS", 0.3)
    feed, server = served(b"")
    server.behaviour = getattr(server, way)
    with server:
        fetch(feed)
    assert "did not answer in time" in feed.problem


def test_more_than_is_wanted_is_not_taken(served: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "LARGEST", 50)
    feed, server = served(answering("200 OK", ninjs()))
    with server:
        fetch(feed)
    assert feed.problem == "It sent more than 0 MB."
    assert headlines() == []


def test_an_address_of_our_own_network_is_not_fetched(settings: Any) -> None:
    with Outside(answering("200 OK", ninjs())) as server:
        settings.OUTSIDE_PORTS = [server.port]
        feed = fetch(wires.feed(way="web", address=server.address, digest=""))
    assert feed.problem.startswith("It cannot be fetched: ")
    assert server.asked == []


def test_of_two_workers_one_looks_at_a_feed(served: Any) -> None:
    feed, server = served(answering("200 OK", ninjs()))
    with server:
        now = timezone.now()
        WireFeed.objects.update(held_until=now + fetching.PATIENCE)
        assert fetching.fetch(feed, now) == 0
        assert server.asked == []
        # It died.
        assert fetching.fetch(feed, now + fetching.PATIENCE) == 1


# The worker


@pytest.mark.django_db(transaction=True)
def test_a_feed_that_hangs_holds_up_no_other_and_the_worker_ends_when_told(
    settings: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "EVERY", 0.05)
    monkeypatch.setattr(fetching, "FAREWELL", 0.1)
    monkeypatch.setattr(folders, "SETTLED", timedelta(0))
    stopping = threading.Event()
    with Outside(b"") as hanging:
        hanging.behaviour = hanging.hang
        settings.OUTSIDE_ALLOWED_HOSTS = [hanging.place]
        wires.feed(way="web", address=hanging.address, digest="")
        (folder / "wire.json").write_bytes(ninjs())
        thread = fetching.begin(stopping)
        for _ in range(200):
            if headlines() and hanging.asked:
                break
            stopping.wait(0.05)
        assert headlines() == ["Gale at sea"]
        assert len(hanging.asked) == 1
        stopping.set()
        thread.join(10)
        assert not thread.is_alive()
        # The one that hangs would otherwise look at the database of the next test.
        hanging.leaving.set()
        for one in threading.enumerate():
            if one.name.startswith("feed "):
                one.join(10)


def test_who_has_waited_longest_is_looked_at_first() -> None:
    now = timezone.now()
    first, second, third = (
        wires.feed(way="web", digest="", address=f"https://{name}.example/", asked_at=at)
        for name, at in (("a", now), ("b", now - timedelta(hours=1)), ("c", None))
    )
    assert list(fetching.due(now)) == [third, second, first]


# By those who send it


def send(client: Client, feed: WireFeed, secret: str, data: bytes, name: str = "", **options: Any) -> Any:
    headers = {"Authorization": f"Bearer {secret}"} | options.pop("headers", {})
    return client.post(
        f"/api/desk/wire/{feed.pk}/{name}", data, content_type="application/json", headers=headers, **options
    )


def test_who_has_the_secret_sends_and_hears_that_it_is_kept(client: Client) -> None:
    feed = wires.feed()
    secret = recording.new_secret(feed)
    assert secret not in str(WireFeed.objects.values_list().get())
    answer = send(client, feed, secret, ninjs(), "wire.json")
    assert (answer.status_code, answer.json()) == (202, {"kept": True, "known": False})
    assert bytes(WireSending.objects.get().data) == ninjs()
    assert send(client, feed, secret, ninjs()).json() == {"kept": True, "known": True}
    assert fetching.see_to(timezone.now()) == 1
    assert headlines() == ["Gale at sea"]
    assert WireFile.objects.get().name == "wire.json"
    assert send(client, feed, secret, ninjs()).json() == {"kept": True, "known": True}
    assert (WireSending.objects.count(), fetching.see_to(timezone.now())) == (0, 0)
    as_password = base64.b64encode(f"anybody:{secret}".encode()).decode()
    answer = send(client, feed, "", ninjs("Two", 2), headers={"Authorization": f"Basic {as_password}"})
    assert answer.status_code == 202
    assert "Set-Cookie" not in answer.headers


def test_what_is_in_no_format_is_answered_with_the_reason_and_shown_at_the_desk(client: Client) -> None:
    feed = wires.feed()
    secret = recording.new_secret(feed)
    answer = send(client, feed, secret, b"<html>Log in</html>", "wire.json")
    assert (answer.status_code, answer.json()["kept"]) == (422, False)
    assert answer.json()["why"].startswith("wire.json: This is a web page")
    assert telling.refused().get().feed == feed
    assert not WireSending.objects.exists()


def test_what_turns_out_to_be_broken_is_shown_at_the_desk(client: Client) -> None:
    feed = wires.feed()
    secret = recording.new_secret(feed)
    assert send(client, feed, secret, b"{not json", "wire.json").status_code == 202
    fetching.see_to(timezone.now())
    assert (telling.refused().get().name, WireSending.objects.count()) == ("wire.json", 0)


def test_a_mistake_of_ours_is_told_to_the_desk_and_holds_up_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def keep(*_given: Any) -> None:
        raise KeyError("headline")

    feed = wires.feed()
    secret = recording.new_secret(feed)
    assert send(client, feed, secret, ninjs(), "wire.json").status_code == 202
    monkeypatch.setattr(storing, "_keep", keep)
    fetching.see_to(timezone.now())
    refusal = telling.refused().get()
    assert (refusal.reason, bytes(refusal.data)) == (storing.OUR_MISTAKE, ninjs())
    assert not WireSending.objects.exists()


def test_what_was_kept_is_read_whatever_happens_meanwhile(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker dies between keeping and forgetting; the desk has the feed fetched instead."""
    feed = wires.feed()
    secret = recording.new_secret(feed)
    send(client, feed, secret, ninjs("One", 1))
    send(client, feed, secret, ninjs("Two", 2))
    kept = storing.keep_each

    def keep_and_die(*given: Any, **how: Any) -> None:
        kept(*given, **how)
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(storing, "keep_each", keep_and_die)
        with pytest.raises(KeyboardInterrupt):
            sendings.take(feed, timezone.now())
    assert (headlines(), WireSending.objects.count()) == (["Two"], 2)
    WireFeed.objects.update(way="folder", folder="elsewhere")
    fetching.see_to(timezone.now())
    assert (headlines(), WireVersion.objects.count(), WireSending.objects.count()) == (["Two"], 2, 0)


def test_a_feed_may_send_so_often_and_so_much(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    feed, other = wires.feed(), wires.feed()
    secret, others = recording.new_secret(feed), recording.new_secret(other)
    monkeypatch.setattr(sendings, "MOST", 2)
    answers = [send(client, feed, secret, ninjs(str(number), number)) for number in (1, 2, 3)]
    assert [one.status_code for one in answers] == [202, 202, 503]
    assert (answers[2].headers["Retry-After"], WireSending.objects.count()) == ("60", 2)
    monkeypatch.setattr(pushing, "MOST_A_MINUTE", 3)
    refused = send(client, feed, secret, ninjs("4", 4))
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert send(client, other, others, ninjs("5", 5)).status_code == 202


def test_the_door_asks_few_questions_and_parses_nothing(
    client: Client, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = wires.feed()
    secret = recording.new_secret(feed)
    monkeypatch.setattr(sniffing, "read", lambda *_, **__: 1 // 0)
    with django_assert_num_queries(5):
        assert send(client, feed, secret, ninjs()).status_code == 202


@pytest.mark.parametrize("header", ["", "Bearer wrong", "Basic !!!", "Basic d3Jvbmc6d3Jvbmc=", "Bearer "])
def test_without_the_secret_nothing_is_told(client: Client, header: str) -> None:
    without, feed = wires.feed(digest="", way="web", address="https://a.example/"), wires.feed()
    recording.new_secret(feed)
    for pk in (feed.pk, without.pk, 999_999):
        address = f"/api/desk/wire/{pk}/"
        answer = client.post(
            address, b"{}", content_type="application/json", headers={"Authorization": header}
        )
        assert answer.status_code == 401
        assert "Bearer" in answer.headers["WWW-Authenticate"]
    assert not WireRefusal.objects.exists()


def test_what_else_is_not_taken(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    feed = wires.feed()
    secret = recording.new_secret(feed)
    given = {"Authorization": f"Bearer {secret}"}
    assert client.get(f"/api/desk/wire/{feed.pk}/", headers=given).status_code == 405
    assert send(client, feed, secret, b"", CONTENT_LENGTH="0").status_code == 400
    assert send(client, feed, secret, ninjs(), CONTENT_LENGTH="").status_code == 411
    assert send(client, feed, secret, ninjs(), CONTENT_LENGTH=str(10**9)).status_code == 413
    WireFeed.objects.update(is_active=False)
    assert send(client, feed, secret, ninjs()).status_code == 409
    assert headlines() == []


# Silence


def somebody(role: Role) -> User:
    user = factories.user(role)
    User.objects.filter(pk=user.pk).update(email=f"{user.username}@example.org")
    user.refresh_from_db()
    return user


def test_the_wire_desk_is_told_once_of_a_silent_feed_until_something_comes() -> None:
    wire, _admin = somebody(Role.WIRE_DESK), somebody(Role.ADMIN)
    began = timezone.now()
    feed = wires.feed("Meridian by FTP", silence=30, listening_since=began)
    wires.feed(silence=30, listening_since=began, is_active=False)
    wires.feed(listening_since=began)
    assert silence.tell(began + timedelta(minutes=29)) == 0
    assert silence.tell(began + timedelta(minutes=30)) == 1
    assert silence.tell(began + timedelta(minutes=99)) == 0
    letter = Letter.objects.get()
    assert letter.to == wire.email
    assert letter.subject.endswith(": nothing comes from Meridian by FTP")
    assert "Nothing has come from Meridian by FTP (Meridian Press) since" in letter.text
    assert list(telling.in_trouble(began)) == [feed]
    feed.refresh_from_db()
    assert telling.standing(feed).startswith("Silent since")
    came = began + timedelta(minutes=120)
    storing.keep(feed, "wire.json", ninjs(), received_at=came)
    assert list(telling.in_trouble(began)) == []
    # What was known is nothing new.
    storing.keep(feed, "wire.json", ninjs(), received_at=came + timedelta(minutes=20))
    assert silence.tell(came + timedelta(minutes=29)) == 0
    assert silence.tell(came + timedelta(minutes=30)) == 1


def test_without_a_wire_desk_those_who_set_up_feeds_are_told() -> None:
    admin = somebody(Role.ADMIN)
    began = timezone.now()
    wires.feed(silence=1, listening_since=began)
    assert silence.tell(began + timedelta(hours=1)) == 1
    assert Letter.objects.get().to == admin.email
