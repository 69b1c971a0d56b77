"""How soon a change reaches whoever reads by a machine: page, feed, Content API, sitemap, and a hub that is told.

A program publishes a story by the writing API, and later withdraws it. From the moment at which that is acknowledged
each place is asked again and again until it shows the story, or does not any more; the withdrawal has to be there as
a tombstone. The processes are those of an operator: `manage.py serve` with its kept pages, `manage.py worker`, and a
hub on this machine. The database of PostgreSQL is made for it and thrown away.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import django
from _databases import ROOT, SETTINGS, made, postgresql, run
from _figures import Figures, free_port
from _serving import started

DATABASE = "bench_reaching"
STORIES = 200  # that are there already
GOAL = 2.0  # seconds
PATIENCE = 20.0
LOOK = 0.02
SETTLING = 8  # seconds until the worker has done what there was to do


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=5, help="How many stories go out and are withdrawn.")
    arguments.add_argument("--json", type=Path, metavar="FILE", help="Write the figures to this file too.")
    options = arguments.parse_args()
    if not (url := postgresql("how soon a change reaches readers")):
        return 0
    with tempfile.TemporaryDirectory() as scratch, made(url, DATABASE) as database, hub() as told:
        figures = measure(scratch, database, told, options.rounds)
    if options.json:
        figures.write(options.json)
    return 1 if figures.missed() else 0


class Hub(ThreadingHTTPServer):
    """A WebSub hub that writes down of which feeds it was told, and when."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Told)
        self.told: list[tuple[float, str]] = []

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def since(self, moment: float, feed: str) -> bool:
        return any(at >= moment and address.endswith(feed) for at, address in list(self.told))


