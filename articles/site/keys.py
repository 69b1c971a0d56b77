"""Keys of partners who read: what the site shows is open to everybody, and a key has a rate of its own.

The process for readers knows of a key its hash, its rate and until when it is good, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models.functions import Now
from django.http import HttpRequest

from articles.models import ReadingKey
from house import keys


@dataclass(frozen=True)
class Asker:
    """Who asks, as far as it matters: under which name requests are counted, and how many a minute are answered."""

    name: str
    rate: int

    def seconds_to_wait(self) -> int:
        """Count this request: 0 if it is answered, or how long to wait."""
        return keys.seconds_to_wait(self.name, self.rate)


def asker(request: HttpRequest) -> Asker | None:
    """Whose key came with the request; None if it is not known, or not any more. One query."""
    key = keys.sent_with(request.headers)
    if not key:
        return None
    digest = keys.digest_of(key)
    rate = (
        ReadingKey.objects.filter(digest=digest, expires_at__gt=Now()).values_list("rate", flat=True).first()
    )
    return Asker(keys.name_of(digest), rate) if rate else None
