"""Where agencies send copy to: one address for each feed, opened by its secret.

What is sent is kept before it is answered. Nobody is told whether a feed is there. No cookie is looked at.
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

from articles.incoming import storing
from articles.incoming.outcome import Outcome, writable
from articles.models import WireFeed
from articles.wire.item import Refused
from house import keys
from house.web import DESK_API

LARGEST = 20 * 1024 * 1024
METHODS = ("POST", "PUT")


@csrf_exempt
def take(request: HttpRequest, pk: int, name: str = "") -> HttpResponse:
    """Take one file. 202 says that it is kept, and what of it was new."""
    feed = opened_by(request, pk)
    if feed is None:
        words = "This opens nothing here. Send the secret of the feed as “Authorization: Bearer …”."
        return _no(401, words, {"WWW-Authenticate": 'Bearer, Basic realm="wires"'})
    if request.method not in METHODS:
        return _no(405, "Send what is to be kept with POST or PUT.", {"Allow": ", ".join(METHODS)})
    if not feed.is_active or feed.way != WireFeed.Way.PUSH:
        return _no(409, "Nothing is taken by this feed now: the desk has switched it off.")
    try:
        data = _body(request)
    except _NotTaken as problem:
        return _no(problem.status, str(problem))
    # What a mistake of ours cannot keep is a refusal that the desk sees. Otherwise agencies would send it for ever.
    sent = storing.Sent(name or "sent", data)
    (outcome,) = storing.keep_each(feed, [sent], received_at=timezone.now())
    return _told(outcome)


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


def _told(outcome: Outcome) -> JsonResponse:
    facts: dict[str, Any] = {"items": outcome.items, "new": outcome.kept, "known": outcome.was_known}
    if outcome.refused:
        facts["refused"] = [_refusal(one) for one in outcome.refused[:50]]
    if outcome.is_refused:
        facts = {"why": writable(str(outcome.refused[0]))} | facts
    return _answer(422 if outcome.is_refused else 202, facts)


def _refusal(refused: Refused) -> dict[str, Any]:
    return {"why": writable(refused.reason)} | ({"line": refused.line} if refused.line else {})


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
