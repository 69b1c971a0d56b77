"""Which renditions readers can fetch: those that published pages show, and no others.

The packages above know what is published. They expose pictures before they commit a story, so that no page ever lacks
one. In the transaction that takes a picture off its last page they note that its files must go. The files are deleted
after the commit, or by the worker if the process died. The worker also makes the renditions that a shown picture
lacks, and deletes those that no page shows any more.
"""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from media.files import renditions
from media.models import Due, Hiding, Image, Rendition
from media.shelves import storage
from media.signals import asked_crops, asked_shown
from media.terms.crops import Box

logger = logging.getLogger(__name__)

# After this time another worker takes on a picture that one has not finished. The largest takes a third of it.
PATIENCE = timedelta(minutes=2)
AFTER_A_FAILURE = timedelta(hours=1)


class NotExposed(OSError):
    """Pictures could not be put where readers fetch them. Its text says why, in a sentence."""


def expose(image_ids: Iterable[int], known: Mapping[int, Image] | None = None) -> None:
    """Put the renditions of these pictures where readers fetch them. It can be repeated. Raises NotExposed.

    A caller that has read the pictures already, with their renditions, passes them as `known`.
    """
    if known is None:
        made = Rendition.objects.filter(image__in=set(image_ids)).order_by("pk")
        names = list(made.values_list("name", flat=True))
    else:
        names = [row.name for pk in image_ids for row in known[pk].renditions.all()]
    for name in names:
        try:
            storage.copy(renditions.path(name), to=name)
        except FileNotFoundError:
            # Better a page without one file than no story. The worker draws the file anew.
            logger.exception("A rendition is not on the private shelf: %s", name)
        except Exception as failed:
            # Every store has its own classes of errors.
            raise NotExposed(_why(failed)) from failed


def _why(failed: Exception) -> str:
    if isinstance(failed, OSError) and failed.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _(
            "The disk for the pictures that readers see is full. Tell the people who run the site, "
            "then try again."
        )
    return _(
        "The pictures that readers see could not be stored. Tell the people who run the site, then try again."
    )


def must_go(image_ids: Iterable[int]) -> None:
    """After the commit, take these pictures from readers, unless a page shows them then."""
    gone = [Hiding(image_id=pk, since=timezone.now()) for pk in sorted(set(image_ids))]
    if gone:
        Hiding.objects.bulk_create(
            gone, update_conflicts=True, unique_fields=["image"], update_fields=["since"]
        )
        # A failure here is logged and the worker does it later: the act itself is committed by then, and the editor
        # is told that it is done. No `partial`: Django asks a failing function for its name.
        waiting = {row.image_id: row.since for row in gone}
        transaction.on_commit(lambda: _take_from_readers(waiting), robust=True)


def to_take_from_readers(now: datetime) -> QuerySet[Hiding]:
    return Hiding.objects.filter(since__lte=now)


def take_from_readers(now: datetime) -> int:
    """A duty: take pictures from readers where a process died between commit and files. Returns how many."""
    waiting = to_take_from_readers(now).order_by("pk")
    return _take_from_readers(dict(waiting.values_list("pk", "since")))


def _take_from_readers(waiting: dict[int, datetime]) -> int:
    """Lock the pictures, which wait since these times, and hide those that no page shows.

    Publishing locks a picture too. So either we see here that it is shown, or the publication comes later and puts
    its files there again.
    """
    if not waiting:
        return 0
    with transaction.atomic():
        # In the order of everybody: pictures are locked before the rows that belong to them.
        held = Image.objects.select_for_update(no_key=True).filter(pk__in=waiting).order_by("pk")
        list(held.values_list("pk", flat=True))
        done = shown(waiting)
        failures: list[OSError] = []
        for pk in sorted(waiting.keys() - done):
            try:
                hide([pk])
                done.add(pk)
            except OSError as failure:
                failures.append(failure)
        for pk in sorted(done):
            # If somebody noted the picture again meanwhile, `since` is another time and the row stays.
            Hiding.objects.filter(pk=pk, since=waiting[pk]).delete()
    if failures:
        raise failures[0]
    return len(done)


def shown(image_ids: Iterable[int]) -> set[int]:
    """The pictures among these that readers see, in a story or anywhere else."""
    answers: Sequence[tuple[object, Any]] = asked_shown.send(sender=Image, images=sorted(set(image_ids)))
    return {pk for _, found in answers for pk in found or ()}


def hide(image_ids: Iterable[int]) -> list[str]:
    """Delete the public files of these pictures, and return their names. It can be repeated."""
    hidden = Rendition.objects.filter(image__in=set(image_ids)).order_by("pk")
    return _take_away(hidden.values_list("name", flat=True))


def ask(image_ids: Iterable[int]) -> None:
    """Have the worker complete the renditions of these pictures. It can be asked again."""
    if asked := [Due(image_id=pk, at=timezone.now()) for pk in sorted(set(image_ids))]:
        Due.objects.bulk_create(asked, update_conflicts=True, unique_fields=["image"], update_fields=["at"])


def to_see_to(now: datetime) -> QuerySet[Due]:
    return Due.objects.filter(at__lte=now)


def see_to_a_picture(now: datetime) -> int:
    """A duty: complete the renditions of the picture that waits longest, and delete stray files; 0 if none waits."""
    while due := to_see_to(now).order_by("at", "pk").first():
        claim = timezone.now() + PATIENCE
        # If two workers try, one of them changes the row and the other looks for the next.
        if not Due.objects.filter(pk=due.pk, at=due.at).update(at=claim):
            continue
        try:
            _see_to(Image.objects.with_rights().with_renditions().get(pk=due.pk))
        except Exception:
            # One bad original must not keep the others waiting, nor be tried again every few seconds.
            logger.exception("Picture %s could not be drawn. Next try in an hour.", due.pk)
            _answer(due, claim, later=timezone.now() + AFTER_A_FAILURE)
        else:
            _answer(due, claim)
        return 1
    return 0


def _answer(due: Due, claim: datetime, *, later: datetime | None = None) -> None:
    """Delete or postpone the row, unless somebody asked again meanwhile: then `at` is another time, and it stays."""
    ours = Due.objects.filter(pk=due.pk, at=claim)
    if later is not None:
        ours.update(at=later)
    else:
        ours.delete()


def _see_to(image: Image) -> None:
    shown = _crops_shown(image)
    for crop in sorted(shown):
        renditions.make(image, within=Box.read(crop))
    wanted = {
        (renditions.crop_of(size), size.format, size.width)
        for crop in shown
        for _, size in renditions.sizes(image, Box.read(crop))
    }
    stray, lost = [], []
    for row in image.renditions.all():
        if (row.crop, row.format, row.width) not in wanted:
            stray.append(row.name)
            continue
        try:
            storage.copy(renditions.path(row.name), to=row.name)
        except FileNotFoundError:
            lost.append(row.name)
    _take_away(stray)
    if lost:
        renditions.redraw(image, lost)
        ask([image.pk])


def _crops_shown(image: Image) -> set[str]:
    """The parts of the picture that readers see, "" for the whole; empty if no published story shows it."""
    return {crop for _, crops in asked_crops.send(sender=Image, image=image) for crop in crops or ()}


def _take_away(names: Iterable[str]) -> list[str]:
    taken: list[str] = []
    failures: list[OSError] = []
    for name in names:
        try:
            storage.public().delete(name)
        except OSError as failure:
            # Go on with the others: when a story is killed, all its pictures must go.
            failures.append(failure)
        taken.append(name)
    if failures:
        raise failures[0]
    return taken
