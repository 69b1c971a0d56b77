"""The database of a test run: migrated once, copied for every process, and put back after a test that commits.

Migrating takes many seconds. The first process of a run does it, and the others copy what it made: a file on SQLite,
a template on PostgreSQL.

Django rolls back what most tests write. After a test that commits, Django would empty every table. Here SQLite copies
the migrated file back, which takes a few milliseconds. PostgreSQL is asked which tables differ from what migrations
left, and only those are emptied.

What many tests of a module only look at, and takes long to make, is made once for them: `standing`.
"""

from __future__ import annotations

import copy
import fcntl
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model

# What migrations made, such as roles: on SQLite the whole file, on PostgreSQL the sum of each table, and its rows.
migrated_file = Path()
migrated_sums: dict[str, str | None] = {}
migrated_rows: list[list[Model]] = []
# Copies of the files of what stands for the tests of a module.
files_standing: list[Path] = []

Made = TypeVar("Made")


def create(folder: Path, *, is_shared: bool) -> None:
    """Create the database of this process. All processes of a run know `folder`, and no other run does."""
    global migrated_file
    migrated_file = folder / "migrated.sqlite3"
    template = folder / "template"  # says that PostgreSQL has one
    with one_at_a_time(folder):
        if migrated_file.exists() or template.exists():
            use_copy()
        else:
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            if connection.vendor == "sqlite":
                with connection.cursor() as cursor:
                    cursor.execute("VACUUM INTO %s", [str(migrated_file)])
            elif is_shared:
                connection.close()
                create_on_server(template_name(), like=name())
                template.touch()
    if connection.vendor == "postgresql":
        migrated_sums.update(sums())
        models = apps.get_models(include_auto_created=True)
        migrated_rows.extend(list(model._base_manager.all()) for model in models)


def destroy(folder: Path) -> None:
    """Whoever ends first takes PostgreSQL's template along: by then everybody has a copy, or migrates anew."""
    with one_at_a_time(folder):
        if (folder / "template").exists():
            (folder / "template").unlink()
            drop_on_server(template_name())
    if connection.vendor == "postgresql":
        # Browsers at rest keep their lines, and so the threads that served them and what these are connected to.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
    connection.creation.destroy_test_db(name(), verbosity=0)


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    with (folder / "databases.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def name() -> str:
    return str(connection.settings_dict["TEST"]["NAME"] or f"test_{connection.settings_dict['NAME']}")


def template_name() -> str:
    """The name of the process, such as “_gw0”, is the last part of the name of its database."""
    return f"{name().rpartition('_')[0]}_migrated"


def use_copy() -> None:
    mine = name()
    if connection.vendor == "postgresql":
        create_on_server(mine, like=template_name())
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = mine
    if connection.vendor == "sqlite":
        copy_file_back()


def create_on_server(new: str, *, like: str) -> None:
    drop_on_server(new)
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{new}" TEMPLATE "{like}"')


def drop_on_server(old: str) -> None:
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')


@contextmanager
def standing(make: Callable[[], Made]) -> Iterator[Made]:
    """Leave what is made standing while the tests of a module run, each of which is rolled back to it.

    For what takes many times longer to make than to look at. No test of such a module may commit.
    """
    with transaction.atomic():
        made = make()
        with TemporaryDirectory() as kept:
            files_standing.append(Path(kept))
            for folder in filter(Path.exists, folders_of_files()):
                shutil.copytree(folder, Path(kept, folder.name))
            yield made
            files_standing.clear()
        transaction.set_rollback(True)
    put_files_back()


def folders_of_files() -> list[Path]:
    return [Path(settings.VAR_DIR, name) for name in ("public", "private")]


def put_files_back() -> None:
    """Leave no file of a test but those that stand."""
    for folder in folders_of_files():
        shutil.rmtree(folder, ignore_errors=True)
        for kept in files_standing:
            if Path(kept, folder.name).exists():
                shutil.copytree(Path(kept, folder.name), folder)


def put_back() -> None:
    """Leave the database as migrations did. Triggers forbid any change of the ledger: here they are put aside."""
    if connection.vendor == "sqlite":
        copy_file_back()
    else:
        put_tables_back()


def copy_file_back() -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(f"file:{migrated_file}?immutable=1", uri=True)) as source:
        source.backup(connection.connection)


def sums() -> dict[str, str | None]:
    """What the rows of each table come to, in one question; None for a table without rows."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    of_each = (
        f"SELECT '{table}', (SELECT md5(string_agg(it::text, ' ' ORDER BY it::text)) FROM \"{table}\" it)"
        for table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(of_each))
        return dict(cursor.fetchall())


def put_tables_back() -> None:
    changed = [table for table, come_to in sums().items() if come_to != migrated_sums[table]]
    if not changed:
        return
    triggers = "; ".join(f'ALTER TABLE "{table}" {{}} TRIGGER USER' for table in changed)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(triggers.format(*["DISABLE"] * len(changed)))
        cursor.execute("; ".join(f'DELETE FROM "{table}"' for table in changed))
        for rows in migrated_rows:
            if rows and rows[0]._meta.db_table in changed:
                # The very rows, a query for each table.
                type(rows[0])._base_manager.bulk_create([copy.copy(row) for row in rows])
        # Foreign keys are looked at when a transaction ends, and until then no trigger can be put back.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(triggers.format(*["ENABLE"] * len(changed)))
