"""Checks whether the thumbnail inside a file shows the same as the file's picture.

Programs that crop or paint over a picture often leave the thumbnail as it was, with the face or the number plate.
"""

from __future__ import annotations

import io
from typing import IO

import PIL.Image
from PIL import ImageChops, ImageStat

LARGEST_THUMBNAIL = 1024 * 1024
LARGEST_PICTURE = 30_000_000
GRID = (16, 16)
# Of 255. Recompression and sharpening stay far below; another crop or a bar across the eyes comes above.
MOST_DIFFERENCE = 20.0
BLACK = 24.0


def differs(thumbnail: bytes, file: IO[bytes]) -> bool:
    """Does the thumbnail show another picture? Only JPEG is checked, as it can be decoded at an eighth of its size.

    A file that cannot be read counts as not different.
    """
    try:
        with PIL.Image.open(io.BytesIO(thumbnail), formats=["JPEG"]) as small:
            if small.width * small.height > LARGEST_THUMBNAIL:
                return False
            inner = small.convert("L")
        file.seek(0)
        with PIL.Image.open(file, formats=["JPEG"]) as picture:
            if picture.width * picture.height > LARGEST_PICTURE:
                return False
            shape = picture.width / picture.height
            picture.draft("L", (64, 64))
            whole = picture.convert("L")
        inner = _without_bars(inner, shape)
        if abs(inner.width / inner.height / shape - 1) > 0.1:
            return True
        difference = ImageChops.difference(inner.resize(GRID), whole.resize(GRID))
        return ImageStat.Stat(difference).mean[0] > MOST_DIFFERENCE
    except Exception:
        # Decoders raise exceptions of any kind for damaged files.
        return False


def _without_bars(picture: PIL.Image.Image, shape: float) -> PIL.Image.Image:
    """The thumbnail without black bars: cameras always write 4:3, and fill the rest with black."""
    width, height = picture.size
    across, down = min(width, round(height * shape)), min(height, round(width / shape))
    left, top = (width - across) // 2, (height - down) // 2
    inner = picture.crop((left, top, left + across, top + down))
    bars = ImageStat.Stat(picture).sum[0] - ImageStat.Stat(inner).sum[0]
    outside = width * height - across * down
    return inner if outside and bars / outside < BLACK else picture
