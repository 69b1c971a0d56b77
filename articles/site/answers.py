"""How a public page is answered: to anyone alike, without cookies, and again only when it has changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, set_response_etag
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

# Kept by browsers and caches, but asked about each time: what is withdrawn must be gone at once.
ASK_EACH_TIME = "public, max-age=0, s-maxage=0, must-revalidate"
FOR_EVER = "public, max-age=31536000, immutable"


def for_readers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return answered(request, view(request, *args, **kwargs))

    # Nothing can be sent to a public page, so there is no token to check, and no cookie to carry it.
    return csrf_exempt(require_safe(page))


def answered(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """With the headers for caches. The tag is made of the whole page: a renamed section changes it too."""
    response.headers.setdefault("Cache-Control", ASK_EACH_TIME)
    if response.status_code != 200:
        return response
    set_response_etag(response)
    return get_conditional_response(request, response.headers["ETag"], None, response) or response
