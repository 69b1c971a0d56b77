"""What a file is by its first bytes: a picture that the library takes, or something else that can be named.

The file's own name proves nothing. A refusal says what the file is, in the sender's words, and what to do.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from media.metadata.exif import Exif

SUFFIXES = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "TIFF": "tif", "GIF": "gif"}
TAKEN = gettext_noop("The library takes JPEG, PNG, WebP, AVIF, TIFF and GIF.")
RAW = gettext_noop("This is a raw picture, as cameras keep them. Develop it and export it as JPEG.")

# First bytes → what it is, and what to do.
OTHERS: tuple[tuple[re.Pattern[bytes], str], ...] = tuple(
    (re.compile(start, re.DOTALL), words)
    for start, words in (
        (rb"8BPS", gettext_noop("This is a Photoshop file (PSD). Export it as JPEG or PNG, in one layer.")),
        (rb"BM.{4}\0\0\0\0", gettext_noop("This is a bitmap (BMP). Save it as PNG or JPEG.")),
        (rb"\xff\x0a|\0\0\0\x0cJXL ", gettext_noop("This is a JPEG XL picture. Export it as JPEG.")),
        (
            rb"\0\0\0\x0cjP  |\xff\x4f\xff\x51",
            gettext_noop(
                "This is no picture that the library knows. JPEG 2000 is for archives: export it as JPEG."
            ),
        ),
        (rb"II\+\0|MM\0\+", gettext_noop("This is a BigTIFF. Export it as JPEG or as a plain TIFF.")),
        (rb"FUJIFILMCCD-RAW|IIRO|IIRS|MMOR|IIU\0|FOVb|\0MRM|II\x1a\0\0\0HEAPCCDR", RAW),
        (rb"%PDF", gettext_noop("This is a PDF. Export the picture in it as JPEG or PNG.")),
        (
            rb"%!PS|\xc5\xd0\xd3\xc6",
            gettext_noop("This is a PostScript drawing (EPS). Export it as PNG or JPEG."),
        ),
        (rb"\0\0[\1\2]\0.\0", gettext_noop("This is an icon. Ask for the picture itself.")),
        (rb"gimp xcf", gettext_noop("This is a file of GIMP (XCF). Export it as JPEG or PNG.")),
        (
            rb"v/1\x01|#\?(?:RADIANCE|RGBE)",
            gettext_noop("This picture has a high dynamic range. Export it as JPEG."),
        ),
        (
            rb"\xd0\xcf\x11\xe0",
            gettext_noop("This is a document of an office program. Save the picture in it as a file."),
        ),
        (
            rb"PK\x03\x04|Rar!|7z\xbc\xaf|\x1f\x8b",
            gettext_noop("This is an archive or a document, not a picture. Take the picture out of it."),
        ),
        (rb"\x1aE\xdf\xa3|RIFF.{4}AVI ", gettext_noop("This is a video, not a picture.")),
    )
)
HEIC = {b"heic", b"heix", b"hevc", b"heim", b"mif1"}
# Pictures in a sensor's own colours, and the tag by which Adobe's raw format is known.
SENSOR, DNG_VERSION, SUB_PICTURES = {32803, 34892}, "DNGVersion", "SubIFDs"
LAB = {8, 9, 10}

PROGRAMS = re.compile(rb"<script|<!doctype|<html|<body|<iframe|<svg[\s:>]|<\?php|%PDF-1", re.IGNORECASE)
END_OF_ZIP = b"PK\x05\x06"
SEARCHED = 4096
LONGEST_END = 65_557
MOST_PIECES = 10_000


def of(head: bytes) -> str | None:
    """The format of a picture that the library takes."""
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if head.startswith((b"II*\0", b"MM\0*")):
        return "TIFF"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    return "AVIF" if _brands(head) & {b"avif", b"avis"} else None


def _brands(head: bytes) -> set[bytes]:
    """What an ISO media file (AVIF, HEIC, video) says that it is."""
    if head[4:8] != b"ftyp":
        return set()
    end = min(struct.unpack(">I", head[:4])[0], 256)
    return {head[8:12], *(head[at : at + 4] for at in range(16, end, 4))}


def what_it_is_instead(head: bytes) -> str:
    """What to say of a file that the library does not take."""
    return f"{_what(head)} {_(TAKEN)}"


def _what(head: bytes) -> str:
    start = head[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in start:
        return _("This is an SVG drawing, which can carry programs. Export it as PNG.")
    if start.startswith((b"<!doctype html", b"<html")) or b"<html" in start or b"<body" in start:
        return _("This is a web page, not a picture. Save the picture itself.")
    brands = _brands(head)
    if brands & HEIC:
        return _("This is a HEIC picture, as telephones keep them. Export or send it as JPEG.")
    if b"crx " in brands:
        return _(RAW)
    if brands:
        return _("This is a video, not a picture.")
    named = (words for first, words in OTHERS if first.match(head) or first.match(head.lstrip()))
    return _(next(named, gettext_noop("This is no picture that the library knows.")))


def unwanted_kind(file: IO[bytes], format: str) -> str:
    """What to say of a file whose format the library takes but whose kind it does not; empty for a good one."""
    if format != "TIFF":
        return ""
    file.seek(0)
    if file.read(16)[8:10] == b"CR":
        return _(RAW)
    tags = Exif(file)
    colours = {int(number) for number in tags.numbers("PhotometricInterpretation")}
    if tags.values.get(DNG_VERSION):
        return _("This is a DNG, a raw picture. Develop it and export it as JPEG.")
    # Raw files of some cameras begin with a preview and have the sensor's picture beside it.
    is_preview = any(int(number) & 1 for number in tags.numbers("NewSubfileType"))
    if colours & SENSOR or (is_preview and tags.values.get(SUB_PICTURES)):
        return _(RAW)
    if colours & LAB:
        return _("Its colours are kept as CIELAB, for proofing. Export it as RGB, 8 bits.")
    return ""


# Something else beside the picture


def is_something_else_too(file: IO[bytes], format: str) -> bool:
    """Whether a program, a page or an archive is in the same file, as attackers put them there.

    The metadata is not searched: captions may hold any words, and Photoshop's settings are long XML. It leaves the
    desk as plain text only.
    """
    file.seek(0)
    head = file.read(SEARCHED)
    end = _end(file)
    file.seek(max(0, end - LONGEST_END))
    tail = file.read()
    if _ends_as_zip(tail):
        return True
    parts = [(0, bytearray(head)), (max(0, end - SEARCHED), bytearray(tail[-SEARCHED:]))]
    if not any(PROGRAMS.search(part) for _, part in parts):
        return False
    for start, stop in _metadata(file, format, end):
        for at, part in parts:
            first, last = max(start - at, 0), min(stop - at, len(part))
            if first < last:
                part[first:last] = bytes(last - first)
    return any(PROGRAMS.search(part) for _, part in parts)


def _metadata(file: IO[bytes], format: str, end: int) -> Iterator[tuple[int, int]]:
    """The start and end of each piece of metadata in the file."""
    if format == "JPEG":
        yield from _jpeg_segments(file)
    elif format == "TIFF":
        yield from Exif(file).spans
    elif format == "GIF":
        yield from _packets(file, end)
    else:
        yield from _pieces(file, LAYOUTS[format])


def _jpeg_segments(file: IO[bytes]) -> Iterator[tuple[int, int]]:
    at = 2
    for _piece in range(MOST_PIECES):
        file.seek(at)
        head = file.read(4)
        if len(head) < 4 or head[0] != 0xFF or head[1] == 0xDA:
            return
        length = int.from_bytes(head[2:], "big")
        if 0xE0 <= head[1] <= 0xEF:
            yield at + 4, at + 2 + length
        at += 2 + max(2, length)


@dataclass(frozen=True)
class PieceLayout:
    """How a format lays out its pieces, and which of them are metadata."""

    first: int
    order: Literal["big", "little"]
    name_first: bool
    # The bytes of a piece that its stated length does not count.
    beside: int
    speaking: frozenset[bytes]


LAYOUTS = {
    "PNG": PieceLayout(
        8, "big", False, 12, frozenset({b"eXIf", b"iTXt", b"zTXt", b"tEXt", b"iCCP", b"caBX"})
    ),
    "WEBP": PieceLayout(12, "little", True, 8, frozenset({b"EXIF", b"XMP ", b"ICCP", b"C2PA"})),
    # The place of an AVIF's metadata is written inside these boxes, so all of them are left out.
    "AVIF": PieceLayout(0, "big", False, 0, frozenset({b"meta", b"mdat", b"moov", b"uuid"})),
}


def _pieces(file: IO[bytes], layout: PieceLayout) -> Iterator[tuple[int, int]]:
    at = layout.first
    for _piece in range(MOST_PIECES):
        file.seek(at)
        head = file.read(8)
        if len(head) < 8:
            return
        name, length = (head[:4], head[4:]) if layout.name_first else (head[4:], head[:4])
        stop = at + int.from_bytes(length, layout.order) + layout.beside
        if stop < at + 8:
            return
        if name in layout.speaking:
            yield at, stop
        # RIFF pads each piece to an even length.
        at = stop + (stop % 2 if layout.name_first else 0)


def _packets(file: IO[bytes], end: int) -> Iterator[tuple[int, int]]:
    file.seek(0)
    content = file.read(SEARCHED) + b"\0"
    if (at := content.find(b"\x21\xff\x0bXMP DataXMP")) >= 0:
        stop = content.find(b"<?xpacket end", at)
        yield at, stop if stop >= 0 else SEARCHED
    file.seek(max(0, end - LONGEST_END))
    content = file.read()
    if (at := content.find(b"\x21\xff\x0bXMP DataXMP")) >= 0 and (
        stop := content.find(b"<?xpacket end", at)
    ) >= 0:
        yield end - len(content) + at, end - len(content) + stop


def _end(file: IO[bytes]) -> int:
    file.seek(0, io.SEEK_END)
    return file.tell()


def _ends_as_zip(tail: bytes) -> bool:
    at = tail.rfind(END_OF_ZIP)
    if at < 0 or len(tail) - at < 22:
        return False
    (comment_length,) = struct.unpack_from("<H", tail, at + 20)
    return bool(comment_length == len(tail) - at - 22)
