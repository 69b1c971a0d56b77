"""What a picture is like at a glance: the colour it is on the whole, how alike two are, and where the eye goes.

Plain arithmetic on a thumbnail, a few milliseconds each; guesses, which a picture editor may put right.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import PIL.Image
from PIL import ImageFilter
from PIL.Image import Resampling

from media.terms.crops import UNIT, Focus

SIDE = 64
BITS = 64
# How much each speaks for a place: edges, a colour unlike the rest, the colours of skin.
EDGES, UNLIKE, SKIN = 0.5, 1.5, 0.7
# What is this near to the hottest place, in parts of the side, and this hot beside it, is the subject too.
REACH, STANDS_OUT = 4, 0.6
BLUR = 20
# Colours that differ by less are one.
STEP = 24

Colour = tuple[int, ...]


def tone(picture: PIL.Image.Image) -> str:
    """The colour that the picture is on the whole, for its place while it loads."""
    # An RGB picture has three numbers to a pixel; the stubs know any mode.
    red, green, blue = _small(picture, (1, 1)).getpixel((0, 0))  # type: ignore[misc]
    return f"#{red:02x}{green:02x}{blue:02x}"


def difference_hash(picture: PIL.Image.Image) -> int:
    """64 bits, each whether a place is brighter than the one to its right; as a signed number, for databases.

    The same picture at another size or quality gives the same number but for a bit or two.
    """
    grey = list(_small(picture, (9, 8)).convert("L").tobytes())
    bits = 0
    for row in range(8):
        for column in range(8):
            bits = bits << 1 | (grey[row * 9 + column] > grey[row * 9 + column + 1])
    return bits - (1 << BITS) if bits >> (BITS - 1) else bits


def focus(picture: PIL.Image.Image) -> Focus:
    """Where the subject seems to be: a colour unlike the rest, edges, skin, and not too far from the middle."""
    scale = SIDE / max(picture.size)
    small = _small(picture, (max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))
    width, height = small.size
    heat = _heat(small)
    hottest = max(range(len(heat)), key=heat.__getitem__)
    if heat[hottest] <= 0:
        return Focus()
    # The middle of what is around the hottest place, or a subject's edge would be taken for all of it.
    sum_x = sum_y = weight = 0.0
    for place, value in enumerate(heat):
        x, y = place % width, place // width
        if (
            value >= heat[hottest] * STANDS_OUT
            and math.dist((x, y), (hottest % width, hottest // width)) <= SIDE / REACH
        ):
            sum_x, sum_y, weight = sum_x + (x + 0.5) * value, sum_y + (y + 0.5) * value, weight + value
    return Focus(round(sum_x / weight / width * UNIT), round(sum_y / weight / height * UNIT))


def _heat(small: PIL.Image.Image) -> list[float]:
    """How much each place of a thumbnail draws the eye, as a smooth map."""
    width, height = small.size
    middle = max(width, height) / 2
    edges = list(small.convert("L").filter(ImageFilter.FIND_EDGES).tobytes())
    for place in range(width * height):
        if place % width in {0, width - 1} or place // width in {0, height - 1}:
            edges[place] = 0  # where the picture ends, nothing does
    colours = list(zip(*(channel.tobytes() for channel in small.convert("YCbCr").split()), strict=True))
    shares = zip(_from_none_to_all(edges), _from_none_to_all(_unlike_the_rest(colours)), colours, strict=True)
    striking = bytes(
        round(255 * (EDGES * edge + UNLIKE * unlike + SKIN * _is_skin(*colour)) / (EDGES + UNLIKE + SKIN))
        for edge, unlike, colour in shares
    )
    smooth = PIL.Image.frombytes("L", small.size, striking).filter(ImageFilter.GaussianBlur(SIDE / BLUR))
    return [
        # Photographers put their subject in the frame, seldom at its rim.
        value * (1 - math.dist((place % width, place // width), (width / 2, height / 2)) / middle / 3)
        for place, value in enumerate(smooth.tobytes())
    ]


def _unlike_the_rest(colours: Sequence[Colour]) -> list[float]:
    """How far each colour is from all the others of the picture, on average: small for what there is much of."""
    common = Counter(tuple(part // STEP for part in colour) for colour in colours)
    far = {one: sum(math.dist(one, other) * count for other, count in common.items()) for one in common}
    return [far[tuple(part // STEP for part in colour)] for colour in colours]


def _is_skin(light: int, blue: int, red: int) -> bool:
    """Of any complexion: what makes them differ is light, not hue."""
    return light > 40 and 85 <= blue <= 125 and 135 <= red <= 175


def _from_none_to_all(values: Sequence[float]) -> list[float]:
    least, most = min(values), max(values)
    return [(value - least) / (most - least) for value in values] if most > least else [0.0] * len(values)


def _small(picture: PIL.Image.Image, size: tuple[int, int]) -> PIL.Image.Image:
    plain = picture if picture.mode in {"RGB", "L", "CMYK"} else picture.convert("RGB")
    return plain.resize(size, Resampling.BOX).convert("RGB")
