"""The desk in a newsroom with a thousand stories and in one with two hundred thousand, on PostgreSQL.

Its list of stories with fifty rows, its first page, and publishing by the dialog; each newsroom has a process of its
own, and the two take turns, as in bench/archive.py. Here editors are added to what `manage.py make_archive` has made,
and a few stories get another version, which is published.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import IO, cast

import django
from _databases import ROOT, SETTINGS, made
from _figures import Figures, Sample
from archive import Newsroom

FEW, MANY = 1_000, 200_000
NAMES = {"few": "bench_running_few", "many": "bench_running_many"}
ROUNDS, WARM_UP = 30, 3
RATIO = 1.2
LIST, FIRST, PUBLISHING = "story list", "first page", "publishing by the dialog"
# Queries and milliseconds: of CPU for pages, of time for publishing.
GOALS = {LIST: (8, 20), FIRST: (12, 30), PUBLISHING: (30, 40)}


def measured(url: str, filled: str, stories: int) -> Figures:
    """`filled` is a database with the large newsroom in it, which is kept; else one is made, in about ten minutes."""
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as scratch, made(url, *NAMES.values()) as few:
        many = filled or few.replace(NAMES["few"], NAMES["many"])
        with newsroom(few, FEW, scratch) as small, newsroom(many, stories, scratch) as large:
            for _ in range(ROUNDS):
                small.take_turn()
                large.take_turn()
            return told(small, large)


@contextmanager
def newsroom(database: str, stories: int, var: str) -> Iterator[Newsroom]:
    environment = os.environ | SETTINGS | {"VAR_DIR": var, "DATABASE_URL": database}
    with subprocess.Popen(
        [sys.executable, "bench/_sizes.py", str(stories)],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        yield Newsroom(running)
        cast(IO[str], running.stdin).close()


def told(small: Newsroom, large: Newsroom) -> Figures:
    figures = Figures()
    for name, few in small.samples.items():
        many, (queries, most) = large.samples[name], GOALS[name.partition(",")[0]]
        ratio = many.median_wall / few.median_wall
        time = many.median_wall if name == PUBLISHING else many.median_cpu
        of = f"{name}, {large.stories:,} stories, PostgreSQL"
        figures.note(f"{of}: queries", large.queries[name], "queries", queries)
        figures.note(
            f"{of}: {'time' if name == PUBLISHING else 'CPU of the server'}", round(time, 1), "ms", most
        )
        figures.note(f"{of}: against {small.stories:,} stories", round(ratio, 2), "times", RATIO)
        print(
            f"{of}: {small.queries[name]} and {large.queries[name]} queries, {few.median_cpu:.1f} and "
            f"{many.median_cpu:.1f} ms CPU, {few.median_wall:.1f} and {many.median_wall:.1f} ms: {ratio:.2f} ×"
        )
    print(f"Medians of {ROUNDS} turns; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors.")
    return figures


def serve(stories: int) -> None:
    """One newsroom: filled where it is not yet, then measured once for every line that comes in."""
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
    measures, queries = jobs(), {}
    for name, prepare in measures.items():
        for _ in range(WARM_UP):
            prepare()()
        act = prepare()
        with CaptureQueriesContext(connection) as captured:
            act()
        queries[name] = len(captured)
    print(json.dumps({"stories": PublishedArticle.objects.count(), "queries": queries}), flush=True)
    for _ in sys.stdin:
        sample = {name: Sample() for name in measures}
        for name, prepare in measures.items():
            sample[name].take(prepare())
        print(json.dumps({name: (it.cpu[0], it.wall[0]) for name, it in sample.items()}), flush=True)


def jobs() -> dict[str, Callable[[], Callable[[], None]]]:
    """What is measured, each made ready by a call that is not."""
    from _newsroom import CHIEF, EDITOR, people
    from django.contrib.auth.models import User
    from django.test import Client
    from django.urls import reverse
    from running import ready_to_press

    from articles.models import Article

    if not User.objects.filter(username=CHIEF).exists():
        people()
    desks = {name: Client(headers={"host": "127.0.0.1"}) for name in (CHIEF, EDITOR)}
    for name, desk in desks.items():
        desk.force_login(User.objects.get(username=name))
    middle = Article.objects.order_by("pk")[Article.objects.count() // 2].pk
    stories = iter(Article.objects.live().filter(pk__gte=middle).order_by("pk")[: 2 * ROUNDS])

    def get(who: str, address: str, rows: int) -> None:
        answer = desks[who].get(address)
        if answer.status_code != 200 or answer.content.count(b'name="story"') != rows:
            sys.exit(f"{address} answered {answer.status_code}, and not with {rows} rows.")

    def publish() -> Callable[[], None]:
        page, sent = ready_to_press(next(stories))

        def press() -> None:
            if desks[CHIEF].post(page, sent).status_code != 302:
                sys.exit("The dialog did not publish.")

        return press

    found: dict[str, Callable[[], Callable[[], None]]] = {}
    for who in (CHIEF, EDITOR):
        for name, address, rows in (
            (LIST, "admin:articles_article_changelist", 50),
            (FIRST, "admin:index", 0),
        ):
            found[f"{name}, {who}"] = partial(partial, get, who, reverse(address), rows)
    return found | {PUBLISHING: publish}


if __name__ == "__main__":
    serve(int(sys.argv[1]))
