"""Deleting a picture that nobody uses, with its files."""

from __future__ import annotations

from functools import partial

from django.db import models, transaction

from media import renditions, storage
from media.models import Image
from media.signals import image_wanted


class PictureInUse(ValueError):
    """It stays, and why."""


def why_kept(image: Image) -> str | None:
    """Why the picture cannot be deleted; says nothing of stories that the asker may not see."""
    if _referred_to(image) or _wanted(image):
        return "It is used by a story, an earlier version of one, or a reporter’s page, so it stays."
    if any(storage.public().exists(row.name) for row in image.renditions.all()):
        return "Readers can see it, so it stays."
    return None


def remove(image: Image) -> None:
    """Delete the rows, and the files once that is certain. Raises PictureInUse."""
    with transaction.atomic():
        locked = Image.objects.select_for_update().get(pk=image.pk)
        if reason := why_kept(locked):
            raise PictureInUse(reason)
        names = [str(locked.original.name), *(renditions.path(row.name) for row in locked.renditions.all())]
        locked.delete()
        transaction.on_commit(partial(_delete_files, names))


def _delete_files(names: list[str]) -> None:
    for name in names:
        storage.private().delete(name)


def _referred_to(image: Image) -> bool:
    for relation in Image._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ForeignObjectRel) and relation.on_delete is models.PROTECT:
            rows = relation.related_model._base_manager
            if rows.filter(**{relation.field.name: image}).exists():
                return True
    return False


def _wanted(image: Image) -> bool:
    return any(answer for _, answer in image_wanted.send(sender=Image, image=image))
