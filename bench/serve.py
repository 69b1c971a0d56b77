"""How fast readers are answered by the real server, beside a constant on it, Django's own cache, and nginx.

An archive on SQLite and, where DATABASE_URL (or POSTGRES_URL, which wins) names one whose user may create databases,
on PostgreSQL. Targets and what they are compared with take turns, and medians are shown. The load is wrk's
(Debian: wrk), and CPU is that of all processes of a server, from /proc, for one request. With REDIS_URL the pages are
also kept there, and two processes share them; where nginx and Varnish are installed, they stand in front.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import re
import shutil
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import django
from _caches import documented_nginx, installed, told, varnish
from _databases import made, postgresql, run
from _figures import Figures, free_port
from _serving import BROWSER, Load, Server, nginx, serving

DATABASE = "bench_serve"
STORIES, WORDS = 1000, 450
ONE_PROCESS, TWO_PROCESSES, THROUGH_VARNISH = "one process", "two processes with Redis", "through Varnish"
IN_FRONT = {"varnishd": THROUGH_VARNISH, "nginx": "through nginx"}
WRONG = 'n = 0\nrequest = function()\n  n = n + 1\n  return wrk.format("GET", "{path}" .. n .. "/")\nend\n'
READERS, A_SECOND, VERSIONS = (
    10,
    20,
    8,
)  # under publications: readers, what each asks for in a second, publications


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=5, help="How many turns each has.")
    arguments.add_argument("--seconds", type=int, default=2, help="How long one turn takes.")
    arguments.add_argument(
        "--pages", type=int, default=100_000, help="How many different pages fill the memory."
    )
    arguments.add_argument("--json", type=Path, metavar="FILE", help="Write the figures to this file too.")
    arguments.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is not installed (Debian: wrk).")
    if options.here:
        return measure(options)
    words = [
        "bench/serve.py",
        "--here",
        *(f"--{name}={getattr(options, name)}" for name in ("rounds", "seconds")),
    ]
    words += [f"--pages={options.pages}", *([f"--json={options.json.resolve()}"] if options.json else [])]
    with tempfile.TemporaryDirectory() as scratch:
        failed = run(*words, var=scratch, database=f"sqlite:///{scratch}/newsroom.sqlite3")
    if url := postgresql("PostgreSQL"):
        with made(url, DATABASE) as own, tempfile.TemporaryDirectory() as scratch:
            failed |= run(*words, var=scratch, database=own)
    return failed


def measure(options: argparse.Namespace) -> int:
    django.setup()
    from django.db import connection

    database = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    print(f"\n{database}: an archive of {STORIES} stories …", flush=True)
    paths = load()
    figures = Figures()
    with tempfile.TemporaryDirectory() as scratch:
        of = Bench(figures, database, paths, Path(scratch), options)
        of.kept()
        of.made_anew()
        of.flooded()
        of.full_memory()
        of.stampede()
        of.publications()
    if options.json:
        figures.write(options.json)
    return 1 if figures.missed() else 0


def load() -> dict[str, str]:
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("make_archive", stories=STORIES, no_progress=True)
    import _newsroom

    _newsroom.people()
    story = _newsroom.live_story_in_edit(WORDS)
    assert story.section is not None
    assert story.live_edition is not None
    paths = {
        "story": story.live_edition.path,
        "home": "/",
        "section": story.section.get_absolute_url(),
        "search": "/search/?q=archive",
        "nothing": "/nothing/at/this/address/",
    }
    connection.close()
    return paths


class Bench:
    def __init__(
        self,
        figures: Figures,
        database: str,
        paths: dict[str, str],
        scratch: Path,
        options: argparse.Namespace,
    ) -> None:
        self.figures, self.database, self.paths, self.scratch = figures, database, paths, scratch
        self.rounds, self.seconds, self.pages = options.rounds, options.seconds, options.pages

    def turns(self, loads: dict[str, Load]) -> None:
        """Everybody in each round, and a table."""
        for load in loads.values():
            load.take(1)
            del load.rates[:], load.cpu[:], load.p99[:]
        for _ in range(self.rounds):
            for load in loads.values():
                load.take(self.seconds)
        print(f"\n{self.database:38}{'a second':>10}{'CPU ms':>9}{'p99 ms':>9}{'errors':>8}")
        for name, load in loads.items():
            print(
                f"{name:38}{load.rate:10,.0f}{load.each:9.3f}{max(load.p99):9.1f}{load.errors:8}", flush=True
            )

    def note(self, name: str, value: float, unit: str, limit: float | None = None, **least: float) -> None:
        self.figures.note(f"{name}, {self.database}", round(value, 3), unit, limit, **least)

    def kept(self) -> None:
        """Pages that are kept, against the least that the same server can do."""
        story = self.paths["story"]
        with ExitStack() as running:
            paper = running.enter_context(serving("newsroom"))
            headers, body = fetch(paper, story)
            file = self.scratch / "body.json"
            file.write_text(json.dumps({"headers": headers, "body": body.decode("latin-1")}))
            constant = running.enter_context(serving("constant", BENCH_BODY=str(file)))
            per_site = running.enter_context(serving("per_site", PAGE_CACHE_BYTES="0"))
            tag = {"If-None-Match": dict(headers)["etag"]} | BROWSER
            loads = {
                "constant": Load(constant, story),
                "story, kept": Load(paper, story),
                "story, 304": Load(paper, story, tag),
                "story, Django's per-site cache": Load(per_site, story),
                "wrong address, kept": Load(paper, self.paths["nothing"]),
            }
            if redis := os.environ.get("REDIS_URL"):
                behind = running.enter_context(serving("newsroom", CACHE_URL=redis))
                loads["story, kept, Redis behind"] = Load(behind, story)
            if shutil.which("nginx"):
                front = running.enter_context(nginx(paper, self.scratch, headers))
                (self.scratch / "page.html").write_bytes(body)
                loads["story through nginx"] = Load(front, story)
                loads["a file by nginx"] = Load(front, "/file/page.html")
            self.turns(loads)
            rate = {name: load.rate for name, load in loads.items()}
        self.note("story, kept / constant", rate["story, kept"] / rate["constant"], "×", least=0.7)
        self.note("story, 304 / constant", rate["story, 304"] / rate["constant"], "×", least=0.9)
        ratio = rate["story, kept"] / rate["story, Django's per-site cache"]
        self.note("story, kept / Django's per-site cache", ratio, "×", least=5)
        if redis:
            self.note(
                "Redis behind / constant",
                rate["story, kept, Redis behind"] / rate["constant"],
                "×",
                least=0.6,
            )
        if "a file by nginx" in rate:
            ratio = rate["story through nginx"] / rate["a file by nginx"]
            self.note("story through nginx / a file by nginx", ratio, "×", least=0.9)

    def made_anew(self) -> None:
        """Pages that are not kept, against a view with four queries; wrong addresses, each of which is another."""
        with (
            serving("newsroom", PAGE_CACHE_BYTES="0") as paper,
            serving("bare", PAGE_CACHE_BYTES="0") as bare,
        ):
            wrong = self.script("wrong.lua", "/nothing/of/this/")
            loads = {name: Load(paper, path) for name, path in self.paths.items()}
            loads["a wrong address each time"] = Load(paper, "/", script=wrong)
            loads["bare view, four queries"] = Load(bare, f"/bare{self.paths['story']}")
            self.turns(loads)
        least = loads["bare view, four queries"].each
        for name, limit in (("story", 0.5), ("home", 0.5), ("section", 0.5), ("search", 1.3)):
            self.note(f"{name} made anew / bare view: CPU", loads[name].each / least, "×", limit)
        ratio = loads["a wrong address each time"].each / loads["story"].each
        self.note("wrong address / story, both made anew: CPU", ratio, "×", 0.7)

    def flooded(self) -> None:
        """What readers feel of a flood of wrong addresses."""
        with serving("newsroom") as paper:
            calm = Load(paper, self.paths["story"])
            calm.take(self.seconds, 2)
            script = self.script("many.lua", "/nothing-")
            flood = Load(paper, "/", script=script)
            thread = threading.Thread(target=flood.take, args=(self.seconds + 2, 4))
            thread.start()
            time.sleep(1)
            flooded = Load(paper, self.paths["story"])
            flooded.take(self.seconds, 2)
            thread.join()
            self.note("p99 under a flood of wrong addresses / calm", flooded.p99[0] / calm.p99[0], "×", 1.5)

    def full_memory(self) -> None:
        """How large a process is after so many pages: one for readers alone, and one that has the desk too."""
        from articles.models import PublishedArticle

        stories = list(PublishedArticle.objects.values_list("path", flat=True))
        for process, most in (("site", 110), ("all", None)):
            with serving("newsroom", NEWSROOM_PROCESS=process) as paper:
                empty = paper.memory() / 1e6
                asked = itertools.islice(different_pages(stories), self.pages)
                while ask_for_many(paper, list(itertools.islice(asked, 1000))):
                    pass
                size = paper.memory() / 1e6
            what = f"{self.database}, a process for “{process}”"
            print(f"\n{what}: {size:.0f} MB after {self.pages:,} different pages, {empty:.0f} MB before")
            self.note(f"memory of “{process}” after {self.pages:,} pages", size, "MB", most)

    def stampede(self) -> None:
        """What everybody reads changes, under 300 connections."""
        from articles.models import PublishedArticle

        with serving("newsroom") as paper:
            load = Load(paper, self.paths["story"])
            load.take(self.seconds, 300)
            before = int(fetch(paper, "/bench/made")[1])
            thread = threading.Thread(target=load.take, args=(3, 300))
            thread.start()
            time.sleep(1.5)
            PublishedArticle.objects.filter(path=self.paths["story"]).update(word_count=WORDS + 1)
            thread.join()
            renders = int(fetch(paper, "/bench/made")[1]) - before - 1
        print(f"{self.database}: a change under 300 connections: made {renders}×, p99 {load.p99[-1]:.0f} ms")
        self.note("stampede: pages made", renders, "pages", 1)
        self.note("stampede: p99", load.p99[-1], "ms", 1000)

    def publications(self) -> None:
        """Readers of story, home page and feed, while the story gets another headline each time."""
        versions = itertools.count(1)
        for way in ways():
            with self.reached(way) as server:
                readers = Readers(server, [self.paths["story"], "/", "/feed/"])
                with readers:
                    for version in itertools.islice(versions, VERSIONS):
                        publish(self.paths["story"], f"Headline of version {version}, as it is now")
                        readers.acknowledged.append((time.monotonic(), version))
                        time.sleep(1.5)
            print(
                f"{self.database}, {way}: {VERSIONS} publications under {readers.asked:,} requests: "
                f"{readers.errors} errors, {readers.old} with old text a second after the acknowledgement",
                flush=True,
            )
            self.note(f"publications under load, {way}: errors", readers.errors, "answers", 0)
            self.note(f"publications under load, {way}: old text after 1 s", readers.old, "answers", 0)

    @contextmanager
    def reached(self, way: str) -> Iterator[Server]:
        """What readers ask, if the paper is served in this way."""
        if way == TWO_PROCESSES:
            with serving("newsroom", workers=2, CACHE_URL=os.environ["REDIS_URL"]) as paper:
                yield paper
            return
        if way == ONE_PROCESS:
            with serving("newsroom") as paper:
                yield paper
            return
        kind, before = ("varnish", varnish) if way == THROUGH_VARNISH else ("purge", documented_nginx)
        port = free_port()
        address = f"{kind}://127.0.0.1:{port}"
        with (
            serving("newsroom", PURGE_URLS=address) as paper,
            before(paper, port, self.scratch) as front,
            told(address),
        ):
            yield front

    def script(self, name: str, path: str) -> str:
        (self.scratch / name).write_text(WRONG.format(path=path))
        return str(self.scratch / name)


def ways() -> list[str]:
    """How the paper can be served with what is installed here."""
    found = [ONE_PROCESS]
    if os.environ.get("REDIS_URL"):
        found.append(TWO_PROCESSES)
    return found + [way for program, way in IN_FRONT.items() if installed(program)]


class Readers:
    """Threads that ask for pages again and again, and look for the newest version on each."""

    def __init__(self, server: Server, paths: list[str]) -> None:
        self.server, self.paths = server, paths
        self.acknowledged: list[tuple[float, int]] = []
        self.asked = self.errors = self.old = 0
        self.stopping, self.lock = threading.Event(), threading.Lock()
        self.threads = [threading.Thread(target=self.read) for _ in range(READERS)]

    def __enter__(self) -> None:
        for thread in self.threads:
            thread.start()

    def __exit__(self, *_: Any) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def read(self) -> None:
        turn = 0
        while not self.stopping.wait(1 / A_SECOND):
            turn += 1
            self.look(self.paths[turn % len(self.paths)])

    def look(self, path: str) -> None:
        began = time.monotonic()
        newest = max((version for at, version in self.acknowledged if at < began - 1), default=0)
        try:
            # Caches keep a page for each name of the host, and are told of the newsroom's own.
            body = fetch(self.server, path, {"Host": "127.0.0.1"})[1].decode()
            shown = re.search(r"Headline of version (\d+), ", body)
            is_old = newest > 0 and (shown is None or int(shown[1]) < newest)
            failed = False
        except OSError:
            failed, is_old = True, False
        with self.lock:
            self.asked += 1
            self.errors += failed
            self.old += is_old


def publish(path: str, headline: str) -> None:
    import _newsroom
    from django.contrib.auth.models import User

    from articles.acts import publish
    from articles.models import Article

    article = Article.objects.get(live_edition__path=path)
    _newsroom.make_ready(article, headline=headline)
    assert article.approved_revision is not None
    publish.publish(article.approved_revision, by=User.objects.get(username=_newsroom.CHIEF))


def fetch(
    server: Server, path: str, headers: dict[str, str] = BROWSER
) -> tuple[list[tuple[str, str]], bytes]:
    request = urllib.request.Request(server.address(path), headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        kept = [(name.lower(), value) for name, value in answer.getheaders()]
        return [pair for pair in kept if pair[0] not in {"date", "server", "connection"}], answer.read()


def different_pages(stories: list[str]) -> Iterator[tuple[str, str]]:
    """Path and encoding, without end: all stories in all encodings are more than is kept.

    After them come lists that begin at different places, and addresses of nothing.
    """
    for encoding in ("br", "gzip", "identity"):
        yield from ((path, encoding) for path in stories)
    for number in itertools.count():
        yield f"/latest/?before=2030-01-01T00:00:00.000000Z.{number}", "br"
        yield f"/nothing-at-all-{number}/", "br"


def ask_for_many(server: Server, pages: list[tuple[str, str]]) -> int:
    """How many these were."""
    with ThreadPoolExecutor(4) as readers:
        for answer in [readers.submit(ask_for, server, *page) for page in pages]:
            answer.result()
    return len(pages)


def ask_for(server: Server, path: str, encoding: str) -> None:
    try:
        fetch(server, path, {"Accept-Encoding": encoding})
    except urllib.error.HTTPError as problem:
        if problem.code != 404:
            raise


if __name__ == "__main__":
    sys.exit(main())
