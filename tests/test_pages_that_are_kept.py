"""Finished pages in front of Django are shown while nothing has changed, and are what Django would have answered."""

from __future__ import annotations

import gzip
import sys
import threading
from datetime import timedelta
from typing import Any

import brotli
import pytest
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory
from django.utils import timezone

from articles.acts import withdraw
from articles.models import (
    Freshness,
    NextFront,
    PublishedArticle,
    PublishedFront,
    PublishedPicture,
    Section,
)
from articles.records import freshness
from newsroom.pagecache import following
from newsroom.pagecache.following import Following
from newsroom.pagecache.in_front import InFront, seen_at_once
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
Answer = tuple[str, dict[str, str], bytes]


class Site:
    """The application with a door that counts who gets through to Django."""

    def __init__(self, most: int = 10**7) -> None:
        self.pages = get_wsgi_application()
        self.made = 0
        self.following = Following()
        self.following.is_followed = True  # the tests look when they want to
        self.following.look()
        self.front = InFront(seen_at_once(self.through, self.following), most=most, following=self.following)

    def through(self, environ: dict[str, Any], start: Any) -> Any:
        self.made += 1
        return self.pages(environ, start)

    def get(self, path: str, query: str = "", **headers: str) -> Answer:
        return ask(self.front, path, query, **headers)

    def uncached(self, path: str, query: str = "", **headers: str) -> Answer:
        return ask(self.pages, path, query, **headers)


def ask(application: Any, path: str, query: str = "", **headers: str) -> Answer:
    environ = RequestFactory().generic(headers.pop("method", "GET"), path).environ
    environ |= {"QUERY_STRING": query, "HTTP_HOST": "testserver"} | headers
    said: list[Any] = []
    pieces = application(environ, lambda status, headers, *_: said.append((status, dict(headers))))
    body = b"".join(pieces)
    getattr(pieces, "close", lambda: None)()
    return (*said[0], body)


def as_read(answer: Answer) -> Answer:
    """As a browser unpacks it: what is kept is packed more tightly, and nothing else may differ."""
    status, headers, body = answer
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}
    whole = unpack[headers.get("Content-Encoding", "")](body)
    return status, {**headers, "Content-Length": str(len(whole))}, whole


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.mark.parametrize("encoding", ["", "gzip", "gzip, br"])
def test_what_is_kept_is_what_django_answers(site: Site, encoding: str) -> None:
    story = factories.published_story()
    site.following.look()
    paths = [
        "/",
        story.path,
        "/latest/",
        "/feed/json/",
        "/sitemap.xml",
        "/archive/",
        f"/{story.section.slug}/",
    ]
    for path in [
        *paths,
        "/robots.txt",
        "/about/",
        "/staff/",
        "/manifest.webmanifest",
        "/section-colours.css",
    ]:
        first = site.get(path, HTTP_ACCEPT_ENCODING=encoding)
        made, again = site.made, site.get(path, HTTP_ACCEPT_ENCODING=encoding)
        assert site.made == made, path
        assert first == again, path
        assert as_read(first) == as_read(site.uncached(path, HTTP_ACCEPT_ENCODING=encoding)), path
        etag = again[1]["ETag"]
        asked = {"HTTP_IF_NONE_MATCH": etag, "HTTP_ACCEPT_ENCODING": encoding}
        unchanged = site.get(path, **asked)
        assert unchanged[0] == "304 Not Modified"
        assert unchanged == site.uncached(path, **asked), path
        assert site.made == made


def test_any_change_of_a_site_table_is_noticed_after_its_commit_and_none_before(site: Site) -> None:
    assert freshness.TABLES
    assert freshness.unwatched(connection) == set()
    site.following.look()
    before = site.following.generation
    site.following.look()
    assert site.following.generation == before
    with transaction.atomic():
        Section.objects.create(name="Sport", slug="sport")
    site.following.look()
    assert site.following.generation != before
    before = site.following.generation
    with transaction.atomic():
        Section.objects.update(name="Sports")
        transaction.set_rollback(True)
    site.following.look()
    assert site.following.generation == before


@pytest.mark.postgresql
def test_a_transaction_that_began_before_a_look_and_commits_after_it_is_noticed(site: Site) -> None:
    factories.section()
    wrote, looked, ended = threading.Event(), threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            Section.objects.update(name="Late")
            wrote.set()
            looked.wait(10)
        connection.close()
        ended.set()

    threading.Thread(target=slow).start()
    assert wrote.wait(10)
    # One that began later commits first.
    factories.topic()
    site.following.look()
    before = site.following.generation
    looked.set()
    assert ended.wait(10)
    site.following.look()
    assert site.following.generation != before


