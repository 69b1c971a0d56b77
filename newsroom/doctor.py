"""What `manage.py doctor` looks at: all that a newsroom needs around it, each with what to do where it is wrong.

It tries things, which /readyz does not: it writes a file on each shelf and takes it away again, and calls the mail
server.
"""

from __future__ import annotations

import sqlite3
import zoneinfo
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.core.mail import get_connection
from django.db import connection, models
from django.utils import timezone

from articles.announcing.destinations import destinations
from articles.announcing.unheard import unheard
from articles.management.commands.grant_site_role import readable_beside
from articles.models import Letter
from articles.records import append_only, freshness, public_changes
from media.shelves import storage
from newsroom import health
from newsroom.middleware import may_log_people_in

# What Django 5.2 works with.
OLDEST_POSTGRESQL, OLDEST_SQLITE = 14, (3, 31)
APART = timedelta(seconds=2)
LETTERS_WAIT = timedelta(hours=1)
PRINTED = {"console", "dummy", "filebased"}


@dataclass(frozen=True)
class Finding:
    part: str
    found: str
    """What is there, in a few words."""
    wrong: tuple[str, ...] = ()
    """What is wrong, each in a sentence that says what to do."""


@dataclass(frozen=True)
class Examination:
    """One part that is looked at. `look` yields what is wrong; `name` says what is there."""

    part: str
    look: Callable[[], Iterator[str]]
    name: Callable[[], str] = lambda: "as it should be"
    asks_the_database: bool = False


def examine() -> Iterator[Finding]:
    """Look at everything, one part after the other. What needs the database is left out where there is none."""
    no_database = health.alive.answer(health.PATIENCE)
    for one in EXAMINATIONS:
        if no_database and one.asks_the_database:
            if one.part == "database":
                yield Finding(one.part, "none", tuple(no_database))
            continue
        try:
            wrong = tuple(one.look())
            yield Finding(one.part, "" if wrong else one.name(), wrong)
        except Exception as problem:  # whatever it is, the other parts are looked at too
            yield Finding(one.part, "", (f"It could not be looked at ({problem}).",))


# The database


def version() -> str:
    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    return f"PostgreSQL {asked('SHOW server_version').split()[0]}"


