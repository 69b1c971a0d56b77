"""What readers' pages weigh, and what they cost to make: bytes, queries, milliseconds.

The demonstration newspaper with all its pictures made, on SQLite and, where DATABASE_URL (or POSTGRES_URL, which
wins) names one whose user may create databases, on PostgreSQL. Pages are asked for in this process, through every
middleware, without a network. Beside each stands the cheapest answer that Django can give: a view that returns the
same bytes from a constant. The two take turns, so that whatever else the machine does hits both alike.

The search of many stories is measured by bench/search.py.
"""

from __future__ import annotations

import argparse
import gzip
import io
import re
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urljoin

import brotli
import django
from _databases import made, postgresql, run
from _figures import Figures, Sample
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import Count, QuerySet
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import include, path
from lxml import html

QUERY_GOALS = {"home": 4, "section": 4, "topic": 4, "story": 4, "search": 5}
CPU_GOALS = {"home": 5, "section": 5, "topic": 5, "story": 4}  # ms
WEIGHED = ("home", "section", "story")
HTML_OF_A_STORY, ALL_OF_A_STORY = 15_000, 70_000  # bytes, compressed
MOST_SCRIPT = 10_000  # bytes, all of it to make nicer what works without
WARM_UP = 5
# What the style sheets set in italics.
ITALIC = (
    "//em | //i | //cite | //*[contains(@class, 'zone-voices')] | //*[contains(@class, 'type-opinion')]//h1"
)
DATABASE = "bench_pages"


@dataclass(frozen=True)
class Weight:
    raw: int
    gzip: int
    brotli: int

    @classmethod
    def of(cls, *parts: bytes) -> Weight:
        """Each part by itself, as it travels; at the levels that servers use for pages made on demand."""
        return cls(
            sum(map(len, parts)),
            sum(len(gzip.compress(part, 6, mtime=0)) for part in parts),
            sum(len(brotli.compress(part, quality=5)) for part in parts),
        )


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=40, help="How often each page is asked for.")
    arguments.add_argument("--json", type=Path, metavar="FILE", help="Write the figures to this file too.")
    arguments.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.here:
        django.setup()
        load()
        figures = measure(max(1, options.rounds))
        if options.json:
            figures.write(options.json)
        return 1 if figures.missed() else 0
    with tempfile.TemporaryDirectory() as scratch:
        failed = measured(f"sqlite:///{scratch}/newsroom.sqlite3", scratch, options)
    if url := postgresql("PostgreSQL"):
        with made(url, DATABASE) as own, tempfile.TemporaryDirectory() as scratch:
            failed |= measured(own, scratch, options)
    return failed


def measured(database: str, scratch: str, options: argparse.Namespace) -> int:
    words = ["bench/pages.py", "--here", f"--rounds={options.rounds}"]
    if options.json:
        words.append(f"--json={options.json.resolve()}")
    return run(*words, var=scratch, database=database)


