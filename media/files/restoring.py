"""After a restore, or a disk that lost some: which files of pictures are not there, and making anew what can be.

What cannot be made again is an original. Everything else is drawn from it: JPEGs at once, and what is smaller later,
by the worker, as for a picture that is new.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from media.files import publicity, renditions
from media.models import Image, Rendition
from media.shelves import storage


@dataclass(frozen=True)
class Lost:
    """What the database names and the private shelf does not have, by the number of the picture."""

    originals: dict[int, str] = field(default_factory=dict)
    renditions: dict[int, list[str]] = field(default_factory=dict)


def look() -> Lost:
    """Asks for the shelf's list once: a library has more files than one would ask for one by one."""
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
    """Bring these files of a picture back: from the public shelf, where they may be still, or from the original.

    Raises OSError where the original is not there, and what Pillow raises where it is damaged.
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
    """Of what pages show, as pairs of a picture and its files: those that readers cannot fetch."""
    there = {name for name, _ in storage.walk(storage.public())}
    for pk, files in shown:
        for file in files:
            if file["name"] not in there:
                yield pk, file["name"]
