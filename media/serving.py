"""Serving renditions: to readers from the public shelf only, to the desk through the policy."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.files.storage import Storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from media import renditions, storage
from media.models import Rendition

NAME = r"[0-9a-f]{16}-[1-9][0-9]{1,4}\.(?:jpg|webp|avif)"


@require_safe
def public_picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """Whatever host is in front of us. The address lets nothing in but names of renditions."""
    # Read before anything is answered: a browser that has a killed picture is told that it is gone, too.
    response = _picture(storage.public(), name)
    response["Cache-Control"] = storage.FOR_EVER
    response["ETag"] = etag = f'"{name}"'
    return get_conditional_response(request, etag=etag, response=response) or response


@require_safe
def private_rendition(request: HttpRequest, pk: int, width: int) -> HttpResponse:
    """For the desk, the JPEG of the whole picture unless told. Whoever mounts it has asked for a log-in."""
    rendition = get_object_or_404(
        Rendition.objects.select_related("image"),
        image=pk,
        width=width,
        crop=request.GET.get("crop", ""),
        format=request.GET.get("format", Rendition.Format.JPEG),
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