def load() -> None:
    print(f"{connection.vendor}: loading the demonstration newspaper, a minute or two …", flush=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    call_command("demo", stdout=io.StringIO())
    # Every width in every format, as a newsroom's pages have them.
    call_command("worker", once=True, stdout=io.StringIO())


def pages() -> dict[str, str]:
    """One address of each kind, always the one with most to show."""
    from articles.models import PublishedArticle, PublishedByline, PublishedTopic

    def busiest(rows: QuerySet[Any], name: str) -> str:
        """The address of the row that most of these rows name."""
        count = rows.values(name).annotate(stories=Count("pk")).order_by("-stories", name)[0]
        found = getattr(rows.filter(**{name: count[name]})[0], name)
        return str(found.get_absolute_url())

    stories = PublishedArticle.objects
    longest = stories.order_by(Length("rendered_body").desc(), "story_id")[0]
    return {
        "home": "/",
        "section": busiest(stories.all(), "root_section"),
        "topic": busiest(PublishedTopic.objects.all(), "topic"),
        "reporter": busiest(PublishedByline.objects.filter(reporter__isnull=False), "reporter"),
        "story": longest.get_absolute_url(),
        "search": "/search/?q=harbour",
        "latest": "/latest/",
        "archive": "/archive/",
    }


def measure(rounds: int) -> Figures:
    addresses = pages()
    answers: dict[str, bytes] = {}

    def bare(request: HttpRequest, name: str) -> HttpResponse:
        return HttpResponse(answers[name])

    urls = ModuleType("bench_urls")
    urls.urlpatterns = [path("bare/<slug:name>/", bare), path("", include("newsroom.urls"))]  # type: ignore[attr-defined] # a module made here
    sys.modules["bench_urls"] = urls
    settings.ROOT_URLCONF = "bench_urls"
    client = Client(headers={"host": "127.0.0.1"})

    def ask(address: str, **headers: str) -> bytes:
        response = client.get(address, headers=headers)
        if response.status_code != 200:
            sys.exit(f"{address} answered {response.status_code}")
        return bytes(response.content)

    queries, composed, packed, constant = {}, {}, {}, {}
    for name, address in addresses.items():
        for _ in range(WARM_UP):
            answers[name] = ask(address)
        with CaptureQueriesContext(connection) as captured:
            ask(address)
        queries[name] = len(captured)
        composed[name], packed[name], constant[name] = Sample(), Sample(), Sample()
    for _ in range(rounds):
        for name, address in addresses.items():
            composed[name].take(partial(ask, address))
            packed[name].take(partial(ask, address, accept_encoding="br"))
            constant[name].take(partial(ask, f"/bare/{name}/"))

    figures = Figures()
    database = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    print(f"Medians of {rounds} answers, pages and constants by turns, {database}.\n")
    print(
        f"{'':10}{'queries':>8}{'CPU ms':>9}{'wall ms':>9}{'constant: CPU':>15}{'wall':>7}{'CPU ×':>8}   address"
    )
    for name, address in addresses.items():
        cpu, wall = composed[name].median_cpu, composed[name].median_wall
        bare_cpu, bare_wall = constant[name].median_cpu, constant[name].median_wall
        print(
            f"{name:10}{queries[name]:8}{cpu:9.1f}{wall:9.1f}{bare_cpu:15.1f}{bare_wall:7.1f}{cpu / bare_cpu:8.1f}"
            f"{packed[name].median_cpu:8.1f}   {address}"
        )
        of = f"{name}, {database}"
        figures.note(f"{of}: queries", queries[name], "queries", QUERY_GOALS.get(name))
        figures.note(f"{of}: CPU", round(cpu, 2), "ms", CPU_GOALS.get(name))
        figures.note(f"{of}: wall", round(wall, 2), "ms")
        figures.note(f"{of}: CPU, compressed by us", round(packed[name].median_cpu, 2), "ms")
        figures.note(f"{of}: CPU against a constant", round(cpu / bare_cpu, 1), "×")
    note_weights(figures, answers, addresses, ask)
    return figures


def note_weights(
    figures: Figures, answers: dict[str, bytes], addresses: dict[str, str], ask: Callable[[str], bytes]
) -> None:
    print(
        "\n“packed”: CPU ms where the page is compressed for the browser too, as it is without a proxy in front.\n"
        "\nBytes before a reader can read, by gzip and brotli as servers use them for pages made on demand."
        "\nFonts are compressed in themselves; pictures are not counted.\n"
    )
    print(f"{'':18}{'raw':>9}{'gzip':>9}{'brotli':>9}")
    for name in WEIGHED:
        found = weights(answers[name], addresses[name], ask)
        for kind, weight in found.items():
            print(f"{name + ': ' + kind:18}{weight.raw:9,}{weight.gzip:9,}{weight.brotli:9,}")
            figures.note(f"{name}: {kind}", weight.raw, "bytes", MOST_SCRIPT if kind == "JS" else None)
            if kind in {"HTML", "CSS"}:
                figures.note(f"{name}: {kind}, brotli", weight.brotli, "bytes")
                limit = HTML_OF_A_STORY if (name, kind) == ("story", "HTML") else None
                figures.note(f"{name}: {kind}, gzip", weight.gzip, "bytes", limit)
        whole = sum(found[kind].gzip for kind in ("HTML", "CSS", "fonts"))
        limit = ALL_OF_A_STORY if name == "story" else None
        figures.note(f"{name}: HTML, CSS and fonts, gzip", whole, "bytes", limit)
    print()


def weights(page: bytes, address: str, ask: Callable[[str], bytes]) -> dict[str, Weight]:
    tree = html.fromstring(page)
    sheets = {
        urljoin(address, link.get("href", "")): fetched(urljoin(address, link.get("href", "")), ask)
        for link in tree.iterfind('.//link[@rel="stylesheet"]')
    }
    # Data for search engines sits in a <script>, but no browser runs it.
    scripts = [
        fetched(urljoin(address, script.get("src", "")), ask)
        if script.get("src")
        else (script.text or "").encode()
        for script in tree.iterfind(".//script")
        if script.get("type") != "application/ld+json"
    ]
    fonts = [fetched(font, ask) for font in sorted(fonts_for(tree, sheets))]
    total = sum(map(len, fonts))
    return {
        "HTML": Weight.of(page),
        "CSS": Weight.of(*sheets.values()),
        "JS": Weight.of(*scripts) if scripts else Weight(0, 0, 0),
        "fonts": Weight(total, total, total),
    }


def fetched(address: str, ask: Callable[[str], bytes]) -> bytes:
    """A file of ours, from where collectstatic put it; anything else by asking for it."""
    if address.startswith(settings.STATIC_URL):
        return (settings.STATIC_ROOT / address.removeprefix(settings.STATIC_URL)).read_bytes()
    return ask(address)


def fonts_for(tree: html.HtmlElement, sheets: dict[str, bytes]) -> set[str]:
    """The font files that a browser needs for this text: by the characters in it, italics where it has some."""
    characters = {ord(character) for character in tree.text_content()}
    in_italics = {ord(it) for found in tree.xpath(ITALIC) for it in found.text_content()}
    wanted = set()
    for address, sheet in sheets.items():
        for face in re.findall(r"@font-face\s*{([^}]*)}", sheet.decode()):
            source = re.search(r'url\("?([^")]+)"?\)', face)
            if source is None:
                continue
            shown = in_italics if "italic" in face else characters
            spans = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", face)
            if any(int(low, 16) <= it <= int(high or low, 16) for low, high in spans for it in shown):
                wanted.add(urljoin(address, source[1]))
    return wanted


if __name__ == "__main__":
    sys.exit(main())
