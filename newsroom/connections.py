"""Whether a connection to the database still stands, found out without asking the database.

Django keeps a connection from one request to the next, and before the first query of each it asks `SELECT 1`. That is
a question as long as the others: a fifth of what a page has to ask. Here a look suffices. A PostgreSQL that ends a
connection says so, or closes its end; both can be read before anything is sent. Of SQLite the file must be the one
that was opened: somebody may have put back a copy of the day before. A host that is gone says nothing to either way
of asking, and newsroom/patience.py limits how long a query waits for it.
"""

from __future__ import annotations

import os
import select
from collections.abc import Callable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


def look_only() -> None:
    """Check every connection that this process makes from now on by looking at it."""
    connection_created.connect(be_looked_at, dispatch_uid="newsroom.connections")


def be_looked_at(sender: Any, connection: BaseDatabaseWrapper, **_: Any) -> None:
    look = looking_at_postgresql if connection.vendor == "postgresql" else looking_at_the_file
    connection.is_usable = look(connection)  # type: ignore[method-assign]  # of this connection alone


def looking_at_postgresql(connection: BaseDatabaseWrapper) -> Callable[[], bool]:
    ask: Callable[[], bool] = type(connection).is_usable.__get__(connection)

    def is_usable() -> bool:
        # Asked after an error, and where something was said: a notice is no end.
        return (is_quiet(connection) and not connection.errors_occurred) or ask()

    return is_usable


def is_quiet(connection: BaseDatabaseWrapper) -> bool:
    """PostgreSQL has said nothing since its last answer, and has not closed its end."""
    raw: Any = connection.connection
    if raw.closed:
        return False
    ready = select.poll()
    ready.register(raw.fileno(), select.POLLIN)
    return not ready.poll(0)


def looking_at_the_file(connection: BaseDatabaseWrapper) -> Callable[[], bool]:
    name = str(connection.settings_dict["NAME"])
    opened = file_at(name)
    return lambda: file_at(name) == opened


def file_at(name: str) -> tuple[int, int] | None:
    try:
        found = os.stat(name)
    except OSError:
        return None
    return found.st_dev, found.st_ino
