"""Keys of partners who read: what the site shows is open to everybody, and a key has a rate of its own.

The process for readers knows of a key its hash, its rate and until when it is good, and nothing else. Nobody is told
whether a key was never there, was revoked or has expired.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

from articles.models import ReadingKey
from articles.site.other_sites import for_other_sites
from articles.site.report import network
from house import keys
from house.web import READERS_API

UNKNOWN = "This key is not known here, or not any more. Without a key, what the site shows is open."
TOO_OFTEN = "Ask again later. A key of the newsroom’s may ask more often."


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
    good = ReadingKey.objects.filter(digest=digest, expires_at__gt=Now())
    rate = good.values_list("rate", flat=True).first()
    return Asker(keys.name_of(digest), rate) if rate else None


def without_key(request: HttpRequest) -> Asker:
    """All of one network together; its address is not kept."""
    return Asker(salted_hmac("api", network(request)).hexdigest()[:32], settings.API_RATE)


def answer_by_rate(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Look at the key that comes with a request to the API for readers, and count it."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        # What a browser asks before it lets a script ask comes without a key, and costs nothing.
        if not request.path_info.startswith(READERS_API) or request.method == "OPTIONS":
            return get_response(request)
        if "Authorization" in request.headers:
            who = asker(request)
            if who is None:
                refusal = _problem(401, "Unknown key", UNKNOWN, {"WWW-Authenticate": "Bearer"})
                return for_other_sites(request, refusal)
        elif settings.API_RATE:
            who = without_key(request)
        else:
            return get_response(request)
        if wait := who.seconds_to_wait():
            refusal = _problem(429, "Too many requests", TOO_OFTEN, {"Retry-After": str(wait)})
            return for_other_sites(request, refusal)
        return get_response(request)

    return answer


def _problem(status: int, title: str, detail: str, headers: dict[str, str]) -> HttpResponse:
    """As RFC 9457 has it. No cache may give it to others."""
    said = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    alone = {"Cache-Control": "private, no-store"}
    return HttpResponse(
        json.dumps(said, ensure_ascii=False),
        status=status,
        content_type="application/problem+json",
        headers=alone | headers,
    )
