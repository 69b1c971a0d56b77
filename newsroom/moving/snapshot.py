"""One moment of the database, however long it is read: what others write meanwhile is not seen, and nobody waits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """A transaction that only reads. On SQLite it does not take the place of a writer, as our others do."""
    if connection.in_atomic_block:
        raise RuntimeError("A moment is a transaction of its own.")
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    usual = connection.transaction_mode  # type: ignore[attr-defined]  # of SQLite
    connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]  # of SQLite
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM django_migrations")  # the first look is the moment
            yield
    finally:
        connection.transaction_mode = usual  # type: ignore[attr-defined]  # of SQLite
