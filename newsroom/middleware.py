"""What happens to a request before any view sees it."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponseBadRequest
from django.http.response import HttpResponseBase


def refuse_broken_addresses(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer 400 to an address with a NUL byte, or with a query that is no UTF-8.

    No link of ours is like that, and it would go far before it broke: PostgreSQL refuses a NUL inside a
    query, and no file can be named with one. A path that is no UTF-8 needs no refusal: Django has
    escaped it by now, and it leads nowhere.

    A request that names another character set is refused too: Python knows some that are no character sets
    ("hex"), and some that make half characters no database takes.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path_info or is_broken(request.META.get("QUERY_STRING", "")):
            return HttpResponseBadRequest("Bad request: this address is broken.\n", content_type="text/plain")
        if request.encoding and codecs.lookup(request.encoding).name != "utf-8":
            return HttpResponseBadRequest("Bad request: forms come in UTF-8.\n", content_type="text/plain")
        return get_response(request)

    return answer


def is_broken(query: str) -> bool:
    # WSGI hands bytes over as if they were Latin-1.
    try:
        return "\0" in unquote_to_bytes(query.encode("latin-1")).decode()
    except UnicodeError:
        return True
