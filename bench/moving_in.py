"""What it costs to move an archive in: a WordPress export with pictures, beside a bare loop that makes the rows.

The export is made here, with posts of some hundred words, tags, bylines, addresses and a picture each; ten share a
picture. It is brought into an empty newsroom. Then a second one gets the very rows that the first has, from memory:
a loop over the posts saves row after row, 200 posts in a transaction, and every picture is taken in by
`uploads.accept`, since its files have to be drawn whoever makes the rows. How many times as long the first takes is
the figure; the goal is set for 20,000 posts. A third gets its rows by `bulk_create`, for comparison.

PostgreSQL if DATABASE_URL or POSTGRES_URL names one, and SQLite otherwise; `--profile` says where the time goes.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pickle
import pstats
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django
from _databases import ROOT, SETTINGS, made
from _figures import Figures

POSTS, GOAL_IS_FOR = 2_000, 20_000
MOST = 3.0  # times the bare loop
MOST_MEMORY = 400  # MB, whatever the number of posts
EACH_PICTURE = 10  # posts
AT_ONCE = 200
WORDS = """the council ferry night line harbour vote river bridge after hours debate budget school teachers winter
storm morning report minister answered nobody expected new plan for tram drivers who asked more time between shifts
while passengers waited in rain and watched last boats leave without them because money
that was promised two years ago has never arrived said one of its members on Tuesday evening in Pelane""".split()  # noqa: SIM905 # read as a text
ONLY = {"historylink": {"of": "story"}, "movedin": {"kind": "story"}}
NAMES = ("moving_in_archive", "moving_in_bare", "moving_in_bulk")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--posts", type=int, default=POSTS, help=f"The goal is set for {GOAL_IS_FOR:,}.")
    arguments.add_argument("--json", type=Path, metavar="FILE", help="Write the figures to this file too.")
    arguments.add_argument("--profile", action="store_true", help="Print where the time of the import goes.")
    arguments.add_argument("--here", choices=("archive", "bare", "bulk"), help=argparse.SUPPRESS)
    arguments.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.here:
        here(options)
        return 0
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as stack:
        folder = Path(scratch)
        write_archive(folder, options.posts)
        databases = databases_in(folder, stack)
        found = {
            mode: measured(mode, folder, database, profile=options.profile)
            for mode, database in zip(("archive", "bare", "bulk"), databases, strict=True)
        }
    figures = told(found, options.posts)
    if options.json:
        figures.write(options.json)
    return 1 if figures.missed() else 0


def databases_in(folder: Path, stack: ExitStack) -> list[str]:
    url = os.environ.get("POSTGRES_URL") or os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        return [f"sqlite:///{folder}/{name}.sqlite3" for name in NAMES]
    first = stack.enter_context(made(url, *NAMES))
    return [first.replace(NAMES[0], name) for name in NAMES]


def told(found: dict[str, dict[str, Any]], posts: int) -> Figures:
    figures = Figures()
    archive, bare, bulk = (found[mode] for mode in ("archive", "bare", "bulk"))
    print(
        f"{archive['vendor']}, {posts:,} posts, {archive['rows']:,} rows of theirs; goals are for {GOAL_IS_FOR:,}.\n"
    )
    print(f"{'':28}{'stories':>10}{'pictures':>10}{'all':>10}   seconds")
    for name, one in (("brought in", archive), ("bare loop", bare), ("bulk_create", bulk)):
        print(
            f"{name:28}{one['stories']:>10.2f}{one['pictures']:>10.2f}{one['stories'] + one['pictures']:>10.2f}"
        )
    total = archive["stories"] + archive["pictures"]
    times = round(total / (bare["stories"] + bare["pictures"]), 2)
    alone = round(archive["stories"] / bare["stories"], 2)
    many = round(archive["stories"] / bulk["stories"], 2)
    print(f"\n{times} × the bare loop; without the pictures {alone} ×, and {many} × bulk_create")
    print(f"{archive['memory']} MB at most; {posts / total:.0f} posts a second\n")
    figures.note("moving in, to a bare loop", times, "times", MOST)
    figures.note("moving in, to a bare loop without pictures", alone, "times", MOST)
    figures.note("moving in, to bulk_create without pictures", many, "times")
    figures.note("moving in, memory", archive["memory"], "MB", MOST_MEMORY)
    return figures


def measured(mode: str, folder: Path, database: str, *, profile: bool) -> dict[str, Any]:
    environment = os.environ | SETTINGS | {"VAR_DIR": str(folder / mode), "DATABASE_URL": database}
    (folder / mode).mkdir()
    command = [sys.executable, "bench/moving_in.py", f"--here={mode}", f"--folder={folder}"]
    done = subprocess.run(
        [*command, *(["--profile"] if profile else [])],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


# The archive


def write_archive(folder: Path, posts: int) -> None:
    """The same at every run."""
    from PIL import Image

    chance = random.Random(posts)
    uploads = folder / "uploads" / "2024"
    uploads.mkdir(parents=True)
    pictures = max(1, posts // EACH_PICTURE)
    for number in range(pictures):
        shade = Image.linear_gradient("L").resize((960, 640)).rotate(number % 4 * 90)
        inks = (shade, shade.point(lambda light, n=number: (light + n * 7) % 256), shade)
        Image.merge("RGB", inks).save(uploads / f"p{number}.jpg", "JPEG", comment=str(number))
    with (folder / "archive.xml").open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for number in range(30):
            file.write(
                f"<wp:tag><wp:tag_slug>t{number}</wp:tag_slug><wp:tag_name>Topic {number}</wp:tag_name></wp:tag>\n"
            )
        for number in range(pictures):
            file.write(PICTURE.format(number=1_000_000 + number, name=f"p{number}"))
        for number in range(posts):
            file.write(post(number, chance, pictures))
        file.write("</channel></rss>\n")


def post(number: int, chance: random.Random, pictures: int) -> str:
    at = datetime(2015, 1, 1) + timedelta(hours=3 * number)
    paragraphs = []
    for place in range(7):
        said = chance.choices(WORDS, k=45)
        if place % 3 == 1:
            said[7], said[20] = (
                f"<strong>{said[7]}</strong>",
                f'<a href="https://example.org/{number}">{said[20]}</a>',
            )
        paragraphs.append(
            f"<!-- wp:paragraph -->\n<p>{' '.join(said).capitalize()}.</p>\n<!-- /wp:paragraph -->"
        )
    if number % 4 == 0:
        paragraphs = [text.split("\n")[1][3:-4] for text in paragraphs]  # as the classic editor wrote
    terms = "".join(
        f'<category domain="post_tag" nicename="t{tag}"><![CDATA[Topic {tag}]]></category>'
        for tag in chance.sample(range(30), 2)
    )
    headline = " ".join(chance.choices(WORDS, k=8)).capitalize()
    return POST.format(
        number=number + 1,
        headline=headline,
        at=at,
        author=number % 20,
        section=number % 6,
        terms=terms,
        text="\n\n".join(paragraphs),
        standfirst=" ".join(chance.choices(WORDS, k=18)),
        picture=1_000_000 + number % pictures,
    )


SPACES = "".join(
    f' xmlns:{name}="{address}"'
    for name, address in {
        "excerpt": "http://wordpress.org/export/1.2/excerpt/",
        "content": "http://purl.org/rss/1.0/modules/content/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "wp": "http://wordpress.org/export/1.2/",
    }.items()
)
HEAD = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"{SPACES}><channel><title>The Old Courier</title>'
    "<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://old.example</wp:base_blog_url>\n"
    + "".join(
        f"<wp:author><wp:author_login>a{n}</wp:author_login>"
        f"<wp:author_display_name>Author {n}</wp:author_display_name></wp:author>\n"
        for n in range(20)
    )
    + "".join(
        f"<wp:category><wp:category_nicename>part-{n}</wp:category_nicename><wp:cat_name>Part {n}</wp:cat_name>"
        "</wp:category>\n"
        for n in range(6)
    )
)
PICTURE = (
    "<item><title>{name}</title><wp:post_id>{number}</wp:post_id><wp:post_type>attachment</wp:post_type>"
    "<wp:status>inherit</wp:status><excerpt:encoded>The harbour in winter</excerpt:encoded>"
    "<wp:attachment_url>https://old.example/wp-content/uploads/2024/{name}.jpg</wp:attachment_url></item>\n"
)
POST = (
    "<item><title>{headline}</title><link>https://old.example/{at:%Y/%m}/post-{number}/</link>"
    "<dc:creator>a{author}</dc:creator><content:encoded><![CDATA[{text}]]></content:encoded>"
    "<excerpt:encoded><![CDATA[{standfirst}]]></excerpt:encoded><wp:post_id>{number}</wp:post_id>"
    "<wp:post_date>{at:%Y-%m-%d %H:%M:%S}</wp:post_date><wp:post_date_gmt>{at:%Y-%m-%d %H:%M:%S}</wp:post_date_gmt>"
    "<wp:post_name>post-{number}</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>"
    '<category domain="category" nicename="part-{section}"><![CDATA[Part {section}]]></category>{terms}'
    "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>{picture}</wp:meta_value></wp:postmeta>"
    "</item>\n"
)

# In a process of its own


def here(options: argparse.Namespace) -> None:
    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    User.objects.create_superuser("chief", "chief@example.org")
    found = bring(options) if options.here == "archive" else put(options)
    # Linux says it in kilobytes.
    found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    if options.here == "archive":
        found["rows"] = keep(options.folder)
    print(json.dumps(found | {"vendor": connection.vendor}))


def bring(options: argparse.Namespace) -> dict[str, Any]:
    from zoneinfo import ZoneInfo

    from django.contrib.auth.models import User

    from articles.moving_in.bringing import Bringing, Wishes
    from articles.moving_in.pictures import Pictures
    from articles.moving_in.reporting import Report
    from articles.moving_in.wordpress import WordPress

    pictures, bring_one = [0.0], Pictures.bring

    def timed(*given: Any) -> Any:
        began = time.perf_counter()
        try:
            return bring_one(*given)
        finally:
            pictures[0] += time.perf_counter() - began

    Pictures.bring = timed  # type: ignore[method-assign,assignment]  # only in this process
    wishes = Wishes(by=User.objects.get(username="chief"), uploads=options.folder / "uploads")
    profile = cProfile.Profile()
    began = time.perf_counter()
    if options.profile:
        profile.enable()
    with Report() as report:
        archive = WordPress(options.folder / "archive.xml", zone=ZoneInfo("UTC"))
        Bringing(archive, wishes, report).run()
    total = time.perf_counter() - began
    if options.profile:
        profile.disable()
        for order in ("cumulative", "tottime"):
            pstats.Stats(profile, stream=sys.stderr).sort_stats(order).print_stats(45)
    return {"stories": total - pictures[0], "pictures": pictures[0]}


def tables() -> dict[Any, str]:
    """The tables in which a story has rows, with the column that names the story."""
    from articles.models import MovedIn, Redirect
    from newsroom.archive.patterns import TABLES

    return TABLES | {Redirect: "story__story_id", MovedIn: "number"}


def lists() -> list[Any]:
    from articles.models import Reporter, Section, Topic

    return [Section, Reporter, Topic]


def values_of(row: Any) -> dict[str, Any]:
    # Nothing names the rows of these tables by their numbers, and pages and pictures have some of their own.
    without = {"id"} if row._meta.model_name in {"historylink", "movedin", "use"} else set()
    names = (column.attname for column in row._meta.concrete_fields if not column.generated)
    return {name: getattr(row, name) for name in names if name not in without}


def keep(folder: Path) -> int:
    """The rows that the import has left, story by story, for the loops that make them again."""
    from articles.models import Article

    stories: dict[int, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    of_public = dict(
        django.apps.apps.get_model("articles.PublishedArticle").objects.values_list("pk", "story_id")
    )
    for model, column in tables().items():
        rows = model._base_manager.order_by("pk")
        # Their numbers are those of stories only there.
        rows = rows.filter(**ONLY.get(model._meta.model_name, {}))
        for row in rows.iterator(chunk_size=500):
            number = of_public[row.story_id] if column == "story__story_id" else getattr(row, column)
            stories[number].append((model._meta.label, values_of(row)))
    count = sum(map(len, stories.values()))
    few = [
        (model._meta.label, values_of(row)) for model in lists() for row in model._base_manager.order_by("pk")
    ]
    ordered = [stories[pk] for pk in Article.objects.order_by("pk").values_list("pk", flat=True)]
    (folder / "rows.pickle").write_bytes(pickle.dumps((few, ordered)))
    return count


def put(options: argparse.Namespace) -> dict[str, Any]:
    """The same rows, with nothing asked and nothing made of anything."""
    from django.apps import apps
    from django.contrib.auth.models import User
    from django.db import transaction

    from media.intake import uploads

    few, stories = pickle.loads((options.folder / "rows.pickle").read_bytes())
    for label, values in few:
        apps.get_model(label)(**values).save(force_insert=True)
    chief = User.objects.get(username="chief")
    began = time.perf_counter()
    files = sorted((options.folder / "uploads" / "2024").iterdir(), key=lambda path: int(path.stem[1:]))
    for path in files:
        with path.open("rb") as file:
            uploads.accept(file, by=chief, filename=path.name)
    pictures = time.perf_counter() - began
    began = time.perf_counter()
    for start in range(0, len(stories), AT_ONCE):
        with transaction.atomic():
            if options.here == "bare":
                for story in stories[start : start + AT_ONCE]:
                    for label, values in story:
                        apps.get_model(label)(**values).save(force_insert=True)
                continue
            together = defaultdict(list)
            for story in stories[start : start + AT_ONCE]:
                for label, values in story:
                    model = apps.get_model(label)
                    together[model].append(model(**values))
            for model, rows in together.items():
                model._base_manager.bulk_create(rows)
    return {"stories": time.perf_counter() - began, "pictures": pictures}


if __name__ == "__main__":
    sys.exit(main())
