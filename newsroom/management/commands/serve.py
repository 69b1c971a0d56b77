"""Starts the web server granian with the options that a newsroom needs."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsroom import serving
from newsroom.watching.metrics import FOLDER

# When it is told to reload (SIGHUP), the server ends an old process once the new one takes requests. Where it cannot
# see that (newsroom/server.py), it waits so long: in granian's own 3.5 seconds no process of ours is ready.
SECONDS_TO_START = 15
# Left alone, the C library gives each thread a heap of its own and keeps what is freed there: a process that makes
# pages in several threads grows by some megabytes. Python runs one thread at a time, so one heap makes nobody wait.
ONE_HEAP = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": str(128 * 1024)}
LOGS_OF_THE_SERVER = {"json": "granian_log.json", "line": "granian_lines.json"}


class Command(BaseCommand):
    help = (
        "Starts the web server. Processes that end unexpectedly are started anew; a port that somebody holds is "
        "refused, such as what a killed server has left running."
    )
    # Checks may need a database. The server has to start without one, to say that there is none.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="The address to listen at.")
        parser.add_argument("--port", type=port_number, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="How many processes.")

    def handle(self, *, host: str, port: int, workers: int, **_: Any) -> None:
        refuse_a_port_in_use(host, port)
        # Without a number granian would start hundreds of threads, each with a database connection.
        threads = settings.PAGES_AT_ONCE + serving.SPARE
        if settings.METRICS_TOKEN:
            os.environ[FOLDER] = str(empty_folder_for_counting(port))
        for name, value in ONE_HEAP.items():
            os.environ.setdefault(name, value)
        log = LOGS_OF_THE_SERVER[settings.LOG_FORMAT]
        options = {"--host": host, "--port": port, "--workers": workers, "--blocking-threads": threads}
        os.execv(  # noqa: S606 - no shell is needed: granian replaces this process
            sys.executable,
            [
                *(sys.executable, "-m", "newsroom.server", "--interface", "wsgi", "--no-ws"),
                "--respawn-failed-workers",
                *("--respawn-interval", str(SECONDS_TO_START)),
                *("--log-config", str(settings.BASE_DIR / "newsroom" / "watching" / log)),
                *(str(part) for option in options.items() for part in option),
                "newsroom.wsgi:application",
            ],
        )


def empty_folder_for_counting(port: int) -> Path:
    """The folder in which the processes of this server count together; nothing in it is of an earlier server.

    Systemd names a folder that it deletes when the server ends. Elsewhere one stays behind, always the same.
    """
    above = os.environ.get("RUNTIME_DIRECTORY", "").partition(":")[0] or tempfile.gettempdir()
    folder = Path(above) / f"newsroom-{os.getuid()}-{port}"
    try:
        if folder.exists():
            shutil.rmtree(folder)
        # It fails if somebody else has put a folder or a link of theirs here.
        folder.mkdir(mode=0o700)
    except OSError as problem:
        raise CommandError(
            f"Nothing can be counted for METRICS_TOKEN: {folder} cannot be made anew ({problem.strerror}). "
            "Remove it, or let TMPDIR name another folder."
        ) from problem
    return folder


def port_number(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise ArgumentTypeError("a port is a number from 1 to 65535")
    return int(text)


def refuse_a_port_in_use(host: str, port: int) -> None:
    """Granian shares a port silently: then processes of an older version would answer every other request."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as asking:
            # Old connections of a server that has ended do not matter; a server that listens does.
            asking.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            asking.bind(address)
    except OSError as problem:
        raise CommandError(
            f"Port {port} of {host} cannot be had ({problem}). If an older server holds it, end that first: "
            f"“ss --listening --tcp --processes” says who it is."
        ) from problem
