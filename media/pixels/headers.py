"""What the first bytes of a picture file say of its pixels: how many there are, and how they are stored.

No decoder is used: Pillow would keep all metadata in memory, and some formats whole, to open a file.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from media.metadata.exif import Exif

# Reading a header ends after this number of pieces.
MOST_PIECES = 100_000
PNG_MODES = {0: "L", 2: "RGB", 3: "P", 4: "LA", 6: "RGBA"}
JPEG_MODES = {1: "L", 3: "RGB", 4: "CMYK"}
JPEG_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
PROGRESSIVE = {0xC2, 0xC6, 0xCA, 0xCE}
WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD9)}
TIFF_MODES = {0: "L", 1: "L", 2: "RGB", 3: "P", 5: "CMYK", 6: "RGB"}
# Bytes of an AVIF's planes for each pixel: sixteen bits of three colours and of transparency.
AS_MUCH_AS_CAN_BE = 8.0
BOXES_IN_BOXES = {b"meta": 4, b"iprp": 0, b"ipco": 0, b"moov": 0, b"trak": 0}


@dataclass(frozen=True)
class Header:
    """Width and height as they are stored, and the mode that Pillow opens the picture in."""

    format: str
    width: int
    height: int
    mode: str = "RGB"
    # Whether a colour or a list beside the pixels says which of them are transparent.
    is_transparent: bool = False
    # What the decoder gathers before it makes the first pixel, for each pixel: samples of a JPEG, bytes of an AVIF.
    gathered: float = 0

    @property
    def pixels(self) -> int:
        return self.width * self.height


def read(file: IO[bytes], format: str) -> Header | None:
    """The header of a file in one of the library's formats; None if it cannot be read."""
    file.seek(0)
    try:
        return READERS[format](file)
    except (struct.error, IndexError, KeyError, ValueError, OSError):
        return None


def _png(file: IO[bytes]) -> Header:
    head = file.read(33)
    width, height, bits, colours = struct.unpack(">IIBB", head[16:26])
    mode = PNG_MODES[colours]
    if colours == 0 and bits in {1, 16}:
        mode = "1" if bits == 1 else "I;16"
    for _ in range(MOST_PIECES):
        start = file.read(8)
        if len(start) < 8 or start[4:] in {b"IDAT", b"tRNS"}:
            return Header("PNG", width, height, mode, is_transparent=start[4:] == b"tRNS")
        file.seek(int.from_bytes(start[:4], "big") + 4, io.SEEK_CUR)
    return Header("PNG", width, height, mode)


def _jpeg(file: IO[bytes]) -> Header | None:
    file.seek(2)
    found: Header | None = None
    parts = 0
    samples = 0.0
    for _ in range(MOST_PIECES):
        head = file.read(2)
        if len(head) < 2:
            break
        if head[0] != 0xFF or head[1] == 0xFF:
            file.seek(-1, io.SEEK_CUR)
            continue
        marker = head[1]
        if marker in WITHOUT_LENGTH:
            continue
        length = int.from_bytes(file.read(2), "big") - 2
        if marker in JPEG_FRAMES:
            data = file.read(length)
            height, width, parts = struct.unpack(">HHB", data[1:6])
            sampled = [(layer >> 4) * (layer & 15) for layer in data[7 : 6 + 3 * parts : 3]] or [1]
            samples = sum(sampled) / (max(sampled) or 1)
            mode = JPEG_MODES.get(parts, "RGB")
            found = Header("JPEG", width, height, mode, gathered=samples if marker in PROGRESSIVE else 0)
        elif marker == 0xDA:
            # A picture of several scans is gathered like a progressive one, whatever its frame says.
            scanned = file.read(1)[0]
            if found and not found.gathered and scanned < parts:
                return Header("JPEG", found.width, found.height, found.mode, gathered=samples)
            break
        else:
            file.seek(max(0, length), io.SEEK_CUR)
    return found


