"""Where a picture is cut: boxes as shares of the picture, the shapes that pages need, and crops around a focal point.

A box is written as four whole numbers, “x,y,width,height”, in thousandths of the picture as readers see it. So it is
right at any size, and has one form in the database, in the text of a story and in an address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from django.core.exceptions import ValidationError

UNIT = 1000
SMALLEST = 50  # thousandths; a smaller crop is a slip of the mouse
WRITTEN = re.compile(r"([0-9]{1,4}),([0-9]{1,4}),([0-9]{1,4}),([0-9]{1,4})")


class Focus(NamedTuple):
    """The point that has to stay in sight, in thousandths from the left and from the top."""

    x: int = UNIT // 2
    y: int = UNIT // 2


@dataclass(frozen=True)
class Box:
    """A part of a picture, in thousandths. Always inside it."""

    x: int
    y: int
    width: int
    height: int

    def __post_init__(self) -> None:
        fits = self.x >= 0 and self.y >= 0 and self.x + self.width <= UNIT and self.y + self.height <= UNIT
        if not fits or min(self.width, self.height) < SMALLEST:
            raise ValueError(f"The crop {self} is not a part of the picture.")

    def __str__(self) -> str:
        return f"{self.x},{self.y},{self.width},{self.height}"

    @classmethod
    def read(cls, text: str) -> Box | None:
        """The box that a text gives; None for the whole picture. Raises ValueError for anything else."""
        if not text:
            return None
        match = WRITTEN.fullmatch(text)
        if match is None:
            raise ValueError("A crop is four whole numbers: left, top, width, height, in thousandths.")
        box = cls(*(int(number) for number in match.groups()))
        return None if box == WHOLE else box

    @classmethod
    def stored(cls, text: str) -> Box | None:
        """The box that a row holds. A text that is no box counts as the whole picture: old rows were not checked."""
        return cls.read(text) if is_written(text) else None

    def pixels(self, size: tuple[int, int]) -> tuple[int, int, int, int]:
        """Left, top, right, bottom in a picture of this size; at least one pixel each way."""
        width, height = size
        left, top = self.x * width // UNIT, self.y * height // UNIT
        right = max(left + 1, round((self.x + self.width) * width / UNIT))
        bottom = max(top + 1, round((self.y + self.height) * height / UNIT))
        return left, top, min(right, width), min(bottom, height)


def is_written(text: str) -> bool:
    """Is this text a box, or empty?"""
    try:
        Box.read(text)
    except ValueError:
        return False
    return True


def validate(text: str) -> None:
    """The validator of a model's field."""
    try:
        Box.read(text)
    except ValueError as problem:
        raise ValidationError(str(problem)) from None


WHOLE = Box(0, 0, UNIT, UNIT)


def around(focus: Focus, ratio: float, size: tuple[int, int], within: Box | None = None) -> Box:
    """The largest box of this ratio (width by height) inside `within`, with its middle as near to the focus as fits.

    `size` is that of the picture, in pixels: in thousandths, a square box of a wide picture is narrower than high.
    """
    frame = within or WHOLE
    # A box that is `share` times as wide as it is high, in thousandths, has the wanted ratio in pixels.
    share = ratio * size[1] / size[0]
    width = min(frame.width, max(SMALLEST, round(frame.height * share)))
    height = min(frame.height, max(SMALLEST, round(width / share)))
    return Box(
        _placed(focus.x, width, frame.x, frame.width),
        _placed(focus.y, height, frame.y, frame.height),
        width,
        height,
    )


def _placed(focus: int, length: int, start: int, room: int) -> int:
    return max(start, min(focus - length // 2, start + room - length))


RATIOS = {"16:9": 16 / 9, "4:3": 4 / 3, "3:2": 3 / 2, "1:1": 1.0, "9:16": 9 / 16}
"""The ratios for which the picture desk sets crops."""


@dataclass(frozen=True)
class Shape:
    """One way in which pages show pictures: a ratio ("" keeps that of the picture), and widths in pixels."""

    name: str
    ratio: str
    widths: tuple[int, ...]


STORY = Shape("story", "", (320, 640, 960, 1280, 1920))
CARD = Shape("card", "3:2", (240, 320, 640, 960))
SQUARE = Shape("square", "1:1", (160, 320))
SHAPES = {shape.name: shape for shape in (STORY, CARD, SQUARE)}
SOCIAL_SIZE = (1200, 630)
