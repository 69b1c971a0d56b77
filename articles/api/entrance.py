"""The one view of all addresses of the API: methods, other sites' scripts, headers for caches.

django-ninja, pydantic and the filters are loaded when somebody asks for the first time: a process whose newspaper
nobody reads by the API needs no memory for them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from articles.api.problems import Problem, nothing_here
from articles.models import page_keys
from articles.site.answers import answered
from articles.site.caching import shows
from articles.site.other_sites import for_other_sites

METHODS = "GET, HEAD, OPTIONS"
A_DAY = "86400"


@csrf_exempt
def entrance(request: HttpRequest, **where: Any) -> HttpResponseBase:
    if request.method == "OPTIONS":
        return preflight(request)
    name = request.resolver_match.url_name if request.resolver_match else ""
    return for_other_sites(request, answered(request, made(request, name or "", where)))


def made(request: HttpRequest, name: str, where: dict[str, Any]) -> HttpResponse:
    if request.method not in {"GET", "HEAD"}:
        response = Problem(405, "This API is for reading.", f"Ask by one of {METHODS}.").answer()
        response.headers["Allow"] = METHODS
        return response
    method, request.method = (
        request.method,
        "GET",
    )  # ninja knows no HEAD; the server sends it without the body
    try:
        return views()[name](request, **where)
    except Problem as problem:
        return shows(problem.answer(), page_keys.ANY)
    finally:
        request.method = method


@csrf_exempt
def nothing(request: HttpRequest, **where: Any) -> HttpResponseBase:
    """Whoever asks for an address that there is not gets an answer that a program can read."""
    said = nothing_here("There is no such address here: /api/v1/openapi.json has all of them.").answer()
    return for_other_sites(request, answered(request, shows(said)))


@cache
def views() -> dict[str, Callable[..., HttpResponse]]:
    from articles.api.interface import views_by_name

    return views_by_name()


def preflight(request: HttpRequest) -> HttpResponseBase:
    """What a browser asks before another site's script may send more than the plainest request."""
    response = HttpResponse(status=204, headers={"Allow": METHODS})
    if for_other_sites(request, response).has_header("Access-Control-Allow-Origin"):
        response.headers["Access-Control-Allow-Methods"] = METHODS
        response.headers["Access-Control-Allow-Headers"] = "Authorization, If-None-Match, If-Modified-Since"
        response.headers["Access-Control-Max-Age"] = A_DAY
    return response