def asked(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return str(cursor.fetchone()[0])


def wrong_with_the_version() -> Iterator[str]:
    if connection.vendor == "sqlite":
        if sqlite3.sqlite_version_info < OLDEST_SQLITE:
            yield f"{version()} is too old: 3.31 or newer is needed, which comes with Python."
        return
    if int(asked("SHOW server_version_num")) < OLDEST_POSTGRESQL * 10_000:
        yield f"{version()} is too old: {OLDEST_POSTGRESQL} or newer is needed."
    if (encoding := asked("SHOW server_encoding")) != "UTF8":
        yield f"The database is in {encoding}: make it anew with ENCODING 'UTF8', and restore a backup into it."


def wrong_with_the_tables() -> Iterator[str]:
    if lacking := health.migrations_lacking():
        yield f"{len(lacking)} migrations have not been run, such as {lacking[0]}: run manage.py migrate."
        return
    for name, table in missing_by_name():
        yield (
            f"{table} lacks {name}: somebody has dropped it, or a backup was restored in part. Create it as the "
            "migration says that has its name."
        )
    for table in append_only.unguarded(connection):
        yield f"{table} can be changed, as its triggers are missing: run manage.py migrate, which puts them back."
    for table in sorted(freshness.unwatched(connection)):
        yield (
            f"Readers go on getting old pages when {table} changes, as its triggers are missing: run manage.py "
            "migrate, which puts them back."
        )
    for name in sorted(public_changes.unwatched(connection)):
        yield (
            f"Whoever follows the Content API misses changes, as the trigger {name} is missing: run manage.py "
            "migrate, which puts it back."
        )
    for name in invalid_indexes():
        yield f"The index {name} is broken off and not used: run REINDEX INDEX {name};"


def missing_by_name() -> Iterator[tuple[str, str]]:
    """Indexes and constraints that a model names and the database does not have."""
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if not model._meta.managed or model._meta.proxy:
                continue
            table = model._meta.db_table
            there = connection.introspection.get_constraints(cursor, table)
            for one in (*model._meta.indexes, *model._meta.constraints):
                if one.name not in there:
                    yield one.name, table


def invalid_indexes() -> list[str]:
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")
        return [name for (name,) in cursor.fetchall()]


# The role


def role() -> str:
    if connection.vendor == "sqlite":
        return "SQLite knows no roles"
    return f"{asked('SELECT current_user')}, for {'the desk' if may_log_people_in() else 'the site'}"


def wrong_with_the_role() -> Iterator[str]:
    if connection.vendor == "sqlite":
        return
    name = asked("SELECT current_user")
    if asked("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == "True":
        yield f"{name} is a superuser: make a role that owns this database and nothing else, as README.md says."
    elif not may_log_people_in():
        with connection.cursor() as cursor:
            beside = readable_beside(cursor, name)
        if beside:
            yield (
                f"{name} is for readers, and may read or write {', '.join(beside)}: run manage.py grant_site_role "
                f"{name} as the owner of the tables."
            )


# Around it


def wrong_with_the_shelves() -> Iterator[str]:
    if connection.vendor == "postgresql" and not may_log_people_in():
        return  # a process for readers writes no files
    for shelf, setting in ((storage.public(), "S3_BUCKET"), (storage.private(), "S3_PRIVATE_BUCKET")):
        where = shelf_name(shelf)
        try:
            name = shelf.save("doctor/looked.txt", ContentFile(b"looked"))
            with shelf.open(name) as file:
                kept = file.read()
            shelf.delete(name)
        except Exception as problem:  # of a disk or a store, of whatever kind
            yield (
                f"{where} takes no file ({problem}): look whether the user of this process owns it and the disk has "
                f"room, or whether {setting} and its key are right."
            )
            continue
        if kept != b"looked":
            yield f"{where} gave back another file than it was given: look at the disk or the store."


def shelf_name(shelf: Storage) -> str:
    return str(getattr(shelf, "location", "") or getattr(shelf, "bucket_name", shelf))


def wrong_with_the_static_files() -> Iterator[str]:
    if health.are_static_files_missing():
        yield "They are not collected: run manage.py collectstatic --no-input, and start the newsroom anew."


def zones() -> str:
    return f"{settings.TIME_ZONE}, zone data of {zone_data() or 'unknown age'}"


def zone_data() -> str:
    """The version of the data that says when clocks are put forward: of the machine, or else of Python's package."""
    for folder in zoneinfo.TZPATH:
        listed = Path(folder, "tzdata.zi")
        if listed.is_file():
            with listed.open() as lines:
                return lines.readline().removeprefix("# version ").strip()
    return ""


def wrong_with_the_zones() -> Iterator[str]:
    known = zone_data()
    if known[:4].isdecimal() and int(known[:4]) < timezone.now().year - 1:
        yield (
            f"The zone data of this machine are those of {known}; clocks may be put forward at other times since. "
            "Upgrade the package tzdata."
        )


def wrong_with_the_clock() -> Iterator[str]:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        began = datetime.now(UTC)
        cursor.execute("SELECT clock_timestamp()")
        theirs, ended = cursor.fetchone()[0], datetime.now(UTC)
        if not began - APART < theirs < ended + APART:
            yield (
                f"The clocks of this machine and of the database's are {abs(theirs - ended).total_seconds():.0f} "
                "seconds apart: let both follow a time server (chrony, systemd-timesyncd)."
            )
        cursor.execute("SELECT count(*) FROM pg_timezone_names WHERE name = %s", [settings.TIME_ZONE])
        if cursor.fetchone()[0] == 0:
            yield f"PostgreSQL knows no zone {settings.TIME_ZONE}: upgrade the package tzdata on its machine."


def mail() -> str:
    return f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}, from {settings.DEFAULT_FROM_EMAIL}"


def wrong_with_the_mail() -> Iterator[str]:
    if settings.EMAIL_BACKEND.split(".")[-2] in PRINTED:
        yield "Letters are printed and not sent: let EMAIL_URL name a mail server."
        return
    try:
        with get_connection():
            pass
    except OSError as problem:  # those of smtplib are such too
        yield f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} takes no mail ({problem}): look at EMAIL_URL."


def wrong_with_the_letters() -> Iterator[str]:
    if connection.vendor == "postgresql" and not may_log_people_in():
        return  # a process for readers may not know of them
    now = timezone.now()
    old = (
        Letter.objects.waiting(now)
        .filter(written_at__lt=now - LETTERS_WAIT)
        .aggregate(count=models.Count("pk"))
    )
    if old["count"]:
        yield (
            f"{old['count']} letters have waited for more than an hour: the log of the worker says why they cannot "
            "be sent."
        )


def those_told() -> str:
    return ", ".join(one.name for one in destinations()) or "nobody is told"


def wrong_with_those_told() -> Iterator[str]:
    if connection.vendor == "postgresql" and not may_log_people_in():
        return  # a process for readers may not know of them
    for one in unheard(timezone.now()):
        ended = f", {one.given_up} of them for good" if one.given_up else ""
        yield (
            f"{one.to} has not heard of {one.count} addresses since {one.since:%Y-%m-%d %H:%M:%S} UTC{ended}: it "
            f"{one.problem}. Look at WEBSUB_HUBS and INDEXNOW_ENDPOINT."
        )


EXAMINATIONS = (
    Examination("database", wrong_with_the_version, version, asks_the_database=True),
    Examination("tables", wrong_with_the_tables, asks_the_database=True),
    Examination("role", wrong_with_the_role, role, asks_the_database=True),
    Examination("worker", lambda: iter(health.wrong_with_the_worker()), asks_the_database=True),
    Examination("clock", wrong_with_the_clock, asks_the_database=True),
    Examination("zones", wrong_with_the_zones, zones),
    Examination("files", wrong_with_the_shelves, lambda: f"{settings.VAR_DIR}", asks_the_database=True),
    Examination("static files", wrong_with_the_static_files),
    Examination("cache", lambda: iter(health.wrong_with_the_cache())),
    Examination("mail", wrong_with_the_mail, mail),
    Examination("letters", wrong_with_the_letters, asks_the_database=True),
    Examination("hubs and search engines", wrong_with_those_told, those_told, asks_the_database=True),
)