def test_old_changes_are_forgotten_and_whoever_was_away_for_an_hour_takes_everything_for_changed(
    site: Site,
) -> None:
    for name in ("Sport", "Culture"):
        Section.objects.create(name=name, slug=name.lower())
    now = timezone.now()
    newest = Freshness.objects.latest("number").number
    freshness.forget(now)
    assert Freshness.objects.filter(number=newest).exists()
    freshness.forget(now + timedelta(days=2))
    assert [row.number for row in Freshness.objects.all()] == [newest]
    site.following.look()
    before = site.following.generation
    site.following.look()
    assert site.following.generation == before
    site.following.looked_at -= 3600
    site.following.look()
    assert site.following.generation != before


def test_a_database_that_took_the_place_of_another_counts_as_changed(site: Site, monkeypatch) -> None:
    site.following.look_again()
    before = site.following.generation
    connection.close()
    site.following.look_again()
    assert site.following.generation == before
    # A replica may number changes as the primary did, whose last ones it had not heard of.
    connection.close()
    monkeypatch.setattr(following, "which_database", lambda: "the replica")
    site.following.look_again()
    assert site.following.generation != before


def test_what_the_clock_changes_is_seen_without_anybody_writing(site: Site, monkeypatch) -> None:
    factories.live_story(lead_picture=factories.picture(), lead_alt="Boats")
    story = PublishedArticle.objects.get()
    now = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    home = PublishedFront.objects.create(section=None, content=None)
    soon, later = now + timedelta(minutes=1), now + timedelta(minutes=2)
    NextFront.objects.create(front=home, number=1, content={"zones": []}, at=soon)
    PublishedPicture.objects.filter(story=story).update(rights_end=later)

    def has_turned(seconds: float) -> bool:
        monkeypatch.setattr(timezone, "now", lambda: now + timedelta(seconds=seconds))
        before = site.following.generation
        site.following.look()
        return site.following.generation != before

    turned = {
        seconds: has_turned(seconds) for seconds in (0, 1, 59, 60, 61, 119, 120, 121, 43199, 43200, 43201)
    }
    assert [seconds for seconds, it in turned.items() if it] == [0, 60, 120, 43200]

    # The end of a picture's rights is known while the database is away, too.
    def broken(seen: str | None) -> tuple[str, bool]:
        raise DatabaseError

    PublishedPicture.objects.filter(story=story).update(rights_end=now + timedelta(days=1))
    site.following.look()
    assert site.get(story.path)[0] == "200 OK"
    monkeypatch.setattr(following, "ask", broken)
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=1))
    site.following.look_again()
    assert site.following.generation is None


def test_a_withdrawn_story_is_gone_at_once(site: Site) -> None:
    article = factories.live_story()
    path = PublishedArticle.objects.get().path
    site.following.look()
    assert site.get(path)[0] == "200 OK"
    withdraw.withdraw(article, by=factories.chief())
    site.following.look()
    assert site.get(path)[0] == "410 Gone"


def test_a_page_that_was_made_while_something_changed_is_not_shown_again(site: Site) -> None:
    story = factories.published_story()
    site.following.look()
    pages = site.pages

    def overtaken(environ: dict[str, Any], start: Any) -> Any:
        answer = pages(environ, start)
        PublishedArticle.objects.update(headline="Corrected meanwhile")
        site.following.look()
        return answer

    site.pages = overtaken
    assert b"Corrected meanwhile" not in site.get(story.path)[2]
    site.pages = pages
    assert b"Corrected meanwhile" in site.get(story.path)[2]


@pytest.mark.parametrize("address", ["/desk/", "/api/desk/v1/stories"])
def test_whoever_sends_something_sees_it_at_the_next_reload(site: Site, address: str) -> None:
    story = factories.published_story()
    site.following.look()
    site.get(story.path)
    PublishedArticle.objects.update(headline="Corrected")
    ask(site.front, address, method="POST")
    assert b"Corrected" in site.get(story.path)[2]


def test_only_known_parameters_are_ignored_and_strangers_poison_nothing(site: Site) -> None:
    story = factories.published_story()
    site.following.look()
    good = site.get(story.path)
    made = site.made
    assert site.get(story.path, "utm_source=x&utm_medium=y") == good
    assert site.made == made
    for query in ("x=1", "utm_source=x&before=3", "entry=1", "utm_x=1;before=2&y"):
        site.get(story.path, query)
        site.get(story.path, query)
    # Two of these a live story would know; each of the others is made again.
    assert site.made == made + 6
    evil = {"HTTP_HOST": "evil.example", "HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_RANGE": "bytes=0-3"}
    assert site.get(story.path, **evil)[0].startswith("400")
    del evil["HTTP_HOST"]
    assert site.get(story.path, **evil, HTTP_COOKIE="desk=1") == good
    assert site.get(story.path, method="HEAD") == (*good[:2], b"")
    assert site.get(story.path, method="OPTIONS")[0].startswith("405")
    assert site.get(story.path) == good
    # Other names and ports of ours, and what a proxy is said to have seen, make no further copies.
    made = site.made
    for others in ({"HTTP_HOST": "testserver:81"}, {"HTTP_X_FORWARDED_PROTO": "any,https"}):
        assert site.get(story.path, **others) == good
    assert site.made == made
    kept = len(site.front.kept.pages.pages)
    for path in ("/desk/", "/search/", "/static/nothing.css", "/healthz", "/pictures/nothing.jpg"):
        site.get(path)
    assert len(site.front.kept.pages.pages) == kept


