"""What readers' pages weigh, and what they cost to make: bytes, queries, milliseconds.

The demonstration newspaper with all its pictures made, on SQLite and, where DATABASE_URL (or POSTGRES_URL, which
wins) names one whose user may create databases, on PostgreSQL. Pages are asked for in this process, through every
middleware, without a network and without the pages that are kept in front of Django (bench/serve.py measures those).
Beside each stands a view that returns the same bytes from a constant, the cheapest answer that Django can give.
Beside home, section, story and search stands another one, which first asks four queries for the rows of the page by
Django's models; for the search it knows beforehand what will be found. All take turns, so that whatever else the
machine does hits all alike. The CPU is that of this process: what PostgreSQL uses is in “wall” alone.

The search of many stories is measured by bench/search.py.
"""

from __future__ import annotations

import argparse
import gzip
import io
import logging
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urljoin
from wsgiref.util import setup_testing_defaults

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
from django.urls import clear_url_caches, include, path
from lxml import html

QUERY_GOALS = {"home": 4, "section": 4, "topic": 4, "story": 4, "search": 5}
CPU_GOALS = {"home": 5, "section": 5, "topic": 5, "story": 4, "desk list": 20}  # ms
AGAINST_ROWS = {"home": 0.5, "section": 0.5, "story": 0.5, "search": 1.3}
"""The CPU of the page against that of the view with four queries."""
AGAINST_A_STORY = 0.7
"""The CPU of an address that leads nowhere against that of a story."""
SEARCHED = "harbour"
# How many cards the four queries ask for.
CARDS = {"home": 40, "section": 21, "story": 12, "search": 20}
NOT_FOUND = "wrong address"
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
        "search": f"/search/?q={SEARCHED}",
        "latest": "/latest/",
        "archive": "/archive/",
        NOT_FOUND: f"{longest.get_absolute_url()[:-6]}/",
        "desk list": "/desk/articles/article/",
    }


@dataclass
class Measured:
    """One page: how often it asks the database, what it takes, and what the views beside it take."""

    address: str
    content: bytes = b""
    queries: int = 0
    page: Sample = field(default_factory=Sample)
    packed: Sample = field(default_factory=Sample)
    rows: Sample = field(default_factory=Sample)
    constant: Sample = field(default_factory=Sample)


