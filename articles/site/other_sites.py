"""Whether scripts of other sites may read what the API for readers answers, a refusal included."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

READABLE = "ETag, Last-Modified, Link, Retry-After"
EVERYBODY = ("*",)


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
