"""The worker: a loop over duties, which are done without anybody asking. Each duty finds its own work.

There is no queue: a duty looks in the database for what is due and does it. So nothing is lost when the worker is
killed; it is enough to start it again. Two workers do no harm. docs/decisions/0016-sweeping-not-queueing.md says why.
A round begins with one question about all duties, and mostly ends with it; newsroom/duties.py has the duties.
"""

from __future__ import annotations

import logging
import math
import signal
import threading
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from articles.announcing import delivering as announcing
from articles.incoming import fetching
from articles.links import checking
from articles.partners import delivering as partners
from articles.purging import delivering, replica
from newsroom import heartbeat, patience
from newsroom.duties import (
    ANNOUNCING,
    CHECKING,
    DUTIES,
    FETCHING,
    SENDING,
    TELLING,
    Asking,
    Duty,
    seconds_to_next,
)
from newsroom.watching.log_lines import with_fields

logger = logging.getLogger(__name__)


class DatabaseAway(Exception):
    """The database does not answer, so no duty can work."""


# Seconds for one piecemeal duty: a picture whose rights have ended must be gone within a minute, however many others
# are to be drawn.
A_TURN = 20
# Between two rounds, if something is due and cannot be done.
SHORTEST_REST = 0.2
# A duty that fails is tried again after longer and longer pauses, but within that minute; one that has times to keep
# always after the shortest, since a lock that was waited for in vain must not keep other stories from going out.
SHORTEST_PAUSE, LONGEST_PAUSE = 5, 60


