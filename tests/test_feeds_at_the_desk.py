"""Administrators set up feeds and give secrets; the wire desk sees how feeds stand and what was refused."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.incoming import secrets, web
from articles.incoming.trouble import Trouble
from articles.models import HistoryLink, WireFeed, WireFeedChange, WireItem, WireRefusal
from articles.policy import Role
from tests import factories, wires
from tests.desk_forms import at_the_desk
from tests.outside import Outside, answering
from tests.test_wires_come_in import ninjs

pytestmark = pytest.mark.django_db
ADD = "admin:articles_wirefeed_add"


def typed(**said: Any) -> dict[str, Any]:
    given = {"name": "Meridian", "is_active": "on", "way": "push", "folder": "", "address": "", "every": "60"}
    return given | {"agency": factories.agency().pk, "silence": ""} | said


def shown(client: Client, response: Any) -> str:
    if response.status_code == 302:
        response = client.get(response.headers["Location"])
    assert response.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def change_page(feed: WireFeed) -> str:
    return reverse("admin:articles_wirefeed_change", args=[feed.pk])


def test_an_administrator_adds_a_feed_and_sees_its_secret_once() -> None:
    admin = factories.user(Role.ADMIN)
    client = at_the_desk(admin)
    page = shown(client, client.post(reverse(ADD), typed(silence="30") | {"_continue": "1"}))
    feed = WireFeed.objects.get()
    found = re.search(
        rf"They send to http://\S+/api/desk/wire/{feed.pk}/ with this secret\..* (\S{{43}}) ", page
    )
    assert found
    assert (feed.silence, feed.way) == (30, "push")
    assert feed.listening_since
    page = shown(client, client.get(change_page(feed)))
    assert found[1] not in page
    assert f"/api/desk/wire/{feed.pk}/" in page
    assert "Nothing has come yet." in page
    headers = {"Authorization": f"Bearer {found[1]}"}
    send = {"data": ninjs(), "content_type": "application/json", "headers": headers}
    assert client.post(f"/api/desk/wire/{feed.pk}/", **send).status_code == 202
    new = shown(client, client.post(reverse("admin:articles_wirefeed_secret", args=[feed.pk])))
    assert "with this secret" in new
    assert client.post(f"/api/desk/wire/{feed.pk}/", **send).status_code == 401
    assert list(WireFeedChange.objects.order_by("pk").values_list("words", flat=True)) == [
        "Added.",
        "It has a new secret.",
    ]
    assert HistoryLink.objects.filter(of="feed", subject=feed.pk).count() == 2


def test_a_change_of_a_feed_is_on_record_and_leaves_what_the_worker_wrote() -> None:
    feed = wires.feed(
        "Meridian", way="web", address="https://a.example/", digest="", etag='"one"', failures=3
    )
    client = at_the_desk(factories.user(Role.ADMIN))
    client.post(change_page(feed), typed(address="https://b.example/?key=1", every="120") | {"way": "web"})
    feed.refresh_from_db()
    assert (feed.address, feed.every, feed.etag, feed.failures) == ("https://b.example/?key=1", 120, "", 3)
    assert WireFeedChange.objects.get().words == "address: https://b.example. every: 120."


@pytest.mark.parametrize(
    ("way", "asked"),
    [
        ({"way": "folder", "folder": "meridian"}, {"folder"}),
        ({"way": "web", "address": "https://a.example/"}, {"address", "every"}),
        ({"way": "push"}, set()),
    ],
)
def test_the_page_of_a_feed_asks_what_belongs_to_its_way(way: dict[str, str], asked: set[str]) -> None:
    feed = wires.feed("Meridian", **way)
    client = at_the_desk(factories.user(Role.ADMIN))
    names = set(re.findall(r'name="(\w+)"', client.get(change_page(feed)).content.decode()))
    assert names & {"folder", "address", "every"} == asked
    sent = {"name": "Renamed", "is_active": "on", "silence": "", "every": "90"} | way
    assert client.post(change_page(feed), sent).status_code == 302
    feed.refresh_from_db()
    assert (feed.name, feed.every) == ("Renamed", 90 if "every" in asked else 60)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"way": "web"}, "Type the address at which it is fetched."),
        ({"way": "web", "address": "ftp://a.example/"}, "Enter a valid URL."),
        ({"way": "folder"}, "Type the name of its folder."),
        ({"way": "folder", "folder": "../etc"}, "Enter a valid"),
        ({"every": "1"}, "Ensure this value is greater than or equal to 10."),
        ({"silence": "0"}, "Ensure this value is greater than or equal to 1."),
    ],
)
def test_what_no_feed_is(said: dict[str, str], why: str) -> None:
    client = at_the_desk(factories.user(Role.ADMIN))
    assert why in shown(client, client.post(reverse(ADD), typed(**said)))
    assert not WireFeed.objects.exists()


def test_trying_out_says_what_would_come_and_keeps_nothing(settings: Any) -> None:
    client = at_the_desk(factories.user(Role.ADMIN))
    with Outside(answering("200 OK", ninjs())) as server:
        settings.OUTSIDE_ALLOWED_HOSTS = [server.place]
        feed = wires.feed(way="web", address=server.address, digest="", due=timezone.now())
        address = reverse("admin:articles_wirefeed_try", args=[feed.pk])
        assert "It sent 1 item. “Gale at sea”" in shown(client, client.post(address))
        server.behaviour = answering("503 Service Unavailable")
        assert "It answered 503 Service Unavailable." in shown(client, client.post(address))
    assert not WireItem.objects.exists()
    feed.refresh_from_db()
    assert feed.due is None


def test_the_wire_desk_sees_what_was_refused_and_says_so() -> None:
    feed = wires.feed("Meridian")
    one, _two, _three = (wires.refusal(feed, f"It ends too early, {n}.") for n in range(3))
    client = at_the_desk(factories.user(Role.WIRE_DESK))
    index = shown(client, client.get(reverse("admin:index")))
    assert "Some wire copy does not come in." in index
    page = shown(client, client.get(change_page(feed)))
    assert "wire.xml , line 7: It ends too early, 0." in page
    assert "Give them a new secret" not in page
    came = client.get(reverse("admin:articles_wirerefusal_bytes", args=[one.pk]))
    assert (came.content, came.headers["Content-Type"]) == (b"<broken", "application/octet-stream")
    assert came.headers["Content-Disposition"].startswith("attachment")
    client.post(reverse("admin:articles_wirerefusal_seen", args=[one.pk]))
    assert WireRefusal.objects.filter(closed_at=None).count() == 2
    said = shown(client, client.post(reverse("admin:articles_wirefeed_seen", args=[feed.pk])))
    assert "2 refusals are off the list." in said
    assert "Some wire copy" not in shown(client, client.get(reverse("admin:index")))


def test_others_hear_nothing_of_feeds() -> None:
    feed = wires.feed("Meridian")
    wires.refusal(feed)
    client = at_the_desk(factories.user(Role.REPORTER))
    assert "Meridian" not in shown(client, client.get(reverse("admin:index")))
    assert client.get(change_page(feed)).status_code == 403


def logging_in(server: Outside, **said: Any) -> dict[str, Any]:
    return typed(way="web", address=server.address, log_in="basic", user_name="paper", secret="a b:c") | said


@pytest.mark.parametrize(
    ("log_in", "header"), [("basic", "Basic cGFwZXI6YSBiOmM="), ("bearer", "Bearer a b:c")]
)
def test_a_feed_with_a_log_in_is_fetched_with_it_and_nobody_sees_it(
    settings: Any, log_in: str, header: str
) -> None:
    client = at_the_desk(factories.user(Role.ADMIN))
    with Outside(answering("200 OK", ninjs())) as server, Outside(answering("200 OK", ninjs())) as other:
        settings.OUTSIDE_ALLOWED_HOSTS = [server.place, other.place]
        client.post(reverse(ADD), logging_in(server, log_in=log_in))
        feed = WireFeed.objects.get()
        assert "a b:c" not in str(WireFeed.objects.values_list().get())
        assert web.take(feed, timezone.now()) == 1
        assert f"Authorization: {header}" in server.asked[0]
        page = client.get(change_page(feed)).content.decode()
        assert "a b:c" not in page + str(WireFeedChange.objects.values_list())
        # Its pictures are fetched with it from the same host, and without from others.
        assert web.for_the_same_host(feed, f"{server.address}/a.jpg")["Authorization"] == header
        assert "Authorization" not in web.for_the_same_host(feed, f"{other.address}/a.jpg")
        # Another name of the feed leaves it; another host asks for it anew.
        kept = feed.locked_secret
        client.post(change_page(feed), logging_in(server, log_in=log_in, name="Azure", secret=""))
        feed.refresh_from_db()
        assert (feed.name, feed.locked_secret) == ("Azure", kept)
        refused = client.post(change_page(feed), logging_in(other, log_in=log_in, secret=""))
        assert "Type the password or token for this address." in unescape(refused.content.decode())
        client.post(change_page(feed), logging_in(server, log_in="", user_name="", secret=""))
        feed.refresh_from_db()
        assert (feed.log_in, feed.locked_secret) == ("", "")


def test_a_log_in_is_sent_by_https_only() -> None:
    client = at_the_desk(factories.user(Role.ADMIN))
    given = typed(way="web", address="http://wire.example.org/", log_in="bearer", secret="abc")
    assert "by https only" in client.post(reverse(ADD), given).content.decode()
    assert not WireFeed.objects.exists()


def test_what_a_former_key_locked_is_locked_anew_or_said_to_be_lost(settings: Any) -> None:
    feed = wires.feed(way="web", address="https://a.example/", log_in="bearer", digest="")
    WireFeed.objects.update(locked_secret=secrets.locked("abc"))
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key " * 5
    assert (secrets.lock_anew(timezone.now()), secrets.lock_anew(timezone.now())) == (1, 0)
    settings.SECRET_KEY_FALLBACKS = []
    feed.refresh_from_db()
    assert secrets.sent_to(feed, "https://a.example/x") == {"Authorization": "Bearer abc"}
    settings.SECRET_KEY = "a third key " * 5
    with pytest.raises(Trouble, match="type it again"):
        secrets.sent_to(feed, "https://a.example/x")