def test_pages_are_kept_under_the_parameters_that_they_know(site: Site) -> None:
    before = "before=2030-01-01T00:00:00.000000Z.5"
    list_page = site.get("/latest/", before)
    made = site.made
    assert list_page[0] == "200 OK"
    assert list_page != site.get("/latest/")
    for query in (f"utm_source=x&{before}", f"{before}&fbclid=y", before):
        assert site.get("/latest/", query) == list_page == site.uncached("/latest/", query)
    assert site.made == made + 1
    for query in (f"{before}&{before}", "before=", "before=a b", "section=city"):
        site.get("/latest/", query)
    assert site.made == made + 5


def test_wrong_addresses_are_kept_apart_and_push_out_no_page(site: Site) -> None:
    home = site.get("/")
    nothing = site.get("/no/such/page/")
    made = site.made
    assert nothing[0] == "404 Not Found"
    assert site.get("/no/such/page/") == nothing == site.uncached("/no/such/page/")
    kept = site.front.kept
    kept.made_up.most = 3 * kept.made_up.bytes
    for number in range(20):
        site.get(f"/nothing-{number}/"), site.get(f"/2026/nothing/{number}")
        assert kept.made_up.bytes <= kept.made_up.most
    assert site.get("/") == home
    assert site.made == made + 40
    # What comes to stand there is seen at once.
    Section.objects.create(name="Nothing", slug="nothing-19")
    site.following.look()
    assert site.get("/nothing-19/")[0] == "200 OK"


def test_no_more_bytes_are_kept_than_the_setting_says() -> None:
    site = Site(most=20_000)
    for path in ("/", "/latest/", "/archive/", "/about/", "/contact/", "/privacy/", "/staff/"):
        site.get(path)
        assert site.front.kept.pages.bytes <= 20_000
    assert 0 < len(site.front.kept.pages.pages) < 7


def test_a_page_takes_no_more_memory_than_is_counted(site: Site) -> None:
    stories = [factories.published_story() for _ in range(3)]
    for path in ("/", *(story.path for story in stories), "/no/such/page/"):
        site.get(path)
        site.get(path, HTTP_ACCEPT_ENCODING="br")
    shelves = (site.front.kept.pages, site.front.kept.made_up)
    known: set[int] = set()
    taken = sum(memory_of(kept, known) for shelf in shelves for kept in shelf.pages.items())
    assert 0 < taken <= sum(shelf.bytes for shelf in shelves)


def memory_of(value: Any, known: set[int]) -> int:
    """Bytes of an object and what it holds, without what is known already."""
    if id(value) in known:
        return 0
    known.add(id(value))
    held = value if isinstance(value, (tuple, list)) else ()
    return sys.getsizeof(value) + sum(memory_of(one, known) for one in held)


def test_pages_stay_while_the_database_is_away_and_others_say_come_again(site: Site, monkeypatch) -> None:
    story = factories.published_story()
    site.following.look()
    good = site.get(story.path)

    def away(environ: dict[str, Any], start: Any) -> list[bytes]:
        start("503 Service Unavailable", [("Retry-After", "60"), ("Cache-Control", "no-store")])
        return [b"Come again"]

    site.pages = away
    assert site.get(story.path) == good
    assert site.get("/")[0].startswith("503")

    def broken(seen: str | None) -> tuple[str, bool]:
        raise DatabaseError

    monkeypatch.setattr(following, "ask", broken)
    # Nothing that strangers send changes a page.
    for path in ("/xmlrpc.php", "/", f"{story.path}report/"):
        ask(site.front, path, method="POST")
        assert site.get(story.path) == good
    # Somebody sent something to the desk, and whether it was written cannot be known.
    ask(site.front, "/desk/", method="POST")
    assert site.get(story.path)[0].startswith("503")


def test_one_makes_a_page_and_others_wait_for_it(site: Site) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(environ: dict[str, Any], start: Any) -> list[bytes]:
        begun.set()
        go_on.wait(10)
        start("200 OK", [("ETag", 'W/"1"')])
        return [b"The page"]

    site.pages = slow
    answers: list[Answer] = []
    readers = [threading.Thread(target=lambda: answers.append(site.get("/"))) for _ in range(5)]
    readers[0].start()
    assert begun.wait(10)
    for reader in readers[1:]:
        reader.start()
    go_on.set()
    for reader in readers:
        reader.join(10)
    assert [body for _, _, body in answers] == [b"The page"] * 5
    assert site.made == 1
