"""Pages that are kept, so many bytes of them. The least recently used are given up first."""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from functools import lru_cache
from typing import NamedTuple

from articles.models.page_keys import Keys

Name = tuple[str, ...]
"""Its last part is the query."""
Headers = list[tuple[str, str]]

NOT_WITH_304 = {"content-type", "content-length", "content-encoding", "content-language"}
# Of a page beside its body: its name, its own headers and what Python needs to hold them together; and of each key.
BESIDE = 1200
A_KEY = 100
# This part of all bytes is for addresses that lead nowhere, and for those with a query.
MADE_UP = 8


class Page(NamedTuple):
    status: str
    headers: Headers
    unchanged: Headers
    """What goes with 304."""
    body: list[bytes]
    etag: str
    keys: tuple[str, ...]
    generation: int
    """At least until then nothing with these keys had changed since the page was made."""

    @property
    def size(self) -> int:
        return sum(map(len, self.body)) + BESIDE + A_KEY * len(self.keys)


def page_of(status: str, headers: Headers, body: bytes, keys: Keys, generation: int) -> Page:
    """Pages have most of their headers and keys in common, and hold them in common."""
    headers = [pair(key, value) for key, value in headers]
    unchanged = [one for one in headers if one[0].lower() not in NOT_WITH_304]
    etag = next((value for key, value in headers if key == "ETag"), "")
    return Page(
        sys.intern(status), headers, unchanged, [body], etag, tuple(map(sys.intern, keys)), generation
    )


@lru_cache(maxsize=1024)
def pair(key: str, value: str) -> tuple[str, str]:
    """The same object for the same header."""
    return key, value


def is_made_up(name: Name, status: str) -> bool:
    """Whether there are as many addresses like this one as anybody likes to make up."""
    return status.startswith("404 ") or bool(name[-1])


class Kept:
    """Two shelves, so that addresses which anybody can make up push out their like, and no page of the paper."""

    def __init__(self, most: int) -> None:
        self.pages = Shelf(most - most // MADE_UP)
        self.made_up = Shelf(most // MADE_UP)

    def get(self, name: Name) -> Page | None:
        return self.pages.get(name) or self.made_up.get(name)

    def put(self, name: Name, page: Page) -> None:
        shelves = (self.made_up, self.pages)
        here, there = shelves if is_made_up(name, page.status) else shelves[::-1]
        there.drop(name)
        here.put(name, page)

    def drop(self, name: Name) -> None:
        self.pages.drop(name)
        self.made_up.drop(name)


class Shelf:
    """No more bytes than `most`."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.bytes = 0
        self.pages: OrderedDict[Name, Page] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, name: Name) -> Page | None:
        with self.lock:
            page = self.pages.get(name)
            if page is not None:
                self.pages.move_to_end(name)
            return page

    def put(self, name: Name, page: Page) -> None:
        with self.lock:
            self._drop(name)
            if page.size > self.most:
                return
            self.pages[name] = page
            self.bytes += page.size
            while self.bytes > self.most:
                self._drop(next(iter(self.pages)))

    def drop(self, name: Name) -> None:
        with self.lock:
            self._drop(name)

    def _drop(self, name: Name) -> None:
        if (page := self.pages.pop(name, None)) is not None:
            self.bytes -= page.size
