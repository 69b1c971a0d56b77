"""Files that no row knows, left by a process killed between writing and committing; and rows without a file."""

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

# An upload is over long before.
AFTER = timedelta(hours=1)
# So many at once were not left by killed processes: the database is not the one of this shelf, or an older one.
MOST_ORIGINALS = 20
AT_ONCE = 500


def sweep(now: datetime | None = None, *, older_than: timedelta = AFTER) -> int:
    """Delete the private files that have no row, and report originals that have no file. Returns how many went.

    A duty, but no frequent one: it looks at every file.
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
    # Asked again: a row may have come since, with a file that was put there once more.
    strays = sorted(set(strays) - _known(strays))
    for name in strays:
        storage.private().delete(name)
    return len(strays)


def sweep_public(now: datetime | None = None, *, older_than: timedelta = AFTER) -> int:
    """Take from readers the files that no page shows: what was left by a process that died while it published or
    killed. Returns how many went. A duty, and no frequent one either.
    """
    strays = list(not_shown((now or timezone.now()) - older_than))
    for start in range(0, len(strays), AT_ONCE):
        some = strays[start : start + AT_ONCE]
        with transaction.atomic():
            # Whoever publishes one of these holds its picture: their page is there when we look once more, or it
            # puts the file there again.
            images = Rendition.objects.filter(name__in=some).values_list("image_id", flat=True)
            held = Image.objects.select_for_update(no_key=True).filter(pk__in=set(images)).order_by("pk")
            list(held.values_list("pk", flat=True))
            for name in _unshown(some):
                storage.public().delete(name)
    return len(strays)


def not_shown(before: datetime | None = None) -> Iterator[str]:
    """The names of what readers can fetch and no page shows, as far as it was put there before this time."""
    for some in _batches(storage.walk(storage.public())):
        yield from _unshown([name for name, written in some if before is None or written < before])


def _unshown(names: list[str]) -> list[str]:
    rows = dict(Rendition.objects.filter(name__in=names).values_list("name", "image_id"))
    shown = publicity.shown(rows.values())
    return sorted(name for name in names if rows.get(name) not in shown)


def _is_made_by_us(name: str) -> bool:
    """A rendition can be made again, and what was cut off while it was written is of use to nobody."""
    return name.startswith(f"{renditions.FOLDER}/") or f"/{storage.PART}" in f"/{name}"


def _known(names: list[str]) -> set[str]:
    originals = Image.objects.filter(original__in=names).values_list("original", flat=True)
    folder = renditions.path("")
    made = [name.removeprefix(folder) for name in names if name.startswith(folder)]
    rows = Rendition.objects.filter(name__in=made).values_list("name", flat=True)
    return {*originals, *(renditions.path(name) for name in rows)}


def _report_missing(seen: set[str]) -> None:
    for pk, name in Image.objects.order_by("pk").values_list("pk", "original").iterator():
        # Asked again: it may have come while we looked.
        if name not in seen and not storage.private().exists(name):
            logger.error("The original of picture %s is not on the shelf: %s", pk, name)


def _batches(found: Iterable[tuple[str, datetime]]) -> Iterator[list[tuple[str, datetime]]]:
    found = iter(found)
    while some := list(islice(found, AT_ONCE)):
        yield some
