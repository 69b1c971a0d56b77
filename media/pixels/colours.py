"""Which colours the numbers of a picture mean, where the file says so by other means than a profile.

PNG uses cICP, gAMA and cHRM, AVIF uses nclx (ITU-T H.273). We turn these into an ICC profile, by which `drawing`
converts to sRGB. Pictures with a high dynamic range are refused: there is no single right way to show them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

import PIL.Image

from media.pixels import headers

Primaries = tuple[tuple[float, float], ...]

BT709: Primaries = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06), (0.3127, 0.3290))
# Red, green, blue and white, by their number in H.273.
PRIMARIES: dict[int, Primaries] = {
    1: BT709,
    2: BT709,  # not said
    4: ((0.67, 0.33), (0.21, 0.71), (0.14, 0.08), (0.310, 0.316)),
    5: ((0.64, 0.33), (0.29, 0.60), (0.15, 0.06), (0.3127, 0.3290)),
    6: ((0.630, 0.340), (0.310, 0.595), (0.155, 0.070), (0.3127, 0.3290)),
    7: ((0.630, 0.340), (0.310, 0.595), (0.155, 0.070), (0.3127, 0.3290)),
    9: ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046), (0.3127, 0.3290)),
    11: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060), (0.314, 0.351)),
    12: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060), (0.3127, 0.3290)),
    22: ((0.630, 0.340), (0.295, 0.605), (0.155, 0.077), (0.3127, 0.3290)),
}
SRGB = None
# Curves: an exponent, or sRGB's own curve, which browsers also use for the curves of television.
CURVES: dict[int, float | None] = {
    **dict.fromkeys((1, 2, 6, 11, 12, 13, 14, 15), SRGB),
    4: 2.2,
    5: 2.8,
    8: 1.0,
}
HIGH_RANGE = {16: "PQ", 18: "HLG"}
# Programs that meant sRGB wrote a curve of 1 / 2.2.
NEARLY_SRGB = 0.005
SENSIBLE = (0.1, 10)
D50 = (0.9642, 1.0, 0.8249)
BRADFORD = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))
MOST_PIECES = 1_000


class UnknownColours(ValueError):
    """A colour model that neither cameras nor pages use, such as LAB or floating point."""


class HighRange(UnknownColours):
    """A picture with a high dynamic range."""


@dataclass(frozen=True)
class ColourMeaning:
    primaries: Primaries
    curve: float | None = SRGB

    @property
    def is_srgb(self) -> bool:
        is_curve = self.curve is SRGB or abs(1 / self.curve - 1 / 2.2) < NEARLY_SRGB
        return is_curve and all(
            abs(one - other) < 0.002
            for pair, same in zip(self.primaries, BT709, strict=True)
            for one, other in zip(pair, same, strict=True)
        )


def check(picture: PIL.Image.Image) -> None:
    """Raise UnknownColours if an opened picture cannot be shown in the colours that it means."""
    coded = _coded(picture)
    if coded and not (picture.format == "AVIF" and picture.info.get("icc_profile")):
        _of_code_points(*coded)


def profile(picture: PIL.Image.Image) -> bytes | None:
    """The colour profile of an opened picture that is not decoded yet; None if it counts as sRGB."""
    coded = _coded(picture)
    embedded: bytes | None = picture.info.get("icc_profile")
    # In AVIF a profile is more exact than the numbers; in PNG the numbers say what no profile can.
    if embedded and (coded is None or picture.format == "AVIF"):
        return embedded
    try:
        meaning = _of_code_points(*coded) if coded else _of_png(picture)
    except UnknownColours:
        return None  # a picture that was taken in before this was checked
    if meaning is None or meaning.is_srgb:
        return None
    return _icc(meaning, is_grey=picture.mode in {"1", "L", "LA", "I", "I;16", "I;16B"})


def _coded(picture: PIL.Image.Image) -> tuple[int, int, bool] | None:
    file = getattr(picture, "fp", None)
    if file is None or picture.format not in {"PNG", "AVIF"}:
        return None
    at = file.tell()
    coded = code_points(file, picture.format)
    file.seek(at)
    return coded


def code_points(file: IO[bytes], format: str) -> tuple[int, int, bool] | None:
    """The numbers of primaries and curve, and whether all 256 steps are used."""
    if format == "PNG":
        data = next((data for kind, data in _chunks(file) if kind == b"cICP" and len(data) == 4), None)
        return (data[0], data[1], bool(data[3])) if data else None
    for kind, data in headers.boxes(file):
        if kind == b"colr" and data[:4] == b"nclx":
            primaries, curve = struct.unpack(">HH", data[4:8])
            return primaries, curve, True  # libavif has spread the values over all steps
    return None


def _of_code_points(primaries: int, curve: int, is_full: bool) -> ColourMeaning:
    if curve in HIGH_RANGE:
        raise HighRange(HIGH_RANGE[curve])
    if primaries not in PRIMARIES or curve not in CURVES or not is_full:
        raise UnknownColours(f"H.273 {primaries}, {curve}{'' if is_full else ', narrow'}")
    return ColourMeaning(PRIMARIES[primaries], CURVES[curve])


def _of_png(picture: PIL.Image.Image) -> ColourMeaning | None:
    said = picture.info
    if picture.format != "PNG" or "srgb" in said or not {"gamma", "chromaticity"} & said.keys():
        return None
    gamma, primaries, curve = said.get("gamma"), BT709, SRGB
    if gamma is not None and SENSIBLE[0] <= gamma <= SENSIBLE[1]:
        curve = 1 / gamma
    if chromaticity := said.get("chromaticity"):
        white, *colours = zip(chromaticity[::2], chromaticity[1::2], strict=True)
        primaries = (*colours, white)
    return ColourMeaning(primaries, curve)


def _chunks(file: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a PNG before its pixels."""
    file.seek(8)
    for _ in range(MOST_PIECES):
        head = file.read(8)
        if len(head) < 8 or head[4:] == b"IDAT":
            return
        length = int.from_bytes(head[:4], "big")
        data = file.read(length) if length <= 16 else b""
        yield head[4:], data
        file.seek(length - len(data) + 4, 1)


