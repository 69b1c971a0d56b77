"""Follows the changes of site tables, so that a page that is kept is shown only while nothing on it has changed.

`articles/records/freshness.py` has triggers write every change down in its own transaction. A thread of each process
asks a few times a second; after a request that may have written something, it is asked at once.
"""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections.abc import Collection, Iterable

from django.db import DatabaseError, InterfaceError, connection

from articles.models import Freshness
from articles.models.page_keys import ANY, EVERYTHING, Keys
from newsroom.pagecache.by_the_clock import Clock

logger = logging.getLogger(__name__)

EVERY = 0.2  # seconds
# Whoever has not looked for longer, such as a process that was stopped, takes everything for changed: by then changes
# may have been forgotten.
REMEMBERS = 3600.0
LOG = Freshness._meta.db_table
MOST_KEYS = 20_000  # that are remembered; beyond it everything has changed

# The keys of what has been committed, however long ago it began, that had not been visible at the last look. Numbers
# beyond the present come from a database that was restored from another's dump. What a replica shows does not tell
# apart who has committed and who has not: there a change is news until everything that began before it has ended.
SINCE = (
    f"SELECT pg_current_snapshot()::text, ARRAY(SELECT DISTINCT key FROM {LOG} "  # noqa: S608 # only names of ours are put in
    "WHERE number >= pg_snapshot_xmin(%s::pg_snapshot)::text::bigint "
    "AND number < pg_snapshot_xmax(pg_current_snapshot())::text::bigint "
    "AND (pg_is_in_recovery() OR NOT pg_visible_in_snapshot(number::text::xid8, %s::pg_snapshot)))"
)


class Following:
    """What this process knows of changes: a number that grows with each, and None before the first look.

    Beside it, for each key, the number of its last change. Readers of these take no lock: what is written first here
    is read last there.
    """

    def __init__(self) -> None:
        self.generation: int | None = None
        self.changed: dict[str, int] = {}
        self.all_changed = 0
        self.numbers = itertools.count(1)
        self.forgotten = object()
        """Another one each time that all was forgotten."""
        self.database, self.is_sure = "", False
        self.seen: str | None = None
        self.looked_at = 0.0
        self.clock = Clock()
        self.lock = threading.Lock()
        self.is_followed = self.is_away = False

    def look(self) -> None:
        """Ask the database by the connection of this thread. Nobody's answer is put in front of a newer one."""
        with self.lock:
            now = time.time()
            is_recent = abs(now - self.looked_at) < REMEMBERS
            forgotten = self.forgotten
            database = self.database if self.is_sure else which_database()
            is_known = self.generation is not None and is_recent and database == self.database
            seen, keys = ask(self.seen if is_known else None)
            has_turned = self.clock.look(has_changed=keys is None or bool(keys))
            if keys is None or has_turned or EVERYTHING in keys or len(self.changed) > MOST_KEYS:
                number = self.all_changed = next(self.numbers)
                self.changed = {}
                self.generation = number
            elif keys:
                number = next(self.numbers)
                self.changed.update(dict.fromkeys((*keys, ANY), number))
                self.generation = number
            # Only now: a question that fails half-way is asked once more, whole.
            self.database, self.seen, self.looked_at, self.is_sure = database, seen, now, True
            if forgotten is not self.forgotten:
                self.generation = None

    def is_untouched(self, keys: Iterable[str], since: int) -> bool:
        """Whether nothing with one of these keys has changed since the generation with that number."""
        changed = self.changed
        return all(changed.get(key, 0) <= since for key in keys) and self.all_changed <= since

    def is_untouched_since(self, seen: str, keys: Keys) -> bool:
        """The same by the database itself, of a page that another process made when it showed that."""
        try:
            changed = ask(seen)[1]
        except (DatabaseError, InterfaceError):
            return False
        if changed is None:
            return False
        return not changed or keys.isdisjoint({*changed, ANY})

    def look_or_forget(self) -> None:
        """After somebody may have written: if that cannot be known, nothing that is kept may be shown."""
        try:
            self.look()
        except (DatabaseError, InterfaceError):
            self.forget()

    def forget(self) -> None:
        """At once, though somebody may be looking and wait for the database: they see it when they end."""
        self.forgotten = object()
        self.generation = None

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
        while True:
            self.look_again()
            time.sleep(EVERY)

    def look_again(self) -> None:
        """One look of the thread: without the database, at the clock alone."""
        try:
            # No request begins in this thread: nobody else sees that the file of SQLite is another one by now.
            connection.close_if_unusable_or_obsolete()
            connection.close_if_health_check_failed()
            if connection.connection is None:
                self.is_sure = False
            self.look()
            self.is_away = False
        except (DatabaseError, InterfaceError) as problem:
            if not self.is_away:
                logger.warning(
                    "Changes cannot be followed; pages that are kept go on being shown: %s", problem
                )
            self.is_away = True
            connection.close()
            self.is_sure = False
            if self.clock.has_ended():
                self.forget()


def ask(seen: str | None) -> tuple[str, Collection[str] | None]:
    """What the database shows now, and the keys of what is news to somebody who has seen that. None: all may be."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and seen is not None:
            cursor.execute(SINCE, [seen, seen])
            now, keys = cursor.fetchone()
            return now, keys
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_current_snapshot()::text")
            return str(cursor.fetchone()[0]), None
        cursor.execute(f"SELECT COALESCE(MAX(number), 0) FROM {LOG}")  # noqa: S608 # our own name
        (newest,) = cursor.fetchone()
        if seen is None or newest < int(seen):
            return str(newest), None
        if newest == int(seen):
            return seen, ()
        cursor.execute(f"SELECT key FROM {LOG} WHERE number > %s AND number <= %s", [int(seen), newest])  # noqa: S608 # only names of ours are put in
        return str(newest), {key for (key,) in cursor.fetchall()}


def which_database() -> str:
    """Another one after a backup was restored, or a replica took the primary's place: then numbers tell no news.

    A restored database has none of what changed; a replica may give numbers anew that the primary had given last.
    """
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT concat(to_regclass(%s)::oid, ' ', extract(epoch FROM pg_postmaster_start_time()))", [LOG]
        )
        return str(cursor.fetchone()[0])


following = Following()
