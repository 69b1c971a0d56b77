"""How long a process that serves waits for the database: never for ever.

The database itself ends what takes too long, as far as it answers. Where it does not (a host that is gone, a disk
that hangs), we stop listening: each question has an end here too. Commands wait as long as it takes: a migration may.
"""

from __future__ import annotations

import time
from typing import Any

import psycopg
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

# What the database needs to say that it has ended a question, before we end it ourselves.
GRACE = 2


def keep() -> None:
    """From now on, for every connection that this process makes."""
    connection_created.connect(limit, dispatch_uid="newsroom.patience")


def limit(sender: Any, connection: BaseDatabaseWrapper, **_: Any) -> None:
    if connection.vendor != "postgresql":
        return
    seconds = settings.DATABASE_SECONDS
    stop_listening_after(connection.connection, seconds + GRACE)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('statement_timeout', %s, false), set_config('lock_timeout', %s, false), "
            "set_config('idle_in_transaction_session_timeout', %s, false)",
            [f"{seconds}s", f"{max(1, seconds // 2)}s", f"{seconds * 3}s"],
        )


def stop_listening_after(raw: psycopg.Connection[Any], seconds: float) -> None:
    wait = raw.wait

    def wait_so_long(*args: Any, **options: Any) -> Any:
        began = time.monotonic()
        try:
            return wait(*args, **({"timeout": seconds} | options))
        except psycopg.OperationalError:
            if time.monotonic() - began >= seconds:
                # What comes next would wait as long again, for the answer to this question.
                raw.close()
            raise

    raw.wait = wait_so_long  # type: ignore[method-assign]  # of this connection alone
