"""What the search of published stories costs with twenty thousand of them and with a hundred thousand.

The one function that finds them is asked in this process, on databases made for it and thrown away: PostgreSQL
where DATABASE_URL (or POSTGRES_URL, which wins) names one whose user may create databases, and SQLite. Beside it
stands what a lean view does with the same rows on PostgreSQL: the index, `ts_rank` over all that match, the first
twenty. The two take turns, so that whatever else the machine does hits both alike.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import statistics
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import django
from _databases import made, postgresql, run
from _figures import Figures, Sample

DATABASE = "bench_search"
GOALS = {("postgresql", 20_000): 25, ("postgresql", 100_000): 50}
WARM_UP = 2
# Words of a vocabulary like a newspaper's: few are common. These are planted: how many stories have each.
VOCABULARY, LENGTH = 40_000, 450
PLANTED = {"council": 1 / 3, "ferries": 1 / 25, "regatta": 1 / 2_000}
ASKED = {
    "a common word": ("council", False),
    "a rare word": ("regatta", False),
    "two words": ("council ferries", False),
    "a phrase": ('"night line"', False),
    "a beginning": ("regat*", False),
    "a word and not another": ("council -ferries", False),
    "a common word in one section": ("council", True),
}


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=30, help="How often each is asked.")
    arguments.add_argument("--json", type=Path, metavar="FILE", help="Write the figures to this file too.")
    arguments.add_argument("--here", type=int, metavar="STORIES", help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.here:
        figures = measure(options.here, max(10, options.rounds))
        if options.json:
            figures.write(options.json)
        return 1 if figures.missed() else 0
    failed = 0
    if url := postgresql("PostgreSQL"):
        for stories in (20_000, 100_000):
            with made(url, DATABASE) as own:
                failed |= measured(own, stories, options)
    with tempfile.TemporaryDirectory() as scratch:
        return failed | measured(f"sqlite:///{scratch}/search.sqlite3", 20_000, options)


def measured(database: str, stories: int, options: argparse.Namespace) -> int:
    words = ["bench/search.py", f"--here={stories}", f"--rounds={options.rounds}"]
    if options.json:
        words.append(f"--json={options.json.resolve()}")
    with tempfile.TemporaryDirectory() as scratch:
        return run(*words, var=scratch, database=database)


def fill(stories: int) -> None:
    """Published stories and their search rows. Texts are put together from paragraphs, of which there are many."""
    from django.db import connection
    from django.utils import timezone

    from articles.models import PublishedArticle, SearchRow, Section

    chance = random.Random(5)
    weights = list(itertools.accumulate(1 / (rank + 10) for rank in range(VOCABULARY)))
    vocabulary = [f"w{number:x}" for number in range(VOCABULARY)]

    def words(count: int) -> str:
        return " ".join(chance.choices(vocabulary, cum_weights=weights, k=count))

    paragraphs = [words(75) for _ in range(stories // 4)]
    sections = [Section.objects.create(name=f"Section {n}", slug=f"section-{n}") for n in range(8)]
    now = timezone.now()
    for begin in range(0, stories, 1_000):
        public, rows = [], []
        for number in range(begin, begin + 1_000):
            at, section = now - timedelta(minutes=37 * (stories - number)), chance.choice(sections)
            story = PublishedArticle(
                pk=number + 1,
                story_id=number + 1,
                revision_number=1,
                edition_number=1,
                path=f"/{number}/",
                section=section,
                root_section=section,
                headline=f"Story {number}",
                slug=f"story-{number}",
                published_at=at,
                modified_at=at,
                word_count=LENGTH,
            )
            text = planted(chance.sample(paragraphs, LENGTH // 75), chance)
            row = SearchRow(
                story=story,
                published_at=at,
                section=section,
                root_section=section,
                article_type="news",
                language="en",
                headline=words(9),
                standfirst=words(25),
                names=words(4),
                text=" ".join(text),
                said="\n\n".join(text),
            )
            public.append(story)
            rows.append(row)
        PublishedArticle.objects.bulk_create(public)
        SearchRow.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("CREATE INDEX lean ON articles_searchrow USING gin (vector)")
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("ANALYZE")


def planted(text: list[str], chance: random.Random) -> list[str]:
    """The paragraphs, with the words and phrases that are searched for in a known share of texts."""
    for word, share in PLANTED.items():
        if chance.random() < share:
            text[chance.randrange(len(text))] += f" {word.replace('ies', 'i')}"
    if chance.random() < 1 / 200:
        text[0] += " night line"
    elif chance.random() < 1 / 10:
        text[0] += " line 4 by night"
    return text


LEAN = """
    SELECT story_id, ts_rank(vector, query) AS rank
    FROM articles_searchrow, to_tsquery('simple', %s) AS query
    WHERE vector @@ query{narrowed} ORDER BY rank DESC LIMIT 20
