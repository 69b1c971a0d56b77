"""Triggers that make revisions, editions and the logs append-only, whoever holds the connection.

A rule in Python would not stop a query set, a shell or another program; the database does. SQLite alters a table by
making it anew, which loses its triggers: a later migration that alters one of these creates them again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("articles_revision", "articles_edition", "articles_statechange", "media_logentry")
# Append-only since they are there; migrations made before them know nothing of these.
YOUNGER_TABLES = (
    "articles_frontversion",
    "articles_frontmove",
    "articles_historyhiding",
    "articles_liveentryversion",
)
ACTS = ("UPDATE", "DELETE")


def statements(vendor: str, tables: Sequence[str] = TABLES) -> list[str]:
    """SQL that creates the triggers on one of the two databases."""
    if vendor == "postgresql":
        return [
            """
            CREATE OR REPLACE FUNCTION articles_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
            END $$
            """,
            *(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION articles_refuse_change()"
                for table in tables
            ),
        ]
    return [
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in tables
        for act in ACTS
    ]


def reverse_statements(vendor: str, tables: Sequence[str] = TABLES) -> list[str]:
    if vendor == "postgresql":
        return [f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}" for table in tables]
    return [f"DROP TRIGGER IF EXISTS {table}_no_{act.lower()}" for table in tables for act in ACTS]


def run(connection: BaseDatabaseWrapper, queries: list[str]) -> None:
    with connection.cursor() as cursor:
        for query in queries:
            cursor.execute(query)


@contextmanager
def suspended(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Without the triggers, for emptying a database between tests."""
    tables = (*TABLES, *YOUNGER_TABLES)
    run(connection, reverse_statements(connection.vendor, tables))
    try:
        yield
    finally:
        run(connection, statements(connection.vendor, tables))
