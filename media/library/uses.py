"""Where pictures are used: an index that the stories fill, and the questions that the library asks.

Stories are only numbers here. The code above knows their names and who may see them, and is asked by a signal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from media.models import Image, Use
from media.signals import asked_where_used

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    Asker = AbstractBaseUser | AnonymousUser


@dataclass(frozen=True)
class PlaceOfUse:
    """A use as the library shows it: the story's title, its address and its state."""

    title: str
    address: str
    state: str
    is_live: bool = False


@dataclass
class WhereUsed:
    """The uses that somebody may see, and the number of those that they may not."""

    places: list[PlaceOfUse] = field(default_factory=list)
    hidden: int = 0

    @property
    def count(self) -> int:
        return len(self.places) + self.hidden


@transaction.atomic(savepoint=False)
def tell(
    story: int,
    section: int | None,
    uses: Iterable[tuple[str, int]],
    is_live: bool,
    *,
    is_first: bool = False,
    in_library: Collection[int] = (),
    now: datetime | None = None,
) -> None:
    """Note that the story now uses these pictures, given as pairs (place, picture’s number), and no others.

    `is_first` says that it used none before; `in_library` are pictures that the caller has just read there.
    """
    wanted = set(uses)
    known = Use.objects.filter(story=story, is_live=is_live)
    there = {} if is_first else {(use.place, use.image_id): use for use in known}
    gone = [use.pk for key, use in there.items() if key not in wanted]
    if gone:
        Use.objects.filter(pk__in=gone).delete()
    if any(use.section != section for key, use in there.items() if key in wanted):
        known.update(section=section)
    missing = wanted - there.keys()
    # A text may name a picture that the library no longer has.
    library = set(in_library)
    if others := {pk for _, pk in missing} - library:
        library |= set(Image.objects.filter(pk__in=others).values_list("pk", flat=True))
    since = {"since": now} if now else {}
    Use.objects.bulk_create(
        [
            Use(story=story, section=section, place=place, image_id=pk, is_live=is_live, **since)
            for place, pk in sorted(missing)
            if pk in library
        ],
        ignore_conflicts=True,
    )


def add(
    story: int, section: int | None, used: Iterable[tuple[str, int]], in_library: Collection[int]
) -> None:
    """Note that the live story uses these pictures beside those that it used before."""
    Use.objects.bulk_create(
        [
            Use(story=story, section=section, place=place, image_id=pk, is_live=True)
            for place, pk in sorted(used)
            if pk in in_library
        ],
        ignore_conflicts=True,
    )


def forget(story: int, *, is_live: bool) -> None:
    """The story uses no pictures any more."""
    Use.objects.filter(story=story, is_live=is_live).delete()


def where_used(image: Image, by: Asker) -> WhereUsed:
    """The places where the picture is used, as far as `by` may see them."""
    return where_each_used([image.pk], by)[image.pk]


def where_each_used(images: Iterable[int], by: Asker) -> dict[int, WhereUsed]:
    """The same for many pictures, with as many queries as for one."""
    found = {pk: WhereUsed() for pk in images}
    answers: Sequence[tuple[object, Any]] = asked_where_used.send(sender=Image, images=list(found), by=by)
    for _, answer in answers:
        for pk, used in answer.items():
            found[pk].places += used.places
            found[pk].hidden += used.hidden
    return found


def used_before(images: Iterable[int], section: int, *, but: int | None = None) -> dict[int, Use]:
    """The pictures among these that the section has used before, in a story other than `but`, with the newest use."""
    uses = Use.objects.filter(section=section, image__in=set(images)).exclude(story=but or 0)
    return {use.image_id: use for use in uses.order_by("since", "pk")}
