"""Serving renditions: to readers from the public shelf only, to the desk through the policy."""

from __future__ import annotations

import re

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from media import renditions, storage
from media.models import Rendition

NAME = re.compile(r"[0-9a-f]{16}-[1-9][0-9]{2,3}\.jpg")
FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def public_picture(request: HttpRequest, name: str) -> FileResponse:
    if not NAME.fullmatch(name):
        raise Http404("not the name of a picture")
    try:
        file = storage.public().open(name)
    except FileNotFoundError:
        raise Http404("no such picture") from None
    return FileResponse(file, content_type="image/jpeg", headers={"Cache-Control": FOR_EVER})


@require_safe
def private_rendition(request: HttpRequest, pk: int, width: int) -> FileResponse:
    """For the desk. Whoever mounts it has already asked for a log-in."""
    rendition = get_object_or_404(Rendition.objects.select_related("image"), image=pk, width=width)
    if not request.user.has_perm("media.view_image", rendition.image):
        raise PermissionDenied
    try:
        file = storage.private().open(renditions.path(rendition.name))
    except FileNotFoundError:
        raise Http404("the file is missing") from None
    return FileResponse(file, content_type="image/jpeg", headers={"Cache-Control": "private, no-store"})
