"""Where the measurements are made: settings of their own, and databases that are thrown away afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "newsroom.settings",
    "PYTHONPATH": str(ROOT),
    "SECRET_KEY": "measured, printed and forgotten " * 2,
    "SITE_URL": "http://127.0.0.1",
    "ALLOWED_HOSTS": "127.0.0.1,localhost",
    "SITE_NAME": "The Almadrel Meridian",
    "SITE_TAGLINE": "News from the mouth of the Sorve since 1884",
    "TIME_ZONE": "Europe/Lisbon",
    "STORY_LANGUAGES": "en pt ar",
    "HTTPS_ONLY": "false",
    "BEHIND_PROXY": "false",
    "DEBUG": "false",
    "CACHE_URL": "locmem://bench",
    "API_RATE": "0",
}


def postgresql(what: str) -> str:
    """The server to make databases on, or "" with a word that `what` is left out."""
    url = os.environ.get("POSTGRES_URL") or os.environ.get("DATABASE_URL", "")
    if url.startswith("postgres"):
        return url
    print(f"LEFT OUT: {what}, since neither DATABASE_URL nor POSTGRES_URL names PostgreSQL.\n")
    return ""


@contextmanager
def made(url: str, *names: str) -> Iterator[str]:
    """Empty databases beside the one named, and none of ours left afterwards: the address of the first."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:

        def drop(force: str = "") -> None:
            for name in names:
                server.execute(f"DROP DATABASE IF EXISTS {name} {force}")

        drop()  # of a run that was killed; fails where another is under way
        for name in names:
            server.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{names[0]}"))
        finally:
            drop("WITH (FORCE)")


def run(*words: str, var: Path | str, database: str = "", patience: float | None = None) -> int:
    """A script of ours or manage.py, in a process of its own: Django knows one database in each. How it ended."""
    environment = os.environ | SETTINGS | {"VAR_DIR": str(var)}
    environment["DATABASE_URL"] = database or f"sqlite:///{var}/none.sqlite3"
    return subprocess.run([sys.executable, *words], cwd=ROOT, env=environment, timeout=patience).returncode
