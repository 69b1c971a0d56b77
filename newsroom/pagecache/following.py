"""Follows the changes of site tables, so that a page that is kept is shown only while nothing has changed.

`articles/records/freshness.py` has triggers write every change down in its own transaction. A thread of each process
asks a few times a second; after a request that may have written something, it is asked at once.
"""

from __future__ import annotations

import itertools
import logging
import threading
import time

from django.db import DatabaseError, InterfaceError, connection

from articles.models import Freshness

logger = logging.getLogger(__name__)

EVERY = 0.2  # seconds
# Whoever has not looked for longer, such as a process that was stopped, takes everything for changed: by then changes
# may have been forgotten.
REMEMBERS = 3600.0
LOG = Freshness._meta.db_table

# What has been committed, however long ago it began, that had not been visible at the last look. Numbers beyond the
# present come from a database that was restored from another's dump.
SINCE = (
    f"SELECT pg_current_snapshot()::text, EXISTS (SELECT 1 FROM {LOG} "  # noqa: S608
    "WHERE number >= pg_snapshot_xmin(%s::pg_snapshot)::text::bigint "
    "AND number < pg_snapshot_xmax(pg_current_snapshot())::text::bigint "
    "AND NOT pg_visible_in_snapshot(number::text::xid8, %s::pg_snapshot))"
)


class Following:
    """What this process knows of changes: a number that grows with each, and None before the first look."""

    def __init__(self) -> None:
        self.generation: int | None = None
        self.numbers = itertools.count(1)
        self.seen: str | None = None
        self.looked_at = 0.0
        self.lock = threading.Lock()
        self.is_followed = False

    def look(self) -> None:
        """Ask the database by the connection of this thread. Nobody's answer is put in front of a newer one."""
        with self.lock:
            now = time.time()
            is_recent = abs(now - self.looked_at) < REMEMBERS
            self.seen, has_changed = ask(self.seen if is_recent else None)
            self.looked_at = now
            if has_changed:
                self.generation = next(self.numbers)

    def look_or_forget(self) -> None:
        """After somebody may have written: if that cannot be known, nothing that is kept may be shown."""
        try:
            self.look()
        except (DatabaseError, InterfaceError):
            with self.lock:
                self.generation = self.seen = None

    def begin(self) -> None:
        """Start the thread, in the process that answers readers."""
        if self.is_followed:
            return
        with self.lock:
            if self.is_followed:
                return
            self.is_followed = True
        threading.Thread(target=self.follow, name="pagecache", daemon=True).start()

    def follow(self) -> None:
        is_away = False
        while True:
            try:
                self.look()
                is_away = False
            except (DatabaseError, InterfaceError) as problem:
                if not is_away:
                    logger.warning(
                        "Changes cannot be followed; pages that are kept go on being shown: %s", problem
                    )
                is_away = True
                connection.close()
            time.sleep(EVERY)


def ask(seen: str | None) -> tuple[str, bool]:
    """What the database shows now, and whether this is news to somebody who has seen that."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and seen is not None:
            cursor.execute(SINCE, [seen, seen])
            now, has_changed = cursor.fetchone()
            return now, has_changed
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_current_snapshot()::text")
        else:
            cursor.execute(f"SELECT COALESCE(MAX(number), 0) FROM {LOG}")  # noqa: S608 # our own name
        now = str(cursor.fetchone()[0])
    return now, now != seen


following = Following()
