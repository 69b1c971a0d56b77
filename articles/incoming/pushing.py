"""Where agencies send copy to: one address for each feed, opened by its secret.

What is sent is kept before it is answered, and read by the worker. Nobody is told whether a feed is there. No cookie
is looked at.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from articles.incoming import sendings, storing
from articles.incoming.outcome import Outcome, writable
from articles.models import WireFeed
from articles.wire import sniffing
from house import keys
from house.web import DESK_API

LARGEST = 20 * 1024 * 1024
# As often as no agency sends, but a program that has gone wrong does.
MOST_A_MINUTE = 600
METHODS = ("POST", "PUT")


@csrf_exempt
def take(request: HttpRequest, pk: int, name: str = "") -> HttpResponse:
    """Take one file. 202 says that it is kept, and will be read."""
    feed = opened_by(request, pk)
    if feed is None:
        words = "This opens nothing here. Send the secret of the feed as “Authorization: Bearer …”."
        return _no(401, words, {"WWW-Authenticate": 'Bearer, Basic realm="wires"'})
    if request.method not in METHODS:
        return _no(405, "Send what is to be kept with POST or PUT.", {"Allow": ", ".join(METHODS)})
    if not feed.is_active or feed.way != WireFeed.Way.PUSH:
        return _no(409, "Nothing is taken by this feed now: the desk has switched it off.")
    if wait := keys.seconds_to_wait(keys.name_of(feed.digest), MOST_A_MINUTE):
        words = f"That is more than {MOST_A_MINUTE} files in a minute. Send the rest later."
        return _no(429, words, {"Retry-After": str(wait)})
    try:
        data = _body(request)
    except _NotTaken as problem:
        return _no(problem.status, str(problem))
    now = timezone.now()
    if sniffing.parser_of(data) is None:
        # Nothing that could be read: the desk sees it, and whoever sent it hears why.
        (outcome,) = storing.keep_each(feed, [storing.Sent(name or "sent", data)], received_at=now)
        return _answer(422, {"kept": False} | _why(outcome))
    if sendings.is_full(feed):
        return _no(503, "Too much waits to be read. Send it again later.", {"Retry-After": "60"})
    return _answer(202, {"kept": True, "known": sendings.keep(feed, name or "sent", data, now)})


def opened_by(request: HttpRequest, pk: int) -> WireFeed | None:
    """The feed, if its secret is sent along. Agencies that know no other way send it as a password."""
    feed = WireFeed.objects.filter(pk=pk).first()
    kept = feed.digest if feed else ""
    secret = keys.sent_with(request.headers) or _password(request)
    # As long as it lasts for a feed that is there.
    is_right = hmac.compare_digest(keys.digest_of(secret).encode(), (kept or "-" * 64).encode())
    return feed if is_right else None


def _password(request: HttpRequest) -> str:
    scheme, _space, said = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic" or len(said) > 2 * keys.LONGEST:
        return ""
    try:
        return base64.b64decode(said.strip(), validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""


class _NotTaken(Exception):
    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


def _body(request: HttpRequest) -> bytes:
    too_large = _NotTaken(413, f"That is more than {LARGEST // 1024**2} MB. Send smaller files.")
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdecimal():
        raise _NotTaken(411, "Say how long it is, with Content-Length: what comes in pieces is not taken.")
    if int(length) > LARGEST:
        raise too_large
    try:
        data = request.body
    except RequestDataTooBig:
        raise too_large from None
    except (UnreadablePostError, RawPostDataException):
        raise _NotTaken(400, "It did not arrive whole.") from None
    if len(data) != int(length):
        raise _NotTaken(400, "It did not arrive whole.")
    if not data:
        raise _NotTaken(400, "Nothing was sent.")
    return data


def _why(outcome: Outcome) -> dict[str, Any]:
    return {"why": writable(str(outcome.refused[0]))} if outcome.refused else {}


def _no(status: int, why: str, headers: dict[str, str] | None = None) -> JsonResponse:
    return _answer(status, {"why": why}, headers)


def _answer(status: int, facts: dict[str, Any], headers: dict[str, str] | None = None) -> JsonResponse:
    return JsonResponse(facts, status=status, headers={"Cache-Control": "no-store"} | (headers or {}))


def address_of(feed: WireFeed) -> str:
    return f"{DESK_API}wire/{feed.pk}/"


addresses: list[URLPattern] = [
    path(f"{DESK_API.lstrip('/')}wire/<int:pk>/", take, name="wire_push"),
    path(f"{DESK_API.lstrip('/')}wire/<int:pk>/<str:name>", take, name="wire_push_named"),
]
