"""What saving a large body costs, whatever is in it: a megabyte of paragraphs, of signs, of breaks, of marks.

Measured as in desk.py: in one process for each database, through every middleware, without a network. The kinds take
turns, so that whatever else the machine does hits all alike. Each save changes the story: a save of what is stored
already would measure nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

import django
from _databases import ROOT, made, postgresql, run
from _figures import Figures, Sample
from desk import Editor, database

NAME = "bench_bodies"
MEGABYTE = 1_000_000
SLOWEST = 1.0  # seconds
WARM_UP = 1
TYPED = "<p>The boat that came at night was late again, and nobody on the quay could say why.</p>"
# What the text is made of → a piece of it, and how many bytes of it there are.
KINDS = {
    "sentences": (TYPED, MEGABYTE),
    "125,000 paragraphs of one letter": ("<p>a</p>", MEGABYTE),
    # Canonical they are twice as long; with a last one, which each save changes, that is as much as a story holds.
    "249,000 paragraphs of one letter, left open": ("<p>a", 996_000),
    "300 KB of &": ("&", 300_000),
    "unbreakable spaces": ("a&nbsp;", MEGABYTE),
    "struck words": ("a<del>b</del> ", MEGABYTE),
    "quotations": ("<q>a</q> ", MEGABYTE),
    "pictures": ('<figure data-picture="1"></figure>', MEGABYTE),
    "line breaks": ("a<br>", MEGABYTE),
    "raised signs": ("a<sup>2</sup>", MEGABYTE),
}


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=5, help="How often each is saved.")
    arguments.add_argument("--json", type=Path, metavar="FILE", help="Write the figures to this file too.")
    arguments.add_argument("--here", action="store_true", help=argparse.SUPPRESS)  # in this very process
    options = arguments.parse_args()
    if options.here:
        measured(options.rounds).write(options.json)
        return 0
    figures = Figures()
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as scratch:
        run("manage.py", "collectstatic", "--no-input", "--verbosity", "0", var=scratch)
        file = options.json or Path(scratch) / "figures.json"
        words = ("bench/bodies.py", "--here", f"--rounds={options.rounds}", f"--json={file.resolve()}")
        wrong = run(*words, var=scratch, database=f"sqlite:///{scratch}/bodies.sqlite3")
        if url := postgresql("PostgreSQL"):
            with made(url, NAME) as own:
                wrong |= run(*words, var=scratch, database=own)
        if wrong:
            sys.exit("The saves could not be measured.")
        figures |= Figures(read(file))
    return 1 if figures.missed() else 0


def read(file: Path) -> dict[str, dict[str, object]]:
    import json

    return dict(json.loads(file.read_text()))


def measured(rounds: int) -> Figures:
    django.setup()
    from _newsroom import found, live_story_in_edit
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    found(20)
    editors = {}
    for seed, (kind, (piece, size)) in enumerate(KINDS.items(), 2):
        editor = editors[kind] = Editor(live_story_in_edit(100, seed=seed).pk)
        editor.form()
        editor.fields["body"] = [piece * (size // len(piece))]
    samples = {kind: Sample() for kind in KINDS}
    # The server keeps the garbage collector from what is loaded, and the bench shall save as the server does.
    import newsroom.wsgi  # noqa: F401 # importing it is what counts

    for turn in range(-WARM_UP, rounds):
        for kind, editor in editors.items():
            ask = editor.save()
            if turn < 0:
                ask()
            else:
                samples[kind].take(ask)
    figures, where = Figures(), database(connection)
    print(f"{where + ': saving a body of 1 MB of':46}{'CPU s':>10}{'wall s':>10}")
    for kind, sample in samples.items():
        wall, cpu = sample.median_wall / 1000, sample.median_cpu / 1000
        print(f"{kind:46}{cpu:10.2f}{wall:10.2f}")
        figures.note(f"saving a body of 1 MB, {kind}, {where}", round(wall, 2), "s", SLOWEST)
        figures.note(f"saving a body of 1 MB, {kind}, {where}: CPU", round(cpu, 2), "s")
    print(f"Medians of {rounds} turns; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors.\n")
    return figures


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
