"""How long `make demo` takes until a browser gets its first page.

Runs the very command, with its data in a folder that is thrown away afterwards, on a free port of this machine.
Measured twice: with everything to do, and once more with the data there. With --clone, the first time is that
of somebody who has just cloned the repository: in a fresh clone of what is committed, with its own .venv.
"""

from __future__ import annotations

import argparse
import http.client
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from _figures import Figures, free_port, stop

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 900


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--clone", action="store_true", help="Measure from a fresh clone, installing all.")
    arguments.add_argument("--json", type=Path, metavar="FILE", help="Write the figures to this file too.")
    arguments.add_argument("--rounds", type=int, help="For bench/pages.py; changes nothing here.")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="newsroom-first-page-") as scratch:
        place = ROOT
        if options.clone:
            place = Path(scratch) / "clone"
            subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", ROOT, place], check=True)
        what = "a fresh clone" if options.clone else "the tools installed"
        figures = Figures()
        for name in (f"make demo, first run, {what}", "make demo, second run"):
            seconds = first_page(place, Path(scratch) / "var")
            figures.note(name, round(seconds, 1), "s to the first page")
            print(f"{name:48}{seconds:7.1f} s to the first page", flush=True)
    if options.json:
        figures.write(options.json)
    return 0


def first_page(place: Path, var: Path) -> float:
    """Seconds from the command to the front page, which must be whole."""
    var.mkdir(exist_ok=True)
    port = free_port()
    # A make of its own: not a part of the one that runs this, whose settings it would take for given.
    environment = {
        name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL") if name in os.environ
    }
    environment |= {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_"))}
    command = ["make", "demo", f"PORT={port}", f"VAR_DIR={var}", f"COLLECTED={var}/.collected"]
    with (var / "log").open("w+") as log:
        began = time.monotonic()
        running = subprocess.Popen(
            command, cwd=place, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            while not answers(port):
                if running.poll() is not None or time.monotonic() - began > PATIENCE:
                    log.seek(0)
                    sys.exit(f"make demo served no page:\n{log.read()}")
                time.sleep(0.05)
            return time.monotonic() - began
        finally:
            stop(running)


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/")
        response = connection.getresponse()
        return response.status == 200 and b"</html>" in response.read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
