"""What running a desk against the clock costs: many stories that are due in the same second, and one that is
published by its dialog; and what the desk's pages and that dialog cost in a large newsroom (bench/_sizes.py).

Two workers run as an operator starts them, beside each other, on databases made for it and thrown away: SQLite, and
PostgreSQL where DATABASE_URL (or POSTGRES_URL, which wins) names one whose user may create databases. Every story is
a live one with a lead picture, three bylines, topics and an agency, of which an update was scheduled for that second.
One of them is under embargo: it stays where it is, is flagged, and holds up none of the others. The seconds say
something only of a machine that does nothing else; the milliseconds of CPU for a story say more of a busy one.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import _sizes
import django
from _databases import ROOT, SETTINGS, made, postgresql, run
from _figures import Figures

DATABASE = "bench_running"
STORIES, WORKERS = 500, 2
STORY = 450  # words
PICTURES = 40  # of which each story shows one
STARTING = 8  # seconds until the workers have had their first round, and rest
PRESSES = 20
PATIENCE = 1_800
FAR = datetime(2199, 1, 1, tzinfo=UTC)
LAST, EARLY, CPU = 5.0, 0, 20
QUERIES, MILLISECONDS = 30, 40


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--stories", type=int, default=STORIES, help="How many are due at once.")
    arguments.add_argument(
        "--archive", type=int, default=_sizes.MANY, help="How many stories the large newsroom has."
    )
    arguments.add_argument("--filled", metavar="URL", default="", help="A database with that newsroom in it.")
    arguments.add_argument("--rounds", type=int, help="For other measurements; changes nothing here.")
    arguments.add_argument("--json", type=Path, metavar="FILE", help="Write the figures to this file too.")
    arguments.add_argument("--here", action="store_true", help=argparse.SUPPRESS)  # in this very process
    options = arguments.parse_args()
    if options.here:
        measure(options.stories).write(options.json)
        return 0
    figures = Figures()
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as scratch:
        run("manage.py", "collectstatic", "--no-input", "--verbosity", "0", var=scratch)
        figures |= measured(options.stories, scratch, f"sqlite:///{scratch}/running.sqlite3")
        if url := postgresql("PostgreSQL, and with it all that is measured in a large newsroom"):
            with made(url, DATABASE) as own:
                figures |= measured(options.stories, scratch, own)
            figures |= _sizes.measured(url, options.filled, options.archive)
    if options.json:
        figures.write(options.json)
    return 1 if figures.missed() else 0


def measured(stories: int, scratch: str, database: str) -> dict[str, Any]:
    """Django knows one database in a process."""
    file = Path(scratch) / f"{database.partition(':')[0]}.json"
    if run("manage.py", "migrate", "--verbosity=0", var=scratch, database=database):
        sys.exit("The tables could not be made. The lines above say why.")
    words = ("bench/running.py", "--here", f"--stories={stories}", f"--json={file}")
    if run(*words, var=scratch, database=database, patience=PATIENCE):
        sys.exit(f"The desk could not be measured with {database.partition(':')[0]}.")
    return dict(json.loads(file.read_text()))


def measure(stories: int) -> Figures:
    django.setup()
    from django.db import connection

    name, figures = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor], Figures()
    schedule_for_later(stories)
    # What waits besides is done before: pictures are drawn.
    subprocess.run([sys.executable, "manage.py", "worker", "--once"], cwd=ROOT, stdout=subprocess.DEVNULL)
    workers = [start() for _ in range(WORKERS)]
    try:
        time.sleep(STARTING)
        before = sum(cpu_of(worker.pid) for worker in workers)
        last, early = published_at_once(stories)
        each = (sum(cpu_of(worker.pid) for worker in workers) - before) / stories * 1000
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait(30)
    what = f"{stories} stories due in one second, one under embargo, {WORKERS} workers, {name}"
    figures.note(f"{what}: the last live after", round(last, 2), "s", LAST)
    figures.note(f"{what}: before their time", early, "stories", EARLY)
    figures.note(f"{what}: CPU of the workers for a story", round(each, 1), "ms", CPU)
    print(
        f"{what}: the last live after {last:.2f} s (goal ≤ {LAST:g} s), {early} before their time, "
        f"{each:.1f} ms of the workers' CPU for a story"
    )
    published_by_dialog(name, figures)
    return figures


def cpu_of(process: int) -> float:
    """Seconds of CPU that it has had, as Linux counts them."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def published_by_dialog(name: str, figures: Figures) -> None:
    """An editor presses the button on the page of the act, for one story after the other."""
    from _figures import Sample
    from _newsroom import CHIEF
    from django.contrib.auth.models import User
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from articles.models import Article

    desk, sample = Client(headers={"host": "127.0.0.1"}), Sample()
    desk.force_login(User.objects.get(username=CHIEF))
    stories = list(Article.objects.filter(scheduled__state="done").order_by("pk")[: PRESSES + 1])
    for article in stories:
        page, sent = ready_to_press(article)
        sample.take(lambda page=page, sent=sent: desk.post(page, sent))  # type: ignore[misc]  # bound here
        if Article.objects.get(pk=article.pk).live_edition_id == article.live_edition_id:
            raise SystemExit("The dialog did not publish.")
    # The first brings what a process reads once.
    sample.cpu, sample.wall = sample.cpu[1:], sample.wall[1:]
    page, sent = ready_to_press(stories[0])
    with CaptureQueriesContext(connection) as questions:
        desk.post(page, sent)
    what = f"publishing by the dialog, {name}"
    figures.note(f"{what}: queries", len(questions), "queries", QUERIES)
    figures.note(f"{what}: server time", round(sample.median_wall, 1), "ms", MILLISECONDS)
    print(f"{what}: {len(questions)} queries, {sample.median_wall:.1f} ms (CPU {sample.median_cpu:.1f} ms)")