def _gif(file: IO[bytes]) -> Header:
    head = file.read(13)
    width, height = struct.unpack("<HH", head[6:10])
    is_transparent = False
    if head[10] & 0x80:
        file.seek(3 << (head[10] & 7) + 1, io.SEEK_CUR)
    for _ in range(MOST_PIECES):
        kind = file.read(1)
        if kind == b"\x2c":
            # The first picture may be larger than the screen that it is meant for.
            left, top, across, down = struct.unpack("<HHHH", file.read(8))
            width, height = max(width, left + across), max(height, top + down)
            break
        if kind != b"\x21":
            break
        label = file.read(1)
        while size := (file.read(1) or b"\0")[0]:
            data = file.read(size)
            if label == b"\xf9" and data[:1] and data[0] & 1:
                is_transparent = True
    return Header("GIF", width, height, "P", is_transparent)


def _webp(file: IO[bytes]) -> Header:
    head = file.read(30)
    kind, data = head[12:16], head[20:]
    if kind == b"VP8X":
        width, height = (int.from_bytes(data[at : at + 3], "little") + 1 for at in (4, 7))
    elif kind == b"VP8L":
        bits = int.from_bytes(data[1:5], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif kind == b"VP8 ":
        width, height = (size & 0x3FFF for size in struct.unpack("<HH", data[6:10]))
    else:
        raise ValueError(kind)
    return Header("WEBP", width, height)


def _avif(file: IO[bytes]) -> Header:
    """The largest picture that the file names: a decoder may have to make that one."""
    sizes, planes, mode = [], 0.0, "RGB"
    for kind, data in boxes(file):
        if kind == b"ispe":
            sizes.append(struct.unpack(">II", data[4:12]))
        elif kind == b"tkhd":
            at = 88 if data[0] == 1 else 76
            sizes.append(struct.unpack(">HxxHxx", data[at : at + 8]))
        elif kind == b"av1C":
            # More than eight bits, no colours, and colours at half the width and height.
            deep, grey, narrow, low = (bool(data[2] & bit) for bit in (0x40, 0x10, 0x08, 0x04))
            planes += (1 + deep) * (1 if grey else 1 + 2 / (1 + narrow) / (1 + low))
        elif kind == b"auxC":
            mode = "RGBA"
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    return Header("AVIF", width, height, mode, gathered=planes or AS_MUCH_AS_CAN_BE)


def boxes(file: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Name and first hundred bytes of each box of an ISO media file."""
    yield from _boxes(file, 0, file.seek(0, io.SEEK_END) or file.tell())


def _boxes(file: IO[bytes], start: int, end: int, depth: int = 0) -> Iterator[tuple[bytes, bytes]]:
    for _ in range(1000):
        if start + 8 > end:
            return
        file.seek(start)
        head = file.read(108)
        size, kind, content = int.from_bytes(head[:4], "big"), head[4:8], 8
        if size == 1:
            size, content = int.from_bytes(head[8:16], "big"), 16
        size = end - start if size == 0 else size
        if size < content:
            return
        yield kind, head[content:]
        if kind in BOXES_IN_BOXES and depth < 6:
            inside = start + content + BOXES_IN_BOXES[kind]
            yield from _boxes(file, inside, min(end, start + size), depth + 1)
        start += size


def _tiff(file: IO[bytes]) -> Header:
    tags = Exif(file)
    width, height = (int(tags.numbers(name)[0]) for name in ("ImageWidth", "ImageLength"))
    bits = tags.numbers("BitsPerSample") or [1]
    parts = int((tags.numbers("SamplesPerPixel") or [1])[0])
    mode = TIFF_MODES.get(int((tags.numbers("PhotometricInterpretation") or [2])[0]), "")
    if mode == "L" and bits[0] != 8:
        mode = {1: "1", 16: "I;16"}.get(int(bits[0]), "")
    elif mode == "RGB" and parts > 3:
        mode = "RGBA"
    elif mode == "L" and parts > 1:
        mode = "LA"
    return Header("TIFF", width, height, mode)


READERS = {"PNG": _png, "JPEG": _jpeg, "GIF": _gif, "WEBP": _webp, "AVIF": _avif, "TIFF": _tiff}
