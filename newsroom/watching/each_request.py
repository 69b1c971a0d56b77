"""Numbers and counts each request that reaches Django, and writes a line about it where programs read the log.

Such a line has no address, query, cookie or name in it: nobody can be followed by it. It tells what was asked for by
the name of its route; a path may be a link by which somebody sets a new password.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from newsroom.watching import metrics, request_ids
from newsroom.watching.log_lines import with_fields

logger = logging.getLogger("newsroom.requests")

HEADER = "X-Request-ID"


def watch(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """The first middleware, so that the others speak under the number of the request, and are in its time."""
    writes_lines = settings.LOG_FORMAT == "json"

    def answer(request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        number = request_ids.of(request.META)
        before = request_ids.current.set(number)
        asked = metrics.Queries()
        try:
            with asked.counted():
                response = get_response(request)
            if is_kept_by_nobody(response):
                response.headers[HEADER] = number
            seconds, route = time.perf_counter() - began, route_of(request)
            metrics.count_request(route, request.method, response.status_code, seconds, asked)
            if writes_lines:
                write(request, response, route, seconds)
        finally:
            request_ids.current.reset(before)
        return response

    return answer


def is_kept_by_nobody(response: HttpResponseBase) -> bool:
    """A cache would send the number of this request to others too."""
    return "no-store" in response.headers.get("Cache-Control", "") or response.status_code >= 500


def write(request: HttpRequest, response: HttpResponseBase, route: str, seconds: float) -> None:
    taken = round(seconds * 1000, 1)
    logger.info(
        "%s %s: %s in %s ms",
        request.method,
        route,
        response.status_code,
        taken,
        extra=with_fields(
            method=request.method, route=route, status=response.status_code, milliseconds=taken
        ),
    )


def route_of(request: HttpRequest) -> str:
    """The name of the address in our urls.py; “none” if it is not there, or the request was refused before."""
    if request.path_info.startswith(settings.STATIC_URL):
        return "static"
    match = request.resolver_match
    return (match.view_name if match else "") or "none"
