"""Serves renditions: to readers from the public shelf only, to the desk from the private one, as the policy says."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

from django.core.exceptions import PermissionDenied
from django.core.files.storage import Storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.log import log_response
from django.views.decorators.http import require_safe

from house.arguments import Choice, Text
from house.doors import door
from media.files import renditions
from media.models import Rendition
from media.shelves import storage

logger = logging.getLogger(__name__)

NAME = r"[0-9a-f]{16}-[1-9][0-9]{1,4}\.(?:jpg|webp|avif)"


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
    response = _picture(storage.public(), name)
    response["Cache-Control"] = storage.FOR_EVER
    response["ETag"] = etag = f'"{name}"'
    return get_conditional_response(request, etag=etag, response=response) or response


@door("GET")
@unless_the_shelf_is_away
def private_rendition(
    request: HttpRequest,
    pk: int,
    width: int,
    *,
    crop: Annotated[str, Text(40)] = "",
    format: Annotated[str, Choice(tuple(Rendition.Format))] = Rendition.Format.JPEG,
) -> HttpResponse:
    """A rendition for the desk: the JPEG of the whole picture by default. The admin has asked for a log-in."""
    rendition = get_object_or_404(
        Rendition.objects.select_related("image"), image=pk, width=width, crop=crop, format=format
    )
    if not request.user.has_perm("media.view_image", rendition.image):
        raise PermissionDenied
    response = _picture(storage.private(), renditions.path(rendition.name))
    response["Cache-Control"] = "private, no-store"
    return response


def _picture(shelf: Storage, name: str) -> HttpResponse:
    try:
        with shelf.open(name) as file:
            return HttpResponse(file.read(), content_type=storage.content_type(name))
    except FileNotFoundError:
        raise Http404("no such picture") from None
