"""Turns of feeds, each in a thread of its own: one that hangs is left to itself, and holds up no other.

A feed has one turn of a kind at a time. A thread that hangs in the system, as in a folder of a server that has gone
away, cannot be ended: it costs its memory until the folder answers.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Turn:
    thread: threading.Thread
    began: float = field(default_factory=time.monotonic)
    answers: list[bool] = field(default_factory=list)


class Turns:
    """Those of one kind, by the numbers of feeds."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.going: dict[int, Turn] = {}

    def begin(self, pk: int, work: Callable[[], bool | None]) -> None:
        """Start one, if none of this feed is going."""
        if pk in self.going:
            return

        def answer() -> None:
            turn.answers.append(bool(work()))

        turn = Turn(threading.Thread(target=answer, name=f"{self.name} {pk}", daemon=True))
        self.going[pk] = turn
        turn.thread.start()

    def finished(self, seconds: float = 0) -> set[int]:
        """Those that have ended and said yes, after waiting so long for all together. They are forgotten."""
        deadline = time.monotonic() + seconds
        for turn in self.going.values():
            # One that hung before is not waited for again.
            if seconds and time.monotonic() - turn.began < seconds:
                turn.thread.join(max(deadline - time.monotonic(), 0))
        ended = {pk: turn for pk, turn in self.going.items() if not turn.thread.is_alive()}
        self.going = {pk: turn for pk, turn in self.going.items() if pk not in ended}
        # One that failed is worth a look, which says why.
        return {pk for pk, turn in ended.items() if turn.answers != [False]}

    def hanging(self, seconds: float) -> set[int]:
        return {pk for pk, turn in self.going.items() if time.monotonic() - turn.began > seconds}

    def leave(self, seconds: float) -> None:
        """Wait for those that are going, when the process ends."""
        deadline = time.monotonic() + seconds
        for turn in self.going.values():
            turn.thread.join(max(deadline - time.monotonic(), 0))