class Command(BaseCommand):
    help = (
        "Does what is due: publishes and withdraws stories at their time, puts fronts live at their time, takes "
        "pictures out of pages when their rights end, settles sittings that editors left behind, makes the files of "
        "pictures that published stories show. Runs until it is told to stop."
    )

    # When something is due to the second, by the monotonic clock, as far as was known after the last round.
    next_due = math.inf

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Do all that is due now, then end.")
        parser.add_argument(
            "--every", type=float, default=5, metavar="SECONDS", help="How long to wait between two rounds."
        )

    def handle(self, *, once: bool = False, every: float = 5, **_: Any) -> None:
        patience.keep_with(replica.SITE)
        self.stopping = threading.Event()
        self.turn: float | None = None if once else A_TURN
        self.heart = heartbeat.Heartbeat(by_timer=once, now=timezone.now())
        self.next_beat = 0.0
        if once:
            self.do_all_once()
            return
        for kind in (signal.SIGTERM, signal.SIGINT):
            signal.signal(kind, lambda *_: self.stopping.set())
        self.next_time = dict.fromkeys(DUTIES, 0.0)
        self.failures = dict.fromkeys(DUTIES, 0)
        self.asking = Asking(DUTIES)
        delivering.begin(self.stopping)
        announcing.begin(self.stopping)
        checking.begin(self.stopping)
        partners.begin(self.stopping)
        fetching.begin(self.stopping)
        silent = 0
        while not self.stopping.is_set():
            wait = every
            try:
                self.go_round()
                silent = 0
            except DatabaseAway as problem:
                wait = max(every, pause_after(silent))
                silent += 1
                logger.error("The database does not answer (%s). Next try in %g seconds.", problem, wait)
            else:
                wait = self.until_next(every)
            self.stopping.wait(wait)

    def until_next(self, most: float) -> float:
        """Seconds to rest: a story that goes out in two of them is not left for five."""
        try:
            seconds = seconds_to_next(most + A_TURN)
        except Error:
            return most  # the next round finds out what is wrong
        self.next_due = time.monotonic() + seconds
        return min(seconds, most) or SHORTEST_REST

    def do_all_once(self) -> None:
        """Do every duty once, for a timer: the exit code says whether all went well."""
        try:
            duties = (*DUTIES, FETCHING, TELLING, ANNOUNCING, CHECKING, SENDING)
            failed = [duty for duty in duties if not self.attend_to(duty)]
            self.give_a_sign()
        except DatabaseAway as problem:
            raise CommandError(f"The database does not answer ({problem}).") from problem
        if failed:
            raise CommandError(f"Failed: {'; '.join(duty.what for duty in failed)}. The log says why.")

    def go_round(self) -> None:
        due = self.those_due()
        for duty in DUTIES:
            self.give_a_sign()
            if duty not in due or self.next_time[duty] > time.monotonic() or self.stopping.is_set():
                continue
            if self.attend_to(duty, failures=self.failures[duty]):
                pause, self.failures[duty] = 0, 0
            else:
                pause = pause_after(0 if duty.to_the_second else self.failures[duty])
                self.failures[duty] += 1
            self.next_time[duty] = time.monotonic() + max(duty.seconds, pause)

    def those_due(self) -> frozenset[Duty]:
        """The duties that have something to do, or cannot be asked. If no answer can be had, all of them."""
        try:
            return self.asking.answer(timezone.now())
        except Error as problem:
            # The connection may be one that the database has dropped. Each duty that fails says so itself.
            if isinstance(problem, OperationalError | InterfaceError) and not database_answers():
                raise DatabaseAway(in_a_line(problem)) from problem
            return frozenset(DUTIES)

    def attend_to(self, duty: Duty, *, failures: int = 0) -> bool:
        well = self.perform(duty, failures=failures)
        self.heart.note(duty.what, well=well, now=timezone.now())
        return well

    def give_a_sign(self) -> None:
        """Write into the database that this worker is alive, unless it has done so just now."""
        if self.next_beat > time.monotonic():
            return
        self.next_beat = time.monotonic() + heartbeat.EVERY
        close_old_connections()
        try:
            self.heart.beat(timezone.now())
        except Error as problem:
            if isinstance(problem, OperationalError | InterfaceError) and not database_answers():
                raise DatabaseAway(in_a_line(problem)) from problem
            logger.error("The worker's sign of life could not be written (%s).", in_a_line(problem))

    def perform(self, duty: Duty, *, failures: int = 0) -> bool:
        """Do a duty. Returns whether it went well. `failures` counts its failures since it last went well."""
        # A connection that the database has dropped would otherwise fail in every round from now on.
        close_old_connections()
        began, count, well = time.monotonic(), 0, True
        try:
            while done := duty.do(timezone.now()):
                count += done
                in_time = self.has_time(duty, began)
                if not duty.piecemeal or self.stopping.is_set() or not in_time:
                    break
        except Exception as problem:
            if isinstance(problem, OperationalError | InterfaceError) and not database_answers():
                raise DatabaseAway(in_a_line(problem)) from problem
            well = False
            # The traceback is logged once: a disk that is full over night would fill the log too.
            logger.error(
                "A duty failed, and will be tried again: %s (%s).",
                duty.what,
                in_a_line(problem),
                exc_info=problem if failures == 0 and not isinstance(problem, OSError) else None,
            )
        if count:
            self.say(duty, count, time.monotonic() - began)
        return well

    def has_time(self, duty: Duty, began: float) -> bool:
        """Whether a duty may do one more piece in its turn."""
        if self.turn is None:
            return True
        now = time.monotonic()
        return now - began < self.turn and (duty.to_the_second or now < self.next_due)

    def say(self, duty: Duty, count: int, seconds: float) -> None:
        if settings.LOG_FORMAT == "json":
            told = with_fields(duty=duty.what, count=count, milliseconds=round(seconds * 1000, 1))
            logger.info("%s: %s", duty.what, count, extra=told)
            return
        self.stdout.write(f"{timezone.localtime():%Y-%m-%d %H:%M:%S} {duty.what}: {count}")
        self.stdout.flush()


def pause_after(failures: int) -> int:
    return min(SHORTEST_PAUSE << min(failures, 10), LONGEST_PAUSE)


def database_answers() -> bool:
    """Does the database answer? Waiting too long for a lock raises the same kind of error as a missing server."""
    try:
        connection.close()
        connection.ensure_connection()
    except (OperationalError, InterfaceError):
        return False
    return True


def in_a_line(problem: Exception) -> str:
    return " ".join(str(problem).split()) or type(problem).__name__
