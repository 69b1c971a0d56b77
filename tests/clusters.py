"""PostgreSQL servers of a test's own, reached by their sockets alone: a primary and its replica, to be stopped.

PostgreSQL refuses to run as root, so there it runs as the user “postgres”, as in .ci/run.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import psycopg

USER = "postgres"
QUICK = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c autovacuum=off -c max_connections=40"


def programs() -> Path | None:
    """The folder with initdb and its like. Debian keeps each version in a folder of its own."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda it: int(it.parts[-3]))
    named = shutil.which("initdb")
    return found[-1].parent if found else Path(named).parent if named else None


def why_none() -> str | None:
    """Why no server can be started here; None if one can."""
    if programs() is None:
        return "initdb is not installed (Debian: postgresql)"
    if os.geteuid() == 0 and not (shutil.which("runuser") and USER in {it.pw_name for it in pwd.getpwall()}):
        return f"PostgreSQL does not run as root, and there is no user {USER}"
    return None


def run(program: str, *words: object) -> None:
    folder = programs()
    assert folder is not None
    as_user = ["runuser", "-u", USER, "--"] if os.geteuid() == 0 else []
    command = [*as_user, str(folder / program), *map(str, words)]
    # The server inherits what is open, so its words go to a file and not to a pipe that would never end.
    subprocess.run(command, check=True, timeout=60, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Cluster:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"

    def start(self) -> None:
        options = f"{QUICK} -c unix_socket_directories={self.folder}"
        run("pg_ctl", "start", "--wait", "-D", self.data, "-l", self.folder / "log", "-o", options)

    def stop(self) -> None:
        """At once, as if the machine were gone."""
        run("pg_ctl", "stop", "--mode", "immediate", "-D", self.data)

    def url(self, user: str = USER, name: str = "newsroom") -> str:
        return f"postgres://{user}@/{name}?host={self.folder}"

    def connect(self, name: str = "newsroom") -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user=USER, dbname=name, autocommit=True)


@contextmanager
def clusters(*names: str) -> Iterator[list[Cluster]]:
    """Folders for servers, all of which are stopped and gone in the end."""
    folder = Path(mkdtemp(prefix="newsroom-"))
    folder.chmod(0o755)
    made = []
    try:
        for name in names:
            (folder / name).mkdir()
            if os.geteuid() == 0:
                shutil.chown(folder / name, USER)
            made.append(Cluster(folder / name))
        yield made
    finally:
        for one in made:
            if (one.data / "postmaster.pid").exists():
                one.stop()
        shutil.rmtree(folder)


@contextmanager
def primary_and_replica(filled: str) -> Iterator[tuple[Cluster, Cluster]]:
    """A primary with the tables and rows of the database whose options for pg_dump are given, and a replica of it."""
    with clusters("primary", "replica") as (primary, replica):
        make(primary, filled)
        words = ("-D", replica.data, "-h", primary.folder, "-U", USER)
        run("pg_basebackup", *words, "--write-recovery-conf", "--checkpoint", "fast", "--no-sync")
        replica.start()
        yield primary, replica


@contextmanager
def one_server(filled: str) -> Iterator[Cluster]:
    """A server with the tables and rows of the database whose options for pg_dump are given."""
    with clusters("server") as (server,):
        make(server, filled)
        yield server


def make(server: Cluster, filled: str) -> None:
    how = ("--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "-A", "trust", "-U", USER)
    run("initdb", "-D", server.data, *how)
    server.start()
    with server.connect("postgres") as asked:
        asked.execute("CREATE DATABASE newsroom")
        asked.execute("CREATE ROLE newsroom_site LOGIN")
    dump = subprocess.run(
        ["pg_dump", "--no-owner", "--no-acl", filled], check=True, capture_output=True, timeout=60
    )
    subprocess.run(
        ["psql", "--quiet", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", server.url()],
        check=True,
        input=dump.stdout,
        stdout=subprocess.DEVNULL,
        timeout=60,
    )
