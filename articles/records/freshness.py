"""Triggers that write down, in the same transaction, that a site table has changed.

Whoever writes, and by whatever way, cannot forget it: the database does it. On PostgreSQL nobody waits for anybody,
as each transaction adds a row of its own under its own number; who follows asks for numbers that had not been
visible at the last look (newsroom/pagecache/following.py). On SQLite there is one writer at a time, and a count.
Words and rows of the search are left out: they change with the stories, and no page of the search is kept.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Max

from articles.models import SITE_MODELS, Freshness, SearchRow, SearchWord

NOT_SHOWN = (Freshness, SearchRow, SearchWord)
LOG = Freshness._meta.db_table
ACTS = ("INSERT", "UPDATE", "DELETE")
TABLES = tuple(model._meta.db_table for model in SITE_MODELS if model not in NOT_SHOWN)
# Far longer than the hour after which a follower takes everything for changed, and than any transaction lasts.
REMEMBERED = timedelta(days=1)


def statements(vendor: str) -> list[str]:
    if vendor == "postgresql":
        return [
            f"CREATE OR REPLACE FUNCTION {LOG}_write() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "  # noqa: S608
            f"INSERT INTO {LOG} (number) VALUES (pg_current_xact_id()::text::bigint) ON CONFLICT DO NOTHING; "
            "RETURN NULL; END $$",
            *(
                f"CREATE OR REPLACE TRIGGER {table}_changes AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE "
                f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {LOG}_write()"
                for table in TABLES
            ),
        ]
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_changes_{act.lower()} AFTER {act} ON {table} BEGIN "  # noqa: S608
        f"INSERT INTO {LOG} (number) SELECT COALESCE(MAX(number), 0) + 1 FROM {LOG}; "
        f"DELETE FROM {LOG} WHERE number < (SELECT MAX(number) FROM {LOG}); END"
        for table in TABLES
        for act in ACTS
    ]


def watch(using: str, **_: Any) -> None:
    """After migrations, which on SQLite may have made a table anew without its triggers."""
    connection = connections[using]
    if LOG not in connection.introspection.table_names() or not unwatched(connection):
        return
    with connection.cursor() as cursor:
        for statement in statements(connection.vendor):
            cursor.execute(statement)


def unwatched(connection: BaseDatabaseWrapper) -> set[str]:
    """The tables that lack one of their triggers."""
    catalogue = (
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        found = Counter(table for table, name in cursor.fetchall() if name.startswith(f"{table}_changes"))
    each = 1 if connection.vendor == "postgresql" else len(ACTS)
    return {table for table in TABLES if found[table] < each}


def forget(now: datetime) -> int:
    """Delete what every process has long seen. The newest stays: on SQLite it is the count."""
    newest = Freshness.objects.aggregate(Max("number"))["number__max"]
    return Freshness.objects.filter(at__lt=now - REMEMBERED).exclude(number=newest).delete()[0]
