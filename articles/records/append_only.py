"""Triggers that make the records of the newsroom append-only, whoever holds the connection.

A rule in Python would not stop a query set, a shell or another program; the database does. SQLite alters a table by
making it anew, which loses its triggers, so they are looked after whenever migrations have run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = (
    "articles_accesschange",
    "articles_advertisingrecord",
    "articles_assignment",
    "articles_correction",
    "articles_deliveryattempt",
    "articles_edition",
    "articles_frontmove",
    "articles_frontversion",
    "articles_historyhiding",
    "articles_historylink",
    "articles_keymove",
    "articles_keyuse",
    "articles_liveentryversion",
    "articles_partnerchange",
    "articles_plainpageversion",
    "articles_reportmove",
    "articles_revision",
    "articles_schedulemove",
    "articles_sitefileversion",
    "articles_statechange",
    "articles_wirefeedchange",
    "articles_wirefile",
    "articles_wireversion",
    "media_logentry",
)
ACTS = ("UPDATE", "DELETE")

FUNCTION = """
CREATE OR REPLACE FUNCTION articles_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def triggers(vendor: str, table: str) -> dict[str, str]:
    """The triggers of a table: name to the SQL that creates it. SQLite knows no TRUNCATE."""
    if vendor == "postgresql":
        refuses = "EXECUTE FUNCTION articles_refuse_change()"
        return {
            f"{table}_append_only": f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {refuses}",
            f"{table}_no_truncate": f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuses}",
        }
    return {
        f"{table}_no_{act.lower()}": f"BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for act in ACTS
    }


def statements(vendor: str, tables: Sequence[str] = TABLES) -> list[str]:
    """SQL that creates the triggers on one of the two databases."""
    before = [FUNCTION] if vendor == "postgresql" else []
    return [
        *before,
        *(
            f"CREATE TRIGGER {name} {does}"
            for table in tables
            for name, does in triggers(vendor, table).items()
        ),
    ]


def reverse_statements(vendor: str, tables: Sequence[str] = TABLES) -> list[str]:
    on = " ON {}" if vendor == "postgresql" else ""
    return [
        f"DROP TRIGGER IF EXISTS {name}{on.format(table)}"
        for table in tables
        for name in triggers(vendor, table)
    ]


def unguarded(connection: BaseDatabaseWrapper) -> list[str]:
    """The tables that lack one of their triggers, or have it switched off."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {name for (name,) in cursor.fetchall()}
        tables = set(connection.introspection.table_names(cursor))
    return [
        table
        for table in TABLES
        if table in tables and not triggers(connection.vendor, table).keys() <= there
    ]


def guard(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers where they are missing."""
    if tables := unguarded(connection):
        vendor = connection.vendor
        run(connection, [*reverse_statements(vendor, tables), *statements(vendor, tables)])


def guard_after_migrations(using: str, **_: Any) -> None:
    guard(connections[using])


def run(connection: BaseDatabaseWrapper, queries: list[str]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # All at once: tests put the triggers aside thousands of times.
            cursor.execute(";\n".join(queries))
        else:
            for query in queries:
                cursor.execute(query)


@contextmanager
def suspended(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Without the triggers, for emptying a database between tests."""
    run(connection, reverse_statements(connection.vendor))
    try:
        yield
    finally:
        run(connection, statements(connection.vendor))
