"""Looks at the demo newspaper as readers, search engines and standards do, and ends with 1 where something is amiss.

Lighthouse measures the pages that readers come for, as on a phone on a slow line. axe, larger text, narrow screens
and the keyboard are tried on a page of every kind, and the Nu HTML checker reads those and every story.

    make site-checks
    make site-checks ARGS='--keep var/site-checks --only story'

Needs Chromium, Node 18 or newer, Java and openssl.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

import browser
import lighthouse
import markup
import pages
import running
from playwright.sync_api import sync_playwright

from tests import chromium

HERE = Path(__file__).resolve().parent
TOOLS = ("node", "npm", "java", "openssl")


@dataclass
class Looked:
    """What was found out about one page."""

    page: pages.Page
    measured: lighthouse.Measured | None = None
    barriers: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)
    unreachable: list[str] = field(default_factory=list)

    def misses(self) -> list[str]:
        measured = self.measured.misses(story=self.is_story) if self.measured else []
        return [*measured, *self.barriers, *self.errors, *self.losses, *self.unreachable]

    @property
    def is_story(self) -> bool:
        return self.page.name.startswith("story")


def main() -> int:
    parser = argparse.ArgumentParser(prog="site", description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path, metavar="FILE", help="Write all that was found there.")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="Where the demo stays for the next time.")
    parser.add_argument("--only", default="", metavar="WORD", help="Only pages whose name has it.")
    arguments = parser.parse_args()
    if missing := [tool for tool in (*TOOLS, chromium.PROGRAM or "chromium") if not shutil.which(tool)]:
        parser.error(f"not installed: {', '.join(missing)}")

    # Whoever is told to stop stops what it started, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    began = time.monotonic()
    install()
    with running.demo(arguments.keep and arguments.keep.resolve()) as address:
        print(f"The demo is up after {time.monotonic() - began:.0f} s.", flush=True)
        set_up_django()
        stories = {path: running.read(address + path)[1] for path in pages.every_story()}
        looked = [Looked(page) for page in pages.kinds(stories) if arguments.only in page.name]
        elsewhere = look(looked, stories, address)
    missed = [f"{it.page.name} ({it.page.path}): {miss}" for it in looked for miss in it.misses()]
    missed += [f"{name}: {error}" for name, errors in elsewhere.items() for error in errors]
    print_table(looked)
    print("\n".join(f"MISSED  {miss}" for miss in missed))
    print(f"{len(looked)} kinds of pages in {time.monotonic() - began:.0f} s.")
    if arguments.json:
        arguments.json.write_text(
            json.dumps({"pages": [asdict(it) for it in looked], "missed": missed}, indent=1)
        )
    return 1 if missed else 0


def install() -> None:
    """What package-lock.json names, unless it is there."""
    there = HERE / "node_modules" / ".package-lock.json"
    if not there.exists() or there.stat().st_mtime < (HERE / "package-lock.json").stat().st_mtime:
        subprocess.run(["npm", "ci", "--ignore-scripts", "--silent"], cwd=HERE, check=True)


def set_up_django() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
    # Playwright keeps an event loop running beside us, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    import django

    django.setup()


def look(looked: list[Looked], stories: dict[str, str], address: str) -> dict[str, list[str]]:
    """Fill in what is found out about each page; returns what is wrong with the markup of all other pages."""
    read = dict(stories)
    for it in looked:
        status, read[it.page.path] = running.read(address + it.page.path)
        if status != it.page.status:
            it.errors.append(f"it answers {status}, not {it.page.status}")
    wrong = markup.errors(read | pages.without_database())
    for it in looked:
        it.errors += wrong.pop(it.page.path, [])
    # Everything is warm by now: every page was read once.
    for it in looked:
        if it.page.measured:
            it.measured = lighthouse.measure(
                address + it.page.path, kept_out=it.page.kept_out, story=it.is_story
            )
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium.PROGRAM, args=chromium.FLAGS)
        for it in looked:
            tab = browser.opened(launched, address)
            it.barriers = browser.barriers(tab, it.page.path)
            it.losses = browser.losses(tab, it.page.path)
            it.unreachable = browser.unreachable(tab, it.page.path)
            tab.context.close()
        launched.close()
    return wrong


def print_table(looked: list[Looked]) -> None:
    heads = (*lighthouse.CATEGORIES.values(), "LCP s", "CLS", "TBT ms", "KB", "axe", "Nu", "lost", "keys")
    width = max(len(it.page.name) for it in looked) + 1
    print(f"{'page':<{width}}" + "".join(f"{head:>7}" for head in heads))
    for it in looked:
        cells = [""] * 8
        if it.measured:
            figures = it.measured
            cells = [str(figures.scores[name]) for name in lighthouse.CATEGORIES]
            cells += [f"{figures.lcp:.2f}", f"{figures.cls:.2g}", f"{figures.tbt:.0f}", f"{figures.text:.0f}"]
        cells += [str(len(found)) for found in (it.barriers, it.errors, it.losses, it.unreachable)]
        print(f"{it.page.name:<{width}}" + "".join(f"{cell:>7}" for cell in cells))


if __name__ == "__main__":
    sys.exit(main())
