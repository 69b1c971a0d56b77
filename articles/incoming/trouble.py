"""Why nothing could be had from a feed."""

from __future__ import annotations

from datetime import timedelta


class Trouble(Exception):
    """In one sentence for the desk. `wait` is for how long the other side asks to be left alone."""

    def __init__(self, words: str, wait: timedelta = timedelta(0)) -> None:
        super().__init__(words)
        self.words, self.wait = words, wait
