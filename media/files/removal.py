"""Taking pictures away: killing one takes it out of every page at once; deleting removes an unused one for good."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from media.clearance import rights
from media.files import renditions
from media.library import log
from media.models import Image, LogEntry
from media.shelves import storage
from media.signals import image_changed, image_wanted

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, User


class NotDone(ValueError):
    """Nothing was changed. Its text says why, for an editor."""


@transaction.atomic
def kill(image: Image, *, by: User, reason: str, now: datetime | None = None) -> Image:
    """Take a picture out of everything that readers see, at once. Its public files are deleted after the commit.

    The picture stays in the library and in working copies, which cannot be published with it. The log says which
    pages showed it. Raises PermissionDenied or NotDone.
    """
    killed = _held(image, by, "kill", reason)
    if killed.killed_at is not None:
        raise NotDone(_("It has been killed already."))
    killed.killed_at, killed.kill_reason = now or timezone.now(), reason.strip()
    killed.save(update_fields=["killed_at", "kill_reason"])
    places = _announced(killed)
    where = (
        _("Taken out of {places}.").format(places=", ".join(places))
        if places
        else _("Readers had it nowhere.")
    )
    log.note(killed, LogEntry.Act.KILLED, f"{rights.sentence(reason)} {where}", by=by, now=now)
    return killed


@transaction.atomic
def release(image: Image, *, by: User, reason: str, now: datetime | None = None) -> Image:
    """Lift a kill. Published stories that still name the picture show it again."""
    released = _held(image, by, "release", reason)
    if released.killed_at is None:
        raise NotDone(_("It has not been killed."))
    released.killed_at, released.kill_reason = None, ""
    released.save(update_fields=["killed_at", "kill_reason"])
    _announced(released)
    log.note(released, LogEntry.Act.RELEASED, rights.sentence(reason), by=by, now=now)
    return released


def _held(image: Image, by: User, act: str, reason: str) -> Image:
    """Check, and lock the picture: a story with this picture is published before or after the act, not during it."""
    if not by.has_perm(f"media.{act}_image", image):
        raise PermissionDenied
    if not reason.strip():
        raise NotDone(_("Say why: the log keeps it."))
    return Image.objects.select_for_update(no_key=True).get(pk=image.pk)


def _announced(image: Image) -> list[str]:
    answers: Sequence[tuple[object, Any]] = image_changed.send(sender=Image, image=image)
    return [place for _other, places in answers for place in places or ()]


class PictureInUse(ValueError):
    """The picture cannot be deleted. Its text says why."""


def why_kept(image: Image) -> str | None:
    """Why the picture cannot be deleted. It names no story, as the reader may not be allowed to see that."""
    if _referred_to(image) or _wanted(image):
        return _("It is used by a story, an earlier version of one, or a reporter’s page, so it stays.")
    if any(storage.public().exists(row.name) for row in image.renditions.all()):
        return _("Readers can see it, so it stays.")
    return None


def remove(image: Image, *, by: AbstractBaseUser | None = None) -> None:
    """Delete the rows, and the files after the commit. The log stays. Raises PictureInUse."""
    with transaction.atomic():
        locked = Image.objects.select_for_update().get(pk=image.pk)
        if reason := why_kept(locked):
            raise PictureInUse(reason)
        names = [str(locked.original.name), *(renditions.path(row.name) for row in locked.renditions.all())]
        log.note(locked, LogEntry.Act.DELETED, f"{locked.filename}: {locked}", by=by)
        locked.delete()
        # If a deletion fails, the sweeping deletes the file later.
        transaction.on_commit(lambda: _delete_files(names), robust=True)


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
    return any(answer for _other, answer in image_wanted.send(sender=Image, image=image))
