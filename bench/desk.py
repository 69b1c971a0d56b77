"""What writing at the desk costs: opening, saving and autosaving a story, its history, its page in a browser.

The server's part is measured in one process, through every middleware, without a network, on databases made for
it and thrown away: a thousand stories on SQLite, and a thousand beside a hundred thousand on PostgreSQL where
DATABASE_URL (or POSTGRES_URL, which wins) names one whose user may create databases. All acts take turns with
each other and with the cheapest page that the admin can give, a constant behind its log-in, so that whatever
else the machine does hits all alike. The browser's part is Chromium at a granian with collected static files.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import django
from _browser import browser, served, visit
from _databases import made, postgresql, run
from _figures import Figures, Sample
from lxml import html

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from playwright.sync_api import Page

    from articles.models import Article

FEW, MANY = 1_000, 100_000
NAMES = {FEW: "bench_desk_few", MANY: "bench_desk_many"}
STORY, LONG_STORY, LONGEST_STORY = 800, 3_000, 5_000  # words
REVISIONS = 10_000
WARM_UP = 3
FEWEST_ROUNDS = 15
PATIENCE = 300

# Act → queries and CPU milliseconds that it may take.
GOALS = {
    "form": (20, 60),
    "autosave": (10, 25),
    "save": (15, 40),
    "publish": (30, 40),
    "presence": (None, None),
}
RATIO = 1.2
SLOWEST = {"history": 0.5, "form with history": 1.0, "comparison": 0.5}  # seconds
HUGE, SLOWEST_SAVE = 1_000_000, 2.0  # bytes, seconds
FIRST_VISIT, LATER_VISIT = 450, 40  # KB
KEY = 50  # ms
KEYS = 150
TYPED = "The boat that came at night was late again, and nobody on the quay could say why. "


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=30, help="How often each act is done.")
    arguments.add_argument("--json", type=Path, metavar="FILE", help="Write the figures to this file too.")
    arguments.add_argument("--part", choices=PARTS, help="Only this part.")
    arguments.add_argument("--here", choices=PARTS, help=argparse.SUPPRESS)  # the part of this very process
    options = arguments.parse_args()
    rounds = max(FEWEST_ROUNDS, options.rounds)
    if options.here:
        figures = PARTS[options.here](rounds)
        figures.write(options.json)
        return 0
    figures = Figures()
    wanted = [options.part] if options.part else list(PARTS)
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as scratch:
        run("manage.py", "collectstatic", "--no-input", "--verbosity", "0", var=scratch)
        for part in wanted:
            figures |= in_a_process_of_its_own(part, rounds, Path(scratch))
    if options.json:
        figures.write(options.json)
    return 1 if figures.missed() else 0


def in_a_process_of_its_own(part: str, rounds: int, scratch: Path) -> dict[str, Any]:
    """Django knows one database in a process, and what one part has warmed up is cold for the next."""
    if part == "postgresql":
        if not (url := postgresql("PostgreSQL")):
            return {}
        with made(url, *NAMES.values()) as own:
            return measured(part, rounds, scratch, own)
    return measured(part, rounds, scratch, f"sqlite:///{scratch}/{part}.sqlite3")


def measured(part: str, rounds: int, scratch: Path, database: str) -> dict[str, Any]:
    file = scratch / f"{part}.json"
    words = ("bench/desk.py", "--here", part, f"--rounds={rounds}", f"--json={file}")
    if run(*words, var=scratch, database=database, patience=PATIENCE):
        sys.exit(f"The part {part} could not be measured.")
    return dict(json.loads(file.read_text()))


# The server's part


class House:
    """A database with a newsroom in it, and what was measured there."""

    def __init__(self, stories: int, connection: BaseDatabaseWrapper) -> None:
        from _newsroom import found, grow
        from django.core.management import call_command

        self.name = f"{stories:,} stories"
        self.connection = connection
        self.samples = {act: Sample() for act in ACTS}
        self.queries: dict[str, int] = {}
        self.use()
        call_command("migrate", verbosity=0)
        found(min(stories, FEW))
        if stories > FEW:
            grow(stories // FEW)

    def use(self) -> None:
        """Django asks for its connection anew with every query, so the newsrooms can take turns."""
        from django.db import connections

        connections["default"] = self.connection


class Editor:
    """A browser at the form of one story. Each act is made ready outside the time that is taken."""

    def __init__(self, story: int, published: Article | None = None) -> None:
        from _newsroom import EDITOR
        from django.contrib.auth.models import User
        from django.test import Client

        self.story, self.number, self.sitting = story, 0, ""
        self.published = published
        headers = {"host": "127.0.0.1", "accept-encoding": "gzip, deflate, br"}
        self.client = Client(enforce_csrf_checks=True, headers=headers)
        self.client.force_login(User.objects.get(username=EDITOR))
        self.fields = fields_of(self.get(address("change", story)))

    def form(self) -> Callable[[], Any]:
        self.sitting, self.number = str(uuid.uuid4()), 0
        return lambda: self.get(address("change", self.story))

    def presence(self) -> Callable[[], Any]:
        """The first sign of a browser opens its sitting; this is one of the many after it."""
        self.post("presence")()
        return self.post("presence", doing="standfirst")

    def autosave(self) -> Callable[[], Any]:
        self.number += 1
        self.types()
        return self.post("autosave", number=str(self.number))

    def save(self) -> Callable[[], Any]:
        self.types()
        saving = self.post("change", 302)
        # Every save makes a revision, and the next one begins from it.
        self.fields["base"] = [str(int(self.fields["base"][0]) + 1)]
        return saving

    def publish(self) -> Callable[[], Any]:
        """An update of another story, pressed on the page of the act."""
        from _newsroom import make_ready

        assert self.published is not None
        make_ready(self.published)
        where = address("act", self.published.pk, "publish")
        page = html.fromstring(gzip.decompress(self.get(where)))
        names = {"key", "revision", "csrfmiddlewaretoken"}
        fields = {field.get("name"): field.get("value") for field in page.iter("input")}
        sent = {name: value for name, value in fields.items() if name in names}
        return self.sending(where, {**sent, "kind": "update", "note": "More is known."}, 302)

    def constant(self) -> Callable[[], Any]:
        return lambda: self.get("/desk/constant/")

    def types(self) -> None:
        """A last paragraph unlike any before; the story stays as long as it is."""
        text = re.sub("<p>At [0-9a-f]+ the boat was late.</p>", "", self.fields["body"][0])
        self.fields["body"] = [f"{text}<p>At {uuid.uuid4().hex} the boat was late.</p>"]

    def get(self, where: str) -> bytes:
        response = self.client.get(where)
        if response.status_code != 200:
            sys.exit(f"{where} answered {response.status_code}")
        return bytes(response.content)

    def post(self, name: str, expected: int = 200, **extra: str) -> Callable[[], Any]:
        return self.sending(
            address(name, self.story), {**self.fields, "sitting": self.sitting, **extra}, expected
        )

    def sending(self, where: str, fields: dict[str, Any], expected: int) -> Callable[[], Any]:
        sent = urlencode(fields, doseq=True)

        def ask() -> None:
            response = self.client.post(where, sent, content_type="application/x-www-form-urlencoded")
            if response.status_code != expected:
                sys.exit(f"{where} answered {response.status_code}: {response.content[:2000]!r}")

        return ask


ACTS: dict[str, Callable[[Editor], Callable[[], Any]]] = {
    "form": Editor.form,
    "presence": Editor.presence,
    "autosave": Editor.autosave,
    "save": Editor.save,
    "publish": Editor.publish,
    "constant": Editor.constant,
}


def address(name: str, story: int, *others: str) -> str:
    from django.urls import reverse

    return reverse(f"admin:articles_article_{name}", args=[story, *others])


def fields_of(page: bytes) -> dict[str, list[str]]:
    """The story's form as a browser would send it."""
    found: dict[str, list[str]] = {}
    form = html.document_fromstring(gzip.decompress(page)).find('.//form[@id="article_form"]')
    assert form is not None
    for element in form.iter("input", "select", "textarea"):
        name = element.get("name")
        if not name or "__prefix__" in name:
            continue
        if element.tag == "textarea":
            values = [(element.text or "").removeprefix("\n")]
        elif element.tag == "select":
            values = [option.get("value", "") for option in element.iterfind(".//option[@selected]")]
        elif element.get("type") in {"checkbox", "radio"}:
            values = [element.get("value", "on")] if "checked" in element.attrib else []
        else:
            values = [element.get("value", "")]
        if values:
            found.setdefault(name, []).extend(values)
    return found


