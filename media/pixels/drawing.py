"""Drawing a picture at the wanted sizes: pixels in, files out. Nothing here knows of rows or shelves.

The picture is decoded once, no larger than needed, and converted to sRGB once. The new files carry nothing of the
original but its pixels.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import PIL.Image
from PIL import ImageCms, ImageMath
from PIL.Image import Resampling, Transpose

from media import metadata
from media.metadata import Imprint
from media.pixels import colours, turns, weighing
from media.pixels.colours import UnknownColours
from media.pixels.headers import Header
from media.terms.crops import WHOLE, Box

JPEG, WEBP, AVIF = "jpeg", "webp", "avif"
SUFFIXES = {JPEG: "jpg", WEBP: "webp", AVIF: "avif"}
OPTIONS: dict[str, dict[str, Any]] = {
    JPEG: {"progressive": True, "optimize": True, "subsampling": "4:2:0", "comment": b""},
    WEBP: {"method": 4},
    AVIF: {"speed": 8, "subsampling": "4:2:0"},
}
# Width → quality from that width on, measured by bench/pictures.py. In a small picture each pixel is seen, and the
# file is small anyway. A large one goes to screens that show four of its pixels where others show one.
QUALITIES = {
    JPEG: ((0, 82),),
    WEBP: ((0, 82), (960, 76), (1280, 70)),
    AVIF: ((0, 72), (600, 66), (960, 58), (1280, 52)),
}

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

one_at_a_time = turns.Turn()


@dataclass(frozen=True)
class Size:
    """What to draw: a part of the picture (None for the whole) at this width and height in pixels."""

    width: int
    height: int
    box: Box | None = None
    format: str = JPEG


@dataclass(frozen=True)
class Drawn:
    """A drawn file that is not stored yet."""

    size: Size
    data: bytes = field(repr=False)

    @property
    def width(self) -> int:
        return self.size.width

    @property
    def height(self) -> int:
        return self.size.height

    def name(self, original: str) -> str:
        """A name made of the content, the original's hash and the part shown: no two renditions share a file."""
        digest = sha256(f"{original}{self.size.box or ''}".encode() + self.data).hexdigest()[:16]
        return f"{digest}-{self.width}.{SUFFIXES[self.size.format]}"


def draw(picture: PIL.Image.Image, sizes: Iterable[Size], imprint: Imprint | None = None) -> Iterator[Drawn]:
    """Decode an opened picture once and draw it at each size. A damaged file raises what Pillow raises."""
    wanted = sorted(sizes, key=lambda size: (str(size.box or ""), -size.width))
    if not wanted:
        return
    words = _words(imprint)
    with one_at_a_time(_weight(picture, wanted)):
        base = _base(picture, wanted)
        drawn: tuple[Box | None, int] | None = None
        part = base
        for size in wanted:
            # The formats of one size share its pixels.
            if drawn != (size.box, size.width):
                edges = (size.box or WHOLE).pixels(base.size)
                part = base.resize((size.width, size.height), Resampling.LANCZOS, edges)
                drawn = size.box, size.width
            yield Drawn(size, _encoded(part, size.format, words))


def _base(picture: PIL.Image.Image, wanted: list[Size]) -> PIL.Image.Image:
    """The picture upright, in sRGB, and just large enough for all wanted sizes."""
    turn = orientation(picture)
    full = seen_size(picture)
    width = min(full[0], max(1, round(full[0] * _share(full[0], wanted))))
    largest = width, height_at(full, width)
    stored = largest[::-1] if turn in ON_ITS_SIDE else largest
    # JPEG can be decoded at a half or a quarter of its size, which saves time and memory.
    picture.draft(None, stored)
    profile = colours.profile(picture)
    base = _plain(picture)
    if base.size != stored:
        base = base.resize(stored, Resampling.LANCZOS, reducing_gap=3.0)
    base = _in_srgb(_on_white(base), profile)
    if turn in TURNS:
        base = base.transpose(TURNS[turn])
    base.info.clear()
    return base


