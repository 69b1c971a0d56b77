"""The clock of a newsroom is its database's: what is due at a time is due on all machines at the same moment.

A scheduled front, the end of a picture's rights and when a cache is told again are weighed by `timezone.now` in many
places, on machines whose clocks may be seconds apart. Then one process would show for seconds what another
does not show any more, and a worker would tell a cache for the second time before the first has had its effect.
So each process finds out with every connection how far its clock is from the database's, and its `timezone.now` is
the time there. The log, and durations, have the machine's own time.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.utils import timezone

# Less is not worth a time that may jump.
UNNOTICED = timedelta(seconds=0.2)

of_this_machine = timezone.now


class Difference:
    """What the database's clock is ahead of this machine's."""

    ahead = timedelta(0)

    def now(self) -> datetime:
        return of_this_machine() + self.ahead

    def learn(self, sender: Any, connection: BaseDatabaseWrapper, **_: Any) -> None:
        # The reports of readers go to another machine than the one whose rows are read.
        if connection.vendor != "postgresql" or connection.alias != "default":
            return
        with connection.cursor() as cursor:
            began = of_this_machine()
            cursor.execute("SELECT clock_timestamp()")
            (theirs,) = cursor.fetchone()
            half = (of_this_machine() - began) / 2
        ahead = theirs - (began + half)
        # A slow answer tells less: what may be the way there and back is no difference.
        if abs(ahead - self.ahead) > half + UNNOTICED:
            self.ahead = ahead if abs(ahead) > half + UNNOTICED else timedelta(0)


def keep() -> None:
    """Follow the database's clock with every connection that this process makes from now on.

    It comes before Django loads any model: columns that begin with the time keep the function that they were given.
    """
    difference = Difference()
    connection_created.connect(difference.learn, weak=False, dispatch_uid="newsroom.clock")

    # Migrations name it as they name Django's.
    @wraps(of_this_machine)
    def now() -> datetime:
        return difference.now()

    timezone.now = now
