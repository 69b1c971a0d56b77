"""How long it takes from Ctrl+S to “Saved”, over lines of different length, and whether a key is lost meanwhile.

A browser at a granian with collected static files: the caret stands in a long story, forty keys are typed without a
pause behind Ctrl+S, and in the end the newest revision is compared with what was typed, letter for letter. On
SQLite, and on PostgreSQL where DATABASE_URL (or POSTGRES_URL, which wins) names one whose user may create databases.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
from _browser import browser, served
from _databases import made, postgresql, run
from _figures import Figures
from desk import address

if TYPE_CHECKING:
    from playwright.sync_api import Page

LATENCIES = (0, 200, 3000)  # ms
RUNS = 20
KEYS = "and forty keys more, typed without pause"
STORY = 800  # words
NAME = "bench_saving_in_place"
PATIENCE = 1800
ANYTHING_OF_A_LINE = 80  # px: one line more, and the margin at which the page follows the caret
# How long after Ctrl+S the form was saved, and when the bar said “Saved” of all that is in it.
WATCH = """() => {
    const aloud = document.querySelector("[data-notes-aloud]");
    const bar = document.querySelector("[data-saved]");
    let began = 0;
    window.times = { form: 0, all: 0 };
    addEventListener("keydown", (event) => {
        if (!event.ctrlKey || event.key !== "s") return;
        began = performance.now();
        window.times = { form: 0, all: 0 };
        aloud.textContent = "";
    }, { capture: true });
    new MutationObserver(() => {
        if (/^Saved at/.test(aloud.textContent)) window.times.form ||= performance.now() - began;
    }).observe(aloud, { childList: true, characterData: true, subtree: true });
    new MutationObserver(() => {
        window.times.all = /^Saved /.test(bar.textContent) ? performance.now() - began : 0;
    }).observe(bar, { childList: true, characterData: true, subtree: true });
}"""
DONE = """text => {
    const { form, all } = window.times;
    return form && all && document.querySelector("[name=body]").value.includes(text);
}"""


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=RUNS, help="How often on each line.")
    arguments.add_argument("--json", type=Path, metavar="FILE", help="Write the figures to this file too.")
    arguments.add_argument(
        "--minutes", type=int, default=0, help="Type on for so long, saving without looking."
    )
    arguments.add_argument("--here", metavar="DATABASE", help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.here:
        measure(options.here, options.rounds, options.minutes).write(options.json)
        return 0
    figures = Figures()
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as scratch:
        run("manage.py", "collectstatic", "--no-input", "--verbosity", "0", var=scratch)
        figures |= measured("SQLite", options, Path(scratch), f"sqlite:///{scratch}/saving.sqlite3")
        if url := postgresql("PostgreSQL"):
            with made(url, NAME) as own:
                figures |= measured("PostgreSQL", options, Path(scratch), own)
    if options.json:
        figures.write(options.json)
    return 1 if figures.missed() else 0


def measured(name: str, options: argparse.Namespace, scratch: Path, database: str) -> dict[str, Any]:
    """Django knows one database in a process."""
    file = scratch / f"{name}.json"
    how = (f"--rounds={options.rounds}", f"--minutes={options.minutes}", f"--json={file}")
    words = ("bench/saving_in_place.py", "--here", name, *how)
    if run(*words, var=scratch, database=database, patience=PATIENCE):
        sys.exit(f"Saving on {name} could not be measured.")
    return dict(json.loads(file.read_text()))


def measure(database: str, rounds: int, minutes: int) -> Figures:
    django.setup()
    from _newsroom import EDITOR, found, live_story_in_edit, session_of
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    found(20)
    story = live_story_in_edit(STORY).pk
    session = session_of(EDITOR)
    figures = Figures()
    with served() as origin, browser(origin, session) as page:
        for latency in LATENCIES:
            note_line(figures, page, story, latency, rounds, database)
        if minutes:
            note_blind_typing(figures, page, story, minutes, database)
    return figures


def note_line(figures: Figures, page: Page, story: int, latency: int, rounds: int, database: str) -> None:
    line = page.context.new_cdp_session(page)
    page.goto(address("change", story))
    page.locator(".ProseMirror p").nth(8).click()
    page.keyboard.press("End")
    page.evaluate(WATCH)
    speed = {"offline": False, "latency": latency, "downloadThroughput": -1, "uploadThroughput": -1}
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", speed)
    before = page.evaluate("scrollY")
    forms, everything, typed = [], [], ""
    for number in range(rounds):
        page.keyboard.press("Control+s")
        keys = f" {number} {KEYS}"[: len(KEYS)]
        page.keyboard.type(keys, delay=0 if latency == 0 else 20)
        typed += keys
        page.wait_for_function(DONE, arg=typed, timeout=60_000)
        times = page.evaluate("window.times")
        forms.append(times["form"])
        everything.append(times["all"])
    line.send("Network.emulateNetworkConditions", speed | {"latency": 0})
    page.keyboard.press("Control+s")
    page.wait_for_function(DONE, arg=typed, timeout=60_000)
    scrolled = page.evaluate("scrollY")
    lost = 0 if typed in newest_body(story) else len(typed)
    name = f"{latency} ms, {database}"
    figures.note(f"keys lost after Ctrl+S, {name}", lost, "keys", 0)
    figures.note(f"pixels the page moved, {name}", abs(scrolled - before), "px")
    figures.note(f"Ctrl+S to the form saved, {name}", round(statistics.median(forms)), "ms")
    figures.note(
        f"Ctrl+S to “Saved” of all {len(KEYS)} keys, {name}", round(statistics.median(everything)), "ms"
    )
    print(
        f"{name:26}{rounds} runs: {lost} keys lost; form saved {statistics.median(forms):6.0f} ms (at most "
        f"{max(forms):.0f}); everything {statistics.median(everything):6.0f} ms (at most {max(everything):.0f})",
        flush=True,
    )


def note_blind_typing(figures: Figures, page: Page, story: int, minutes: int, database: str) -> None:
    """A reporter types, presses Ctrl+S every ten seconds and never looks: what is missing, and what jumped."""
    page.goto(address("change", story))
    page.locator(".ProseMirror p").nth(5).click()
    page.keyboard.press("End")
    page.evaluate(WATCH)
    typed, saves, number = "", 0, 0
    caret = "getSelection().getRangeAt(0).getBoundingClientRect().top"
    began, jumps, place = time.monotonic(), 0, page.evaluate(caret)
    while time.monotonic() - began < 60 * minutes:
        words = f" Word {number} of a reporter in a hurry,"
        page.keyboard.type(words, delay=60)
        typed, number = typed + words, number + 1
        now = page.evaluate(caret)
        jumps += abs(now - place) > ANYTHING_OF_A_LINE
        place = now
        if time.monotonic() - began > 10 * (saves + 1):
            page.keyboard.press("Control+s")
            saves += 1
    page.keyboard.press("Control+s")
    page.wait_for_function(DONE, arg=typed, timeout=60_000)
    missing = 0 if typed in newest_body(story) else len(typed)
    figures.note(f"signs missing after {minutes} minutes and {saves} saves, {database}", missing, "signs", 0)
    figures.note(f"jumps of the page meanwhile, {database}", jumps, "jumps", 0)
    print(
        f"{database}: {len(typed)} signs typed, {saves} saves: {missing} missing, {jumps} jumps", flush=True
    )


def newest_body(story: int) -> str:
    """In a thread of its own: beside Playwright's event loop Django speaks to no database."""
    from django.db import connections

    from articles.models import Article

    def read() -> str:
        try:
            return str(Article.objects.values_list("body", flat=True).get(pk=story))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(read).result()


if __name__ == "__main__":
    sys.exit(main())
