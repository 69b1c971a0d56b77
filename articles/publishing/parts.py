"""Parts of pictures that a story shows, and pictures of which there is no file: drawn before anybody gets them.

Until the worker comes, readers would see what was cut away. Drawing takes seconds: it is done while nothing is held.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from articles import body
from articles.models import Revision
from articles.writing import picture_uses
from media.files import renditions
from media.models import Image
from media.pixels import drawing
from media.terms.crops import Box


class Part(NamedTuple):
    """What is shown of a picture; the whole where there is no crop."""

    image: int
    crop: str = ""


def of_revision(revision: Revision, texts: Iterable[str]) -> set[Part]:
    """What a revision shows whose texts for readers are these."""
    shown = of_texts(texts)
    if revision.lead_picture_id:
        shown |= {Part(revision.lead_picture_id), Part(revision.lead_picture_id, revision.lead_crop)}
    return shown


def of_texts(texts: Iterable[str]) -> set[Part]:
    """Of each picture the whole too: it serves where a part cannot be had."""
    named, cut = set(), set()
    for text in texts:
        named |= {Part(pk) for _, pk in picture_uses.named(None, text)}
        cut |= {Part(use.image_id, use.crop) for use in body.pictures(text)}
    return named | cut


def lacking(parts: Iterable[Part], library: Mapping[int, Image]) -> set[Part]:
    """Which of these parts have to be drawn; the pictures are given with credits and renditions."""
    return {part for part in parts if part.image in library and _lacks(library[part.image], part.crop)}


def _lacks(image: Image, crop: str) -> bool:
    if crop:
        return bool(renditions.lacking(image, Box.stored(crop), (drawing.JPEG,)))
    # Of the whole there are mostly files, and the worker sees to the others.
    return not image.renditions.all()


def draw(parts: Iterable[Part]) -> None:
    """Draw these parts as JPEGs, which every browser can show."""
    wanted = sorted(parts)
    images = Image.objects.with_rights().with_renditions().in_bulk({part.image for part in wanted})
    for part in wanted:
        if part.image in images:
            within = Box.stored(part.crop) if part.crop else None
            renditions.make(images[part.image], within=within, formats=(drawing.JPEG,))