def ready_to_press(article: Any) -> tuple[str, dict[str, str]]:
    """The page on which another version of a live story is published, and what its form sends."""
    from _newsroom import make_ready
    from django.urls import reverse

    make_ready(article)
    article.refresh_from_db()
    number = str(article.approved_revision.number)
    page = reverse("admin:articles_article_act", args=[article.pk, "publish"])
    return page, {"key": str(uuid.uuid4()), "kind": "update", "revision": number}


def start() -> subprocess.Popen[bytes]:
    environment = os.environ | SETTINGS
    words = [sys.executable, "manage.py", "worker"]
    return subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)


def schedule_for_later(stories: int) -> None:
    from _newsroom import CHIEF, add_pictures, found, live_story_in_edit, make_ready
    from django.contrib.auth.models import User

    from articles.acts import schedule
    from articles.models import Article, EmbargoState

    found(1)
    add_pictures(PICTURES)
    chief = User.objects.get(username=CHIEF)
    for number in range(stories):
        article = live_story_in_edit(STORY, number, picture=number % PICTURES)
        make_ready(article)
        assert article.approved_revision is not None
        schedule.schedule(article.approved_revision, at=FAR, by=chief)
    Article.objects.filter(pk=article.pk).update(embargo=EmbargoState.UNTIL_LIFTED)


def published_at_once(stories: int) -> tuple[float, int]:
    """Seconds until readers have the last one, and how many had gone out before their time."""
    from django.db.models import F

    from articles.models import Edition, Scheduled
    from house import asking

    # By then a worker that rests has looked once more.
    at = (asking.clock() + timedelta(seconds=9)).replace(microsecond=0)
    Scheduled.objects.update(at=at, due=at)
    while Scheduled.objects.waiting().exists():
        time.sleep(0.05)
        if asking.clock() > at + timedelta(minutes=5):
            raise SystemExit("The workers do not publish what is due.")
    last = (asking.clock() - at).total_seconds()
    done = Scheduled.objects.filter(state=Scheduled.State.DONE)
    editions = Edition.objects.filter(kind="update", article__in=done.values("article"))
    if done.count() != stories - 1 or editions.count() != stories - 1:
        raise SystemExit("Not every story went out once.")
    if Scheduled.objects.filter(state=Scheduled.State.FAILED, reason__contains="embargo").count() != 1:
        raise SystemExit("The story under embargo was not flagged.")
    early = done.filter(ended_at__lt=F("at")).count() + editions.filter(at__lt=at).count()
    return last, early


if __name__ == "__main__":
    sys.exit(main())
