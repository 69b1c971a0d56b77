"""What the worker costs while nothing is due: the share of a core that its process takes.

The worker runs as an operator starts it, on an empty newsroom, in databases made for it and thrown away: SQLite, and
PostgreSQL where DATABASE_URL (or POSTGRES_URL, which wins) names one whose user may create databases. Its first round
does what is done once an hour too, and is not counted. The time is that of the worker's own process, as Linux counts
it; what the database's server spends on its questions is not in it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from _databases import ROOT, SETTINGS, made, postgresql, run
from _figures import Figures

DATABASE = "bench_worker"
GOAL = 0.3
SETTLING = 12  # seconds: the start, and the first round


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--seconds", type=float, default=60, help="How long the idle worker is watched.")
    arguments.add_argument("--rounds", type=int, help="For other measurements; changes nothing here.")
    arguments.add_argument("--json", type=Path, metavar="FILE", help="Write the figures to this file too.")
    options = arguments.parse_args()
    figures = Figures()
    with tempfile.TemporaryDirectory() as scratch:
        measure("SQLite", f"sqlite:///{scratch}/idle.sqlite3", scratch, options.seconds, figures)
        if url := postgresql("PostgreSQL"):
            with made(url, DATABASE) as own:
                measure("PostgreSQL", own, scratch, options.seconds, figures)
    if options.json:
        figures.write(options.json)
    return 1 if figures.missed() else 0


def measure(name: str, database: str, scratch: str, seconds: float, figures: Figures) -> None:
    if run("manage.py", "migrate", "--verbosity=0", var=scratch, database=database):
        raise SystemExit(f"The tables could not be made on {name}. The lines above say why.")
    environment = os.environ | SETTINGS | {"VAR_DIR": scratch, "DATABASE_URL": database}
    worker = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=ROOT, env=environment)
    try:
        time.sleep(SETTLING)
        began, spent = time.monotonic(), cpu_seconds(worker.pid)
        time.sleep(seconds)
        if worker.poll() is not None:
            raise SystemExit(f"The worker ended on {name}. The lines above say why.")
        share = 100 * (cpu_seconds(worker.pid) - spent) / (time.monotonic() - began)
    finally:
        worker.terminate()
        worker.wait(30)
    figures.note(f"idle worker on {name}, share of a core", round(share, 2), "%", GOAL)
    print(f"{name:<12}{share:6.2f} % of a core while nothing is due (goal ≤ {GOAL} %)")


def cpu_seconds(pid: int) -> float:
    """What a running process has used of the processor, in its own code and in the kernel's."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
