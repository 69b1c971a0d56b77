"""A picture's colours are brought to what every screen shows, however its file says what its numbers mean."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import PIL.Image
import pytest

from media.files import renditions
from media.intake import uploads
from media.intake.uploads import PictureRefused
from media.pixels import colours
from tests import factories
from tests.image_files import encoded

SIZE = (300, 300)
# From Display P3 to sRGB, in light (SMPTE EG 432-1 to IEC 61966-2-1).
FROM_P3 = ((1.2249, -0.2247, 0.0), (-0.0420, 1.0419, 0.0), (-0.0197, -0.0786, 1.0979))
AS_IT_IS = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
P3, BT709 = 12, 1
SRGB_CURVE, GAMMA_28, LINEAR, PQ, HLG = 13, 5, 8, 16, 18
P3_CHROMATICITY = (31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(colour: Any, *chunks: bytes, mode: str = "RGB", **options: Any) -> bytes:
    plain = encoded(PIL.Image.new(mode, SIZE, colour), "PNG", **options).getvalue()
    return plain[:33] + b"".join(chunks) + plain[33:]


def cicp(primaries: int, curve: int, full: int = 1) -> bytes:
    return chunk(b"cICP", bytes([primaries, curve, 0, full]))


def gamma(value: float) -> bytes:
    return chunk(b"gAMA", struct.pack(">I", round(value * 100_000)))


def chromaticity() -> bytes:
    return chunk(b"cHRM", struct.pack(">8I", *P3_CHROMATICITY))


def avif(colour: Any, primaries: int, curve: int) -> bytes:
    """An AVIF whose colours are said to mean something else; Pillow writes those of sRGB."""
    plain = encoded(PIL.Image.new("RGB", SIZE, colour), "AVIF", quality=100, subsampling="4:4:4").getvalue()
    at = plain.index(b"colrnclx") + 8
    return plain[:at] + struct.pack(">HH", primaries, curve) + plain[at + 4 :]


def in_light(value: float, curve: float | None) -> float:
    if curve is not None:
        return float(value**curve)
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def meant(colour: tuple[int, ...], matrix: tuple[tuple[float, ...], ...], curve: float | None) -> list[int]:
    """What an sRGB screen has to be sent."""
    light = [in_light(part / 255, curve) for part in colour]
    mixed = [sum(one * other for one, other in zip(row, light, strict=True)) for row in matrix]
    clipped = [min(max(part, 0), 1) for part in mixed]
    return [
        round(255 * (part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055))
        for part in clipped
    ]


def shown(content: bytes) -> tuple[int, ...]:
    with PIL.Image.open(io.BytesIO(content)) as picture:
        (one,) = renditions.draw(picture, [SIZE[0]])
    with PIL.Image.open(io.BytesIO(one.data)) as seen:
        return seen.convert("RGB").getpixel((150, 150))  # type: ignore[return-value]


COLOUR = (200, 90, 60)


@pytest.mark.parametrize(
    ("content", "matrix", "curve"),
    [
        (png(COLOUR, cicp(P3, SRGB_CURVE)), FROM_P3, None),
        (png(COLOUR, cicp(BT709, SRGB_CURVE)), AS_IT_IS, None),
        (png(COLOUR, cicp(BT709, LINEAR)), AS_IT_IS, 1.0),
        (png(COLOUR, cicp(BT709, GAMMA_28)), AS_IT_IS, 2.8),
        (png(COLOUR, gamma(1.0)), AS_IT_IS, 1.0),
        (png(COLOUR, gamma(1 / 1.8)), AS_IT_IS, 1.8),
        (png(COLOUR, gamma(1 / 2.2)), AS_IT_IS, None),
        (png(COLOUR, gamma(1 / 2.2), chromaticity()), FROM_P3, 2.2),
        (png(COLOUR, chromaticity()), FROM_P3, None),
        # What says sRGB is sRGB, whatever else is said; and numbers that make no sense say nothing.
        (png(COLOUR, chunk(b"sRGB", b"\0"), gamma(1.0)), AS_IT_IS, None),
        (png(COLOUR, gamma(0)), AS_IT_IS, None),
        (png(COLOUR, chunk(b"cHRM", bytes(32))), AS_IT_IS, None),
        (png((*COLOUR, 255), cicp(P3, SRGB_CURVE), mode="RGBA"), FROM_P3, None),
        (avif(COLOUR, P3, SRGB_CURVE), FROM_P3, None),
        (avif(COLOUR, P3, BT709), FROM_P3, None),
        (avif(COLOUR, BT709, SRGB_CURVE), AS_IT_IS, None),
        (avif(COLOUR, BT709, GAMMA_28), AS_IT_IS, 2.8),
        (avif(COLOUR, 2, 2), AS_IT_IS, None),
    ],
    ids=[
        *("cICP P3", "cICP sRGB", "cICP linear", "cICP 2.8", "gAMA linear", "gAMA Macintosh", "gAMA 2.2"),
        *("gAMA and cHRM", "cHRM", "sRGB before gAMA", "gAMA of nought", "cHRM of noughts", "with alpha"),
        *("AVIF P3", "AVIF P3, television's curve", "AVIF sRGB", "AVIF 2.8", "AVIF that does not say"),
    ],
)
def test_colours_are_what_the_file_says_they_are(
    content: bytes, matrix: tuple[tuple[float, ...], ...], curve: float | None
) -> None:
    apart = [
        abs(one - other) for one, other in zip(shown(content), meant(COLOUR, matrix, curve), strict=True)
    ]
    assert max(apart) <= 4


def test_a_grey_picture_has_its_curve_too() -> None:
    apart = abs(shown(png(120, gamma(1.0), mode="L"))[0] - meant((120,) * 3, AS_IT_IS, 1.0)[0])
    assert apart <= 4


def test_a_profile_goes_before_the_numbers_of_an_avif_and_behind_those_of_a_png() -> None:
    linear = colours._icc(colours.ColourMeaning(colours.BT709, 1.0), is_grey=False)
    said = encoded(PIL.Image.new("RGB", SIZE, COLOUR), "AVIF", icc_profile=linear).getvalue()
    with PIL.Image.open(io.BytesIO(said)) as picture:
        assert colours.profile(picture) == linear
    with PIL.Image.open(io.BytesIO(png(COLOUR, cicp(BT709, SRGB_CURVE), icc_profile=linear))) as picture:
        assert colours.profile(picture) is None


@pytest.mark.django_db
@pytest.mark.parametrize("content", [png(COLOUR, cicp(9, PQ)), avif(COLOUR, 9, PQ), avif(COLOUR, P3, HLG)])
def test_light_of_a_high_range_is_refused_with_what_to_do(content: bytes) -> None:
    with pytest.raises(
        PictureRefused, match=r"high dynamic range \((PQ|HLG)\).* Export it in the standard range"
    ):
        uploads.accept(io.BytesIO(content), by=factories.user(), filename="harbour.png")


@pytest.mark.django_db
@pytest.mark.parametrize("coded", [cicp(10, SRGB_CURVE), cicp(BT709, 9), cicp(BT709, SRGB_CURVE, full=0)])
def test_numbers_for_laboratories_are_refused(coded: bytes) -> None:
    with pytest.raises(PictureRefused, match="Export it as RGB, 8 bits"):
        uploads.accept(io.BytesIO(png(COLOUR, coded)), by=factories.user(), filename="harbour.png")


# Sixteen bits with one of them transparent


def deep_png(value: int, clear: int) -> bytes:
    plain = encoded(PIL.Image.new("I;16", SIZE, value), "PNG").getvalue()
    return plain[:33] + chunk(b"tRNS", struct.pack(">H", clear)) + plain[33:]


def test_a_deep_grey_picture_with_a_transparent_shade_is_no_blank_page() -> None:
    assert shown(deep_png(20_000, 65_535))[0] == pytest.approx(78, abs=2)
    assert shown(deep_png(20_000, 20_000)) == (255, 255, 255)


def test_a_deep_colour_that_is_transparent_is_white_and_another_is_itself() -> None:
    rows = (b"\0" + struct.pack(">3H", 0x4100, 0x8200, 0xC300) * SIZE[0]) * SIZE[1]
    head = struct.pack(">IIBBBBB", *SIZE, 16, 2, 0, 0, 0)

    def file(*clear: int) -> bytes:
        chunks = (
            (b"IHDR", head),
            (b"tRNS", struct.pack(">3H", *clear)),
            (b"IDAT", zlib.compress(rows)),
            (b"IEND", b""),
        )
        return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*one) for one in chunks)

    assert shown(file(0x4100, 0x8200, 0xC300)) == (255, 255, 255)
    assert shown(file(0x0041, 0x0082, 0x00C3)) == pytest.approx((0x41, 0x82, 0xC3), abs=3)
