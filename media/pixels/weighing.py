"""How much memory it takes to open a picture. The header tells, before anything is decoded.

A process of the desk stays under 400 MB whatever it is sent: about 110 MB for the desk itself, the rest for one
picture. The figures below are bytes for each pixel, measured at the peak: the decoder's buffers, the pixels, and the
copies that `drawing` makes until a picture has eight bits a colour.
"""

from __future__ import annotations

from media.pixels.headers import Header

MOST = 285 * 1000 * 1000
# Needed for every picture: tables, the drawn files, what the decoders begin with.
ALWAYS = 12 * 1000 * 1000

# These decoders hold one or two whole pictures beside the one that they return, and the file as often.
BY_FORMAT = {"WEBP": 16.0, "AVIF": 7.6}
ALPHA = 3.2
COPIES = {"WEBP": 2, "AVIF": 2}
BY_MODE = {"1": 1.7, "L": 1.7, "P": 5.3, "RGB": 4.3, "RGBX": 4.3, "RGBA": 8.1, "I;16": 9.0}
ANY_OTHER_MODE = 12.0
TRANSPARENT = {"P": 9.2}
# A TIFF may be a single strip from top to bottom, which is unpacked as a whole.
STRIP = 2.0
# For drawing: the picture in sRGB, upright, and at the next smaller size.
DRAWN = 12.0
# A progressive JPEG is read into memory as coefficients of two bytes before the first pixel is made.
COEFFICIENT = 2.0
SCALES = (8, 4, 2)


def weight(header: Header, share: float) -> float:
    """Bytes for each pixel of a picture, drawn at this share of its width."""
    drawn = DRAWN * share**2
    if header.format in BY_FORMAT:
        # Their decoders free their memory before anything is drawn.
        opening = BY_FORMAT[header.format] + header.gathered
        if header.format == "AVIF" and header.mode == "RGBA":
            opening += ALPHA
        return max(opening, BY_MODE["RGBA"] + drawn)
    return _decoded(header, share) + drawn


def beside(header: Header, size: int) -> int:
    """Bytes beside the pixels: the file itself, where the decoder needs all of it in memory."""
    return ALWAYS + COPIES.get(header.format, 0) * size


def _decoded(header: Header, share: float) -> float:
    if header.is_transparent:
        return TRANSPARENT.get(header.mode, ANY_OTHER_MODE)
    pixel = BY_MODE.get(header.mode, ANY_OTHER_MODE)
    if header.format == "JPEG":
        # Decoded at an eighth of its width, it takes a sixty-fourth of the memory.
        scale = next((scale for scale in SCALES if share * scale <= 1), 1)
        return pixel / scale**2 + COEFFICIENT * header.gathered
    return pixel + (STRIP if header.format == "TIFF" else 0)
