"""Finds pictures that look alike, such as one photograph in two sizes; and takes a picture back just after upload."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField, F, Func, IntegerField, Value
from django.shortcuts import get_object_or_404
from django.utils import timezone

from house.doors import JSON, By, Said, door
from media.files import removal
from media.models import Image, ImageQuerySet

# How many of the 64 bits of the difference hash may differ. Two photographs of one scene differ in twenty or more.
MOST_BITS = 10
MOST = 4
A_WHILE = timedelta(hours=1)


class Apart(Func):
    """The number of bits in which two hashes differ, computed by the database."""

    output_field = IntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="bit_count((%(expressions)s)::bit(64))", arg_joiner=" # "
        )

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        connection.connection.create_function("bits_apart", 2, bits_apart, deterministic=True)
        return self.as_sql(compiler, connection, function="bits_apart")


def apart_from(difference_hash: int) -> Apart:
    return Apart(F("difference_hash"), Value(difference_hash, BigIntegerField()))


def bits_apart(one: int, other: int) -> int:
    return ((one ^ other) & 0xFFFF_FFFF_FFFF_FFFF).bit_count()


def alike(image: Image) -> ImageQuerySet:
    """The other pictures that are most like this one."""
    others = Image.objects.exclude(pk=image.pk)
    if image.difference_hash is None:
        return others.none()
    hashed = others.filter(difference_hash__isnull=False)
    found = hashed.annotate(apart=apart_from(image.difference_hash)).filter(apart__lte=MOST_BITS)
    return found.order_by("apart", "-pk").with_rights().with_jpegs()[:MOST]


@door("POST", answers=JSON, refusals=(removal.PictureInUse,))
def take_back(pk: int, by: By) -> Said:
    """Delete a picture that was just brought, because the library has it: “use the one we have”."""
    image = get_object_or_404(Image, pk=pk)
    if not may_take_back(by, image):
        raise PermissionDenied
    removal.remove(image)
    return {"taken_back": pk}


def may_take_back(by: User, image: Image) -> bool:
    """May the user take the picture back? Its uploader may for a while, to undo a slip; others need permission."""
    if by.has_perm("media.delete_image", image):
        return True
    is_own = image.uploaded_by_id == by.pk and by.has_perm("media.add_image")
    return is_own and image.uploaded_at > timezone.now() - A_WHILE
