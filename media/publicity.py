"""Which renditions readers can fetch: those of live stories, and no others.

The layer above knows what is live. It exposes pictures before it commits a story, so that no page ever
lacks one, and hides them after the commit that took their last story away.
"""

from __future__ import annotations

from collections.abc import Iterable

from media import renditions, storage
from media.models import Image, Rendition


def expose(image_ids: Iterable[int]) -> None:
    """Put the renditions of these pictures where readers fetch them. Safe to call again."""
    for image in Image.objects.filter(pk__in=set(image_ids)).with_renditions():
        if not image.renditions.all():
            renditions.make(image, formats=(renditions.JPEG,))
        for rendition in image.renditions.all():
            storage.copy(renditions.path(rendition.name), to=rendition.name)


def hide(image_ids: Iterable[int]) -> list[str]:
    """Take them away from there; returns the names. Safe to call again."""
    hidden = Rendition.objects.filter(image__in=set(image_ids)).order_by("pk")
    names = list(hidden.values_list("name", flat=True))
    failures: list[OSError] = []
    for name in names:
        try:
            storage.public().delete(name)
        except OSError as failure:
            # The others go all the same: a killed story takes five pictures down, not two.
            failures.append(failure)
    if failures:
        raise failures[0]
    return names
