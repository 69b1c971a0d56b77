"""Limits how long a serving process waits for the database.

The database itself ends a query that takes too long, if it answers at all. If it does not (the host is gone, a disk
hangs), we stop waiting a little later. Commands have no limit: a migration may take long. The worker has one where it
asks readers' own database: whoever tells caches of changes waits for the answer.
"""

from __future__ import annotations

import time
from typing import Any

import psycopg
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

# Seconds that the database gets to say that it has ended a query, before we stop waiting.
GRACE = 2


def keep() -> None:
    """Set the limits on every connection that this process makes from now on."""
    connection_created.connect(limit, dispatch_uid="newsroom.patience")


def keep_with(alias: str) -> None:
    """Set the limits on every connection to this one of several databases."""

    def limit_one(sender: Any, connection: BaseDatabaseWrapper, **_: Any) -> None:
        if connection.alias == alias:
            limit(sender, connection)

    connection_created.connect(limit_one, weak=False, dispatch_uid=f"newsroom.patience.{alias}")


def limit(sender: Any, connection: BaseDatabaseWrapper, **_: Any) -> None:
    if connection.vendor != "postgresql":
        return
    seconds = settings.DATABASE_SECONDS
    stop_listening_after(connection.connection, seconds + GRACE)
    limits = {
        "statement_timeout": seconds,
        "lock_timeout": max(1, seconds // 2),
        "idle_in_transaction_session_timeout": seconds * 3,
    }
    with connection.cursor() as cursor:
        # What the role was given is kept where it is less, as `grant_site_role` gives it. Zero is no limit.
        cursor.execute(
            "SELECT set_config(name, least(nullif(setting::int, 0), wanted * 1000)::text, false) "
            "FROM unnest(%s::text[], %s::int[]) AS limits (name, wanted) JOIN pg_settings USING (name) "
            # Where PostgreSQL expects many rows it compiles the query first, which takes longer than any page.
            "UNION ALL SELECT set_config('jit', 'off', false)",
            [list(limits), list(limits.values())],
        )


def stop_listening_after(raw: psycopg.Connection[Any], seconds: float) -> None:
    wait = raw.wait

    def wait_so_long(*args: Any, **options: Any) -> Any:
        began = time.monotonic()
        try:
            return wait(*args, **({"timeout": seconds} | options))
        except psycopg.OperationalError:
            if time.monotonic() - began >= seconds:
                # The next query on this connection would wait as long again, for the answer to this one.
                raw.close()
            raise

    raw.wait = wait_so_long  # type: ignore[method-assign]  # of this connection alone