def _share(full: int, wanted: list[Size]) -> float:
    """The share of the picture's width that must be decoded. A crop needs more than the whole at the same width."""
    return max(size.width * 1000 / (size.box or WHOLE).width / full for size in wanted)


def header(picture: PIL.Image.Image, format: str = "") -> Header:
    """The header of a picture that Pillow has opened, in the form of `headers.read`."""
    return Header(
        format or picture.format or "",
        *picture.size,
        picture.mode,
        is_transparent="transparency" in picture.info,
        gathered=3 if "progression" in picture.info else 0,
    )


def _weight(picture: PIL.Image.Image, wanted: list[Size]) -> float:
    share = min(1, _share(seen_size(picture)[0], wanted))
    return weighing.weight(header(picture), share) * picture.width * picture.height


def orientation(picture: PIL.Image.Image) -> int:
    """How the pixels that Pillow gives have to be turned to stand upright."""
    if picture.format == "TIFF":
        return 1  # Pillow turns them by itself, and its size is that of the picture upright
    file = getattr(picture, "fp", None)
    if picture.format == "PNG" and file is not None:
        # Pillow would decode the picture to answer this, and would then hide that it is damaged.
        at = file.tell()
        turn = metadata.orientation(file)
        file.seek(at)
        return turn
    try:
        return int(picture.getexif().get(ORIENTATION_TAG, 1))
    except Exception:
        # Bad Exif in a good picture is common, and Pillow raises many kinds of errors for it.
        return 1


def seen_size(picture: PIL.Image.Image) -> tuple[int, int]:
    """Width and height after the picture is turned upright."""
    width, height = picture.size
    return (height, width) if orientation(picture) in ON_ITS_SIDE else (width, height)


def height_at(full: tuple[int, int], width: int) -> int:
    return max(1, round(full[1] * width / full[0]))


def _plain(picture: PIL.Image.Image) -> PIL.Image.Image:
    """The picture with eight bits a colour and without a palette, so that it can be resized."""
    if picture.mode in {"RGB", "RGBA"} and "transparency" not in picture.info:
        return picture  # a conversion would copy it, and a hundred million pixels take 400 MB
    if picture.mode in DEEP:
        return _less_deep(picture)
    if picture.has_transparency_data:
        clear = picture.info.get("transparency")
        if isinstance(clear, tuple) and any("16" in str(tile.args) for tile in getattr(picture, "tile", ())):
            # The picture has sixteen bits in the file, and eight after it is decoded.
            picture.info["transparency"] = tuple(part >> 8 for part in clear)
        return picture.convert("RGBA")
    if picture.mode not in PLAIN:
        raise UnknownColours(picture.mode)
    return picture.convert(PLAIN[picture.mode])


def _less_deep(picture: PIL.Image.Image) -> PIL.Image.Image:
    """Grey of sixteen bits as eight. Pillow's own conversion cuts values off instead of scaling them."""
    deep, clear = picture.convert("I"), picture.info.get("transparency")
    grey = deep.point(lambda value: value * (1 / 257) + 0).convert("L")
    if not isinstance(clear, int):
        return grey
    seen = ImageMath.lambda_eval(
        lambda given: given["convert"]((given["deep"] != clear) * 255, "L"), deep=deep
    )
    grey.putalpha(seen)
    return grey.convert("RGBA")


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
            pass  # a broken profile says nothing of the picture, which may be good
    return picture.convert("RGB")


def _words(imprint: Imprint | None) -> dict[str, bytes]:
    """The imprint as options for Pillow's `save`, for every format."""
    if imprint is None:
        return {}
    words = {"exif": metadata.exif(imprint), "xmp": metadata.xmp(imprint)}
    return {name: block for name, block in words.items() if block}


def _encoded(picture: PIL.Image.Image, format: str, words: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    quality = [quality for width, quality in QUALITIES[format] if width <= picture.width][-1]
    picture.save(buffer, format, quality=quality, **OPTIONS[format], **words)
    return buffer.getvalue()
