"""Varnish and nginx before a server that is measured, set up as docs/caches says, and told of changes by a worker."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from _databases import ROOT
from _serving import Server, started

SBIN = "/usr/sbin"


def installed(name: str) -> str | None:
    """Where Debian has it, which is not among the programmes of every user."""
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:{SBIN}")


@contextmanager
def varnish(behind: Server, port: int, folder: Path) -> Iterator[Server]:
    file = _configured("varnish.vcl", folder, {'.port = "8000"': f'.port = "{behind.port}"'})
    words = [
        installed("varnishd") or "varnishd",
        "-F",
        "-j",
        "none",
        "-n",
        f"{folder}/varnish",
        "-f",
        str(file),
    ]
    words += ["-s", "malloc,64m", "-a", f"127.0.0.1:{port}"]
    with started(words, port, dict(os.environ)) as server:
        yield server


@contextmanager
def documented_nginx(behind: Server, port: int, folder: Path) -> Iterator[Server]:
    places = {
        "127.0.0.1:8000": f"127.0.0.1:{behind.port}",
        "127.0.0.1:8080": f"127.0.0.1:{port}",
        "/var/cache/nginx/newsroom": f"{folder}/kept-as-documented",
    }
    file = _configured("nginx.conf", folder, places)
    within = (
        f"daemon off; user {os.environ.get('USER', 'root')}; pid {folder}/pid; error_log {folder}/errors;"
    )
    words = [installed("nginx") or "nginx", "-p", str(folder), "-c", str(file), "-g", within]
    with started(words, port, dict(os.environ)) as server:
        yield server


def _configured(name: str, folder: Path, places: dict[str, str]) -> Path:
    """A file of docs/caches with the places of this run."""
    text = (ROOT / "docs/caches" / name).read_text()
    for documented, here in places.items():
        text = text.replace(documented, here)
    file = folder / f"documented-{name}"
    file.write_text(text)
    return file


@contextmanager
def told(address: str) -> Iterator[None]:
    """As the worker tells a cache: by a thread of its own, four times a second."""
    from django.test import override_settings

    from articles.purging import collecting, delivering

    collecting.take()  # what has changed so far, as a worker that has always run would have told it
    stopping = threading.Event()
    with override_settings(PURGE_URLS=(address,)):
        threads = delivering.begin(stopping)
        try:
            yield
        finally:
            stopping.set()
            for thread in threads:
                thread.join()
