"""Whether readers' own database, a replica, has what was written: before that a cache gets the old page again.

The worker knows it where SITE_DATABASE_URL is among its settings too. Times are the primary's on both sides.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import DatabaseError, InterfaceError, connections

logger = logging.getLogger(__name__)

SITE = "site"
HAS_COME = "SELECT NOT pg_is_in_recovery() OR COALESCE(pg_last_xact_replay_timestamp() >= %s, false)"


def has_come(at: datetime) -> bool:
    """Whether it shows what had been written by then. If it does not answer, nothing better is known than that."""
    if SITE not in connections.databases or connections[SITE].vendor != "postgresql":
        return True
    # A connection may be to a database that has been started anew since it was asked before.
    was_open = connections[SITE].connection is not None
    for is_last in (False, True) if was_open else (True,):
        try:
            with connections[SITE].cursor() as cursor:
                cursor.execute(HAS_COME, [at])
                return bool(cursor.fetchone()[0])
        except (DatabaseError, InterfaceError) as problem:
            connections[SITE].close()
            if is_last:
                logger.warning(
                    "The site's database does not say whether it has the newest changes: %s", problem
                )
    return True
