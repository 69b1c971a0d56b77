"""Finds files of pictures that are lost, as after a restore, and makes them anew where that is possible.

An original cannot be made again. All else is drawn from it: JPEGs at once, the smaller formats later by the worker,
as for a new picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from media.files import publicity, renditions
from media.models import Image, Rendition
from media.shelves import storage


@dataclass(frozen=True)
class Lost:
    """The files that the database names and the private shelf lacks, by the number of the picture."""

    originals: dict[int, str] = field(default_factory=dict)
    renditions: dict[int, list[str]] = field(default_factory=dict)


def look() -> Lost:
    """Compare the database with the shelf. The shelf is listed once: it has too many files to ask for each."""
    there = {name for name, _ in storage.walk(storage.private())}
    lost = Lost()
    for pk, name in Image.objects.order_by("pk").values_list("pk", "original").iterator():
        if name not in there:
            lost.originals[pk] = name
    for pk, name in Rendition.objects.order_by("pk").values_list("image_id", "name").iterator():
        if renditions.path(name) not in there:
            lost.renditions.setdefault(pk, []).append(name)
    return lost


def mend(image_id: int, names: Iterable[str]) -> None:
    """Bring these files of a picture back, from the public shelf if they are there, otherwise from the original.

    Raises OSError if the original is lost, and what Pillow raises if it is damaged.
    """
    lacking = []
    for name in names:
        try:
            with storage.public().open(name) as file:
                storage.put(storage.private(), renditions.path(name), file)
        except FileNotFoundError:
            lacking.append(name)
    if lacking:
        image = Image.objects.with_rights().with_renditions().get(pk=image_id)
        renditions.redraw(image, lacking)
        publicity.ask([image_id])


def not_public(shown: Iterable[tuple[int, list[dict[str, str]]]]) -> Iterator[tuple[int, str]]:
    """The files that pages show and readers cannot fetch. `shown` has pairs of a picture and its files."""
    there = {name for name, _ in storage.walk(storage.public())}
    for pk, files in shown:
        for file in files:
            if file["name"] not in there:
                yield pk, file["name"]
