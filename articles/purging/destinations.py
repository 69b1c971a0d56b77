"""The caches in front of us that PURGE_URLS names, and how each is told that pages have changed.

Pages are dropped, not marked as old: a mark would let a cache show the old page once more, or a withdrawn one while
we do not answer.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from itertools import islice
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings

TIMEOUT = 5  # seconds
# What browsers ask for; a cache may keep a page once for each.
ENCODINGS = ("br", "gzip", "identity")


class NotPurged(Exception):
    """A cache was not told, or did not do it. The words are for the ledger."""


class Cache(ABC):
    """One cache. `name` says which, and holds no token."""

    by_address = False

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.token, _, self.place = parts.netloc.rpartition("@")
        self.name = f"{parts.scheme} {self.place}"
        self.api = parse_qs(parts.query).get("api", [""])[0]

    @abstractmethod
    def purge(self, names: Iterable[str]) -> None:
        """Drop the pages with these keys, or at these addresses where it is `by_address`. Raises NotPurged."""


class Fastly(Cache):
    AT_ONCE = 256

    def purge(self, names: Iterable[str]) -> None:
        for some in parts_of(names, self.AT_ONCE):
            headers = {
                "Fastly-Key": self.token,
                "Accept": "application/json",
                "Surrogate-Key": " ".join(some),
            }
            api = self.api or "https://api.fastly.com"
            ask(f"{api}/service/{self.place}/purge", "POST", headers)


class Cloudflare(Cache):
    AT_ONCE = 30

    def purge(self, names: Iterable[str]) -> None:
        api = self.api or "https://api.cloudflare.com/client/v4"
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        for some in parts_of(names, self.AT_ONCE):
            body = json.dumps({"tags": some}).encode()
            told = ask(f"{api}/zones/{self.place}/purge_cache", "POST", headers, body)
            if not is_success(told):
                raise NotPurged(f"it answered {told[:200].decode(errors='replace')}")


class Varnish(Cache):
    """With vmod xkey, as docs/caches/varnish.vcl has it."""

    AT_ONCE = 100

    def purge(self, names: Iterable[str]) -> None:
        for some in parts_of(names, self.AT_ONCE):
            ask(f"http://{self.place}/", "PURGE", {"Host": host(), "xkey-purge": " ".join(some)})


class ByAddress(Cache):
    """Whatever takes PURGE of an address, as docs/caches/nginx.conf has it."""

    by_address = True

    def purge(self, names: Iterable[str]) -> None:
        for path in names:
            for encoding in ENCODINGS:
                headers = {"Host": host(), "X-Forwarded-Proto": scheme(), "Accept-Encoding": encoding}
                # It may have had no such page, or have fetched the one that says so.
                ask(f"http://{self.place}{path}", "PURGE", headers, well=(404, 410))


KINDS: dict[str, Callable[[str], Cache]] = {
    "fastly": Fastly,
    "cloudflare": Cloudflare,
    "varnish": Varnish,
    "purge": ByAddress,
}


def caches() -> list[Cache]:
    return [KINDS[urlsplit(address).scheme](address) for address in settings.PURGE_URLS]


def ask(
    address: str, method: str, headers: dict[str, str], body: bytes = b"", *, well: Sequence[int] = ()
) -> bytes:
    """What is answered, if it is 2xx or one of `well`."""
    parts = urlsplit(address)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT)
    try:
        connection.request(method, parts.path or "/", body or None, headers)
        answer = connection.getresponse()
        told = answer.read()
    except (OSError, HTTPException, ValueError) as problem:
        raise NotPurged(f"it does not answer ({in_a_line(problem)})") from problem
    finally:
        connection.close()
    if not 200 <= answer.status < 300 and answer.status not in well:
        raise NotPurged(f"it answered {answer.status} {answer.reason}".strip())
    return told


def is_success(told: bytes) -> bool:
    try:
        answer: Any = json.loads(told)
    except ValueError:
        return False
    return isinstance(answer, dict) and answer.get("success") is True


def parts_of(names: Iterable[str], size: int) -> Iterator[list[str]]:
    left = iter(names)
    while some := list(islice(left, size)):
        yield some


def host() -> str:
    """As readers ask for the site."""
    return urlsplit(settings.SITE_URL).netloc


def scheme() -> str:
    return urlsplit(settings.SITE_URL).scheme


def in_a_line(problem: Exception) -> str:
    return " ".join(str(problem).split()) or type(problem).__name__
