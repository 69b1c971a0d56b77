"""What is looked at before anything is done: the key, its rate, and the kind and the size of what is sent.

Nobody is told whether a key was never there, was revoked or has expired. No cookie is looked at.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from articles.filing import keys
from articles.filing.keys import Caller
from articles.filing.refusing import NotDone
from articles.models import KeyScope
from house import keys as house_keys

UNKNOWN = "This key opens nothing here. Send one that does as “Authorization: Bearer …”."
TOO_OFTEN = "This key has asked as often as it may in a minute. Ask again later."
OTHER_SCOPE = "This key may not do that: it is for {}."
# A text of a story may have two million bytes, and JSON may write each of its letters as six.
LARGEST = 12_000_000
TOO_LARGE = f"That is more than {LARGEST // 1_000_000} MB. A text for a story is shorter."
NO_JSON = "Send JSON, and say so: “Content-Type: application/json”."


class DeskKey(HttpBearer):
    """Lets in a key that has one of these scopes."""

    def __init__(self, *scopes: KeyScope) -> None:
        super().__init__()
        self.scopes = scopes

    def __call__(self, request: HttpRequest) -> Caller:
        return self.authenticate(request, house_keys.sent_with(request.headers))

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        caller = keys.opened_by(token, timezone.now())
        if caller is None:
            raise NotDone(401, UNKNOWN, headers={"WWW-Authenticate": "Bearer"})
        key = caller.key
        if wait := house_keys.seconds_to_wait(house_keys.name_of(key.digest), key.rate):
            raise NotDone(429, TOO_OFTEN, headers={"Retry-After": str(wait)})
        if not set(self.scopes) & set(key.scopes):
            raise NotDone(403, OTHER_SCOPE.format(" and ".join(key.scopes)))
        if request.method in {"POST", "PATCH"}:
            _refuse_what_is_not_read(request)
        return caller


def _refuse_what_is_not_read(request: HttpRequest) -> None:
    if request.content_type != "application/json":
        raise NotDone(415, NO_JSON)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LARGEST:
        raise NotDone(413, TOO_LARGE)
