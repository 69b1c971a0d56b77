"""Triggers that number what changes for readers, story by story, in the order in which others come to see it.

Whoever follows the paper asks for what has a higher number than the last one they have. So no number may come to be
seen after a higher one. A sequence alone does not promise this: who takes a number first may commit last. So on
PostgreSQL a change is noted without a number, and a trigger that is put off until the commit takes a lock, then the
next number. The lock is let go when the commit can be seen, so numbers and commits have one order, and nobody holds
it longer than a commit lasts. Whoever waits for it holds rows of stories, but asks for no more of them, so nobody
waits in a circle. On SQLite there is one writer at a time.

Numbers of transactions, as in `freshness`, would need no lock. But a transaction that goes on for long would hold
back all later changes, or else be passed over; and numbers begin anew when a dump is put into another server.
docs/decisions/0061-the-content-api-and-how-changes-are-numbered.md says more.
"""

# Names of tables and columns cannot be parameters.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from articles.models import Edition, PublicChange, PublishedArticle, PublishedEntry, PublishedPicture

CHANGES, STORIES, EDITIONS = (it._meta.db_table for it in (PublicChange, PublishedArticle, Edition))
NUMBERS = f"{CHANGES}_numbers"
BESIDE: tuple[type[Model], ...] = (PublishedEntry, PublishedPicture)
"""What belongs to a story and is not said in its own row."""
TABLES = (STORIES, *(it._meta.db_table for it in BESIDE))
# Of a story's row, what lists of the site alone show.
NOT_SAID = {"card"}
# Any number that nobody else locks by.
LOCK = 7_305_061

NEWEST_KIND = (
    f"COALESCE((SELECT kind FROM {EDITIONS} WHERE article_id = {{story}} ORDER BY number DESC LIMIT 1), '')"
)


def columns() -> list[str]:
    fields = PublishedArticle._meta.concrete_fields
    return [field.column for field in fields if field.column and field.column not in NOT_SAID]


def statements(vendor: str) -> list[str]:
    return list(on_postgresql() if vendor == "postgresql" else on_sqlite())


def on_postgresql() -> Iterator[str]:
    yield f"CREATE SEQUENCE IF NOT EXISTS {NUMBERS} OWNED BY {CHANGES}.number"
    yield (
        f"CREATE OR REPLACE FUNCTION {CHANGES}_number() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"PERFORM pg_advisory_xact_lock({LOCK}); "
        f"UPDATE {CHANGES} SET number = nextval('{NUMBERS}'), at = clock_timestamp(), "
        f"kind = {NEWEST_KIND.format(story='NEW.story_id')}, "
        f"is_gone = NOT EXISTS (SELECT FROM {STORIES} WHERE story_id = NEW.story_id) "
        "WHERE story_id = NEW.story_id AND number IS NULL; RETURN NULL; END $$"
    )
    yield f"DROP TRIGGER IF EXISTS {CHANGES}_number ON {CHANGES}"
    yield (
        f"CREATE CONSTRAINT TRIGGER {CHANGES}_number AFTER INSERT OR UPDATE ON {CHANGES} "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.number IS NULL) "
        f"EXECUTE FUNCTION {CHANGES}_number()"
    )
    mine, others = (", ".join(f"{row}.{name}" for name in columns()) for row in ("n", "o"))
    differing = (
        "SELECT n.story_id FROM new_rows n JOIN old_rows o ON o.id = n.id "
        f"WHERE ({mine}) IS DISTINCT FROM ({others})"
    )
    yield from watched(STORIES, "SELECT story_id FROM {rows}", differing)
    for model in BESIDE:
        its = f"SELECT whose.story_id FROM {STORIES} whose WHERE whose.id IN (SELECT story_id FROM {{rows}})"
        both = f"{its.format(rows='old_rows')} UNION {its.format(rows='new_rows')}"
        yield from watched(model._meta.db_table, its, both)


def watched(table: str, one: str, both: str) -> Iterator[str]:
    """Triggers of a table; the queries find the stories of its written rows, and those of rows in two versions."""
    noted = (
        f"INSERT INTO {CHANGES} (story_id, at, kind, is_gone) SELECT DISTINCT story_id, now(), '', FALSE "
        f"FROM ({{}}) AS changed ON CONFLICT (story_id) DO UPDATE SET number = NULL "
        f"WHERE {CHANGES}.number IS NOT NULL;"
    )
    rows = {"INSERT": "NEW TABLE AS new_rows", "DELETE": "OLD TABLE AS old_rows"}
    rows["UPDATE"] = f"{rows['DELETE']} {rows['INSERT']}"
    yield (
        f"CREATE OR REPLACE FUNCTION {table}_public() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'INSERT' THEN {noted.format(one.format(rows='new_rows'))} "
        f"ELSIF TG_OP = 'DELETE' THEN {noted.format(one.format(rows='old_rows'))} "
        f"ELSE {noted.format(both)} END IF; RETURN NULL; END $$"
    )
    for act, named in rows.items():
        yield (
            f"CREATE OR REPLACE TRIGGER {table}_public_{act.lower()} AFTER {act} ON {table} "
            f"REFERENCING {named} FOR EACH STATEMENT EXECUTE FUNCTION {table}_public()"
        )


def on_sqlite() -> Iterator[str]:
    differs = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in columns())
    for act, version in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
        when = f"WHEN {differs} " if act == "UPDATE" else ""
        yield (
            f"CREATE TRIGGER IF NOT EXISTS {STORIES}_public_{act.lower()} AFTER {act} ON {STORIES} {when}"
            f"BEGIN {numbered(f'SELECT {version}.story_id AS story_id', is_gone=act == 'DELETE')} END"
        )
        for model in BESIDE:
            table = model._meta.db_table
            its = f"SELECT whose.story_id FROM {STORIES} whose WHERE whose.id = {version}.story_id"
            yield (
                f"CREATE TRIGGER IF NOT EXISTS {table}_public_{act.lower()} AFTER {act} ON {table} "
                f"BEGIN {numbered(its, is_gone=False)} END"
            )


def numbered(story: str, *, is_gone: bool) -> str:
    return (
        f"INSERT INTO {CHANGES} (story_id, number, at, kind, is_gone) "
        f"SELECT story_id, (SELECT COALESCE(MAX(number), 0) + 1 FROM {CHANGES}), "
        f"strftime('%Y-%m-%d %H:%M:%f', 'now'), {NEWEST_KIND.format(story='story_id')}, {int(is_gone)} "
        f"FROM ({story}) WHERE TRUE ON CONFLICT (story_id) DO UPDATE SET number = excluded.number, "
        "at = excluded.at, kind = excluded.kind, is_gone = excluded.is_gone;"
    )


def watch(using: str, **_: Any) -> None:
    """After migrations, which on SQLite may have made a table anew without its triggers."""
    connection = connections[using]
    if CHANGES not in connection.introspection.table_names() or not unwatched(connection):
        return
    with connection.cursor() as cursor:
        for statement in statements(connection.vendor):
            cursor.execute(statement)


def unwatched(connection: BaseDatabaseWrapper) -> set[str]:
    """The triggers that are missing."""
    wanted = {f"{table}_public_{act}" for table in TABLES for act in ("insert", "update", "delete")}
    if connection.vendor == "postgresql":
        wanted.add(f"{CHANGES}_number")
    catalogue = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        return wanted - {name for (name,) in cursor.fetchall()}
