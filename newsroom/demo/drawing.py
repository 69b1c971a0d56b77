"""The graphics desk: draws the illustrations of the demonstration newspaper, the same every time."""

from __future__ import annotations

from PIL import Image, ImageOps

from newsroom.demo.press import HEIGHT, WIDTH
from newsroom.demo.scenes import (
    charts,
    country,
    evening,
    indoors,
    people,
    river,
    sea,
    shore,
    stages,
    town,
)

PLACES = (sea, shore, river, town, evening, country, charts, indoors, stages, people)
SCENES = {key: scene for place in PLACES for key, scene in place.SCENES.items()}


def draw(key: str, size: tuple[int, int] = (WIDTH, HEIGHT)) -> Image.Image:
    """The illustration of this key; an unknown key is a mistake in our own files, so it raises."""
    picture = SCENES[key](key).pull()
    return picture if size == picture.size else ImageOps.fit(picture, size, Image.Resampling.LANCZOS)
