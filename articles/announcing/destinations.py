"""Who is told: the hubs of WEBSUB_HUBS, and where IndexNow is told. All are asked by `house.outside`."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.urls import reverse

from house import outside
from house.web import absolute

SECONDS = 8.0


class Destination(ABC):
    """One who is told. `name` says which, in the rows of the outbox too."""

    takes_feeds = True
    at_once = 30

    def __init__(self, name: str) -> None:
        self.name = name

    @abstractmethod
    def tell(self, paths: Sequence[str]) -> dict[str, str]:
        """Tell it that these have something new. What went wrong, by the path; of those that it took, nothing."""


class Hub(Destination):
    """A hub of WebSub, which takes one feed at a time. It then fetches the feed and hands it on."""

    # Asked together: a story stands in twenty feeds, and hubs are far away.
    TOGETHER = 6

    def tell(self, paths: Sequence[str]) -> dict[str, str]:
        problems: dict[str, str] = {}
        for start in range(0, len(paths), self.TOGETHER):
            some = paths[start : start + self.TOGETHER]
            found = dict(zip(some, outside.together(self.ping, some), strict=True))
            problems |= {path: why for path, why in found.items() if why}
            if all(found.values()):
                # It is away. Those behind these are not waited for one by one.
                return problems | dict.fromkeys(paths[start + self.TOGETHER :], found[some[-1]])
        return problems

    def ping(self, path: str) -> str:
        body = urlencode({"hub.mode": "publish", "hub.url": absolute(path)}).encode()
        return ask(self.name, "application/x-www-form-urlencoded", body)


class IndexNow(Destination):
    """Search engines, which take addresses of stories in bulk, and look for the key at an address of ours."""

    takes_feeds = False
    at_once = 1000

    def tell(self, paths: Sequence[str]) -> dict[str, str]:
        key = settings.INDEXNOW_KEY
        told = {
            "host": urlsplit(settings.SITE_URL).netloc,
            "key": key,
            "keyLocation": absolute(reverse("site:index_key", args=[key])),
            "urlList": [absolute(path) for path in paths],
        }
        why = ask(self.name, "application/json; charset=utf-8", json.dumps(told).encode())
        return dict.fromkeys(paths, why) if why else {}


def destinations() -> list[Destination]:
    found: list[Destination] = [Hub(address) for address in settings.WEBSUB_HUBS]
    if settings.INDEXNOW_KEY:
        found.append(IndexNow(settings.INDEXNOW_ENDPOINT))
    return found


def ask(address: str, kind: str, body: bytes) -> str:
    """Send this. What went wrong, or nothing."""
    try:
        answer = outside.ask(
            address,
            method="POST",
            headers={"Content-Type": kind},
            body=body,
            seconds=SECONDS,
            most_bytes=0,
        )
    except outside.OutsideProblem as problem:
        return problem.why
    return "" if answer.is_well else f"answered {answer.status} {answer.reason}".strip()
