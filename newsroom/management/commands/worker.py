"""What has to be done without anybody asking for it: a loop over duties, each of which finds its own work.

No queue: a duty looks in the database for what is due and does it, so nothing is lost when the worker is killed, and
starting it again is all it takes. Two workers do no harm. docs/decisions/0016-sweeping-not-queueing.md says why.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from articles import public_copies, reports, sittings
from articles.fronts import going_live
from mail import outbox
from media import notices, publicity, sweeping
from media.library import search

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Duty:
    """Something done again and again; `do` gets the time and says how much it did."""

    what: str
    do: Callable[[datetime], int]
    seconds: int = 0
    """Not more often than this."""
    piecemeal: bool = False
    """It does one piece at a time, so that others get their turn, and is asked again while there are more."""


DUTIES = (
    Duty("fronts put live at their time", going_live.on_time),
    Duty("pictures taken out of pages as their rights ended", public_copies.end_rights),
    Duty("sittings settled", lambda now: sittings.settle_left_behind(now=now)),
    Duty("notices of rights that end soon", notices.tell, seconds=300),
    Duty("letters sent", outbox.send, piecemeal=True),
    Duty("pictures seen to", publicity.see_to_a_picture, piecemeal=True),
    Duty("pictures made findable", lambda now: search.catch_up(), piecemeal=True),
    Duty("files that no picture has deleted", sweeping.sweep, seconds=3600),
    Duty("names of readers forgotten", lambda now: reports.forget_senders(now=now), seconds=3600),
    Duty("old autosaves pruned", lambda now: sittings.tidy(now=now), seconds=3600),
)
# A picture that may not be shown any more must be gone within a minute, whatever there is to draw.
A_TURN = 20


class Command(BaseCommand):
    help = (
        "Does what is due: puts fronts live at their time, takes pictures out of pages when their rights end, "
        "settles sittings that editors left behind, makes the files of pictures that live stories show. Runs until "
        "it is told to stop."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Do all that is due now, then end.")
        parser.add_argument(
            "--every", type=float, default=5, metavar="SECONDS", help="How long to wait between two rounds."
        )

    def handle(self, *, once: bool = False, every: float = 5, **_: Any) -> None:
        self.stopping = threading.Event()
        self.turn: float | None = None if once else A_TURN
        if once:
            for duty in DUTIES:
                self.perform(duty)
            return
        for kind in (signal.SIGTERM, signal.SIGINT):
            signal.signal(kind, lambda *_: self.stopping.set())
        next_time = dict.fromkeys(DUTIES, 0.0)
        while not self.stopping.is_set():
            for duty in DUTIES:
                if next_time[duty] <= time.monotonic() and not self.stopping.is_set():
                    next_time[duty] = time.monotonic() + duty.seconds
                    self.perform(duty)
            self.stopping.wait(every)

    def perform(self, duty: Duty) -> None:
        # A connection that the database has dropped meanwhile would fail every round from now on.
        close_old_connections()
        began, count = time.monotonic(), 0
        try:
            while done := duty.do(timezone.now()):
                count += done
                in_time = self.turn is None or time.monotonic() - began < self.turn
                if not duty.piecemeal or self.stopping.is_set() or not in_time:
                    break
        except Exception:
            logger.exception("A duty failed, and will be tried again: %s.", duty.what)
        if count:
            self.stdout.write(f"{timezone.localtime():%Y-%m-%d %H:%M:%S} {duty.what}: {count}")
            self.stdout.flush()