# A profile made of numbers


def _icc(meaning: ColourMeaning, *, is_grey: bool) -> bytes | None:
    """An ICC profile of version 4 with what Little CMS needs to convert; None if the numbers make no sense."""
    curve = (
        struct.pack(">4sIHH", b"para", 0, 0, 0) + _fixed(meaning.curve)
        if meaning.curve is not SRGB
        else struct.pack(">4sIHH", b"para", 0, 3, 0)
        + _fixed(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
    )
    tags = {b"wtpt": _xyz(D50)}
    if is_grey:
        tags[b"kTRC"] = curve
    else:
        try:
            red, green, blue = _colorants(meaning.primaries)
            tags |= {b"rXYZ": _xyz(red), b"gXYZ": _xyz(green), b"bXYZ": _xyz(blue)}
        except (ZeroDivisionError, struct.error):
            return None
        tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    table, body = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        table += name + struct.pack(">II", start + len(body), len(data))
        body += data
    head = struct.pack(
        ">I4sI4s4s4s12x4s28x",
        start + len(body),
        b"\0\0\0\0",
        0x04300000,
        b"mntr",
        b"GRAY" if is_grey else b"RGB ",
        b"XYZ ",
        b"acsp",
    )
    return (head + _fixed(*D50)).ljust(128, b"\0") + table + body


def _fixed(*numbers: float) -> bytes:
    return b"".join(struct.pack(">i", round(number * 65536)) for number in numbers)


def _xyz(place: tuple[float, ...]) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(*place)


Matrix = tuple[tuple[float, ...], ...]


def _colorants(primaries: Primaries) -> Matrix:
    """Red, green and blue as they are seen by the light of D50."""
    *colours, white = ((x / y, 1.0, (1 - x - y) / y) for x, y in primaries)
    strengths = _times(_inverse(_turned(colours)), white)
    to_cones = tuple(
        new / old for new, old in zip(_times(BRADFORD, D50), _times(BRADFORD, white), strict=True)
    )
    adapted = []
    for colour, strength in zip(colours, strengths, strict=True):
        cones = _times(BRADFORD, tuple(part * strength for part in colour))
        scaled = tuple(cone * factor for cone, factor in zip(cones, to_cones, strict=True))
        adapted.append(_times(_inverse(BRADFORD), scaled))
    return tuple(adapted)


def _turned(rows: Sequence[tuple[float, ...]]) -> Matrix:
    return tuple(zip(*rows, strict=True))


def _times(matrix: Matrix, vector: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(sum(one * other for one, other in zip(row, vector, strict=True)) for row in matrix)


def _inverse(matrix: Matrix) -> Matrix:
    (a, b, c), (d, e, f), (g, h, i) = matrix
    whole = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    return (
        ((e * i - f * h) / whole, (c * h - b * i) / whole, (b * f - c * e) / whole),
        ((f * g - d * i) / whole, (a * i - c * g) / whole, (c * d - a * f) / whole),
        ((d * h - e * g) / whole, (b * g - a * h) / whole, (a * e - b * d) / whole),
    )
