"""Which renditions readers can fetch: those of live stories, and no others.

The layer above knows what is live. It exposes pictures before it commits a story, so that no page ever
lacks one, and hides them after the commit that took their last story away. Meanwhile the worker makes what
such a picture still lacks, and takes away what no page shows any more.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from media import renditions, storage
from media.crops import Box
from media.models import Due, Image, Rendition
from media.signals import asked_crops

logger = logging.getLogger(__name__)

# After it, another worker takes on what one has left lying: the largest picture takes a third of it.
PATIENCE = timedelta(minutes=2)
AFTER_A_FAILURE = timedelta(hours=1)


def expose(image_ids: Iterable[int]) -> None:
    """Put what there is of these pictures where readers fetch it, and ask for the rest. Safe to call again."""
    images = list(Image.objects.filter(pk__in=set(image_ids)).with_renditions())
    for image in images:
        if not image.renditions.all():
            renditions.make(image, formats=(renditions.JPEG,))
        for rendition in image.renditions.all():
            storage.copy(renditions.path(rendition.name), to=rendition.name)
    ask(image.pk for image in images)


def hide(image_ids: Iterable[int]) -> list[str]:
    """Take them away from there; returns the names. Safe to call again."""
    hidden = Rendition.objects.filter(image__in=set(image_ids)).order_by("pk")
    return _take_away(hidden.values_list("name", flat=True))


def ask(image_ids: Iterable[int]) -> None:
    """Have the worker see to these pictures. Asking again costs nothing."""
    asked = [Due(image_id=pk, at=timezone.now()) for pk in sorted(set(image_ids))]
    Due.objects.bulk_create(asked, update_conflicts=True, unique_fields=["image"], update_fields=["at"])


def see_to_a_picture(now: datetime) -> int:
    """Make what the picture asked for longest ago lacks, and tidy up after it; 0 when there is none."""
    while due := Due.objects.filter(at__lte=now).order_by("at", "pk").first():
        claim = timezone.now() + PATIENCE
        # Of two workers one changes the row; the other looks for the next.
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
    """Unless somebody asked again meanwhile: then the row says another time, and stays as it is."""
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
    stray = []
    for row in image.renditions.all():
        if (row.crop, row.format, row.width) in wanted:
            storage.copy(renditions.path(row.name), to=row.name)
        else:
            stray.append(row.name)
    _take_away(stray)


def _crops_shown(image: Image) -> set[str]:
    """The parts of it that readers are shown, "" for the whole; nothing if it is in no live story."""
    return {crop for _, crops in asked_crops.send(sender=Image, image=image) for crop in crops or ()}


def _take_away(names: Iterable[str]) -> list[str]:
    taken: list[str] = []
    failures: list[OSError] = []
    for name in names:
        try:
            storage.public().delete(name)
        except OSError as failure:
            # The others go all the same: a killed story takes five pictures down, not two.
            failures.append(failure)
        taken.append(name)
    if failures:
        raise failures[0]
    return taken
