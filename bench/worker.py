"""What the worker costs while nothing is due: the share of a core that its process and its database take.

The worker runs as an operator starts it, in a newsroom of many stories, in databases made for it and thrown away:
SQLite, and PostgreSQL where DATABASE_URL (or POSTGRES_URL, which wins) names one whose user may create databases. Its
first round does what is done once an hour too, and is not counted. The times are those of the processes, as Linux
counts them: of the worker, and, where PostgreSQL runs on this machine, of the processes of PostgreSQL that answer it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from _databases import ROOT, SETTINGS, made, postgresql, run
from _figures import Figures

DATABASE = "bench_worker"
NAME = "measured_worker"  # by which PostgreSQL knows its connection
GOAL = 0.3
SETTLING = 20  # seconds: the start, and the first round
LOOK = 0.5  # seconds; a connection is made anew every minute, and its process ends


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--seconds", type=float, default=60, help="How long the idle worker is watched.")
    arguments.add_argument("--stories", type=int, default=5_000, help="How many stories the newsroom has.")
    arguments.add_argument("--rounds", type=int, help="For other measurements; changes nothing here.")
    arguments.add_argument("--json", type=Path, metavar="FILE", help="Write the figures to this file too.")
    options = arguments.parse_args()
    figures = Figures()
    with tempfile.TemporaryDirectory() as scratch:
        measure("SQLite", f"sqlite:///{scratch}/idle.sqlite3", scratch, options, figures)
        if url := postgresql("PostgreSQL"):
            with made(url, DATABASE) as own:
                measure("PostgreSQL", own, scratch, options, figures)
    if options.json:
        figures.write(options.json)
    return 1 if figures.missed() else 0


def measure(name: str, database: str, scratch: str, options: argparse.Namespace, figures: Figures) -> None:
    fill(name, database, scratch, options.stories)
    with idle_worker(name, database, scratch) as worker:
        began, before = time.monotonic(), cpu_seconds(worker)
        answering = Answering(database)
        while time.monotonic() < began + options.seconds:
            time.sleep(LOOK)
            answering.look()
        share = 100 / (time.monotonic() - began)
        own, theirs = share * (cpu_seconds(worker) - before), share * answering.seconds()
    figures.note(f"idle worker on {name}, share of a core", round(own + theirs, 2), "%", GOAL)
    print(
        f"{name:<12}{own + theirs:6.2f} % of a core while nothing is due (goal ≤ {GOAL} %): {own:.2f} of the worker, "
        f"{theirs:.2f} of the database"
    )


def fill(name: str, database: str, scratch: str, stories: int) -> None:
    for words in (
        ("migrate", "--verbosity=0"),
        ("make_archive", f"--stories={stories}", "--no-progress"),
        ("worker", "--once"),
    ):
        if run("manage.py", *words, var=scratch, database=database):
            raise SystemExit(f"manage.py {words[0]} failed on {name}. The lines above say why.")


@contextmanager
def idle_worker(name: str, database: str, scratch: str) -> Iterator[int]:
    """The number of the process of a worker that has done what there was to do."""
    environment = os.environ | SETTINGS | {"VAR_DIR": scratch, "DATABASE_URL": database, "PGAPPNAME": NAME}
    worker = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=ROOT, env=environment)
    try:
        time.sleep(SETTLING)
        yield worker.pid
        if worker.poll() is not None:
            raise SystemExit(f"The worker ended on {name}. The lines above say why.")
    finally:
        worker.terminate()
        worker.wait(30)


class Answering:
    """The processes of PostgreSQL that answer the worker, and what they have used since they were first seen."""

    def __init__(self, database: str) -> None:
        self.server: psycopg.Connection[Any] | None = None
        if database.startswith("postgres"):
            self.server = psycopg.connect(database, autocommit=True)
        self.first: dict[int, float] = {}
        self.last: dict[int, float] = {}
        self.look()
        # One that begins later has used nothing before.
        self.known = set(self.first)

    def look(self) -> None:
        if self.server is None:
            return
        rows = self.server.execute("SELECT pid FROM pg_stat_activity WHERE application_name = %s", [NAME])
        for (pid,) in rows.fetchall():
            if Path(f"/proc/{pid}/stat").exists():
                self.last[pid] = cpu_seconds(pid)
                self.first.setdefault(pid, self.last[pid])

    def seconds(self) -> float:
        return sum(used - (self.first[pid] if pid in self.known else 0) for pid, used in self.last.items())


def cpu_seconds(pid: int) -> float:
    """What a running process has used of the processor, in its own code and in the kernel's."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
