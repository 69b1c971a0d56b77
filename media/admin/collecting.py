"""Collections of pictures: making and filling them, renaming and dissolving them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Literal

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from house.arguments import Text
from house.doors import door
from house.lines import one_line, storable
from media.models import Collection, Image

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

LONGEST = 80


def named(name: str, *, by: AbstractBaseUser) -> Collection:
    """The collection of this name, in capital or small letters; it is made if there is none."""
    known = Collection.objects.filter(name__iexact=name).first()
    return known or Collection.objects.create(name=name, made_by_id=by.pk)


def put(images: Iterable[Image], collection: Collection) -> None:
    collection.images.add(*images)


def take_out(images: Iterable[Image], collection: Collection) -> None:
    collection.images.remove(*images)


def address(collection: Collection) -> str:
    return f"{reverse('admin:media_image_changelist')}?collection={collection.pk}"


@door("POST")
def change(
    request: HttpRequest,
    pk: int,
    *,
    act: Literal["rename", "dissolve"] = "rename",
    name: Annotated[str, Text(1_000, cut=True)] = "",
) -> HttpResponse:
    """Rename a collection, or dissolve it. Its pictures stay in the library."""
    collection = get_object_or_404(Collection, pk=pk)
    if act == "dissolve":
        if not request.user.has_perm("media.delete_collection", collection):
            raise PermissionDenied
        collection.delete()
        messages.success(
            request,
            _("“{collection}” is dissolved. Its pictures are still here.").format(collection=collection),
        )
        return redirect("admin:media_image_changelist")
    if not request.user.has_perm("media.change_collection", collection):
        raise PermissionDenied
    name = one_line(storable(name))
    if not name or len(name) > LONGEST:
        messages.error(
            request, _("A collection needs a name of at most {most} characters.").format(most=LONGEST)
        )
        return redirect(address(collection))
    before = collection.name
    collection.name = name
    try:
        with transaction.atomic():
            collection.save(update_fields=["name"])
        messages.success(request, _("“{before}” is now “{name}”.").format(before=before, name=name))
    except IntegrityError:
        messages.error(request, _("There is a collection “{name}” already.").format(name=name))
    return redirect(address(collection))
