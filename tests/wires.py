"""Feeds of agencies, and what they sent, for tests."""

from __future__ import annotations

import hashlib
import itertools
from datetime import datetime
from typing import Any

from django.utils import timezone

from articles.models import WireFeed, WireFile, WireRefusal
from tests import factories

counter = itertools.count(1)


def feed(name: str = "", **fields: Any) -> WireFeed:
    """One that sends to us, if nothing else is said."""
    number = next(counter)
    given = {"name": name or f"Feed {number}", "way": WireFeed.Way.PUSH, "digest": str(number)} | fields
    return WireFeed.objects.create(**{"agency": given.get("agency") or factories.agency()} | given)


def file(data: bytes = b"<newsItem/>", *, of: WireFeed | None = None, at: datetime | None = None) -> WireFile:
    of = of or feed()
    return WireFile.objects.create(
        feed=of,
        agency=of.agency,
        name="wire.xml",
        received_at=at or timezone.now(),
        digest=hashlib.sha256(data).hexdigest(),
        data=data,
    )


def refusal(of: WireFeed | None = None, reason: str = "It ends too early.", **fields: Any) -> WireRefusal:
    now = timezone.now()
    given = {"name": "wire.xml", "line": 7, "digest": "", "size": 7, "data": b"<broken"}
    return WireRefusal.objects.create(
        **{"feed": of or feed(), "reason": reason, "at": now, "last_at": now} | given | fields
    )
