"""How soon stories hear that wire copy they use has changed, and what the inbox costs, among 100,000 items.

10,000 stories use items: each of the last one item, and one item is used by a hundred stories, another by a thousand.
The time is that of keeping the new version with all it brings about: its alarms and the messages to the people of the
stories. The pages are those of an editor with the longest list.

A database of PostgreSQL is made and thrown away, see bench/archive.py.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from _databases import made, postgresql, run
from _figures import Figures, Sample

LIMIT, PAGE_LIMIT = 5.0, 300
OF_MANY = (1, 100, 1_000)
ITEMS = """
INSERT INTO articles_wirefile (feed_id, agency_id, name, received_at, digest, data)
  VALUES (%(feed)s, %(agency)s, 'all.xml', now(), 'bench', '');
INSERT INTO articles_wireitem (id, agency_id, uri, received_at, kind, status, signal, headline, slugline, standfirst,
    category, language, word_count, has_pictures, embargo_open, words)
  SELECT n, %(agency)s, 'urn:bench:' || n, now() - n * interval '1 minute', 'text', 'usable', '', 'Gale ' || n,
    'GALE', '', 'weather', 'en', 400, false, false, ' gale ' || n || ' word' || n %% 977
  FROM generate_series(1, %(items)s) n;
INSERT INTO articles_wireversion (id, item_id, feed_id, file_id, place, number, received_at, digest, format, status,
    signal, embargo_open, usage_terms, body, facts, problems)
  SELECT n, n, %(feed)s, (SELECT max(id) FROM articles_wirefile), n, 1, now(), 'v' || n, 'newsml-g2', 'usable', '',
    false, '', '<p>Six died in the gale.</p><p>The wind was strong.</p>', '{}', '[]'
  FROM generate_series(1, %(items)s) n;
UPDATE articles_wireitem SET newest_id = id;
SELECT setval(pg_get_serial_sequence('articles_wireversion', 'id'), %(items)s);
"""


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--items", type=int, default=100_000)
    arguments.add_argument("--stories", type=int, default=10_000)
    arguments.add_argument("--json", type=Path, metavar="FILE", help="Write the figures to this file too.")
    arguments.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.here:
        return measure(options)
    if not (url := postgresql("the drift alarm")):
        return 0
    figures = Path(tempfile.mkstemp(suffix=".json")[1])
    figures.write_text("{}")
    with tempfile.TemporaryDirectory() as scratch, made(url, "bench_drift") as database:
        words = ["bench/drift_alarm.py", "--here", f"--json={figures}"]
        words += [f"--items={options.items}", f"--stories={options.stories}"]
        if run(*words, var=scratch, database=database):
            return 1
    found = Figures(json.loads(figures.read_text()))
    figures.unlink()
    if options.json:
        found.write(options.json)
    return 1 if found.missed() else 0


def fill(options: argparse.Namespace) -> Any:
    """The items, the stories and what these use. Returns the editor-in-chief."""
    from django.contrib.auth.models import Group, User
    from django.db import connection
    from django.utils import timezone

    from articles.body import fingerprints
    from articles.models import Agency, Article, WireFeed, WireUse

    agency = Agency.objects.create(slug="meridian", name="Meridian Press", credit_name="MP")
    feed = WireFeed.objects.create(name="Meridian", agency=agency, way="push", digest="x")
    chief = User.objects.create_superuser("bench", password="measured and forgotten")
    chief.groups.add(Group.objects.get(name="Editor-in-chief"))
    with connection.cursor() as cursor:
        cursor.execute(ITEMS, {"items": options.items, "agency": agency.pk, "feed": feed.pk})
    text = "<p>Six died in the gale.</p><p>The wind was strong.</p>"
    rows = (
        Article(headline=f"Gale {n}", body=text, created_by=chief, uses_wire=True)
        for n in range(options.stories)
    )
    stories = Article.objects.bulk_create(rows, batch_size=1_000)
    now, marks = timezone.now(), fingerprints.marks_of(text)
    taken = [(story.pk, number) for number, story in enumerate(stories, 1)]
    for item, count in enumerate(OF_MANY[1:], options.items - len(OF_MANY) + 2):
        taken += [(story.pk, item) for story in stories[:count]]
    uses = (
        WireUse(
            article_id=story, item_id=item, version_id=item, use="inputs", paragraphs=marks, by=chief, at=now
        )
        for story, item in taken
    )
    WireUse.objects.bulk_create(uses, batch_size=1_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return chief


def newer(pk: int) -> float:
    """Keep a newer version of an item, and say how long that took."""
    from django.db import transaction
    from django.utils import timezone

    from articles.incoming import arriving
    from articles.models import WireItem, WireVersion

    before = WireItem.objects.select_related("newest", "agency").get(pk=pk)
    known = before.newest
    assert known is not None
    began = time.monotonic()
    with transaction.atomic():
        made = WireVersion.objects.create(
            item=before,
            feed_id=known.feed_id,
            file_id=known.file_id,
            place=1,
            number=2,
            received_at=timezone.now(),
            digest=f"second {pk}",
            format=known.format,
            signal="correction",
            body=known.body.replace("Six", "Nine"),
            facts={},
        )
        WireItem.objects.filter(pk=pk).update(newest=made, signal="correction")
        arriving.arrived([made])
    return time.monotonic() - began


def measure(options: argparse.Namespace) -> int:
    os.environ.setdefault("WIRE_FOLDER", "")
    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from articles.models import WireAlarm

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    chief, figures = fill(options), Figures()
    places = [1, *range(options.items - len(OF_MANY) + 2, options.items + 1)]
    for count, item in zip(OF_MANY, places, strict=True):
        took, raised = newer(item), WireAlarm.objects.filter(item=item).count()
        print(f"{raised} stories told within {took:.3f} s")
        figures.note(f"drift alarm: used by {count}", round(took, 3), "s", LIMIT)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(chief)
    inbox = "/desk/articles/article/wire/"
    pages = {
        "newest": inbox,
        "a rare word": f"{inbox}?q=word12",
        "a word of all": f"{inbox}?q=gale",
        "a filter that finds nothing": f"{inbox}?pictures=on",
        "taken": f"{inbox}?which=taken",
        "first page": "/desk/",
    }
    for name, address in pages.items():
        sample = Sample()
        ask: Callable[[], object] = lambda address=address: client.get(address).content  # type: ignore[misc]  # noqa: E731
        ask()
        for _time in range(5):
            sample.take(ask)
        print(f"{name:28} {sample.median_wall:7.1f} ms")
        figures.note(f"wire desk: {name}", round(sample.median_wall, 1), "ms", PAGE_LIMIT)
    figures.write(options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
