"""The sizes that readers get: plain sRGB JPEGs, made from the original and carrying nothing else of it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

import PIL.Image
from PIL import ImageCms
from PIL.Image import Resampling, Transpose

from media import storage

if TYPE_CHECKING:
    from media.models import Image, Rendition

WIDTHS = (480, 960, 1600)
QUALITY = 82
FOLDER = "renditions"

ORIENTATION_TAG = 0x0112
TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
ON_ITS_SIDE = {5, 6, 7, 8}
DEEP = {"I", "I;16", "I;16L", "I;16B", "I;16N"}
PLAIN = {"1": "L", "L": "L", "P": "RGB", "RGB": "RGB", "RGBX": "RGB", "YCbCr": "RGB", "CMYK": "CMYK"}
COLOUR_SPACES = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}


class UnknownColours(ValueError):
    """A colour model that no camera and no page uses, such as LAB or floating point."""


@dataclass(frozen=True)
class Drawn:
    """One size, not yet stored."""

    width: int
    height: int
    data: bytes = field(repr=False)

    def name(self, original: str) -> str:
        """By content, and by the original's hash: two library pictures never share a public file."""
        return f"{sha256(original.encode() + self.data).hexdigest()[:16]}-{self.width}.jpg"


def path(name: str) -> str:
    """Where a rendition lies on the private shelf."""
    return f"{FOLDER}/{name}"


def make(image: Image) -> list[Rendition]:
    """All renditions of a picture, smallest first; draws only those that it lacks."""
    rows = {row.width: row for row in image.renditions.all()}
    missing = [width for width in widths(image.width) if width not in rows]
    if missing:
        with image.open_original() as original, PIL.Image.open(original) as picture:
            for row in keep(image, draw(picture, missing)):
                rows[row.width] = row
    return [rows[width] for width in sorted(rows)]


def keep(image: Image, drawn: Iterable[Drawn]) -> list[Rendition]:
    """Files first, then their rows: a row without its file would be a hole in a page."""
    rows = []
    for one in drawn:
        name = one.name(image.sha256)
        storage.put(storage.private(), path(name), io.BytesIO(one.data))
        row, _ = image.renditions.get_or_create(
            width=one.width, defaults={"height": one.height, "name": name, "bytes": len(one.data)}
        )
        rows.append(row)
    return rows


def widths(full: int) -> list[int]:
    """The widths to make of a picture this wide. Nothing is enlarged: a small one ends at its own width."""
    return sorted({*(width for width in WIDTHS if width < full), min(full, WIDTHS[-1])})


def draw(picture: PIL.Image.Image, wanted: Sequence[int]) -> list[Drawn]:
    """Decode an opened picture once and draw it at each width. A damaged file raises what Pillow raises."""
    turn = orientation(picture)
    full = seen_size(picture)
    largest = _at_width(full, max(wanted))
    stored = largest[::-1] if turn in ON_ITS_SIDE else largest
    # JPEG can be decoded at half or a quarter of its size, in as little time and memory.
    picture.draft(None, stored)
    profile = picture.info.get("icc_profile")
    base = _plain(picture).resize(stored, Resampling.LANCZOS, reducing_gap=3.0)
    base = _in_srgb(_on_white(base), profile)
    if turn in TURNS:
        base = base.transpose(TURNS[turn])
    base.info.clear()
    return [_encoded(base.resize(_at_width(full, width), Resampling.LANCZOS)) for width in wanted]


def orientation(picture: PIL.Image.Image) -> int:
    try:
        return int(picture.getexif().get(ORIENTATION_TAG, 1))
    except Exception:
        # Bad Exif in a good picture is common; Pillow fails on it in a dozen ways.
        return 1


def seen_size(picture: PIL.Image.Image) -> tuple[int, int]:
    """Width and height as the picture is meant to be looked at."""
    width, height = picture.size
    return (height, width) if orientation(picture) in ON_ITS_SIDE else (width, height)


def _at_width(full: tuple[int, int], width: int) -> tuple[int, int]:
    return width, max(1, round(full[1] * width / full[0]))


def _plain(picture: PIL.Image.Image) -> PIL.Image.Image:
    """Eight bits, no palette: what can be resized."""
    if picture.mode in {"RGB", "RGBA"} and "transparency" not in picture.info:
        return picture  # a conversion would copy, and a hundred million pixels are 400 MB
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    if picture.mode in DEEP:
        # Pillow's own conversion to eight bits clips instead of scaling.
        return picture.convert("I").point(lambda value: value * (1 / 257) + 0).convert("L")
    if picture.mode not in PLAIN:
        raise UnknownColours(picture.mode)
    return picture.convert(PLAIN[picture.mode])


def _on_white(picture: PIL.Image.Image) -> PIL.Image.Image:
    if picture.mode != "RGBA":
        return picture
    page = PIL.Image.new("RGB", picture.size, "white")
    page.paste(picture, mask=picture.getchannel("A"))
    return page


def _in_srgb(picture: PIL.Image.Image, profile: bytes | None) -> PIL.Image.Image:
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if source.profile.xcolor_space.strip() == COLOUR_SPACES[picture.mode]:
                converted = ImageCms.profileToProfile(
                    picture,
                    source,
                    ImageCms.createProfile("sRGB"),
                    renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
                    outputMode="RGB",
                    flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
                )
                if converted is not None:
                    return converted
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # a broken profile says nothing about the picture
    return picture.convert("RGB")


def _encoded(picture: PIL.Image.Image) -> Drawn:
    buffer = io.BytesIO()
    picture.save(
        buffer, "JPEG", quality=QUALITY, progressive=True, optimize=True, subsampling="4:2:0", comment=b""
    )
    return Drawn(*picture.size, buffer.getvalue())
