"""Serves renditions to readers, from the public shelf only; media/admin/private.py serves them to the desk."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.storage import Storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.log import log_response
from django.views.decorators.http import require_safe

from media.shelves import storage

logger = logging.getLogger(__name__)


def unless_the_shelf_is_away(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """If the store does not answer, say so with status 503: browsers and caches then try again later."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except OSError as problem:
            response = HttpResponse(
                "The pictures cannot be had just now.\n",
                status=503,
                content_type="text/plain",
                headers={"Retry-After": "60", "Cache-Control": "no-store"},
            )
            log_response(
                "%s cannot be had: %s",
                request.path,
                problem,
                response=response,
                request=request,
                logger=logger,
            )
            return response

    return answer


@require_safe
@unless_the_shelf_is_away
def public_picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A rendition for readers. The address pattern lets only names of renditions in."""
    # The file is read even for a conditional request, so that a browser learns of a killed picture that it is gone.
    response = picture_at(storage.public(), name)
    response["Cache-Control"] = storage.FOR_EVER
    response["ETag"] = etag = f'"{name}"'
    return get_conditional_response(request, etag=etag, response=response) or response


def picture_at(shelf: Storage, name: str) -> HttpResponse:
    try:
        with shelf.open(name) as file:
            return HttpResponse(file.read(), content_type=storage.content_type(name))
    except FileNotFoundError:
        raise Http404("no such picture") from None
