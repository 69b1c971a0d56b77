"""Deletes files that no row names, left by processes killed before they committed; reports lost originals."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.utils import timezone

from media.files import publicity, renditions
from media.models import Image, Rendition
from media.shelves import storage

logger = logging.getLogger(__name__)

# Files younger than this may belong to an upload that is not committed yet.
AFTER = timedelta(hours=1)
# Killed processes do not leave more at once. If there are more, the database is an older one or belongs elsewhere.
MOST_ORIGINALS = 20
AT_ONCE = 500


def sweep(now: datetime | None = None, *, older_than: timedelta = AFTER) -> int:
    """A duty: delete private files without a row, and report originals without a file. Returns how many were deleted.

    It looks at every file, so it is not done often.
    """
    before = (now or timezone.now()) - older_than
    seen: set[str] = set()
    strays: list[str] = []
    for some in _batches(storage.walk(storage.private())):
        names = [name for name, _ in some]
        seen.update(name for name in names if not name.startswith(f"{renditions.FOLDER}/"))
        known = _known(names)
        strays += [name for name, written in some if name not in known and written < before]
    _report_missing(seen)
    originals = [name for name in strays if not _is_made_by_us(name)]
    if len(originals) > MOST_ORIGINALS:
        logger.error(
            "%s original pictures have no row, such as %s. Nothing was swept: is this the database of these files?",
            len(originals),
            originals[0],
        )
        return 0
    # Look again: meanwhile somebody may have brought the same file and committed its row.
    strays = sorted(set(strays) - _known(strays))
    for name in strays:
        storage.private().delete(name)
    return len(strays)


def sweep_public(now: datetime | None = None, *, older_than: timedelta = AFTER) -> int:
    """A duty: delete public files that no page shows, left by a process that died while it published or killed.

    Returns how many files looked stray. It looks at every file, so it is not done often.
    """
    strays = list(not_shown((now or timezone.now()) - older_than))
    for start in range(0, len(strays), AT_ONCE):
        some = strays[start : start + AT_ONCE]
        with transaction.atomic():
            # Publishing locks the picture too. So we see the new page when we look again, or the publication comes
            # later and puts the file there again.
            images = Rendition.objects.filter(name__in=some).values_list("image_id", flat=True)
            Image.objects.filter(pk__in=images).lock()
            for name in _unshown(some):
                storage.public().delete(name)
    return len(strays)


def not_shown(before: datetime | None = None) -> Iterator[str]:
    """The names of public files that no page shows, if they were written before this time."""
    for some in _batches(storage.walk(storage.public())):
        yield from _unshown([name for name, written in some if before is None or written < before])


def _unshown(names: list[str]) -> list[str]:
    rows = dict(Rendition.objects.filter(name__in=names).values_list("name", "image_id"))
    shown = publicity.shown(rows.values())
    return sorted(name for name in names if rows.get(name) not in shown)


def _is_made_by_us(name: str) -> bool:
    """Renditions can be made again, and half-written files are of no use."""
    return name.startswith(f"{renditions.FOLDER}/") or f"/{storage.PART}" in f"/{name}"


def _known(names: list[str]) -> set[str]:
    originals = Image.objects.filter(original__in=names).values_list("original", flat=True)
    folder = renditions.path("")
    made = [name.removeprefix(folder) for name in names if name.startswith(folder)]
    rows = Rendition.objects.filter(name__in=made).values_list("name", flat=True)
    return {*originals, *(renditions.path(name) for name in rows)}


def _report_missing(seen: set[str]) -> None:
    for pk, name in Image.objects.order_by("pk").values_list("pk", "original").iterator():
        # Look again: the file may have been written meanwhile.
        if name not in seen and not storage.private().exists(name):
            logger.error("The original of picture %s is not on the shelf: %s", pk, name)


def _batches(found: Iterable[tuple[str, datetime]]) -> Iterator[list[tuple[str, datetime]]]:
    found = iter(found)
    while some := list(islice(found, AT_ONCE)):
        yield some
