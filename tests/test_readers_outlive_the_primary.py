"""A process for readers at a replica: it follows the primary, and goes on serving while the primary is away."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.db import connection

from articles.models import PublishedArticle
from newsroom.pagecache.following import SINCE
from tests import factories
from tests.clusters import Cluster, primary_and_replica

pytestmark = [pytest.mark.postgresql, pytest.mark.cluster, pytest.mark.django_db(transaction=True)]
REPORTS = "SELECT text FROM articles_errorreport ORDER BY at"


@dataclass
class Answer:
    status: int
    body: str
    headers: Message


@dataclass
class Readers:
    """A process for readers, and how it is asked."""

    port: int

    def ask(self, path: str, **form: str) -> Answer:
        sent = urllib.parse.urlencode(form).encode() if form else None
        opener = urllib.request.build_opener(NotFollowed)
        try:
            with opener.open(f"http://127.0.0.1:{self.port}{path}", sent, timeout=20) as said:
                return Answer(said.status, said.read().decode(), said.headers)
        except urllib.error.HTTPError as said:
            return Answer(said.code, said.read().decode(), said.headers)


class NotFollowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def options_for_dump() -> str:
    asked = connection.get_connection_params()
    names = ("dbname", "user", "host", "port", "password")
    return " ".join(f"{name}={asked[name]}" for name in names if asked.get(name))


def until(true: Callable[[], object]) -> bool:
    end = time.monotonic() + 30
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


@contextmanager
def readers(folder: Path, primary: Cluster, replica: Cluster) -> Iterator[Readers]:
    """The process, with a list of static files as if they had been collected."""
    names = {name: name for finder in get_finders() for name, _ in finder.list([])}
    (folder / "static").mkdir()
    manifest = {"version": "1.1", "paths": names, "hash": ""}
    (folder / "static/staticfiles.json").write_text(json.dumps(manifest))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    given = environment(
        folder,
        NEWSROOM_PROCESS="site",
        SITE_DATABASE_URL=replica.url("newsroom_site"),
        REPORTS_DATABASE_URL=primary.url("newsroom_site"),
    )
    command = manage("serve", "--port", str(port), "--workers", "1")
    running = subprocess.Popen(command, cwd=settings.BASE_DIR, env=given)
    try:
        asked = Readers(port)
        assert until(lambda: is_up(asked))
        yield asked
    finally:
        running.terminate()
        running.wait(timeout=30)


def is_up(asked: Readers) -> bool:
    try:
        return asked.ask("/healthz").status == 200
    except OSError:
        return False


def reports_at(primary: Cluster) -> list[str]:
    with primary.connect() as asked:
        return [text for (text,) in asked.execute(REPORTS)]


def test_readers_follow_the_primary_and_outlive_it_and_no_report_is_lost(tmp_path: Path) -> None:
    factories.live_story(headline="The barrage opens", slug="opens")
    path = PublishedArticle.objects.get().path
    with primary_and_replica(options_for_dump()) as (primary, replica):
        granting = environment(tmp_path, DATABASE_URL=primary.url())
        command = manage("grant_site_role", "newsroom_site")
        subprocess.run(command, cwd=settings.BASE_DIR, env=granting, check=True, timeout=60)
        a_change_that_began_early_is_seen(primary, replica)
        with readers(tmp_path, primary, replica) as site:
            assert "The barrage opens" in site.ask(path).body
            assert site.ask(f"{path}report/", text="It was 200.").status == 302
            assert reports_at(primary) == ["It was 200."]
            with primary.connect() as asked:
                asked.execute("UPDATE articles_publishedarticle SET headline = 'The barrage closes'")
            assert until(lambda: "The barrage closes" in site.ask(path).body)

            primary.stop()
            pages = (path, "/", "/latest/", "/search/?q=barrage", "/feed/", "/healthz", f"{path}report/")
            assert {page: site.ask(page).status for page in pages} == dict.fromkeys(pages, 200)
            refused = site.ask(f"{path}report/", text="It was 300.", name="Ana Ruiz")
            assert (refused.status, refused.headers["Retry-After"]) == (503, "60")
            assert "What you wrote is still below" in refused.body
            assert "It was 300.</textarea>" in refused.body
            assert 'value="Ana Ruiz"' in refused.body

            primary.start()
            assert until(lambda: site.ask(f"{path}report/", text="It was 300.").status == 302)
            assert reports_at(primary) == ["It was 200.", "It was 300."]


def a_change_that_began_early_is_seen(primary: Cluster, replica: Cluster) -> None:
    """Who follows changes at a replica may look while one has been made and not yet committed."""
    of_sections = "UPDATE articles_section SET name = name || '.'"
    of_stories = "UPDATE articles_publishedarticle SET kicker = kicker || '.'"
    with primary.connect() as early, primary.connect() as late, replica.connect() as following:

        def look(seen: str) -> tuple[str, bool]:
            now, news = following.execute(SINCE, [seen, seen]).fetchone() or ("", False)
            return now, bool(news)

        early.execute("BEGIN")
        early.execute(of_sections)
        (before,) = following.execute("SELECT pg_current_snapshot()::text").fetchone() or ("",)
        late.execute(of_stories)
        assert until(lambda: look(before)[1])
        seen, _ = look(before)
        early.execute("COMMIT")
        assert until(lambda: look(seen)[1])
        # Then it is quiet again.
        assert until(lambda: not look(look(seen)[0])[1])