def measure_server(rounds: int) -> Figures:
    django.setup()
    from _newsroom import live_story_in_edit
    from django.db import connections

    began = time.monotonic()
    own = connections["default"]
    founded = [House(FEW, own)]
    if own.vendor == "postgresql":
        founded.append(House(MANY, type(own)({**own.settings_dict, "NAME": NAMES[MANY]}, "default")))
    print(f"{database(own)}: set up in {time.monotonic() - began:.0f} s", flush=True)
    with_a_constant()
    editors = []
    for house in founded:
        house.use()
        editors.append(Editor(live_story_in_edit(STORY).pk, live_story_in_edit(STORY, seed=9)))
    act_by_act(founded, editors, rounds)
    figures = Figures()
    note_acts(figures, founded, database(own), rounds)
    note_long_ones(figures, database(own))
    note_huge_bodies(figures, database(own))
    for house in founded:
        house.connection.close()
    return figures


def database(connection: BaseDatabaseWrapper) -> str:
    return {"postgresql": "PostgreSQL", "sqlite": "SQLite"}[connection.vendor]


def with_a_constant() -> None:
    """The cheapest page of the admin, beside all others."""
    from django.conf import settings
    from django.contrib import admin
    from django.http import HttpRequest, HttpResponse
    from django.urls import include, path

    def constant(request: HttpRequest) -> HttpResponse:
        return HttpResponse("A constant.")

    urls = ModuleType("bench_urls")
    own = [path("desk/constant/", admin.site.admin_view(constant)), path("", include("newsroom.urls"))]
    urls.urlpatterns = own  # type: ignore[attr-defined] # a module made here
    sys.modules["bench_urls"] = urls
    settings.ROOT_URLCONF = "bench_urls"


