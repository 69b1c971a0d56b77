"""What publishing costs: an update by the form, a post into live coverage, and public rows made anew.

Measured in one process through every middleware, on databases made for it and thrown away: a thousand stories on
SQLite, and a thousand beside many more on PostgreSQL where DATABASE_URL (or POSTGRES_URL, which wins) names one whose
user may create databases. What is compared takes turns: few stories with many, coverage of ten entries with coverage
of three hundred, rows that agree with rows that differ and with stories made anew one by one.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
from _databases import made, postgresql, run
from _figures import Figures, Sample

if TYPE_CHECKING:
    from desk import Editor, House

    from articles.models import Article

FEW, MANY = 1_000, 100_000
NAMES = ("bench_publishing_few", "bench_publishing_many")
STORY = 450  # words
SHORT, LONG = 10, 300  # entries
ENTRY = 60  # words
ANEW = 100  # stories
WARM_UP = 2
PATIENCE = 1_800

QUERIES, CPU, RATIO, CPU_ANEW = 30, 40.0, 1.2, 5.0


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=20, help="How often each is done.")
    arguments.add_argument("--many", type=int, default=MANY, help="Stories of the larger newsroom.")
    arguments.add_argument("--json", type=Path, metavar="FILE", help="Write the figures to this file too.")
    arguments.add_argument("--here", action="store_true", help=argparse.SUPPRESS)  # in this very process
    options = arguments.parse_args()
    if options.here:
        measure(options.rounds, options.many).write(options.json)
        return 0
    figures = Figures()
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as scratch:
        run("manage.py", "collectstatic", "--no-input", "--verbosity", "0", var=scratch)
        figures |= measured(options, scratch, f"sqlite:///{scratch}/publishing.sqlite3")
        if url := postgresql("PostgreSQL"):
            with made(url, *NAMES) as own:
                figures |= measured(options, scratch, own)
    if options.json:
        figures.write(options.json)
    return 1 if figures.missed() else 0


def measured(options: argparse.Namespace, scratch: str, database: str) -> dict[str, Any]:
    """Django knows one database in a process."""
    file = Path(scratch) / f"{database.partition(':')[0]}.json"
    words = ("bench/publishing.py", "--here", f"--rounds={options.rounds}", f"--many={options.many}")
    if run(*words, f"--json={file}", var=scratch, database=database, patience=PATIENCE):
        sys.exit(f"Publishing could not be measured with {database.partition(':')[0]}.")
    return dict(json.loads(file.read_text()))


def measure(rounds: int, many: int) -> Figures:
    django.setup()
    from desk import House, database
    from django.db import connections

    own = connections["default"]
    houses = [House(FEW, own)]
    if own.vendor == "postgresql":
        houses.append(House(many, type(own)({**own.settings_dict, "NAME": NAMES[1]}, "default")))
    name, figures = database(own), Figures()
    print(f"\n{name}: medians of {rounds}, milliseconds of CPU and by the clock")
    measure_publishing(figures, houses, name, rounds)
    houses[0].use()
    measure_posting(figures, name, rounds)
    measure_rebuilding(figures, name)
    for house in houses:
        house.connection.close()
    return figures


def told(what: str, sample: Sample, remark: str = "", share: int = 1) -> None:
    cpu, wall = sample.median_cpu / share, sample.median_wall / share
    print(f"  {what:46} {cpu:8.1f} {wall:8.1f}   {remark}", flush=True)


# An update by the form


def measure_publishing(figures: Figures, houses: Sequence[House], database: str, rounds: int) -> None:
    from _newsroom import live_story_in_edit
    from desk import Editor
    from django.test.utils import CaptureQueriesContext

    editors: list[Editor] = []
    for house in houses:
        house.use()
        story = live_story_in_edit(STORY)
        editors.append(Editor(story.pk, story))
    samples = [Sample() for _ in houses]
    queries = [0] * len(houses)
    for number in range(-WARM_UP, rounds):
        for place, (house, editor) in enumerate(zip(houses, editors, strict=True)):
            house.use()
            press = editor.publish()
            if number < 0:
                with CaptureQueriesContext(house.connection) as asked:
                    press()
                queries[place] = len(asked)
            else:
                samples[place].take(press)
    for house, sample, count in zip(houses, samples, queries, strict=True):
        told(f"an update by the form, {house.name}", sample, f"{count} queries")
        figures.note(f"publish by the form, {house.name}, {database}: queries", count, "queries", QUERIES)
        figures.note(
            f"publish by the form, {house.name}, {database}: CPU", round(sample.median_cpu, 1), "ms", CPU
        )
    if len(houses) > 1:
        ratio = round(samples[-1].median_wall / samples[0].median_wall, 2)
        figures.note(f"publish by the form, many against few, {database}", ratio, "×", RATIO)


# A post into live coverage


def measure_posting(figures: Figures, database: str, rounds: int) -> None:
    short, long = Coverage(SHORT), Coverage(LONG)
    for number in range(-WARM_UP, rounds):
        for coverage in (short, long):
            press = coverage.post()
            if number < 0:
                press()
            else:
                coverage.sample.take(press)
    for coverage in (short, long):
        told(f"a post to a live story of {coverage.entries} entries", coverage.sample)
        cpu = round(coverage.sample.median_cpu, 1)
        figures.note(f"post among {coverage.entries} entries, {database}: CPU", cpu, "ms", CPU)
        wall = round(coverage.sample.median_wall, 1)
        figures.note(f"post among {coverage.entries} entries, {database}: wall", wall, "ms")
    ratio = round(long.sample.median_wall / short.sample.median_wall, 2)
    figures.note(f"post among {LONG} entries against {SHORT}, {database}", ratio, "×", RATIO)


class Coverage:
    """The live desk of a story with so many entries, each with a text of its own."""

    def __init__(self, entries: int) -> None:
        from _newsroom import CHIEF, live_story_in_edit, make_ready
        from desk import Editor
        from django.contrib.auth.models import User

        from articles.acts import publish
        from articles.models import Reporter

        self.entries, self.sample = entries, Sample()
        self.chief = User.objects.get(username=CHIEF)
        self.reporter = Reporter.objects.all()[0]
        story = live_story_in_edit(STORY, seed=entries)
        story.article_type = "live"
        story.save(update_fields=["article_type"])
        make_ready(story)
        story.refresh_from_db()
        assert story.approved_revision is not None
        publish.publish(story.approved_revision, by=self.chief)
        self.story: Article = story
        self.browser = Editor(story.pk)
        for _ in range(entries):
            self.post()()

    def post(self) -> Callable[[], None]:
        from _newsroom import text
        from desk import address

        sent = {
            "do": "post",
            "headline": "",
            "body": text(ENTRY, uuid.uuid4().int % 10**6),
            "reporter": str(self.reporter.pk),
            "key": str(uuid.uuid4()),
            "csrfmiddlewaretoken": self.browser.fields["csrfmiddlewaretoken"][0],
        }
        return self.browser.sending(address("live", self.story.pk), sent, 302)


# Public rows made anew


def measure_rebuilding(figures: Figures, database: str) -> None:
    from _newsroom import live_story_in_edit

    from articles.models import PublishedArticle, PublishedByline, SearchRow
    from articles.publishing import public_rows, rebuilding

    stories = [live_story_in_edit(STORY, seed=1000 + number).pk for number in range(ANEW)]
    editions = list(rebuilding.live_editions().filter(article__in=stories))

    def damage() -> None:
        PublishedArticle.objects.filter(story_id__in=stories).update(card="", rendered_body="")
        PublishedByline.objects.filter(story__story_id__in=stories).update(name="Nobody")
        SearchRow.objects.filter(story__story_id__in=stories).update(text="")

    def one_by_one() -> None:
        for story in stories[: ANEW // 10]:
            public_rows.refresh([story])

    compared, agreeing, differing, alone = Sample(), Sample(), Sample(), Sample()
    for _ in range(5):
        damage()
        differing.take(lambda: rebuilding.rebuild(editions))
        agreeing.take(lambda: rebuilding.rebuild(editions))
        compared.take(lambda: list(rebuilding.differences(editions)))
        damage()
        alone.take(one_by_one)
    assert rebuilding.rebuild(editions), "only a tenth of them was made anew one by one"
    told("a story made anew, where all differ", differing, share=ANEW)
    told("a story made anew, where all agree", agreeing, share=ANEW)
    told("a story compared (--check)", compared, share=ANEW)
    told("a story made anew by itself", alone, share=ANEW // 10)
    for what, sample in {"made anew": differing, "agreeing": agreeing, "compared": compared}.items():
        value = round(sample.median_cpu / ANEW, 2)
        figures.note(f"public rows {what}, per story and core, {database}", value, "ms", CPU_ANEW)


if __name__ == "__main__":
    began = time.monotonic()
    result = main()
    print(f"{time.monotonic() - began:.0f} s")
    sys.exit(result)
