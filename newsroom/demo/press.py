"""A small printing press on Pillow: a picture is drawn as one plate per ink, then screened into dots,
printed slightly out of register and overprinted on grainy paper.

Everything random comes from a generator seeded by the picture's key: a picture is the same on every machine.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1600, 1067

Colour = tuple[int, int, int]
Point = tuple[float, float]
Points = Sequence[Point]

# Halftone lattices (p, q): the dots of each ink stand at another angle, or the overprint shows a moiré.
ANGLES = ((3, 1), (1, 1), (1, 3), (1, 0))
TILE = 32
# How much of a tint is dots and how much an even wash: all dots shout on a screen and compress badly.
DOTS = 0.3

NAVY: Colour = (30, 52, 96)
NIGHT: Colour = (24, 32, 58)
INK: Colour = (38, 40, 50)
TEAL: Colour = (0, 122, 130)
SEA: Colour = (92, 156, 176)
SKY: Colour = (150, 190, 204)
BRICK: Colour = (206, 76, 52)
RUST: Colour = (168, 74, 46)
CORAL: Colour = (240, 128, 104)
ROSE: Colour = (236, 164, 152)
MUSTARD: Colour = (236, 178, 62)
STRAW: Colour = (242, 206, 124)
MOSS: Colour = (92, 118, 74)
PINE: Colour = (34, 78, 70)
PLUM: Colour = (96, 60, 92)
STONE: Colour = (150, 146, 140)

CREAM: Colour = (246, 240, 226)
BONE: Colour = (240, 236, 226)
MIST: Colour = (232, 235, 232)


@lru_cache(maxsize=len(ANGLES))
def _screen(angle: int) -> Image.Image:
    """The threshold picture of one halftone angle: where it is darker than the tone, ink is laid."""
    p, q = ANGLES[angle]
    spots = []
    for y in range(TILE):
        for x in range(TILE):
            a = (x * p + y * q) / TILE
            b = (y * p - x * q) / TILE
            spots.append((-math.cos(2 * math.pi * a) - math.cos(2 * math.pi * b), y * TILE + x))
    ranked = bytearray(TILE * TILE)
    for rank, (_, index) in enumerate(sorted(spots)):
        ranked[index] = 1 + rank * 253 // (TILE * TILE - 1)
    return _tiled(Image.frombytes("L", (TILE, TILE), bytes(ranked)), (WIDTH, HEIGHT))


def _tiled(tile: Image.Image, size: tuple[int, int]) -> Image.Image:
    full = Image.new("L", size)
    full.paste(tile, (0, 0))
    wide, high = tile.size
    while wide < size[0]:
        full.paste(full.crop((0, 0, wide, high)), (wide, 0))
        wide *= 2
    while high < size[1]:
        full.paste(full.crop((0, 0, size[0], high)), (0, high))
        high *= 2
    return full


@lru_cache(maxsize=1)
def _fibre() -> Image.Image:
    """The tooth of the paper, near white: the same sheet under every picture."""
    random = Random("paper")  # noqa: S311 # a drawing, no secret
    fine = Image.frombytes(
        "L", (WIDTH // 2, HEIGHT // 2 + 1), random.randbytes(WIDTH // 2 * (HEIGHT // 2 + 1))
    )
    fine = fine.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    broad = Image.frombytes("L", (100, 67), random.randbytes(6700)).resize(
        (WIDTH, HEIGHT), Image.Resampling.BICUBIC
    )
    return ImageChops.add(
        fine.point(lambda v: 249 + v * 6 // 255), broad.point(lambda v: v * 5 // 255), 1, -5
    )


@lru_cache(maxsize=1)
def _wear() -> Image.Image:
    """How evenly the ink lies: mostly full, thinner in clouds, with pinholes where the roller missed."""
    random = Random("wear")  # noqa: S311 # a drawing, no secret
    cloud = Image.frombytes("L", (64, 43), random.randbytes(64 * 43)).resize(
        (WIDTH, HEIGHT), Image.Resampling.BICUBIC
    )
    holes = Image.frombytes(
        "L", (WIDTH // 3 + 1, HEIGHT // 3 + 1), random.randbytes((WIDTH // 3 + 1) * (HEIGHT // 3 + 1))
    )
    holes = holes.point(lambda v: 140 if v < 2 else 255).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    return ImageChops.multiply(cloud.point(lambda v: 232 + v * 23 // 255), holes)


class Sheet:
    """One picture on the press: plates are drawn on with names of inks, `pull` prints them."""

    def __init__(self, key: str, paper: Colour, **inks: Colour) -> None:
        self.random = Random(key)  # noqa: S311 # a drawing, no secret
        self.paper = paper
        self.inks = inks
        self.plates = {name: Image.new("L", (WIDTH, HEIGHT), 0) for name in inks}
        self.pens = {name: ImageDraw.Draw(plate) for name, plate in self.plates.items()}

    # Shapes. Tone 255 prints solid, 0 carves back to the paper, anything between becomes dots.

    def rect(self, ink: str, left: float, top: float, right: float, bottom: float, tone: int = 255) -> None:
        if right > left and bottom > top:
            self.pens[ink].rectangle((left, top, right, bottom), fill=tone)

    def poly(self, ink: str, points: Points, tone: int = 255) -> None:
        self.pens[ink].polygon(list(points), fill=tone)

    def oval(self, ink: str, x: float, y: float, rx: float, ry: float | None = None, tone: int = 255) -> None:
        ry = rx if ry is None else ry
        self.pens[ink].ellipse((x - rx, y - ry, x + rx, y + ry), fill=tone)

    def line(self, ink: str, points: Points, width: float = 4, tone: int = 255) -> None:
        self.pens[ink].line(list(points), fill=tone, width=round(width), joint="curve")

    def arc(
        self,
        ink: str,
        x: float,
        y: float,
        rx: float,
        ry: float,
        start: float,
        end: float,
        width: float = 4,
        tone: int = 255,
    ) -> None:
        self.pens[ink].arc((x - rx, y - ry, x + rx, y + ry), start, end, fill=tone, width=round(width))

    def carve(self, points: Points, *inks: str) -> None:
        """Cut a shape out of the named plates, or of all of them."""
        for ink in inks or self.inks:
            self.poly(ink, points, 0)

    def fade(
        self, ink: str, left: float, top: float, right: float, bottom: float, start: int, end: int
    ) -> None:
        """A tone running from `start` at the top to `end` at the bottom of a box."""
        box = (round(left), round(top), round(right), round(bottom))
        ramp = Image.linear_gradient("L").resize((box[2] - box[0], box[3] - box[1]))
        self.plates[ink].paste(ramp.point(lambda v: start + (end - start) * v // 255), box[:2])

    def fade_poly(self, ink: str, points: Points, start: int, end: int) -> None:
        """The same inside an outline, from its highest point to its lowest."""
        top, bottom = min(y for _, y in points), max(y for _, y in points)
        left, right = min(x for x, _ in points), max(x for x, _ in points)
        box = (round(left), round(top), round(right) + 1, round(bottom) + 1)
        size = (box[2] - box[0], box[3] - box[1])
        mask = Image.new("L", size, 0)
        ImageDraw.Draw(mask).polygon([(x - box[0], y - box[1]) for x, y in points], fill=255)
        ramp = Image.linear_gradient("L").resize(size)
        self.plates[ink].paste(ramp.point(lambda v: start + (end - start) * v // 255), box[:2], mask)

    def glow(self, ink: str, x: float, y: float, radius: float, tone: int = 255) -> None:
        """Light on a plate: takes ink away towards the middle."""
        self._take(ink, self._disc(x, y, radius, tone))

    def shade(self, ink: str, x: float, y: float, radius: float, tone: int = 255) -> None:
        """The opposite: ink gathering towards the middle."""
        plate = self.plates[ink]
        plate.paste(ImageChops.add(plate, self._disc(x, y, radius, tone)))

    def lighten(self, ink: str, points: Points, tone: int) -> None:
        """Take an even tint out of a plate, as a beam of light does."""
        layer = Image.new("L", (WIDTH, HEIGHT), 0)
        ImageDraw.Draw(layer).polygon(list(points), fill=tone)
        self._take(ink, layer)

    def _take(self, ink: str, layer: Image.Image) -> None:
        plate = self.plates[ink]
        plate.paste(ImageChops.subtract(plate, layer))

    @staticmethod
    def _disc(x: float, y: float, radius: float, tone: int) -> Image.Image:
        side = round(radius * 2)
        disc = Image.radial_gradient("L").resize((side, side)).point(lambda v: max(0, tone - v * tone // 180))
        layer = Image.new("L", (WIDTH, HEIGHT), 0)
        layer.paste(disc, (round(x - radius), round(y - radius)))
        return layer

    # Things that recur in every landscape.

    def ridge(
        self,
        base: float,
        swing: float,
        step: float = 26,
        seed: float | None = None,
        left: float = -20,
        right: float = WIDTH + 20,
        rough: float = 0.12,
    ) -> list[Point]:
        """The upper edge of a range of hills, left to right."""
        phase = self.random.uniform(0, 60) if seed is None else seed
        points, x = [], left
        while x <= right:
            y = (
                math.sin(x / 310 + phase) * 0.55
                + math.sin(x / 137 + phase * 2.3) * 0.3
                + math.sin(x / 53 + phase * 1.7) * 0.12
            )
            points.append((x, base - swing * y - self.random.uniform(-1, 1) * swing * rough))
            x += step
        return points

    def land(self, edge: Points, bottom: float = HEIGHT + 5) -> list[Point]:
        """A ridge closed downwards to a shape that can be inked."""
        return [*edge, (edge[-1][0], bottom), (edge[0][0], bottom)]

    def stroke(
        self, ink: str, x: float, y: float, length: float, thick: float, tone: int = 255, bend: float = 0
    ) -> None:
        """One mark of the gouge: a sliver, pointed at both ends."""
        half = length / 2
        self.poly(
            ink,
            [
                (x - half, y + bend),
                (x - half / 3, y - thick / 2),
                (x + half / 3, y - thick / 2),
                (x + half, y + bend),
                (x + half / 3, y + thick / 2),
                (x - half / 3, y + thick / 2),
            ],
            tone,
        )

    def water(
        self,
        ink: str,
        top: float,
        bottom: float,
        tone: int = 255,
        density: float = 1,
        left: float = -40,
        right: float = WIDTH + 40,
        size: float = 1,
    ) -> None:
        """Rows of slivers, larger and further apart towards the reader."""
        y, depth = top, bottom - top
        while y < bottom:
            near = (y - top) / depth
            length, thick = (26 + 150 * near) * size, (2.5 + 9 * near) * size
            x = left + self.random.uniform(0, length)
            while x < right:
                long = length * self.random.uniform(0.45, 1.3)
                self.stroke(
                    ink,
                    x,
                    y + self.random.uniform(-2, 2) * (1 + near * 3),
                    long,
                    thick,
                    tone,
                    self.random.uniform(-3, 3) * near,
                )
                x += long / 2 + length * self.random.uniform(0.5, 2.2) / density
            y += thick * 1.5 + 4 + 7 * near

    def hatch(
        self, ink: str, points: Points, gap: float, width: float, slope: float = 0.0, tone: int = 255
    ) -> None:
        """Parallel cuts inside an outline; slope is rise over run."""
        left, right = min(x for x, _ in points), max(x for x, _ in points)
        top, bottom = min(y for _, y in points), max(y for _, y in points)
        box = (max(0, round(left)), max(0, round(top)), min(WIDTH, round(right)), min(HEIGHT, round(bottom)))
        if box[2] <= box[0] or box[3] <= box[1]:
            return
        size = (box[2] - box[0], box[3] - box[1])
        mask, cuts = Image.new("L", size, 0), Image.new("L", size, 0)
        ImageDraw.Draw(mask).polygon([(x - box[0], y - box[1]) for x, y in points], fill=255)
        pen, rise = ImageDraw.Draw(cuts), slope * size[0]
        y = min(0, rise) - gap
        while y < size[1] + max(0, rise) + gap:
            drift = self.random.uniform(-0.18, 0.18) * gap
            pen.line((0, y + drift, size[0], y - rise + drift), fill=255, width=round(width))
            y += gap
        self.plates[ink].paste(tone, box, ImageChops.multiply(mask, cuts))

    # Printing.

    def pull(self) -> Image.Image:
        """Screen every plate, shift it a little, and print one over the other."""
        sheet = ImageChops.multiply(
            Image.new("RGB", (WIDTH, HEIGHT), self.paper), Image.merge("RGB", [_fibre()] * 3)
        )
        for number, (name, plate) in enumerate(self.plates.items()):
            drift = (
                (0, 0)
                if number == 0
                else (self.random.choice((-3, -2, 2, 3)), self.random.choice((-2, -1, 1, 2)))
            )
            soft = plate.filter(ImageFilter.BoxBlur(1))
            dots = ImageChops.subtract(soft, _screen(number % len(ANGLES)), 0.3, 128)
            laid = Image.blend(soft, dots, DOTS)
            worn = ImageChops.multiply(
                laid, ImageChops.offset(_wear(), self.random.randrange(WIDTH), self.random.randrange(HEIGHT))
            )
            # Printed in place first, so that the edge the shift lays bare is not left white.
            mask = worn.copy()
            mask.paste(worn, drift)
            ink = Image.composite(
                Image.new("RGB", sheet.size, self.inks[name]), Image.new("RGB", sheet.size, "white"), mask
            )
            sheet = ImageChops.multiply(sheet, ink)
        return sheet