def act_by_act(houses: list[House], editors: list[Editor], rounds: int) -> None:
    from django.test.utils import CaptureQueriesContext

    for number in range(-WARM_UP, rounds):
        for act, prepare in ACTS.items():
            for house, editor in zip(houses, editors, strict=True):
                house.use()
                ask = prepare(editor)
                if number == -1:
                    with CaptureQueriesContext(house.connection) as captured:
                        ask()
                    house.queries[act] = len(captured)
                elif number < 0:
                    ask()
                else:
                    house.samples[act].take(ask)


def note_acts(figures: Figures, houses: list[House], database: str, rounds: int) -> None:
    print(f"\n{database:14}{'':8}", *(f"{house.name:>24}" for house in houses))
    print(
        f"{'':14}{'queries':>8}", *(f"{'CPU ms':>9}{'least':>7}{'wall':>8}" for _ in houses), "  wall: ratio"
    )
    for act in ACTS:
        most, longest = GOALS.get(act, (None, None))
        few, many = houses[0], houses[-1]
        ratio = many.samples[act].median_wall / few.samples[act].median_wall
        line = ""
        for house in houses:
            where, sample = f"{act}, {house.name}, {database}", house.samples[act]
            cpu, least, wall = sample.median_cpu, min(sample.cpu), sample.median_wall
            line += f" {cpu:9.1f}{least:7.1f}{wall:8.1f}"
            figures.note(f"{where}: queries", house.queries[act], "queries", most)
            figures.note(f"{where}: CPU", round(cpu, 2), "ms", longest)
            figures.note(f"{where}: CPU at least", round(least, 2), "ms")
            figures.note(f"{where}: wall", round(wall, 2), "ms")
        print(f"{act:14}{many.queries[act]:8}{line}" + (f"{ratio:14.2f}" if few is not many else ""))
        if few is not many and act in GOALS:
            figures.note(f"{act}, {many.name} to {few.name}, {database}", round(ratio, 2), "times", RATIO)
    load = os.getloadavg()[0]
    figures.note(f"load while measuring, {database}", round(load, 2), "processes")
    print(
        f"Medians, and the least, of {rounds} turns; load {load:.1f} on {os.cpu_count()} processors.\n",
        flush=True,
    )


def note_long_ones(figures: Figures, database: str) -> None:
    """A story with a long history, and two versions of a long story, which are compared for the first time."""
    from _newsroom import add_revisions, live_story_in_edit, write_versions
    from django.urls import NoReverseMatch

    old = live_story_in_edit(STORY, seed=2)
    add_revisions(old, REVISIONS)
    editor = Editor(old.pk)
    asked = {
        "history": [address("history", old.pk)] * FEWEST_ROUNDS,
        "form with history": [address("change", old.pk)] * FEWEST_ROUNDS,
    }
    try:
        long = live_story_in_edit(LONG_STORY, seed=3)
        write_versions(long, FEWEST_ROUNDS + 1)
        asked["comparison"] = [
            f"{address('compare', long.pk)}?a={number}&b={number + 1}"
            for number in range(1, FEWEST_ROUNDS + 1)
        ]
        editor.get(
            address("compare", old.pk)
        )  # what the first page of its kind loads is not what is measured
    except NoReverseMatch:
        print("LEFT OUT: comparisons, which this desk does not have.")
    samples = {name: Sample() for name in asked}
    for turn in range(FEWEST_ROUNDS):
        for name, addresses in asked.items():
            samples[name].take(partial(editor.get, addresses[turn]))
    words = {
        "history": f"history of {REVISIONS:,} revisions",
        "form with history": f"form of a story with {REVISIONS:,} revisions",
        "comparison": f"comparing two versions of {LONG_STORY:,} words",
    }
    print(f"{database:46}{'CPU ms':>10}{'wall ms':>10}{'longest':>10}")
    for name, sample in samples.items():
        print(f"{words[name]:46}{sample.median_cpu:10.0f}{sample.median_wall:10.0f}{max(sample.wall):10.0f}")
        figures.note(f"{words[name]}, {database}", round(sample.median_wall / 1000, 3), "s", SLOWEST[name])
        figures.note(f"{words[name]}, {database}: CPU", round(sample.median_cpu, 1), "ms")
    print(flush=True)


