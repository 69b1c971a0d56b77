"""What a thumbnail tells of a picture: its average colour, a number by which like pictures are found, and its focus.

Each is plain arithmetic and takes a few milliseconds. These are guesses; a picture editor may correct the focus.
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
# How much each of these counts for a place: edges, a colour unlike the rest, the colours of skin.
EDGES, UNLIKE, SKIN = 0.5, 1.5, 0.7
# A place belongs to the subject if it is near to the hottest place (a share of the side) and almost as hot.
REACH, STANDS_OUT = 4, 0.6
BLUR = 20
# Colours that differ by less count as one.
STEP = 24

Colour = tuple[int, ...]


def tone(picture: PIL.Image.Image) -> str:
    """The average colour of the picture. Pages show it in the picture's place until the picture has loaded."""
    # An RGB picture has three numbers to a pixel; the stubs know any mode.
    red, green, blue = _small(picture, (1, 1)).getpixel((0, 0))  # type: ignore[misc]
    return f"#{red:02x}{green:02x}{blue:02x}"


def difference_hash(picture: PIL.Image.Image) -> int:
    """64 bits: each says whether a place is brighter than its right neighbour. A signed number, as databases have.

    The same picture at another size or quality gives the same number, or one that differs in a bit or two.
    """
    grey = list(_small(picture, (9, 8)).convert("L").tobytes())
    bits = 0
    for row in range(8):
        for column in range(8):
            bits = bits << 1 | (grey[row * 9 + column] > grey[row * 9 + column + 1])
    return bits - (1 << BITS) if bits >> (BITS - 1) else bits


def focus(picture: PIL.Image.Image) -> Focus:
    """Where the subject seems to be: an unusual colour, edges, skin, and not too far from the middle."""
    scale = SIDE / max(picture.size)
    small = _small(picture, (max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))
    width, height = small.size
    heat = _heat(small)
    hottest = max(range(len(heat)), key=heat.__getitem__)
    if heat[hottest] <= 0:
        return Focus()
    # The middle of all hot places around the hottest: that one alone may be at the subject's edge.
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
    """A smooth map of how much each place of a thumbnail draws the eye."""
    width, height = small.size
    middle = max(width, height) / 2
    edges = list(small.convert("L").filter(ImageFilter.FIND_EDGES).tobytes())
    for place in range(width * height):
        if place % width in {0, width - 1} or place // width in {0, height - 1}:
            edges[place] = 0  # the rim of the picture is no edge in it
    colours = list(zip(*(channel.tobytes() for channel in small.convert("YCbCr").split()), strict=True))
    shares = zip(_from_none_to_all(edges), _from_none_to_all(_unlike_the_rest(colours)), colours, strict=True)
    striking = bytes(
        round(255 * (EDGES * edge + UNLIKE * unlike + SKIN * _is_skin(*colour)) / (EDGES + UNLIKE + SKIN))
        for edge, unlike, colour in shares
    )
    smooth = PIL.Image.frombytes("L", small.size, striking).filter(ImageFilter.GaussianBlur(SIDE / BLUR))
    return [
        # Photographers seldom put their subject at the rim.
        value * (1 - math.dist((place % width, place // width), (width / 2, height / 2)) / middle / 3)
        for place, value in enumerate(smooth.tobytes())
    ]


def _unlike_the_rest(colours: Sequence[Colour]) -> list[float]:
    """The average distance of each colour from all others of the picture: small for a frequent colour."""
    common = Counter(tuple(part // STEP for part in colour) for colour in colours)
    far = {one: sum(math.dist(one, other) * count for other, count in common.items()) for one in common}
    return [far[tuple(part // STEP for part in colour)] for colour in colours]


def _is_skin(light: int, blue: int, red: int) -> bool:
    """Skin of any complexion: complexions differ in lightness, not in hue."""
    return light > 40 and 85 <= blue <= 125 and 135 <= red <= 175


def _from_none_to_all(values: Sequence[float]) -> list[float]:
    least, most = min(values), max(values)
    return [(value - least) / (most - least) for value in values] if most > least else [0.0] * len(values)


def _small(picture: PIL.Image.Image, size: tuple[int, int]) -> PIL.Image.Image:
    plain = picture if picture.mode in {"RGB", "L", "CMYK"} else picture.convert("RGB")
    return plain.resize(size, Resampling.BOX).convert("RGB")
