"""How much memory it takes to open a picture, told from its header before anything is decoded.

A process of the desk stays under 512 MB whatever it is sent. The figures are bytes for each pixel, measured at their
peak: the decoder's own buffers, the pixels, and the copies that `drawing` makes of them on their way to eight bits.
"""

from __future__ import annotations

import PIL.Image

MOST = 400 * 1000 * 1000

# Decoders that hold a whole picture, or two, beside the one they hand over.
BY_FORMAT = {"WEBP": 16.0, "AVIF": 10.5}
BY_MODE = {"1": 1.7, "L": 1.7, "P": 5.3, "RGB": 4.3, "RGBX": 4.3, "RGBA": 8.1, "I;16": 9.0}
ANY_OTHER_MODE = 12.0
TRANSPARENT = {"P": 9.2}
# Of what is drawn: the picture in sRGB, upright, and at the size below.
DRAWN = 12.0
# A progressive JPEG is read into memory as coefficients of two bytes before the first pixel is made.
COEFFICIENT = 2.0
SCALES = (8, 4, 2)


def weight(picture: PIL.Image.Image, share: float) -> float:
    """Bytes for each pixel of an opened picture, drawn at this share of its width."""
    return _decoded(picture, share) + DRAWN * share**2


def _decoded(picture: PIL.Image.Image, share: float) -> float:
    if picture.format in BY_FORMAT:
        return BY_FORMAT[picture.format]
    if "transparency" in picture.info:
        return TRANSPARENT.get(picture.mode, ANY_OTHER_MODE)
    pixel = BY_MODE.get(picture.mode, ANY_OTHER_MODE)
    if picture.format == "JPEG":
        # Decoded at an eighth of its width, it takes a sixty-fourth of the memory.
        scale = next((scale for scale in SCALES if share * scale <= 1), 1)
        return pixel / scale**2 + _coefficients(picture)
    return pixel


def _coefficients(picture: PIL.Image.Image) -> float:
    if "progression" not in picture.info:
        return 0
    # Colours are mostly kept at half the width and height: a quarter of the samples each.
    layers: list[tuple[int, int, int, int]] = getattr(picture, "layer", [])
    samples = [across * down for _, across, down, _ in layers] or [1, 1, 1]
    return COEFFICIENT * sum(samples) / max(samples)