def note_huge_bodies(figures: Figures, database: str) -> None:
    """Saving a body of a megabyte: of ordinary paragraphs, and of as many as there can be."""
    from _newsroom import live_story_in_edit

    kinds = {"": f"<p>{TYPED * 5}</p>", ", all of it paragraphs of one letter": "<p>a</p>"}
    for seed, (kind, paragraph) in enumerate(kinds.items(), 4):
        editor = Editor(live_story_in_edit(STORY, seed=seed).pk)
        editor.form()
        editor.fields["body"] = [paragraph * (HUGE // len(paragraph))]
        sample = Sample()
        for _ in range(WARM_UP):
            sample.take(editor.save())
        wall, cpu = round(sample.median_wall / 1000, 2), round(sample.median_cpu / 1000, 2)
        limit = None if kind else SLOWEST_SAVE
        figures.note(f"saving a body of 1 MB{kind}, {database}", wall, "s", limit)
        figures.note(f"saving a body of 1 MB{kind}, {database}: CPU", cpu, "s")
        print(f"Saving a body of 1 MB{kind}: {wall:.2f} s, {cpu:.2f} s of it CPU\n", flush=True)


# The browser's part


def measure_browser(_: int) -> Figures:
    django.setup()
    from _newsroom import EDITOR, found, live_story_in_edit, session_of
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    found(100)
    story, longest = live_story_in_edit(STORY).pk, live_story_in_edit(LONGEST_STORY, seed=2).pk
    session = session_of(EDITOR)
    figures = Figures()
    with served() as origin, browser(origin, session) as page:
        note_weight(figures, page, address("change", story))
        note_keys(figures, page, address("change", longest))
    return figures


def note_weight(figures: Figures, page: Page, where: str) -> None:
    print(f"{'What the story form loads':40}{'files':>7}{'bytes':>10}")
    for name, limit in (("first visit", FIRST_VISIT), ("later visits", LATER_VISIT)):
        page.goto("about:blank")
        loaded = visit(page, where)
        for kind in sorted({kind for kind, _ in loaded}):
            sent = [size for its_kind, size in loaded if its_kind == kind]
            print(f"{f'{name}: {kind}':40}{len(sent):7}{sum(sent):10,}")
        together = sum(size for _, size in loaded)
        print(f"{f'{name}: together':40}{len(loaded):7}{together:10,}\n", flush=True)
        figures.note(f"desk, {name}", round(together / 1000, 1), "KB", limit)


def note_keys(figures: Figures, page: Page, where: str) -> None:
    """From the key to the next frame, as the browser says it. It is silent about what took less than 16 ms."""
    page.goto(where, wait_until="networkidle")
    paragraphs = page.locator(".ProseMirror p")
    paragraphs.nth(paragraphs.count() // 2).click()
    page.keyboard.press("End")
    page.wait_for_timeout(1000)
    page.evaluate(
        """() => {
            window.slow = new Map();
            new PerformanceObserver((list) => {
                for (const { interactionId, duration } of list.getEntries())
                    if (interactionId) slow.set(interactionId, Math.max(slow.get(interactionId) ?? 0, duration));
            }).observe({ type: "event", durationThreshold: 16 });
        }"""
    )
    page.keyboard.type((TYPED * 10)[:KEYS], delay=60)
    page.wait_for_timeout(1000)
    slow = page.evaluate("() => [...slow.values()]")
    keys = sorted([*slow, *[16] * (KEYS - len(slow))])
    median, late = statistics.median(keys), keys[int(len(keys) * 0.95)]
    print(
        f"{KEYS} keys in a story of {LONGEST_STORY:,} words, to the next frame: median {median:.0f} ms, "
        f"95 of 100 within {late:.0f} ms, longest {keys[-1]:.0f} ms; {KEYS - len(slow)} under 16 ms; "
        f"load {os.getloadavg()[0]:.1f}\n",
        flush=True,
    )
    figures.note(f"a key in {LONGEST_STORY:,} words, median", median, "ms", KEY)
    figures.note(f"a key in {LONGEST_STORY:,} words, 95 of 100", late, "ms", KEY)
    figures.note(f"a key in {LONGEST_STORY:,} words, longest", keys[-1], "ms")


PARTS: dict[str, Callable[[int], Figures]] = {
    "sqlite": measure_server,
    "postgresql": measure_server,
    "browser": measure_browser,
}


if __name__ == "__main__":
    sys.exit(main())
