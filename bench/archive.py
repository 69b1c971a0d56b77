"""What pages cost in a newsroom with a thousand stories and in one with a million.

Two databases of PostgreSQL are made for it by `manage.py make_archive` and thrown away; DATABASE_URL (or
POSTGRES_URL, which wins) names a server whose user may create databases. A million stories take an hour and 36 GB:
`--stories` asks for fewer, and `--filled` names a database that make_archive has filled already, which is kept.

Each newsroom has a process of its own, which asks through every middleware, without a network and without the pages
that the server keeps. The two take turns, so that whatever else the machine does hits both alike.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import urlencode

import django
from _databases import ROOT, SETTINGS, made, postgresql
from _figures import Figures, Sample

FEW, MANY = 1_000, 1_000_000
NAMES = {"few": "bench_archive_few", "many": "bench_archive_many"}
WARM_UP = 3
RATIO = 1.25
DEEP = 500 * 20
"""So many stories back in a section begins its 501st page; in the small newsroom, half of what there is."""
OFFERED = {"app_label": "articles", "model_name": "article", "field_name": "topics", "term": "12"}


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=30, help="How often each page is asked for.")
    arguments.add_argument(
        "--stories", type=int, default=MANY, help="How many there are in the large newsroom."
    )
    arguments.add_argument("--filled", metavar="URL", help="A database with the large newsroom in it.")
    arguments.add_argument("--json", type=Path, metavar="FILE", help="Write the figures to this file too.")
    arguments.add_argument("--here", type=int, metavar="STORIES", help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.here is not None:
        serve(options.here)
        return 0
    if not (url := postgresql("the archive")):
        return 0
    with tempfile.TemporaryDirectory() as scratch, made(url, *NAMES.values()) as few:
        many = options.filled or few.replace(NAMES["few"], NAMES["many"])
        with newsroom(few, FEW, scratch) as small, newsroom(many, options.stories, scratch) as large:
            figures = compare(small, large, max(5, options.rounds))
    if options.json:
        figures.write(options.json)
    return 1 if figures.missed() else 0


class Newsroom:
    """A process with a newsroom in it, which is told what to do by lines and answers by lines."""

    def __init__(self, running: subprocess.Popen[str]) -> None:
        self.running = running
        self.samples: dict[str, Sample] = {}
        facts = self.answer()
        self.stories, self.queries = facts["stories"], facts["queries"]

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
def newsroom(database: str, stories: int, var: str) -> Iterator[Newsroom]:
    environment = os.environ | SETTINGS | {"VAR_DIR": var, "DATABASE_URL": database}
    with subprocess.Popen(
        [sys.executable, "bench/archive.py", f"--here={stories}"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        yield Newsroom(running)
        cast(IO[str], running.stdin).close()


def serve(stories: int) -> None:
    """One newsroom: filled where it is not yet, then asked once for every line that comes in."""
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from articles.models import PublishedArticle
    from newsroom import patience

    with open(os.devnull, "w") as nowhere:
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("migrate", verbosity=0)
        if PublishedArticle.objects.count() < stories:
            call_command("make_archive", stories=stories, stdout=nowhere)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    # From here on the database is asked as a server asks it.
    patience.keep()
    connection.close()
    ask = asker()
    addresses = pages()
    queries = {}
    for name, address in addresses.items():
        for _ in range(WARM_UP):
            ask(address)
        with CaptureQueriesContext(connection) as captured:
            ask(address)
        queries[name] = len(captured)
    print(json.dumps({"stories": PublishedArticle.objects.count(), "queries": queries}), flush=True)
    for _ in sys.stdin:
        sample = {name: Sample() for name in addresses}
        for name, address in addresses.items():
            sample[name].take(partial(ask, address))
        print(json.dumps({name: (it.cpu[0], it.wall[0]) for name, it in sample.items()}), flush=True)


def asker() -> Any:
    from django.contrib.auth.models import User
    from django.test import Client

    from newsroom.archive.founding import CHIEF

    reader, editor = Client(headers={"host": "127.0.0.1"}), Client(headers={"host": "127.0.0.1"})
    editor.force_login(User.objects.get(username=CHIEF))

    def ask(address: str) -> None:
        response = (editor if address.startswith("/desk/") else reader).get(address)
        body = b"".join(response) if response.streaming else response.content
        if response.status_code != 200 or not body:
            sys.exit(f"{address} answered {response.status_code}")

    return ask


def pages() -> dict[str, str]:
    """An address of each kind, in the middle of the archive where pages lie at a time."""
    from django.utils import timezone

    from articles.models import Article, PublishedArticle, PublishedByline, PublishedTopic
    from articles.models.keyset import PageEnd

    oldest = Article.objects.order_by("pk").values_list("pk", flat=True)[0]
    count = PublishedArticle.objects.count()
    story = PublishedArticle.objects.get(story_id=oldest + count // 2)
    section = story.root_section
    in_it = PublishedArticle.objects.in_section(section).newest_first()
    deep = in_it[min(DEEP, in_it.count() // 2)]
    day = timezone.localtime(story.published_at)
    topic = PublishedTopic.objects.filter(story=story)[0].topic
    byline = PublishedByline.objects.filter(story=story)[0]
    assert byline.reporter is not None
    return {
        "home": "/",
        "story": story.path,
        "section": section.get_absolute_url(),
        "section, 500 pages back": f"{section.get_absolute_url()}?before={PageEnd(deep.published_at, deep.story_id)}",
        "latest": "/latest/",
        "latest of a topic": f"/latest/?topic={topic.slug}",
        "topic": topic.get_absolute_url(),
        "reporter": byline.reporter.get_absolute_url(),
        "archive of a day": f"/archive/{day:%Y/%m/%d}/",
        "search for a common word": "/search/?q=harbour",
        "search for a rare word": f"/search/?q={story.headline[-8:]}",
        "feed": "/feed/",
        "news sitemap": "/news-sitemap.xml",
        "sitemap of a month": f"/sitemaps/{day:%Y-%m}.xml",
        "first page of the desk": "/desk/",
        "list of the desk": "/desk/articles/article/",
        "search of the desk": f"/desk/articles/article/?q={story.headline[-8:]}",
        "search of the desk, common word": "/desk/articles/article/?q=harbour",
        "topics offered while typing": f"/desk/autocomplete/?{urlencode(OFFERED)}",
    }


def compare(small: Newsroom, large: Newsroom, rounds: int) -> Figures:
    for _ in range(rounds):
        small.take_turn()
        large.take_turn()
    figures = Figures()
    print(
        f"\n{'PostgreSQL':30}{'queries':>9}{small.stories:>14,}{large.stories:>14,}  stories: wall ms (CPU ms)"
    )
    for name, few in small.samples.items():
        many = large.samples[name]
        ratio = many.median_wall / few.median_wall
        same = small.queries[name] == large.queries[name]
        told = str(large.queries[name]) if same else f"{small.queries[name]}→{large.queries[name]}"
        times = [f"{it.median_wall:.1f} ({it.median_cpu:.1f})" for it in (few, many)]
        print(f"{name:30}{told:>9}{times[0]:>14}{times[1]:>14}{ratio:8.2f} ×")
        of = f"archive, {name}"
        figures.note(f"{of}: {large.stories:,} to {small.stories:,}", round(ratio, 2), "times", RATIO)
        figures.note(f"{of}: more queries", large.queries[name] - small.queries[name], "queries", 0)
        figures.note(f"{of}: {large.stories:,}", round(many.median_wall, 2), "ms")
    print(f"Medians of {rounds} turns; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors.\n")
    return figures


if __name__ == "__main__":
    sys.exit(main())
