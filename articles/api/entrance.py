"""The one view of all addresses of the API: methods, other sites' scripts, headers for caches.

django-ninja, pydantic and the filters are loaded when somebody asks for the first time: a process whose newspaper
nobody reads by the API needs no memory for them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from articles.api.problems import Problem, nothing_here
from articles.models import page_keys
from articles.site.answers import answered
from articles.site.caching import shows

METHODS = "GET, HEAD, OPTIONS"
READABLE = "ETag, Last-Modified, Link"
EVERYBODY = ("*",)
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
    try:
        return views()[name](request, **where)
    except Problem as problem:
        return shows(problem.answer(), page_keys.ANY)


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
        response.headers["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
        response.headers["Access-Control-Max-Age"] = A_DAY
    return response


def for_other_sites(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Let their scripts read the answer, as API_ALLOWED_ORIGINS says. No cookie is ever looked at here."""
    allowed = settings.API_ALLOWED_ORIGINS
    if allowed == EVERYBODY:
        origin = "*"
    else:
        # Also where none is named, so that no cache gives one site the answer to another.
        patch_vary_headers(response, ["Origin"])
        origin = request.headers.get("Origin", "")
    if origin == "*" or origin in allowed:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = READABLE
    return response
