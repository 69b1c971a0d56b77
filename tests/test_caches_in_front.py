"""Real Varnish and nginx in front of the site, with the configurations of docs/caches: fast, and never old."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connections
from django.test.testcases import LiveServerThread
from django.utils import timezone

from articles.acts import withdraw
from articles.models import PublishedArticle, PurgeDelivery
from articles.purging import delivering
from articles.purging.destinations import host
from articles.site import caching
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
CONFIGURATIONS = Path(django_settings.BASE_DIR) / "docs/caches"
PATIENCE = 20  # seconds for a programme to start


class Origin:
    """The site as it is without a cache; it can be made to fail, and counts what it is asked."""

    def __init__(self, pages: Callable[..., Any]) -> None:
        self.pages = pages
        self.asked: list[str] = []
        self.is_failing = False
        Origin.newest = self

    newest: Origin

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        path = environ["PATH_INFO"]
        if path == "/healthz":
            start("200 OK", [("Content-Length", "0")])
            return [b""]
        self.asked.append(path)
        if self.is_failing:
            start("503 Service Unavailable", [("Cache-Control", "no-store"), ("Content-Length", "4")])
            return [b"away"]
        return self.pages(environ, start)


@pytest.fixture
def port_of_site() -> Iterator[int]:
    own = connections["default"]
    shared = {"default": own} if own.vendor == "sqlite" and own.is_in_memory_db() else {}
    for one in shared.values():
        one.inc_thread_sharing()
    thread = LiveServerThread("127.0.0.1", Origin, connections_override=shared)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None
    yield thread.port
    thread.terminate()
    for one in shared.values():
        one.dec_thread_sharing()


def free_port() -> int:
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


@contextmanager
def running(command: list[str], port: int, log: Path) -> Iterator[None]:
    with (
        log.open("wb") as out,
        subprocess.Popen(command, stdout=out, stderr=out, start_new_session=True) as process,
    ):
        try:
            until = time.monotonic() + PATIENCE
            while process.poll() is None and time.monotonic() < until:
                with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                time.sleep(0.05)
            else:
                pytest.fail(f"{command[0]} did not start: {log.read_text()}")
            yield
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)


def configured(name: str, into: Path, *changes: tuple[str, str]) -> Path:
    """The file of docs/caches with the places of this test."""
    text = (CONFIGURATIONS / name).read_text()
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    path = into / name
    path.write_text(text)
    return path


@contextmanager
def varnish_before(port_of_site: int, folder: Path, *changes: tuple[str, str]) -> Iterator[int]:
    port, name = free_port(), f"{folder}/varnish"
    file = configured("varnish.vcl", folder, ('.port = "8000"', f'.port = "{port_of_site}"'), *changes)
    command = ["/usr/sbin/varnishd", "-F", "-j", "none", "-n", name, "-f", str(file), "-s", "malloc,32m"]
    with running([*command, "-a", f"127.0.0.1:{port}"], port, folder / "log"):
        yield port


@pytest.fixture
def varnish(port_of_site: int, tmp_path: Path, settings: Any) -> Iterator[int]:
    with varnish_before(port_of_site, tmp_path) as port:
        settings.PURGE_URLS = (f"varnish://127.0.0.1:{port}",)
        yield port


@pytest.fixture
def nginx(port_of_site: int, tmp_path: Path, settings: Any) -> Iterator[int]:
    port = free_port()
    file = configured(
        "nginx.conf",
        tmp_path,
        ("127.0.0.1:8000", f"127.0.0.1:{port_of_site}"),
        ("127.0.0.1:8080", f"127.0.0.1:{port}"),
        ("/var/cache/nginx/newsroom", f"{tmp_path}/cache"),
    )
    settings.PURGE_URLS = (f"purge://127.0.0.1:{port}",)
    within = (
        f"daemon off; user {os.environ.get('USER', 'root')}; pid {tmp_path}/pid; error_log {tmp_path}/errors;"
    )
    with running(
        ["/usr/sbin/nginx", "-p", str(tmp_path), "-c", str(file), "-g", within], port, tmp_path / "log"
    ):
        yield port


def get(port: int, path: str, method: str = "GET", **headers: str) -> tuple[int, str, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, path, headers={"Host": host(), **headers})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace"), dict(answer.headers)
    finally:
        connection.close()


def tell() -> None:
    """As the worker does, the second time included."""
    now = timezone.now()
    delivering.see_to(now)
    delivering.see_to(now + timedelta(seconds=2))
    assert set(PurgeDelivery.objects.values_list("state", flat=True)) == {"confirmed"}


@pytest.mark.varnish
def test_varnish_keeps_a_page_until_it_is_told(varnish: int) -> None:
    story = factories.published_story(headline="First words", slug="a-story")
    other = factories.published_story(headline="Another", slug="another", section=factories.section("Sport"))
    factories.cards_again()
    tell()
    pages = ("/", story.path, other.path)
    first = {path: get(varnish, path) for path in pages}
    Origin.newest.asked.clear()
    again = {path: get(varnish, path) for path in pages}
    assert Origin.newest.asked == []
    assert {path: page[:2] for path, page in again.items()} == {
        path: page[:2] for path, page in first.items()
    }
    _, _, headers = again[story.path]
    assert not {"Surrogate-Key", "xkey", "CDN-Cache-Control"} & set(headers)
    assert headers["Cache-Control"].startswith("public, max-age=0,")
    # Somebody writes, by whatever way, and the worker tells.
    PublishedArticle.objects.filter(pk=story.pk).update(headline="Corrected words")
    factories.cards_again()
    assert "First words" in get(varnish, story.path)[1]
    tell()
    Origin.newest.asked.clear()
    assert "Corrected words" in get(varnish, story.path)[1]
    assert "Corrected words" in get(varnish, "/")[1]
    assert get(varnish, story.path + "?utm_source=x")[1] == get(varnish, story.path)[1]
    assert Origin.newest.asked == [story.path, "/"]


@pytest.mark.varnish
def test_while_the_site_fails_varnish_shows_what_it_has_but_nothing_that_was_withdrawn(
    varnish: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching, "TOLD", 1)
    article = factories.live_story(headline="To be withdrawn")
    sport = factories.section("Sport")
    stays = factories.published_story(headline="It stays", slug="it-stays", section=sport, root_section=sport)
    path = PublishedArticle.objects.get(story_id=article.pk).path
    tell()
    assert get(varnish, path)[0] == get(varnish, stays.path)[0] == 200
    withdraw.withdraw(article, by=factories.chief())
    tell()
    Origin.newest.is_failing = True
    # What Varnish has of the other is older than a second by now; an error in the background takes nothing from it.
    time.sleep(1.2)
    for _ in range(3):
        status, text, _ = get(varnish, path)
        assert (status, "To be withdrawn" in text) == (503, False)
        assert get(varnish, stays.path)[0] == 200
    assert stays.path in Origin.newest.asked[-6:]
    Origin.newest.is_failing = False
    assert get(varnish, path)[0] == 410
    Origin.newest.asked.clear()
    assert get(varnish, path)[0] == 410
    assert Origin.newest.asked == []


@pytest.mark.varnish
def test_varnish_keeps_no_address_of_nothing_and_no_page_of_the_desk(varnish: int) -> None:
    asked = ["/city/2020/01/01/nothing/", "/desk/login/"] * 2
    assert [get(varnish, path)[0] for path in asked] == [404, 200] * 2
    assert Origin.newest.asked == asked


@pytest.mark.varnish
def test_strangers_drop_nothing_and_put_nothing_in_place_of_a_page(
    port_of_site: int, tmp_path: Path, settings: Any
) -> None:
    settings.PURGE_URLS = ("varnish://127.0.0.1:1",)
    with varnish_before(port_of_site, tmp_path, ('"127.0.0.1";\n    "::1";', '"192.0.2.1";')) as varnish:
        page = get(varnish, "/")
        assert get(varnish, "/", "PURGE", **{"xkey-purge": "everything"})[0] == 405
        assert get(varnish, "/", "PURGE")[0] == 405
        evil = {
            "X-Forwarded-Host": "evil.example",
            "X-Forwarded-Proto": "ftp",
            "Cookie": "desk=1",
            "Range": "bytes=0-3",
        }
        get(varnish, "/", **evil)
        assert get(varnish, "/", Host="evil.example")[0] == 400
        Origin.newest.asked.clear()
        assert get(varnish, "/")[:2] == page[:2]
        assert Origin.newest.asked == []


@pytest.mark.nginx
def test_nginx_keeps_a_page_for_a_second_and_fetches_it_anew_when_told(nginx: int) -> None:
    story = factories.published_story(headline="First words", slug="a-story")
    encodings = ("br", "gzip", "identity")
    # At the second time the file is opened, and held open.
    for encoding in (*encodings, *encodings):
        get(nginx, story.path, **{"Accept-Encoding": encoding})
    asked = Origin.newest.asked
    # More often only where a second has gone by on a slow machine.
    assert {*asked} == {story.path}
    assert 3 <= len(asked) <= 6
    PublishedArticle.objects.filter(pk=story.pk).update(headline="Corrected words")
    tell()
    fetched = len(Origin.newest.asked)
    for encoding in encodings:
        status, _, headers = get(nginx, story.path, **{"Accept-Encoding": encoding})
        assert (status, headers.get("Content-Encoding", "identity")) == (200, encoding)
    assert "Corrected words" in get(nginx, story.path)[1]
    # All of these are kept, unless a second has gone by on a slow machine: then they are fetched, and new.
    assert len(Origin.newest.asked) - fetched <= 4


@pytest.mark.nginx
def test_nginx_shows_no_old_page_when_the_site_fails(nginx: int) -> None:
    article = factories.live_story(headline="To be withdrawn")
    path = PublishedArticle.objects.get().path
    assert get(nginx, path)[0] == 200
    withdraw.withdraw(article, by=factories.chief())
    tell()
    assert get(nginx, path)[0] == 410
    assert get(nginx, "/", **{"Newsroom-Anew": "no"})[0] == 200


@pytest.mark.varnish
def test_a_cache_that_is_away_does_not_keep_another_from_being_told(varnish: int, settings: Any) -> None:
    settings.PURGE_URLS = (
        "varnish://127.0.0.1:1",
        *settings.PURGE_URLS,
        "fastly://t@s?api=http://127.0.0.1:1",
    )
    story = factories.published_story(headline="First words", slug="a-story")
    now = timezone.now()
    delivering.see_to(now)
    get(varnish, story.path)
    PublishedArticle.objects.filter(pk=story.pk).update(headline="Corrected words")
    delivering.see_to(now + timedelta(seconds=1))
    assert "Corrected words" in get(varnish, story.path)[1]
    states = PurgeDelivery.objects.order_by("pk").values_list("to", "state")
    assert set(states) == {
        ("varnish 127.0.0.1:1", "waiting"),
        ("fastly s", "waiting"),
        (settings.PURGE_URLS[1].replace("://", " "), "sent"),
    }
