"""The server starts what fails anew, and never stands beside an older one at the same port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from newsroom.management.commands import serve

pytestmark = pytest.mark.processes

TOKEN = "a-token-of-twenty-signs-or-more"


@pytest.fixture
def held() -> Iterator[int]:
    """A port at which somebody listens, as granian does: ready to share it."""
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def free_port() -> int:
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "localhost"])
def test_a_port_that_somebody_holds_is_refused(held: int, host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "execv", lambda *_: pytest.fail("it was started all the same"))
    with pytest.raises(CommandError, match=rf"^Port {held} of {host} cannot be had"):
        call_command("serve", "--host", host, "--port", str(held))


@pytest.mark.parametrize("port", [70000, 0, -1])
def test_what_is_no_port_is_refused(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "execv", lambda *_: pytest.fail("it was started all the same"))
    with pytest.raises(CommandError, match="a number from 1 to 65535"):
        call_command("serve", f"--port={port}")


def test_a_free_port_is_served_by_as_many_as_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []
    monkeypatch.setattr(os, "execv", lambda _, words: started.extend(words))
    monkeypatch.setattr(os, "environ", {"MALLOC_ARENA_MAX": "4"})
    port = free_port()
    call_command("serve", "--port", str(port), "--workers", "3")
    line = " ".join(started)
    # A process that is replaced goes on until the new one answers, also where that takes long to start.
    assert "--respawn-failed-workers --respawn-interval 15 " in line
    assert f"--port {port} --workers 3 --blocking-threads 12 newsroom.wsgi:application" in line
    # How the C library keeps memory, unless somebody has said otherwise.
    assert os.environ == {"MALLOC_ARENA_MAX": "4", "MALLOC_TRIM_THRESHOLD_": "131072"}


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def workers_of(pid: int) -> list[int]:
    names = {child: Path(f"/proc/{child}/cmdline").read_bytes() for child in children(pid)}
    return [child for child, words in names.items() if b"resource_tracker" not in words]


def wait_for(happened: object, what: str) -> None:
    until = time.monotonic() + 90
    while not happened():
        assert time.monotonic() < until, what
        time.sleep(0.1)


def healthz_counted(port: int) -> float:
    """How many times /healthz was asked, as /metrics tells it."""
    asking = urllib.request.Request(
        f"http://127.0.0.1:{port}/metrics", headers={"Authorization": f"Bearer {TOKEN}"}
    )
    with urllib.request.urlopen(asking, timeout=5) as told:
        lines = told.read().decode().splitlines()
    return sum(
        float(line.rpartition(" ")[2])
        for line in lines
        if line.startswith("newsroom_requests_total{") and 'route="healthz"' in line
    )


def test_a_process_that_is_killed_is_replaced_and_what_it_did_stays_counted(tmp_path: Path) -> None:
    port = free_port()
    environment = os.environ | {
        "SITE_URL": "http://127.0.0.1",
        "SECRET_KEY": "0123456789" * 5,
        "HTTPS_ONLY": "false",
        "VAR_DIR": str(tmp_path),
        "RUNTIME_DIRECTORY": str(tmp_path),
        "METRICS_TOKEN": TOKEN,
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
    }
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", "1"],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for(lambda: answers(port), "it came up")
        assert healthz_counted(port) == 1
        (worker,) = workers_of(server.pid)
        os.kill(worker, signal.SIGKILL)
        wait_for(lambda: workers_of(server.pid) not in ([], [worker]), "another took its place")
        wait_for(lambda: answers(port), "it answers again")
        assert healthz_counted(port) == 2
        with pytest.raises(CommandError, match="cannot be had"):
            serve.refuse_a_port_in_use("127.0.0.1", port)
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