"""


def measure(stories: int, rounds: int) -> Figures:
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from articles.models import SearchRow, Section
    from articles.search import asked, finding

    call_command("migrate", verbosity=0)
    print(f"Writing {stories:,} stories, {connection.vendor} …", flush=True)
    fill(stories)
    section = Section.objects.get(slug="section-3")

    def ours(text: str, in_section: bool, order: str) -> int:
        rows = SearchRow.objects.filter(root_section=section) if in_section else SearchRow.objects.all()
        return finding.find(asked.read(text), rows=rows, order=order).count

    def lean(text: str, in_section: bool) -> None:
        question = finding.SearchQuestion(asked.read(text), ["en"])
        narrowed = f" AND root_section_id = {section.pk}" if in_section else ""
        with connection.cursor() as cursor:
            cursor.execute(LEAN.format(narrowed=narrowed), [finding._tsquery(question, together=True)])
            cursor.fetchall()

    ways: dict[str, Callable[[str, bool], object]] = {
        "best first": lambda text, narrow: ours(text, narrow, finding.BEST),
        "newest first": lambda text, narrow: ours(text, narrow, finding.NEWEST),
    }
    if connection.vendor == "postgresql":
        ways["a lean view"] = lean
    samples = {(way, name): Sample() for way in ways for name in ASKED}
    for number in range(-WARM_UP, rounds):
        for name, (text, narrow) in ASKED.items():
            for way, ask in ways.items():
                if number < 0:
                    ask(text, narrow)
                else:
                    samples[way, name].take(partial(ask, text, narrow))

    figures = Figures()
    print(f"\n{f'{stories:,} stories, {connection.vendor}: p50 / p95, ms':44}", end="")
    print("".join(f"{way:>18}" for way in ways))
    for name, (text, narrow) in ASKED.items():
        count = ours(text, narrow, finding.NEWEST)
        shown = f"{name} ({'more than ' if count > finding.COUNTED else ''}{min(count, finding.COUNTED)})"
        print(f"{shown:44}" + "".join(f"{spread(samples[way, name].wall):>18}" for way in ways))
    for way in ways:
        walls = [wall for name in ASKED for wall in samples[way, name].wall]
        print(f"{'all of them, ' + way:44}{spread(walls):>18}")
        goal = None if way == "a lean view" else GOALS.get((connection.vendor, stories))
        figures.note(
            f"search, {connection.vendor}, {stories:,}, {way}: p50",
            round(statistics.median(walls), 2),
            "ms",
            goal,
        )
        figures.note(f"search, {connection.vendor}, {stories:,}, {way}: p95", round(p95(walls), 2), "ms")
    print(f"{rounds} turns; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors.\n", flush=True)
    return figures


def p95(walls: list[float]) -> float:
    return sorted(walls)[int(len(walls) * 0.95)]


def spread(walls: list[float]) -> str:
    return f"{statistics.median(walls):.1f} / {p95(walls):.1f}"


if __name__ == "__main__":
    sys.exit(main())
