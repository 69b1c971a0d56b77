"""Real processes of the newsroom on loopback, as `manage.py serve` starts them, and what readers get from them."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from socket import create_server
from tempfile import TemporaryDirectory
from urllib.parse import quote

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.db import connection

# However slow this machine is, nobody is told to come again.
PATIENT = {"DATABASE_SECONDS": "300", "PAGES_AT_ONCE": "12"}


@dataclass
class Answer:
    status: int
    body: str
    headers: Message


@dataclass
class Server:
    """A server, and how it is asked."""

    port: int
    process: subprocess.Popen[bytes]

    def ask(self, path: str, **form: str) -> Answer:
        sent = urllib.parse.urlencode(form).encode() if form else None
        opener = urllib.request.build_opener(NotFollowed)
        try:
            with opener.open(f"http://127.0.0.1:{self.port}{path}", sent, timeout=20) as said:
                return Answer(said.status, said.read().decode(), said.headers)
        except urllib.error.HTTPError as said:
            return Answer(said.code, said.read().decode(), said.headers)

    def is_up(self) -> bool:
        try:
            return self.ask("/healthz").status == 200
        except OSError:
            return False

    def workers(self) -> list[int]:
        """The processes that answer; beside them Python has one that keeps no request."""
        pid = self.process.pid
        children = map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        words = {child: Path(f"/proc/{child}/cmdline").read_bytes() for child in children}
        return [child for child, line in words.items() if b"resource_tracker" not in line]


class NotFollowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        return None


@dataclass(frozen=True)
class Got:
    """What one reader got, and when it was asked for and had."""

    reader: int
    path: str
    answer: int | str
    """A status, or how the connection failed."""
    tag: str
    asked_at: float
    had_at: float


@dataclass
class Crowd:
    """Readers who ask for pages all the time, each by a connection of its own; all that they get is written down."""

    port: int
    paths: Iterable[str]
    all: list[Got] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """What no reader may get: a trace, or 503 without a word of when to come again."""

    def ask_for_ever(self, reader: int, leaving: threading.Event) -> None:
        while not leaving.is_set():
            for path in self.paths:
                began, tag, answer = time.monotonic(), "", 0
                try:
                    answer, tag = self.ask(path)
                except (OSError, http.client.HTTPException) as broken:
                    answer = type(broken).__name__
                self.all.append(Got(reader, path, answer, tag, began, time.monotonic()))
            leaving.wait(0.01)

    def ask(self, path: str) -> tuple[int, str]:
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            asking.request("GET", path, headers={"Connection": "close"})
            said = asking.getresponse()
            body = said.read()
        finally:
            asking.close()
        if b"Traceback" in body or (said.status == 503 and not said.headers["Retry-After"]):
            self.wrong.append(f"{path}: {said.status} {body[:200]!r}")
        return said.status, said.headers["ETag"] or ""

    def answers(self, path: str, *, since: int = 0) -> Counter[int | str]:
        return Counter(got.answer for got in self.all[since:] if got.path == path)

    def broken(self) -> Counter[int]:
        """How often a connection failed each reader whom it did."""
        return Counter(got.reader for got in self.all if isinstance(got.answer, str))

    def got_old_after_new(self, path: str) -> list[Got]:
        """Those who asked after somebody had had the newest page, and got another."""
        pages = [got for got in self.all if got.path == path and got.answer == 200]
        newest = pages[-1].tag
        first = min(got.had_at for got in pages if got.tag == newest)
        return [got for got in pages if got.tag != newest and got.asked_at > first]


@contextmanager
def crowd(port: int, *paths: str, size: int = 3) -> Iterator[Crowd]:
    leaving, there = threading.Event(), Crowd(port, paths)
    threads = [threading.Thread(target=there.ask_for_ever, args=[one, leaving]) for one in range(size)]
    for thread in threads:
        thread.start()
    try:
        yield there
    finally:
        leaving.set()
        for thread in threads:
            thread.join()


def until(true: Callable[[], object], *, seconds: float = 120) -> bool:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def environment(folder: Path, **given: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    safe = {"SECRET_KEY": "only-for-tests-" * 5, "SITE_URL": "http://127.0.0.1", "HTTPS_ONLY": "false"}
    return kept | safe | {"VAR_DIR": str(folder)} | given


def manage(*words: str) -> list[str]:
    return [sys.executable, "manage.py", *words]


def database() -> dict[str, str]:
    """Where the PostgreSQL database of this test is."""
    asked = connection.get_connection_params()
    names = ("dbname", "user", "host", "port", "password")
    return {name: str(asked[name]) for name in names if asked.get(name)}


def database_url() -> str:
    at = {name: quote(value, safe="") for name, value in database().items()}
    who = f"{at.get('user', '')}:{at.get('password', '')}".rstrip(":")
    return f"postgres://{who}@/{at['dbname']}?host={at.get('host', '')}&port={at.get('port', '5432')}"


def options_for_dump() -> str:
    return " ".join(f"{name}={value}" for name, value in database().items())


def as_if_collected(folder: Path) -> None:
    """Static files under their own names."""
    names = {}
    for finder in get_finders():
        for name, shelf in finder.list([]):
            there = folder / "static" / name
            there.parent.mkdir(parents=True, exist_ok=True)
            there.symlink_to(shelf.path(name))
            names[name] = name
    manifest = {"version": "1.1", "paths": names, "hash": ""}
    (folder / "static/staticfiles.json").write_text(json.dumps(manifest))


def free_port() -> int:
    with create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def serving(folder: Path, workers: int = 1, **given: str) -> Iterator[Server]:
    """A server with these settings."""
    as_if_collected(folder)
    port = free_port()
    command = manage("serve", "--port", str(port), "--workers", str(workers))
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env=environment(folder, **given),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        server = Server(port, running)
        assert until(server.is_up)
        yield server
    finally:
        running.terminate()
        with suppress(subprocess.TimeoutExpired):
            running.wait(timeout=5)
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()


@contextmanager
def redis_server() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A Redis that a test may stop and kill, and its address."""
    program = shutil.which("redis-server")
    assert program, "redis-server is not installed"
    with TemporaryDirectory() as folder:
        socket = Path(folder, "socket")
        words = [program, "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", folder]
        running = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        try:
            assert until(socket.exists)
            yield f"unix://{socket}", running
        finally:
            running.kill()
            running.wait()
