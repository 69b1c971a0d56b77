"""The SQL of the triggers that write down the keys of changed rows. Nothing but names of ours is written into it."""

# Names of tables and columns cannot be parameters.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Iterator

from articles.models import Freshness
from articles.models.page_keys import EVERYTHING
from articles.records.row_keys import KEYS, RowKeys

LOG = Freshness._meta.db_table
ACTS = ("INSERT", "UPDATE", "DELETE")
# A statement that writes more rows than this changes everything: nobody reads a log of a million keys.
MANY = 500


def statements(vendor: str) -> list[str]:
    made = on_postgresql if vendor == "postgresql" else on_sqlite
    return [statement for table, keys in KEYS.items() for statement in made(table, keys)]


def each_table_has(vendor: str) -> int:
    """So many triggers."""
    return len(ACTS) + (vendor == "postgresql")


# A statement's rows at once, as PostgreSQL hands them to a trigger.


def on_postgresql(table: str, keys: RowKeys) -> Iterator[str]:
    yield (
        f"CREATE OR REPLACE FUNCTION {table}_changes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'INSERT' THEN {written(keys, 'new_rows')} "
        f"ELSIF TG_OP = 'DELETE' THEN {written(keys, 'old_rows')} "
        f"ELSIF TG_OP = 'UPDATE' THEN {written(keys, 'old_rows', 'new_rows')} "
        f"ELSE {noted(repr(EVERYTHING))} END IF; RETURN NULL; END $$"
    )
    rows = {"INSERT": "NEW TABLE AS new_rows", "DELETE": "OLD TABLE AS old_rows"}
    rows["UPDATE"] = f"{rows['DELETE']} {rows['INSERT']}"
    for act in (*ACTS, "TRUNCATE"):
        named = f"REFERENCING {rows[act]} " if act in rows else ""
        yield (
            f"CREATE OR REPLACE TRIGGER {table}_changes_{act.lower()} AFTER {act} ON {table} "
            f"{named}FOR EACH STATEMENT EXECUTE FUNCTION {table}_changes()"
        )


def written(keys: RowKeys, *rows: str) -> str:
    """PL/pgSQL that notes the keys of these rows, or of what an update has made of some."""
    if len(rows) == 1:
        listed = " UNION ".join(f"SELECT {key.of('r')} AS key FROM {rows[0]} r" for key in keys.every)
    else:
        own = (f"SELECT {key.of('r')} AS key FROM {one} r" for key in keys.own for one in rows)
        listed = " UNION ".join([*own, *moved(keys, *rows), *moved(keys, *reversed(rows))])
    first = rows[-1]
    return (
        f"IF (SELECT COUNT(*) FROM (SELECT FROM {first} LIMIT {MANY + 1}) AS first_ones) > {MANY} THEN "
        f"{noted(repr(EVERYTHING))} ELSE {noted('key', f'FROM ({listed}) AS listed WHERE key IS NOT NULL')} END IF;"
    )


def moved(keys: RowKeys, one: str, other: str) -> Iterator[str]:
    """The lists of rows that stand otherwise in the other version."""
    columns = ", ".join(f"r.{column}" for column in ("id", *keys.placed_by))
    for key in keys.lists:
        row = f"SELECT {columns}, {key.of('r')} AS key FROM"
        yield f"SELECT key FROM ({row} {one} r EXCEPT {row} {other} r) AS moved"


def noted(key: str, origin: str = "") -> str:
    return (
        f"INSERT INTO {LOG} (number, key) "
        f"SELECT pg_current_xact_id()::text::bigint, {key} {origin} ON CONFLICT DO NOTHING;"
    )


# One row after the other, as SQLite does it.


def on_sqlite(table: str, keys: RowKeys) -> Iterator[str]:
    for act in ACTS:
        versions = {"INSERT": ("NEW",), "DELETE": ("OLD",), "UPDATE": ("OLD", "NEW")}[act]
        has_moved = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in keys.placed_by)
        notes = [
            noted_on_sqlite(
                key.of(version), f" AND ({has_moved})" if act == "UPDATE" and key in keys.lists else ""
            )
            for key in keys.every
            for version in versions
        ]
        yield (
            f"CREATE TRIGGER IF NOT EXISTS {table}_changes_{act.lower()} AFTER {act} ON {table} "
            f"BEGIN {' '.join(notes)} END"
        )


def noted_on_sqlite(key: str, condition: str) -> str:
    return (
        f"INSERT INTO {LOG} (number, key) "
        f"SELECT (SELECT COALESCE(MAX(number), 0) + 1 FROM {LOG}), key "
        f"FROM (SELECT {key} AS key) WHERE key IS NOT NULL{condition};"
    )
