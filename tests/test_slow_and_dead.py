"""What the newspaper needs is slow, full or dead: readers and editors are told, and nobody waits for ever."""

from __future__ import annotations

import http.client
import io
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Thread
from typing import IO

import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from django.db.backends.signals import connection_created
from django.test import Client

from articles.filing import knocking
from articles.models import ErrorReport
from newsroom import health, patience, serving
from tests import factories

pytestmark = pytest.mark.processes

ROOT = Path(__file__).resolve().parent.parent


# Something does not answer


@pytest.mark.django_db
def test_a_report_is_taken_though_the_counter_is_dead(settings, caplog) -> None:
    story = factories.published_story()
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": f"redis://127.0.0.1:{port}/0",
        }
    }
    answer = Client().post(f"{story.path}report/", {"text": "It was Tuesday."})
    assert answer.status_code == 302
    assert ErrorReport.objects.get().text == "It was Tuesday."
    assert "Reports are taken uncounted" in caplog.text


@contextmanager
def only_reading() -> Iterator[None]:
    """The database takes no writing meanwhile."""
    sqlite = connection.vendor == "sqlite"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only=ON" if sqlite else "SET TRANSACTION READ ONLY")
        yield
        transaction.set_rollback(True)
    if sqlite:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only=OFF")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("accepted", ["text/html,*/*", "application/json"])
def test_a_database_that_can_only_be_read_says_so_to_those_who_save(accepted: str) -> None:
    story = factories.published_story()
    client = Client(raise_request_exception=False, headers={"accept": accepted})
    with only_reading():
        answer = client.post("/desk/password_reset/", {"email": "ana@example.org"})
    assert client.get(story.path).status_code == 200
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    words = answer.json()["why"] if "json" in accepted else answer.content.decode()
    assert "Nothing was saved: the database can only be read just now. Go back to what you typed" in words


@pytest.mark.django_db(transaction=True)
def test_a_report_that_is_not_taken_comes_back_as_it_was_typed() -> None:
    story, typed = factories.published_story(), {"text": "It was Tuesday.", "name": "Ana Ruiz"}
    with only_reading():
        answer = Client().post(f"{story.path}report/", typed)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    page = answer.content.decode()
    assert "What you wrote is still below: please send it again in a few minutes." in page
    assert "It was Tuesday.</textarea>" in page
    assert 'value="Ana Ruiz"' in page
    with only_reading():
        program = Client(raise_request_exception=False, headers={"accept": "application/json"})
        said = program.post(f"{story.path}report/", typed).json()["why"]
    assert said.startswith("Nothing was saved")


def test_our_health_is_told_at_once_though_the_database_hangs(monkeypatch) -> None:
    release = socket.socketpair()

    class Hanging:
        def cursor(self) -> None:
            release[0].recv(1)
            raise OperationalError("too late")

        def close(self) -> None:
            pass

    monkeypatch.setattr(health, "connection", Hanging())
    for _ in range(2):
        assert health.alive.answer(within=0.05) == [health.NO_DATABASE]
    release[1].send(b"x")


# In the process that serves


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_question_to_the_database_has_an_end(settings) -> None:
    settings.DATABASE_SECONDS = 1
    connection.ensure_connection()
    patience.limit(None, connection)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW idle_in_transaction_session_timeout")
            assert cursor.fetchone() == ("3s",)
            with pytest.raises(OperationalError, match="statement timeout"):
                cursor.execute("SELECT pg_sleep(30)")
    finally:
        connection.close()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_limit_that_the_role_has_already_is_not_raised() -> None:
    connection.ensure_connection()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = '2s'")
            patience.limit(None, connection)
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("2s",)
    finally:
        connection.close()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_the_worker_waits_for_one_of_two_databases_without_end(settings) -> None:
    """For its own it does; a replica that readers have must not keep it from telling caches."""
    settings.DATABASE_SECONDS = 7
    try:
        for limited, timeout in (("another", "0"), (connection.alias, "7s")):
            patience.keep_with(limited)
            connection.close()
            with connection.cursor() as cursor:
                cursor.execute("SHOW statement_timeout")
                assert cursor.fetchone() == (timeout,)
    finally:
        for limited in ("another", connection.alias):
            connection_created.disconnect(dispatch_uid=f"newsroom.patience.{limited}")
        connection.close()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_database_that_stops_answering_is_left_alone() -> None:
    raw = psycopg.connect(**_where())
    raw.execute("SELECT 1")
    patience.stop_listening_after(raw, 0.3)
    with pytest.raises(psycopg.OperationalError):
        raw.execute("SELECT pg_sleep(5)")
    assert raw.closed


def _where() -> dict[str, str]:
    wanted = connection.get_connection_params()
    return {name: wanted[name] for name in ("dbname", "user", "host", "port", "password") if wanted.get(name)}


class Nobody:
    """Takes connections, as a database host that hangs does, and never says a word."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.port = self.server.getsockname()[1]
        self.taken: list[socket.socket] = []
        Thread(target=self.take, daemon=True).start()

    def take(self) -> None:
        while True:
            try:
                self.taken.append(self.server.accept()[0])
            except OSError:
                return


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[int]:
    """The port of a newspaper whose database hangs."""
    nobody, folder = Nobody(), tmp_path_factory.mktemp("var")
    (folder / "static").mkdir()
    (folder / "static" / "site.css").write_text("h1 { color: black }")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    given = {
        "DATABASE_URL": f"postgres://newsroom:secret@127.0.0.1:{nobody.port}/newsroom",
        "VAR_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "SECRET_KEY": "only-for-tests-" * 5,
        "SITE_URL": "http://127.0.0.1",
        "HTTPS_ONLY": "false",
        "PAGES_AT_ONCE": "2",
    }
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    threads = 2 + serving.SPARE
    words = f"--interface wsgi --host 127.0.0.1 --port {port} --no-ws --blocking-threads {threads}"
    granian = str(Path(sys.executable).with_name("granian"))
    command = [granian, *words.split(), "--workers-kill-timeout", "2", "newsroom.wsgi:application"]
    running = subprocess.Popen(command, cwd=ROOT, env=kept | given)
    try:
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        said(asked(port, "GET /healthz"))
        yield port
    finally:
        running.terminate()
        running.wait(timeout=30)
        nobody.server.close()


def asked(port: int, line: str, *headers: str, body: bytes = b"") -> socket.socket:
    """A request that is sent, as far as it goes; its answer is read by `said`."""
    there = socket.create_connection(("127.0.0.1", port), timeout=60)
    head = "\r\n".join([f"{line} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *headers])
    there.sendall(head.encode() + b"\r\n\r\n" + body)
    return there


def said(there: socket.socket) -> str:
    """As far as its length says: the connection of a form that never came whole may stay open."""
    with there:
        answer = http.client.HTTPResponse(there)
        answer.begin()
        body = answer.read().decode()
        return f"{answer.status} {answer.reason}\n{answer.headers}\n{body}"


def test_while_the_database_hangs_health_and_styles_are_answered_before_any_page(site: int) -> None:
    pages = [asked(site, "GET /") for _ in range(5)]
    health_says, style = said(asked(site, "GET /healthz")), said(asked(site, "GET /static/site.css"))
    assert "503" in health_says.splitlines()[0]
    assert "the database does not answer" in health_says
    assert style.startswith("200 ")
    assert "color: black" in style
    answers = [said(page) for page in pages]
    assert all(answer.startswith("503 ") for answer in answers)
    assert all("retry-after: " in answer.lower() for answer in answers)
    # Two have asked the database, and the others were not kept waiting for it.
    assert sum("The paper is busy" in answer for answer in answers) == 3


def test_forms_that_never_arrive_stop_nobody(site: int) -> None:
    with ExitStack() as half_sent:
        for _ in range(12):
            half = asked(site, "POST /desk/login/", "Content-Length: 1000", body=b"username=")
            half_sent.enter_context(half)
        assert said(asked(site, "GET /static/site.css")).startswith("200 ")
        assert "the database does not answer" in said(asked(site, "GET /healthz"))
        assert said(asked(site, "GET /")).startswith("503 ")


# The order in front of the pages


def through(orderly: serving.Orderly, **environ: object) -> tuple[str, bytes]:
    said: list[str] = []
    body = b"".join(
        orderly(
            {"PATH_INFO": "/", "REQUEST_METHOD": "POST", **environ}, lambda status, *_: said.append(status)
        )
    )
    return said[0], body


def echo(environ: serving.Environ, start: serving.Start) -> list[bytes]:
    start("200 OK", [])
    return [environ["wsgi.input"].read()]


def test_forms_that_never_arrive_keep_only_their_own_kind_waiting(monkeypatch) -> None:
    monkeypatch.setattr(serving, "A_MOMENT", 0.05)
    orderly = serving.Orderly(echo, pages=1)
    pairs = [socket.socketpair() for _ in range(serving.FROM_STRANGERS)]
    waiting = [
        Thread(target=through, args=[orderly], kwargs=sent(here.makefile("rb"), 9), daemon=True)
        for _, here in pairs
    ]
    for thread in waiting:
        thread.start()
    while orderly.bodies[False].acquire(blocking=False):
        orderly.bodies[False].release()
        time.sleep(0.01)
    assert through(orderly, **sent(io.BytesIO(b"a=b"), 3))[0] == "503 Service Unavailable"
    known = sent(io.BytesIO(b"a=b"), 3) | {"HTTP_COOKIE": "desk=abc"}
    assert through(orderly, **known) == ("200 OK", b"a=b")
    for (there, _), thread in zip(pairs, waiting, strict=True):
        there.sendall(b"username=")
        thread.join(timeout=30)
    assert through(orderly, **sent(io.BytesIO(b"a=b"), 3)) == ("200 OK", b"a=b")


def sent(body: IO[bytes], length: int) -> dict[str, object]:
    return {"CONTENT_LENGTH": str(length), "wsgi.input": body}


def test_a_stranger_sends_no_large_form() -> None:
    length = str(serving.LONGEST_FROM_STRANGERS + 1)
    assert through(serving.Orderly(echo, pages=1), CONTENT_LENGTH=length)[0] == "413 Content Too Large"


def test_a_program_with_a_key_files_stories_as_long_as_the_writing_api_takes() -> None:
    assert serving.LONGEST_FROM_PROGRAMS == knocking.LARGEST
    orderly, body = serving.Orderly(echo, pages=1), b"0123456789" * 200_000
    key = {"HTTP_AUTHORIZATION": "Bearer nwsr_x"}
    filed = sent(io.BytesIO(body), len(body)) | {"PATH_INFO": "/api/desk/v1/stories"}
    assert through(orderly, **filed, **key) == ("200 OK", body)
    assert through(orderly, **filed)[0] == "413 Content Too Large"
    assert through(orderly, **filed | {"PATH_INFO": "/api/v1/stories"}, **key)[0] == "413 Content Too Large"
    longer = filed | {"CONTENT_LENGTH": str(knocking.LARGEST + 1)}
    assert through(orderly, **longer, **key)[0] == "413 Content Too Large"


def test_a_form_of_the_desk_arrives_whole_in_pieces() -> None:
    there, here = socket.socketpair()
    body = b"0123456789" * 30_000
    Thread(target=lambda: (there.sendall(body), there.close()), daemon=True).start()
    form = sent(here.makefile("rb"), len(body)) | {"HTTP_COOKIE": "desk=abc"}
    assert through(serving.Orderly(echo, pages=1), **form) == ("200 OK", body)


def test_a_page_that_breaks_gives_its_place_free() -> None:
    def broken(environ: serving.Environ, start: serving.Start) -> list[bytes]:
        raise RuntimeError

    orderly = serving.Orderly(broken, pages=1)
    for _ in range(3):
        with pytest.raises(RuntimeError):
            through(orderly)
