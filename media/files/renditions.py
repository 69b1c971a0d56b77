"""Renditions, the files that readers get: which a picture needs, which it has, and making those that it lacks.

A picture is shown in the shapes of `crops.SHAPES`, and as a card for social networks. Of each shape there are JPEGs
at once; the worker adds the smaller AVIF and WebP. The files carry credit, copyright and licence. When these change,
the worker makes the files anew, under new names.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Iterator
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import PIL.Image
from django.db import transaction

from media import metadata
from media.metadata import Imprint, Licensor
from media.pixels import drawing
from media.pixels.drawing import AVIF, JPEG, WEBP, Drawn, Size, height_at, seen_size
from media.shelves import storage
from media.signals import renditions_made
from media.terms.categories import Licence
from media.terms.crops import SHAPES, SOCIAL_SIZE, STORY, WHOLE, Box, Shape, around

if TYPE_CHECKING:
    from media.models import Image, Rendition

FOLDER = "renditions"
# Best first, as a page offers them.
FORMATS = (AVIF, WEBP, JPEG)
SOCIAL = Shape("social", "", (SOCIAL_SIZE[0],))
ALL_SHAPES = (*SHAPES.values(), SOCIAL)


def path(name: str) -> str:
    """The name of a rendition on the private shelf."""
    return f"{FOLDER}/{name}"


# What a picture needs


def shapes_of(image: Image, within: Box | None = None) -> dict[str, Box | None]:
    """Shape → the part of the picture that it shows, None for the whole. `within` is the crop of one use."""
    boxes = {shape.name: image.box(shape.ratio, within) for shape in SHAPES.values()}
    boxes[SOCIAL.name] = (
        around(image.focus, SOCIAL_SIZE[0] / SOCIAL_SIZE[1], image.size, within)
        if image.may_be_cropped
        else None
    )
    return {name: None if box == WHOLE else box for name, box in boxes.items()}


def sizes(
    image: Image, within: Box | None = None, formats: Collection[str] = FORMATS
) -> Iterator[tuple[Shape, Size]]:
    """All sizes that pages show of a picture: by shape, then the best format first, then the smallest first."""
    boxes = shapes_of(image, within)
    for shape in ALL_SHAPES:
        box = boxes[shape.name]
        left, top, right, bottom = (box or WHOLE).pixels(image.size)
        part = right - left, bottom - top
        for format in FORMATS if shape is not SOCIAL else (JPEG,):
            if format in formats:
                for width in widths(part[0], shape):
                    yield shape, Size(width, _height(shape, box, part, width), box, format)


def _height(shape: Shape, box: Box | None, part: tuple[int, int], width: int) -> int:
    # A box has only thousandths, but a card for social networks must have exactly 1200 × 630 pixels.
    if shape is SOCIAL and box is not None:
        return round(width * SOCIAL_SIZE[1] / SOCIAL_SIZE[0])
    return height_at(part, width)


def widths(full: int, shape: Shape = STORY) -> list[int]:
    """The widths at which to draw a picture of this width. Nothing is enlarged: its own width is the largest."""
    return sorted({*(width for width in shape.widths if width < full), min(full, shape.widths[-1])})


# What it has


def rows(image: Image, within: Box | None = None) -> list[dict[str, Any]]:
    """The files of a picture that a page can show now: [{shape, format, name, width, height}], in that order."""
    made = {_key(row): row for row in image.renditions.all()}
    return [
        {
            "shape": shape.name,
            "format": size.format,
            "name": row.name,
            "width": row.width,
            "height": row.height,
        }
        for shape, size in sizes(image, within)
        if (row := made.get((crop_of(size), size.format, size.width)))
    ]


def _key(row: Rendition) -> tuple[str, str, int]:
    return row.crop, row.format, row.width


def crop_of(size: Size) -> str:
    return str(size.box) if size.box else ""


def imprint(image: Image) -> Imprint:
    """The words that the files of a picture carry."""
    licence = Licence(image.licence) if image.licence else None
    licensor = Licensor(image.licensor, image.licensor_url)
    return Imprint(
        credit_line=image.credit_line,
        creators=[party.name for party in image.parties],
        copyright_notice=image.copyright_notice,
        usage_terms=licence.label if licence else "",
        web_statement=image.web_statement or (licence.url if licence else ""),
        licensors=[licensor] if licensor.name or licensor.url else [],
        digital_source_type=image.digital_source,
    )


def stamp(words: Imprint) -> str:
    """A short hash of the words, by which a file with old words is recognized; empty if there are no words."""
    said = metadata.exif(words) + metadata.xmp(words)
    return sha256(said).hexdigest()[:16] if said else ""


def lacking(image: Image, within: Box | None = None, formats: Collection[str] = FORMATS) -> set[Size]:
    """The sizes that are missing or carry old words."""
    today = stamp(imprint(image))
    there = {_key(row): row for row in image.renditions.all()}
    return {
        size
        for _, size in sizes(image, within, formats)
        if (row := there.get((crop_of(size), size.format, size.width))) is None or row.stamp != today
    }


# Making it


def make(image: Image, *, within: Box | None = None, formats: Collection[str] = FORMATS) -> list[Rendition]:
    """Draw the renditions that are missing or carry old words, and return them. It can be interrupted and repeated.

    A missing one is kept as soon as it is drawn. Those with new words replace the old ones together at the end, in
    one transaction with the published copies that name them. Then the old files are deleted.
    """
    wanted = lacking(image, within, formats)
    if not wanted:
        return []
    words = imprint(image)
    today = stamp(words)
    there = {_key(row): row for row in image.renditions.all()}
    new, replaced = [], {}
    with image.open_original() as original, PIL.Image.open(original) as picture:
        for one in drawing.draw(picture, wanted, words):
            row = _stored(image, one, today)
            if old := there.get(_key(row)):
                replaced[old.name] = row
            else:
                new += _keep_row(row)
    _put_in_place(image, replaced)
    return [*new, *replaced.values()]


def redraw(image: Image, lost: Collection[str]) -> None:
    """Draw lost JPEGs anew, and delete the rows of other lost files, which the worker makes again."""
    words = imprint(image)
    rows = {row.name: row for row in image.renditions.all() if row.name in lost}
    names = {
        Size(row.width, row.height, Box.read(row.crop), row.format): name
        for name, row in rows.items()
        if row.format == JPEG
    }
    with image.open_original() as original, PIL.Image.open(original) as picture:
        drawn = {
            names[one.size]: _stored(image, one, stamp(words)) for one in drawing.draw(picture, names, words)
        }
    _put_in_place(image, drawn, forgotten=rows.keys() - drawn.keys())


def _put_in_place(image: Image, replaced: dict[str, Rendition], *, forgotten: Collection[str] = ()) -> None:
    """Replace the rows of these names by new ones, and update the published copies that name them."""
    with transaction.atomic():
        # Pictures are locked before public rows, as everywhere. In another order two could wait for each other.
        type(image).objects.select_for_update(no_key=True).filter(pk=image.pk).first()
        for name, row in replaced.items():
            image.renditions.filter(name=name).update(
                name=row.name, height=row.height, bytes=row.bytes, stamp=row.stamp
            )
        image.renditions.filter(name__in=forgotten).delete()
        _forget_prefetched(image)
        renditions_made.send(sender=type(image), image=image)
        # If a deletion fails, the change is committed all the same, and the sweeping deletes the file later.
        gone = replaced.keys() - {row.name for row in replaced.values()}
        transaction.on_commit(lambda: _discard(gone), robust=True)


def keep(image: Image, drawn: Iterable[Drawn]) -> list[Rendition]:
    """Store what was drawn when the picture was taken in. Existing rows stay."""
    rows = [kept for one in drawn for kept in _keep_row(_stored(image, one, ""))]
    _forget_prefetched(image)
    return rows


def draw(picture: PIL.Image.Image, wanted: Iterable[int]) -> list[Drawn]:
    """The whole of an opened picture as JPEGs of these widths. An upload keeps them; they carry no words yet."""
    full = seen_size(picture)
    return list(drawing.draw(picture, [Size(width, height_at(full, width)) for width in wanted]))


def _stored(image: Image, one: Drawn, stamp: str) -> Rendition:
    """Store a file, and return its row unsaved. The file comes first: a row without a file would break a page."""
    name = one.name(image.sha256)
    storage.put(storage.private(), path(name), io.BytesIO(one.data))
    return image.renditions.model(
        image=image,
        crop=crop_of(one.size),
        format=one.size.format,
        width=one.width,
        height=one.height,
        name=name,
        bytes=len(one.data),
        stamp=stamp,
    )


def _keep_row(row: Rendition) -> list[Rendition]:
    """Save a row. If another worker has drawn the same, its row stays: both name the same file."""
    type(row).objects.bulk_create([row], ignore_conflicts=True)
    return list(type(row).objects.filter(name=row.name))


def _forget_prefetched(image: Image) -> None:
    getattr(image, "_prefetched_objects_cache", {}).pop("renditions", None)
    vars(image).pop("jpegs", None)


def _discard(names: Iterable[str]) -> None:
    for name in names:
        storage.public().delete(name)
        storage.private().delete(path(name))