class Told(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        now = time.monotonic()
        self.server.told += [(now, address) for address in form.get("hub.url", [])]  # type: ignore[attr-defined]  # the server is ours
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def hub() -> Iterator[Hub]:
    with Hub() as there:
        threading.Thread(target=there.serve_forever, daemon=True).start()
        yield there
        there.shutdown()


def measure(scratch: str, database: str, told: Hub, rounds: int) -> Figures:
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    settings = {"WEBSUB_HUBS": f"http://{told.place}/", "OUTSIDE_ALLOWED_HOSTS": told.place, "SITE_URL": site}
    os.environ |= SETTINGS | settings | {"VAR_DIR": scratch, "DATABASE_URL": database}
    for words in (
        ("collectstatic", "--no-input", "--verbosity=0"),
        ("migrate", "--verbosity=0"),
        ("make_archive", f"--stories={STORIES}", "--no-progress"),
        ("worker", "--once"),
    ):
        if run("manage.py", *words, var=scratch, database=database):
            raise SystemExit(f"manage.py {words[0]} failed. The lines above say why.")
    sys.path.insert(0, str(ROOT))
    django.setup()
    newsroom = Newsroom(site, told)
    environment = dict(os.environ)
    serve = [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", "2"]
    worker = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=ROOT, env=environment)
    try:
        with started(serve, port, environment):
            time.sleep(SETTLING)
            for number in range(rounds):
                newsroom.follow_a_story(number)
    finally:
        worker.terminate()
        worker.wait(30)
    figures = Figures()
    print(f"\n{'Seconds after the acknowledgement':36}{'median':>10}{'longest':>10}")
    for name, seconds in newsroom.seconds.items():
        print(f"{name:36}{sorted(seconds)[len(seconds) // 2]:10.2f}{max(seconds):10.2f}")
        figures.note(f"machines, {name} reached after", round(max(seconds), 2), "s", GOAL)
    print(f"{rounds} stories; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors.\n")
    return figures


class Newsroom:
    """A program that files stories, with the keys of a writer and of an editor, and what it finds out."""

    def __init__(self, site: str, told: Hub) -> None:
        from django.contrib.auth.models import User

        from articles.filing import keys
        from articles.filing.keys import KeyWish
        from articles.models import Section
        from newsroom.archive.founding import CHIEF, WRITER

        self.site, self.told = site, told
        self.seconds: dict[str, list[float]] = {}
        self.pressed_at = 0.0
        self.section = Section.objects.filter(parent=None).order_by("pk")[0].slug
        self.keys = {}
        for name in (WRITER, CHIEF):
            user = User.objects.get(username=name)
            wish = KeyWish(name=name, recipient=name, scopes=("write", "act"), user=user, rate=6000, days=1)
            self.keys[name] = keys.make(wish, by=User.objects.get(username=CHIEF))[1]
        self.writer, self.chief = self.keys[WRITER], self.keys[CHIEF]

    def follow_a_story(self, number: int) -> None:
        headline = f"Ferry number {number} runs all night {uuid.uuid4().hex[:8]}"
        story = self.send(
            self.writer,
            "POST",
            "/stories",
            headline=headline,
            body="<p>The last boat is no longer the last.</p>",
            section=self.section,
            bylines=[{"organisation": "The Meridian"}],
        )["id"]
        for key, act in ((self.writer, "submit"), (self.chief, "take"), (self.chief, "approve")):
            self.send(key, "POST", f"/stories/{story}/acts/{act}", revision=1)
        self.look(story, "", headline)  # what is kept of the time before
        self.pressed_at = time.monotonic()
        said = self.send(self.chief, "POST", f"/stories/{story}/acts/publish", revision=1)
        page = said["story"]["address"].removeprefix(self.site)
        self.wait("story", self.look(story, page, headline))
        time.sleep(1)
        self.pressed_at = time.monotonic()
        self.send(self.chief, "POST", f"/stories/{story}/acts/withdraw", revision=1, note="It was wrong.")
        self.wait("withdrawal", self.look(story, page, headline, is_gone=True))
        time.sleep(1)

    def look(
        self, story: int, page: str, headline: str, *, is_gone: bool = False
    ) -> dict[str, Callable[[], bool]]:
        """Each place, and whether it is there what it should be by now. Each is asked once, so that it is kept."""
        month = time.strftime("%Y-%m")
        kind = '"kind":"withdrawal"' if is_gone else '"kind":"first"'
        uri = f"/api/v1/stories/{story}"

        def shows(path: str, words: str) -> Callable[[], bool]:
            return lambda: (words in self.read(path)[1]) is not is_gone

        def has_changed() -> bool:
            after, found = "", {"more": True}
            while found["more"]:
                text = self.read(f"/api/v1/changes?limit=100{after}")[1]
                found = json.loads(text)
                after = f"&after={found['next'].rpartition('after=')[2]}"
                if any(
                    kind in json.dumps(one, separators=(",", ":")) and one["story"]["uri"].endswith(uri)
                    for one in found["changes"]
                ):
                    return True
            return False

        places: dict[str, Callable[[], bool]] = {
            "page": lambda: self.read(page)[0] == (410 if is_gone else 200),
            "feed": shows("/feed/", headline),
            "JSON Feed": shows("/feed/json/", headline),
            "API, list": shows("/api/v1/stories", headline),
            "API, story": lambda: self.read(uri)[0] == (410 if is_gone else 200),
            "API, changes": has_changed,
            "sitemap": shows(f"/sitemaps/{month}.xml", page or headline),
            "news sitemap": shows("/news-sitemap.xml", headline),
            "hub": lambda: self.told.since(self.pressed_at, "/feed/"),
        }
        if not page:
            for ask in places.values():
                ask()
        return places

    def wait(self, what: str, places: dict[str, Callable[[], bool]]) -> None:
        began = time.monotonic()

        def seconds(ask: Callable[[], bool]) -> float:
            while time.monotonic() < began + PATIENCE:
                if ask():
                    break
                time.sleep(LOOK)
            return time.monotonic() - began

        with ThreadPoolExecutor(len(places)) as asking:
            for place, took in zip(places, asking.map(seconds, places.values()), strict=True):
                self.seconds.setdefault(f"{what}, {place}", []).append(took)

    def send(self, key: str, method: str, path: str, **sent: Any) -> dict[str, Any]:
        headers = {
            "Authorization": f"Bearer {key}",
            "Content-Type": "application/json",
            "Idempotency-Key": str(uuid.uuid4()),
        }
        status, text = self.read(f"/api/desk/v1{path}", method, headers, json.dumps(sent).encode())
        if status >= 300:
            raise SystemExit(f"{path} answered {status}: {text}")
        found: dict[str, Any] = json.loads(text)
        return found

    def read(
        self,
        path: str,
        method: str = "GET",
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> tuple[int, str]:
        request = urllib.request.Request(
            f"{self.site}{path}", data=body, headers=headers or {}, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()


if __name__ == "__main__":
    sys.exit(main())
