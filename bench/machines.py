"""What machines cost: the Content API, feeds and sitemaps, in a newsroom with a thousand stories and in a larger one.

Two databases of PostgreSQL are made by `manage.py make_archive` and thrown away, as bench/archive.py does it, which
says more; `--filled` names one that is there. With `--copies` the larger newsroom is made of copies of public rows: a
million stories take some minutes and 4 GB, and lines that ask for more than these rows are left out. Each newsroom
has a process of its own, which asks through every middleware, without a network and without the pages that the
server keeps. Lines are added in `addresses`; what a newsroom does not have is left out and said.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any, cast

import django
from _databases import ROOT, SETTINGS, made, postgresql
from _figures import Figures, Sample

FEW, MANY = 1_000, 50_000
NAMES = {"few": "bench_machines_few", "many": "bench_machines_many"}
WARM_UP = 3
RATIO = 1.25


@dataclass(frozen=True)
class Line:
    """One address, and what it may cost at most: queries, and milliseconds of this process."""

    address: str
    queries: int | None = None
    cpu: float | None = None
    is_flat: bool = True
    """Whether it should cost the same in the larger newsroom."""
    is_anew: bool = False
    """Asked as by the first who asks: nothing that was made of stories is kept."""
    of_copies: bool = True
    """Whether a newsroom that is made of copies has what it asks for."""


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=30, help="How often each address is asked for.")
    arguments.add_argument("--stories", type=int, default=MANY, help="How many the larger newsroom has.")
    arguments.add_argument(
        "--copies", action="store_true", help="Make the larger one of copies of public rows."
    )
    arguments.add_argument("--filled", metavar="URL", help="A database with the larger newsroom in it.")
    arguments.add_argument("--json", type=Path, metavar="FILE", help="Write the figures to this file too.")
    arguments.add_argument("--here", type=int, metavar="STORIES", help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.here is not None:
        serve(options.here, copies=options.copies)
        return 0
    if not (url := postgresql("machines")):
        return 0
    with tempfile.TemporaryDirectory() as scratch, made(url, *NAMES.values()) as few:
        many = options.filled or few.replace(NAMES["few"], NAMES["many"])
        made_of = ("--copies",) if options.copies else ()
        with (
            newsroom(few, FEW, scratch) as small,
            newsroom(many, options.stories, scratch, *made_of) as large,
        ):
            figures = compare(small, large, max(5, options.rounds))
    if options.json:
        figures.write(options.json)
    return 1 if figures.missed() else 0


class Newsroom:
    """A process with a newsroom in it, which asks once for every line it gets, and answers with a line."""

    def __init__(self, running: subprocess.Popen[str]) -> None:
        self.running = running
        self.samples: dict[str, Sample] = {}
        self.facts = self.answer()

    def answer(self) -> Any:
        if not (line := cast(IO[str], self.running.stdout).readline()):
            sys.exit("A newsroom ended before it had answered.")
        return json.loads(line)

    def take_turn(self) -> None:
        asking = cast(IO[str], self.running.stdin)
        asking.write("once\n")
        asking.flush()
        for name, (cpu, wall) in self.answer().items():
            sample = self.samples.setdefault(name, Sample())
            sample.cpu.append(cpu)
            sample.wall.append(wall)


@contextmanager
def newsroom(database: str, stories: int, var: str, *options: str) -> Iterator[Newsroom]:
    environment = os.environ | SETTINGS | {"VAR_DIR": var, "DATABASE_URL": database}
    with subprocess.Popen(
        [sys.executable, "bench/machines.py", f"--here={stories}", *options],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        yield Newsroom(running)
        cast(IO[str], running.stdin).close()


def fill(stories: int, *, copies: bool) -> None:
    import _copies
    from django.core.management import call_command
    from django.db import connection

    from articles.models import PublishedArticle

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    if PublishedArticle.objects.count() >= stories:
        return
    with open(os.devnull, "w") as nowhere:
        first = FEW if copies else stories
        call_command("make_archive", stories=first, no_progress=True, stdout=nowhere)
    if copies:
        _copies.until_there_are(stories)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def serve(stories: int, *, copies: bool) -> None:
    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from articles.api import documents
    from articles.models import PublishedArticle
    from articles.site import feed_rows
    from newsroom import patience

    fill(stories, copies=copies)
    patience.keep()
    connection.close()
    # As newsroom/wsgi.py does it.
    gc.collect()
    gc.freeze()
    reader = Client(headers={"host": "127.0.0.1"})

    def ask(line: Line) -> int:
        response = reader.get(line.address)
        body = b"".join(response) if getattr(response, "streaming", False) else response.content
        return response.status_code if body else 0

    def keep_nothing() -> None:
        documents.kept.keep_nothing()
        feed_rows.written.cache_clear()

    queries, kept = {}, {}
    for name, line in addresses().items():
        if copies and not line.of_copies:
            continue
        if [ask(line) for _ in range(WARM_UP)] != [200] * WARM_UP:
            continue
        if line.is_anew:
            keep_nothing()
        with CaptureQueriesContext(connection) as captured:
            ask(line)
        kept[name], queries[name] = line, len(captured)
    count = PublishedArticle.objects.count()
    goals = {name: (line.queries, line.cpu, line.is_flat) for name, line in kept.items()}
    print(json.dumps({"stories": count, "queries": queries, "goals": goals}), flush=True)
    for _ in sys.stdin:
        sample = {name: Sample() for name in kept}
        for name, line in kept.items():
            # Of what is kept, a line before it may have left nothing.
            if line.is_anew:
                keep_nothing()
            else:
                ask(line)
            sample[name].take(partial(ask, line))
        print(json.dumps({name: (it.cpu[0], it.wall[0]) for name, it in sample.items()}), flush=True)


def addresses() -> dict[str, Line]:
    from django.utils import timezone

    from articles.api import cursors, reading
    from articles.models import PublicChange, PublishedArticle, PublishedTopic

    count = PublicChange.objects.count()
    half = PublicChange.objects.order_by("number")[count // 2].number or 0
    middle = cursors.written((half, 0), reading.CHANGES)
    story = PublishedArticle.objects.newest_first()[count // 2]
    # A copy of a story has no topics.
    topic = PublishedTopic.objects.order_by("-pk")[0].topic
    return {
        "API, 50 stories": Line("/api/v1/stories", queries=5, cpu=8),
        "API, 50 stories, all made anew": Line("/api/v1/stories?limit=50", queries=5, cpu=8, is_anew=True),
        "API, 50 of a section": Line(f"/api/v1/stories?section={story.root_section.slug}", queries=5, cpu=8),
        "API, 50 of a topic": Line(f"/api/v1/stories?topic={topic.slug}", queries=5, cpu=8, of_copies=False),
        "API, one story": Line(f"/api/v1/stories/{story.story_id}", queries=5),
        "API, changes since the middle": Line(f"/api/v1/changes?after={middle}", queries=5),
        "API, changes since the middle, all made anew": Line(
            f"/api/v1/changes?after={middle}", queries=5, is_anew=True
        ),
        "API, changes from the beginning": Line("/api/v1/changes", queries=5),
        "feed": Line("/feed/", queries=4, cpu=10),
        "feed, all made anew": Line("/feed/", queries=4, cpu=10, is_anew=True),
        "Atom feed, all made anew": Line("/feed/atom/", queries=4, cpu=10, is_anew=True),
        "JSON feed, all made anew": Line("/feed/json/", queries=4, cpu=10, is_anew=True),
        "sitemap of a month": Line(
            f"/sitemaps/{timezone.localtime(story.published_at):%Y-%m}.xml", queries=2, is_flat=False
        ),
    }


def compare(small: Newsroom, large: Newsroom, rounds: int) -> Figures:
    for _ in range(rounds):
        small.take_turn()
        large.take_turn()
    figures = Figures()
    print(f"\n{'PostgreSQL':46}{'queries':>8}", end="")
    print("".join(f"{it.facts['stories']:>16,}" for it in (small, large)), " stories: wall ms (CPU ms)")
    for name, many in large.samples.items():
        few = small.samples.get(name)
        if few is None:
            print(f"{name:46} LEFT OUT: the small newsroom does not have it.")
            continue
        queries, ratio = large.facts["queries"][name], many.median_wall / few.median_wall
        times = [f"{it.median_wall:.1f} ({it.median_cpu:.1f})" for it in (few, many)]
        print(f"{name:46}{queries:>8}{times[0]:>16}{times[1]:>16}{ratio:8.2f} ×")
        most_queries, most_cpu, is_flat = large.facts["goals"][name]
        figures.note(f"machines, {name}: queries", queries, "queries", most_queries)
        figures.note(f"machines, {name}: CPU", round(many.median_cpu, 2), "ms", most_cpu)
        if is_flat:
            figures.note(f"machines, {name}: larger to small", round(ratio, 2), "times", RATIO)
    print(f"Medians of {rounds} turns; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors.\n")
    return figures


if __name__ == "__main__":
    sys.exit(main())
