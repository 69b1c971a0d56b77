"""Serves renditions to the desk: those of the private shelf, to whoever may see the picture."""

from __future__ import annotations

from typing import Annotated

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from house.arguments import Choice, Text
from house.doors import door
from media.files import renditions
from media.files.serving import picture_at, unless_the_shelf_is_away
from media.models import Rendition
from media.shelves import storage


@door("GET")
@unless_the_shelf_is_away
def rendition(
    request: HttpRequest,
    pk: int,
    width: int,
    *,
    crop: Annotated[str, Text(40)] = "",
    format: Annotated[str, Choice(tuple(Rendition.Format))] = Rendition.Format.JPEG,
) -> HttpResponse:
    """A rendition for the desk: the JPEG of the whole picture by default. The admin has asked for a log-in."""
    found = get_object_or_404(
        Rendition.objects.select_related("image"), image=pk, width=width, crop=crop, format=format
    )
    if not request.user.has_perm("media.view_image", found.image):
        raise PermissionDenied
    response = picture_at(storage.private(), renditions.path(found.name))
    response["Cache-Control"] = "private, no-store"
    return response
