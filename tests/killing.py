"""A command in a process of its own that dies by SIGKILL in the middle, on the database of this test."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.servers import database_url, environment

SCRIPT = """
import os, signal, sys
from importlib import import_module
import django
django.setup()
from django.core.management import call_command
module, name, left = sys.argv[1], sys.argv[2], int(sys.argv[3])
module = import_module(module)
done = getattr(module, name)

def do(*given, **named):
    global left
    said = done(*given, **named)
    left -= 1
    if not left:
        print("so far", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    return said

setattr(module, name, do)
{before}
call_command(*sys.argv[4:], no_progress=True)
"""


def killed(folder: Path, command: list[str], *, after: str, times: int, before: str = "") -> None:
    """Run the command, which dies when it has called this function so many times. `before` is Python."""
    module, _, name = after.rpartition(".")
    script = folder / "killed.py"
    script.write_text(SCRIPT.replace("{before}", before))
    is_server = connection.vendor == "postgresql"
    database = database_url() if is_server else f"sqlite:///{connection.settings_dict['NAME']}"
    given = environment(folder, DATABASE_URL=database, VAR_DIR=str(settings.VAR_DIR))
    given |= {"PYTHONPATH": str(settings.BASE_DIR), "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
    given |= {"TIME_ZONE": settings.TIME_ZONE, "STORY_LANGUAGES": " ".join(settings.STORY_LANGUAGES)}
    done = subprocess.run(
        [sys.executable, script, module, name, str(times), *command],
        env=given,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, "so far\n"), done.stderr
