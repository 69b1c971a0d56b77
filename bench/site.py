"""What readers' pages weigh, and what they cost to make: bytes, queries, milliseconds.

`make bench` runs this on a database of its own, which it loads with the demonstration newspaper. Pages are
asked for in this process, through every middleware, without a network. Beside each stands the cheapest answer
that Django can give: a view that returns the same bytes from a constant. The two take turns, so that whatever
else the machine does hits both alike.
"""

from __future__ import annotations

import argparse
import gzip
import io
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urljoin

import brotli
import django
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

QUERY_GOALS = {"home": 4, "section": 4, "topic": 4, "story": 4}
CPU_GOALS = {"home": 5, "section": 5, "topic": 5, "story": 4}  # ms
MOST_SCRIPT = 10_000  # bytes, all of it to make nicer what works without
WARM_UP = 5


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
    options = arguments.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    if settings.VAR_DIR.name != "bench":
        sys.exit("This loads a database: run it with make bench, which gives it one of its own.")
    load()
    figures = measure(max(1, options.rounds))
    if options.json:
        figures.write(options.json)
    return 1 if figures.missed() else 0


def load() -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    from articles.models import Section

    if not Section.objects.exists():
        print("Loading the demonstration newspaper, about half a minute …", flush=True)
        call_command("demo", stdout=io.StringIO())


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
    }


def measure(rounds: int) -> Figures:
    addresses = pages()
    answers: dict[str, bytes] = {}

    def bare(request: HttpRequest, name: str) -> HttpResponse:
        return HttpResponse(answers[name])

    urls = ModuleType("bench_urls")
    urls.urlpatterns = [path("bare/<slug:name>/", bare), path("", include("newsroom.urls"))]  # type: ignore[attr-defined]
    sys.modules["bench_urls"] = urls
    settings.ROOT_URLCONF = "bench_urls"
    client = Client(headers={"host": "127.0.0.1"})

    def ask(address: str) -> bytes:
        response = client.get(address)
        if response.status_code != 200:
            sys.exit(f"{address} answered {response.status_code}")
        return bytes(response.content)

    queries, made, constant = {}, {}, {}
    for name, address in addresses.items():
        for _ in range(WARM_UP):
            answers[name] = ask(address)
        with CaptureQueriesContext(connection) as captured:
            ask(address)
        queries[name] = len(captured)
        made[name], constant[name] = Sample(), Sample()
    for _ in range(rounds):
        for name, address in addresses.items():
            made[name].take(lambda address=address: ask(address))
            constant[name].take(lambda name=name: ask(f"/bare/{name}/"))

    figures = Figures()
    print(f"Medians of {rounds} answers, pages and constants by turns, {connection.vendor}.\n")
    print(f"{'':10}{'queries':>8}{'CPU ms':>9}{'wall ms':>9}{'constant: CPU':>15}{'wall':>7}   address")
    for name, address in addresses.items():
        cpu, wall = made[name].median_cpu, made[name].median_wall
        bare_cpu, bare_wall = constant[name].median_cpu, constant[name].median_wall
        print(f"{name:10}{queries[name]:8}{cpu:9.1f}{wall:9.1f}{bare_cpu:15.1f}{bare_wall:7.1f}   {address}")
        figures.note(f"{name}: queries", queries[name], "queries", QUERY_GOALS.get(name))
        figures.note(f"{name}: CPU", round(cpu, 2), "ms", CPU_GOALS.get(name))
        figures.note(f"{name}: wall", round(wall, 2), "ms")
        figures.note(f"{name}: CPU of a constant", round(bare_cpu, 2), "ms")
        figures.note(f"{name}: wall of a constant", round(bare_wall, 2), "ms")

    print(
        "\nBytes before a reader can read. Pages leave this process uncompressed; gzip and brotli are what a"
    )
    print(
        "proxy in front of it makes of them. Fonts are compressed in themselves; pictures are not counted.\n"
    )
    print(f"{'':18}{'raw':>9}{'gzip':>9}{'brotli':>9}")
    for name in ("home", "section", "story"):
        for kind, weight in weights(answers[name], addresses[name], ask).items():
            print(f"{name + ': ' + kind:18}{weight.raw:9,}{weight.gzip:9,}{weight.brotli:9,}")
            figures.note(f"{name}: {kind}", weight.raw, "bytes", MOST_SCRIPT if kind == "JS" else None)
            if kind in {"HTML", "CSS"}:
                figures.note(f"{name}: {kind}, gzip", weight.gzip, "bytes")
                figures.note(f"{name}: {kind}, brotli", weight.brotli, "bytes")
    return figures


def weights(page: bytes, address: str, ask: Callable[[str], bytes]) -> dict[str, Weight]:
    tree = html.fromstring(page)
    sheets = {
        urljoin(address, link.get("href")): fetched(urljoin(address, link.get("href")), ask)
        for link in tree.xpath('//link[@rel="stylesheet"]')
    }
    # Data for search engines sits in a <script>, but no browser runs it.
    scripts = [
        fetched(urljoin(address, script.get("src")), ask)
        if script.get("src")
        else (script.text or "").encode()
        for script in tree.xpath('//script[not(@type="application/ld+json")]')
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
    has_italics = bool(tree.xpath("//em | //i | //cite"))
    wanted = set()
    for address, sheet in sheets.items():
        for face in re.findall(r"@font-face\s*{([^}]*)}", sheet.decode()):
            source = re.search(r'url\("?([^")]+)"?\)', face)
            if source is None or ("italic" in face and not has_italics):
                continue
            spans = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", face)
            if any(int(low, 16) <= it <= int(high or low, 16) for low, high in spans for it in characters):
                wanted.add(urljoin(address, source[1]))
    return wanted


if __name__ == "__main__":
    sys.exit(main())
