"""Triggers that write down, in the same transaction, which pages have changed: a row for each key.

Whoever writes, and by whatever way, cannot forget it: the database does it. On PostgreSQL nobody waits for anybody,
as each transaction adds rows of its own under its own number; who follows asks for numbers that had not been
visible at the last look (newsroom/pagecache/following.py). On SQLite there is one writer at a time, and a count.
Which keys a row has says articles/records/row_keys.py. A change of these triggers needs a migration that drops the
old ones, as 0009 does: `watch` makes what is missing.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Max

from articles.models import Freshness
from articles.records.key_triggers import LOG, each_table_has, statements
from articles.records.row_keys import KEYS

TABLES = tuple(KEYS)
# Far longer than the hour after which a follower takes everything for changed, and than any transaction lasts.
REMEMBERED = timedelta(days=1)


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
    each = each_table_has(connection.vendor)
    return {table for table in TABLES if found[table] < each}


def forget(now: datetime) -> int:
    """Delete what every process has long seen. The newest stays: on SQLite it is the count."""
    newest = Freshness.objects.aggregate(Max("number"))["number__max"]
    return Freshness.objects.filter(at__lt=now - REMEMBERED).exclude(number=newest).delete()[0]