class Reader:
    """Asks the application that the server runs, behind the pages that are kept."""

    def __init__(self, cookie: str, nowhere: str) -> None:
        from newsroom.wsgi import application

        self.application = application.application
        self.cookie = cookie
        self.nowhere = nowhere
        """The one address that is answered with 404."""

    def ask(self, address: str, **headers: str) -> bytes:
        path, _, query = address.partition("?")
        environ = {
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "127.0.0.1",
            "HTTP_COOKIE": self.cookie if path.startswith("/desk/") else "",
            "wsgi.input": io.BytesIO(),
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        setup_testing_defaults(environ)
        told: list[str] = []
        response: Any = self.application(environ, lambda status, *_: told.append(status))
        content = b"".join(response)
        if told[0][:3] != ("404" if address == self.nowhere else "200"):
            sys.exit(f"{address} answered {told[0]}")
        response.close()
        return content


def beside(pages: dict[str, Measured]) -> None:
    """Put the views beside the pages, at /constant/ and at /rows/ with the name of the page."""

    def constant(request: HttpRequest, name: str) -> HttpResponse:
        return HttpResponse(pages[name].content)

    asking = {name: four_queries(name, pages[name].address) for name in AGAINST_ROWS}

    def rows(request: HttpRequest, name: str) -> HttpResponse:
        asking[name]()
        return constant(request, name)

    from newsroom import urls as ours

    urls = ModuleType("bench_urls")
    # The handlers of errors too: without ours, Django would answer a wrong address with a page of its own.
    vars(urls).update({name: it for name, it in vars(ours).items() if name.startswith("handler")})
    urls.urlpatterns = [  # type: ignore[attr-defined] # a module made here
        path("constant/<name>/", constant),
        path("rows/<name>/", rows),
        path("", include("newsroom.urls")),
    ]
    sys.modules["bench_urls"] = urls
    settings.ROOT_URLCONF = "bench_urls"
    clear_url_caches()


def four_queries(name: str, address: str) -> Callable[[], None]:
    """What asks for the rows of a page: its own, the sections, the numbers of other stories, and their cards."""
    from articles.models import PublishedArticle, PublishedFront, Section
    from articles.models.search import SearchRow
    from articles.search import asked, finding

    newest = PublishedArticle.objects.order_by("-published_at", "-story_id")
    found: Sequence[int] = ()
    if name == "search":
        found = finding.find(asked.read(SEARCHED), rows=SearchRow.objects.all()).stories

    def ask() -> None:
        others, columns = newest, ["pk", "card"]
        if name == "story":
            story = PublishedArticle.objects.select_related("lead").get(path=address)
            others = newest.filter(section=story.section_id)
        elif name == "section":
            section = Section.objects.select_related("parent", "front__next").get(slug=address.strip("/"))
            others = newest.filter(root_section=section)
        elif name == "search":
            list(SearchRow.objects.filter(story__in=found).values_list("story", "published_at"))
            others, columns = newest.filter(pk__in=found), [*columns, "search_row__said"]
        else:
            PublishedFront.objects.select_related("next").filter(section=None).first()
        list(Section.objects.order_by("position", "name"))
        numbers = list(others.values_list("pk", flat=True)[: CARDS[name]])
        list(PublishedArticle.objects.filter(pk__in=numbers).values_list(*columns))

    return ask


def an_editor() -> str:
    """The cookie of somebody who sees every story."""
    from django.contrib.auth.models import User

    client = Client()
    client.force_login(User.objects.get(username="marguerite"))
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def measure(rounds: int) -> Figures:
    measured = {name: Measured(address) for name, address in pages().items()}
    beside(measured)
    reader = Reader(an_editor(), measured[NOT_FOUND].address)
    logging.disable(logging.WARNING)  # of addresses where nothing is
    for it in measured.values():
        for _ in range(WARM_UP):
            it.content = reader.ask(it.address)
        with CaptureQueriesContext(connection) as captured:
            reader.ask(it.address)
        it.queries = len(captured)
    for _ in range(rounds):
        for name, it in measured.items():
            it.page.take(partial(reader.ask, it.address))
            it.packed.take(partial(reader.ask, it.address, accept_encoding="br"))
            if name in AGAINST_ROWS:
                it.rows.take(partial(reader.ask, f"/rows/{name}/"))
            it.constant.take(partial(reader.ask, f"/constant/{name}/"))
    figures = Figures()
    note_times(figures, measured, rounds)
    note_weights(figures, measured, reader.ask)
    return figures


def note_times(figures: Figures, measured: dict[str, Measured], rounds: int) -> None:
    database = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    print(f"Medians of {rounds} answers by turns, {database}: milliseconds of CPU, but for “wall”.\n")
    print(
        f"{'':14}{'queries':>8}{'CPU':>7}{'wall':>7}{'packed':>8}{'4 queries':>11}{'×':>6}"
        f"{'constant':>10}   address"
    )
    for name, it in measured.items():
        cpu, wall = it.page.median_cpu, it.page.median_wall
        of = f"{name}, {database}"
        rows, against = "–", "–"
        if name in AGAINST_ROWS:
            rows, ratio = f"{it.rows.median_cpu:.2f}", cpu / it.rows.median_cpu
            against = f"{ratio:.2f}"
            figures.note(f"{of}: CPU against four queries", round(ratio, 2), "×", AGAINST_ROWS[name])
        print(
            f"{name:14}{it.queries:8}{cpu:7.2f}{wall:7.2f}{it.packed.median_cpu:8.2f}{rows:>11}{against:>6}"
            f"{it.constant.median_cpu:10.2f}   {it.address}"
        )
        figures.note(f"{of}: queries", it.queries, "queries", QUERY_GOALS.get(name))
        figures.note(f"{of}: CPU", round(cpu, 2), "ms", CPU_GOALS.get(name))
        figures.note(f"{of}: wall", round(wall, 2), "ms")
        figures.note(f"{of}: CPU, compressed by us", round(it.packed.median_cpu, 2), "ms")
        figures.note(f"{of}: CPU against a constant", round(cpu / it.constant.median_cpu, 1), "×")
    ratio = measured[NOT_FOUND].page.median_cpu / measured["story"].page.median_cpu
    print(f"\nA {NOT_FOUND} takes {ratio:.2f} × the CPU of a story.")
    figures.note(f"{NOT_FOUND}, {database}: CPU against a story", round(ratio, 2), "×", AGAINST_A_STORY)


def note_weights(figures: Figures, measured: dict[str, Measured], ask: Callable[[str], bytes]) -> None:
    print(
        "\n“Packed” is where the page is compressed for the browser too, as it is without a proxy in front.\n"
        "\nBytes before a reader can read, by gzip and brotli as servers use them for pages made on demand."
        "\nFonts are compressed in themselves; pictures are not counted.\n"
    )
    print(f"{'':18}{'raw':>9}{'gzip':>9}{'brotli':>9}")
    for name in WEIGHED:
        found = weights(measured[name].content, measured[name].address, ask)
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
