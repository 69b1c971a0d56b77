"""Servers that are measured, each with a port and processes of its own, and what wrk finds out about them."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from _databases import ROOT, SETTINGS
from _figures import free_port, stop

TICKS = os.sysconf("SC_CLK_TCK")
BROWSER = {"Accept-Encoding": "gzip, deflate, br"}
OF_A_FILE = {"content-type", "content-length", "last-modified", "etag"}  # nginx makes these itself
# Both hold the files open that are asked for again and again, as docs/caches/nginx.conf says.
NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{
    access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    proxy_cache_path {folder}/kept levels=1:2 keys_zone=pages:10m use_temp_path=off;
    types {{ text/html html; }}
    open_file_cache max=4096 inactive=60s;
    upstream paper {{ server 127.0.0.1:{behind}; keepalive 8; }}
    server {{
        listen 127.0.0.1:{port};
        location /file/ {{ alias {folder}/; {headers} }}
        location / {{
            proxy_pass http://paper; proxy_http_version 1.1; proxy_set_header Connection "";
            proxy_set_header Host $host;
            proxy_cache pages; proxy_ignore_headers Cache-Control; proxy_cache_valid 200 1s;
            proxy_cache_lock on; proxy_cache_use_stale updating; proxy_cache_background_update on;
        }}
    }}
}}
"""


@dataclass
class Server:
    """A running server."""

    running: subprocess.Popen[bytes]
    port: int

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def processes(self) -> list[Path]:
        """All of its session, as /proc has them."""
        return [
            found
            for found in Path("/proc").glob("[0-9]*")
            if fields_of(found)[3:4] == [str(self.running.pid)]
        ]

    def cpu(self) -> float:
        """Seconds that its processes have used so far."""
        return sum(sum(map(int, fields_of(found)[11:13])) for found in self.processes()) / TICKS

    def memory(self) -> int:
        """Bytes of the largest process: the one that serves."""
        sizes = [re.search(r"VmRSS:\s+(\d+)", (found / "status").read_text()) for found in self.processes()]
        return max(int(size[1]) * 1024 for size in sizes if size)


def fields_of(process: Path) -> list[str]:
    """Of /proc/…/stat, without the name, which may have spaces in it."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


@contextmanager
def serving(served: str, *, workers: int = 1, **settings: str) -> Iterator[Server]:
    """A process of granian or several, as `manage.py serve` starts them."""
    from newsroom.management.commands.serve import ONE_HEAP

    port = free_port()
    said = ONE_HEAP | {"BENCH_SERVED": served, "PYTHONPATH": f"{ROOT}:{ROOT / 'bench'}"}
    environment = os.environ | SETTINGS | {key: os.environ[key] for key in ("VAR_DIR", "DATABASE_URL")}
    options = ["--interface", "wsgi", "--no-ws", "--workers", str(workers), "--blocking-threads", "12"]
    words = [sys.executable, "-m", "granian", *options, "--port", str(port), "_served:application"]
    with started(words, port, environment | said | settings) as server:
        yield server


@contextmanager
def nginx(behind: Server, folder: Path, headers: list[tuple[str, str]]) -> Iterator[Server]:
    """In front of a server, and with files of its own, for which readers get the same headers."""
    port = free_port()
    added = " ".join(f'add_header {name} "{value}";' for name, value in headers if name not in OF_A_FILE)
    # Its processes run as another user where we are root.
    folder.chmod(0o755)
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, behind=behind.port, port=port, headers=added))
    with started(["nginx", "-c", str(config)], port, dict(os.environ)) as server:
        yield server


@contextmanager
def started(words: list[str], port: int, environment: dict[str, str]) -> Iterator[Server]:
    running = subprocess.Popen(
        words,
        cwd=ROOT,
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until_it_answers(port)
        yield Server(running, port)
    finally:
        stop(running)


def until_it_answers(port: int) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/robots.txt", timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit(f"Nothing answers at port {port}.")


@dataclass
class Load:
    """What several turns of wrk have found."""

    server: Server
    path: str
    headers: dict[str, str] = field(default_factory=lambda: dict(BROWSER))
    script: str = ""
    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    errors: int = 0

    def take(self, seconds: int, connections: int = 8) -> None:
        before = self.server.cpu()
        words = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "30s"]
        for name, value in self.headers.items():
            words += ["-H", f"{name}: {value}"]
        if self.script:
            words += ["-s", self.script]
        said = subprocess.run(
            [*words, self.server.address(self.path)], capture_output=True, text=True, check=True
        )
        requests = int(number(r"(\d+) requests in", said.stdout))
        self.cpu.append((self.server.cpu() - before) / max(requests, 1) * 1000)
        self.rates.append(number(r"Requests/sec:\s+([\d.]+)", said.stdout))
        self.p99.append(milliseconds(said.stdout))
        self.errors += int(number(r"Non-2xx or 3xx responses: (\d+)", said.stdout))

    @property
    def rate(self) -> float:
        """Requests a second."""
        return statistics.median(self.rates)

    @property
    def each(self) -> float:
        """Milliseconds of CPU for one."""
        return statistics.median(self.cpu)


def number(pattern: str, text: str) -> float:
    found = re.search(pattern, text)
    return float(found[1]) if found else 0


def milliseconds(said: str) -> float:
    found = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    return float(found[1]) * {"us": 0.001, "ms": 1, "s": 1000}[found[2]] if found else 0
