"""Cuts the bytes of Exif, IIM and XMP out of a file of any format, without decoding the picture.

Every search through a file has limits: a number of pieces, and a number of bytes that are kept.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import md5
from typing import IO

import PIL.Image
from django.utils.translation import gettext_noop

from media.metadata import text

# An XMP packet with a long editing history has a few megabytes. More than this does not describe a picture.
MOST_BYTES = 8 * 1024 * 1024
MOST_PIECES = 100_000
MOST_TEXTS = 50
DAMAGED = gettext_noop("The file is damaged: its metadata may be read only in part.")

EXIF = b"Exif\0\0"
XMP = b"http://ns.adobe.com/xap/1.0/\0"
# Some programs write another scheme before the same address.
XMP_HEADER = re.compile(rb"(?:http|XMP\0)://ns\.adobe\.com/xap/1\.0/\0")
EXTENDED_XMP = b"http://ns.adobe.com/xmp/extension/\0"
PHOTOSHOP = b"Photoshop 3.0\0"
GIF_XMP = b"\x21\xff\x0bXMP DataXMP"
PACKET = re.compile(rb"<x:xmpmeta[\s>].*?</x:xmpmeta\s*>", re.DOTALL)

JPEG_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD9)}
JPEG_PICTURE_BEGINS = {0xD9, 0xDA}

IIM_RESOURCE = 0x0404
IIM_DIGEST_RESOURCE = 0x0425


class Damaged(ValueError):
    """The file breaks the rules of its format, or ends too soon."""


@dataclass
class Blocks:
    """The raw blocks of one file."""

    format: str = ""
    # A TIFF file is laid out like Exif, so this is the file itself.
    exif: IO[bytes] | None = None
    iim: bytes = b""
    iim_digest: bytes = b""
    xmp: list[bytes] = field(default_factory=list)
    # Extended XMP: the digest that the packet names → the start of each piece → its bytes.
    extended_xmp: dict[str, dict[int, bytes]] = field(default_factory=dict)
    # The plain texts of a PNG.
    texts: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    kept: int = 0

    def has_room(self, size: int) -> bool:
        self.kept += size
        return self.kept <= MOST_BYTES

    @property
    def iim_was_changed(self) -> bool:
        """Was IIM changed after its digest was made? The digest is made when IIM and XMP are brought in line."""
        return bool(self.iim_digest) and self.iim_digest != md5(self.iim, usedforsecurity=False).digest()

    def extension(self, digest: str) -> bytes:
        """An extended packet, put together from its pieces; empty if a piece is missing."""
        whole = bytearray()
        for start, piece in sorted(self.extended_xmp.get(digest, {}).items()):
            if start != len(whole):
                return b""
            whole += piece
        return bytes(whole)

    def damaged(self) -> None:
        if DAMAGED not in self.problems:
            self.problems.append(DAMAGED)

    def take_photoshop(self, resources: bytes) -> None:
        """Take IIM and its digest out of Photoshop's image resources."""
        for number, data in _resources(resources):
            if number == IIM_RESOURCE:
                self.iim = self.iim or data
            elif number == IIM_DIGEST_RESOURCE and data.strip(b"\0"):
                self.iim_digest = data[:16]


def find(file: IO[bytes]) -> Blocks:
    blocks = Blocks()
    file.seek(0)
    head = file.read(16)
    for format, starts, walk in WALKS:
        if starts(head):
            blocks.format = format
            try:
                walk(file, blocks)
            except Exception:
                # Bad bytes may raise any exception. What was found before them counts.
                blocks.damaged()
            if DAMAGED in blocks.problems and not blocks.xmp:
                _look_for_packet(file, blocks)
            if blocks.kept > MOST_BYTES:
                blocks.problems.append(
                    gettext_noop("The file carries more metadata than any picture needs; some was left.")
                )
            break
    return blocks


def _look_for_packet(file: IO[bytes], blocks: Blocks) -> None:
    """Look for an XMP packet behind a broken block: it can be found by its first and last tags."""
    file.seek(0)
    if found := PACKET.search(file.read(MOST_BYTES)):
        blocks.xmp.append(found[0])


def _jpeg(file: IO[bytes], blocks: Blocks) -> None:
    photoshop = bytearray()
    for marker, data in _jpeg_segments(file, blocks):
        if not blocks.has_room(len(data)):
            break
        if marker == 0xED and data.startswith(PHOTOSHOP):
            photoshop += data[len(PHOTOSHOP) :]  # a list of resources may continue in the next segment
        elif data.startswith(EXIF):
            blocks.exif = blocks.exif or io.BytesIO(data[len(EXIF) :])
        elif header := XMP_HEADER.match(data):
            blocks.xmp.append(data[header.end() :])
        elif data.startswith(EXTENDED_XMP):
            rest = data[len(EXTENDED_XMP) :]
            pieces = blocks.extended_xmp.setdefault(rest[:32].decode("latin-1"), {})
            pieces.setdefault(int.from_bytes(rest[36:40], "big"), rest[40:])
    blocks.take_photoshop(bytes(photoshop))


def _jpeg_segments(file: IO[bytes], blocks: Blocks) -> Iterator[tuple[int, bytes]]:
    """The APP1 and APP13 segments before the picture's own data."""
    file.seek(2)
    for _ in range(MOST_PIECES):
        head = file.read(2)
        if len(head) < 2:
            raise Damaged
        if head[0] != 0xFF:
            # The last segment is longer than it says. Like decoders, go on at the next marker.
            blocks.damaged()
            file.seek(-1, io.SEEK_CUR)
            continue
        marker = head[1]
        if marker in JPEG_PICTURE_BEGINS:
            return
        if marker == 0xFF:
            file.seek(-1, io.SEEK_CUR)  # padding before a marker
        elif marker not in JPEG_WITHOUT_LENGTH:
            length = int.from_bytes(_exactly(file, 2), "big") - 2
            if length < 0:
                raise Damaged
            if marker in {0xE1, 0xED}:
                yield marker, _exactly(file, length)
            else:
                file.seek(length, io.SEEK_CUR)


def _png(file: IO[bytes], blocks: Blocks) -> None:
    file.seek(8)
    for _ in range(MOST_PIECES):
        head = _exactly(file, 8)
        length, kind = int.from_bytes(head[:4], "big"), head[4:]
        if kind == b"IEND":
            return
        if kind in {b"eXIf", b"iTXt", b"zTXt", b"tEXt"} and blocks.has_room(length):
            data = _exactly(file, length)
            try:
                if kind == b"eXIf":
                    blocks.exif = blocks.exif or io.BytesIO(data.removeprefix(EXIF))
                else:
                    _png_text(kind, data, blocks)
            except (ValueError, zlib.error):
                blocks.damaged()  # only this chunk is lost
            length = 0
        file.seek(length + 4, io.SEEK_CUR)


def _png_text(kind: bytes, data: bytes, blocks: Blocks) -> None:
    key, _, data = data.partition(b"\0")
    packed, charset = kind == b"zTXt", "latin-1"
    if packed:
        data = data[1:]
    elif kind == b"iTXt":
        packed, charset = data[:1] == b"\1", "utf-8"
        data = data[2:].split(b"\0", 2)[-1]
    if packed:
        data = zlib.decompressobj().decompress(data, MOST_BYTES)
        if not blocks.has_room(len(data)):
            return
    name = text.clean(key.decode("latin-1"))
    if name == "XML:com.adobe.xmp":
        blocks.xmp.append(data)
    elif name.startswith("Raw profile type "):
        _png_profile(name.rpartition(" ")[2], data, blocks)
    elif len(blocks.texts) < MOST_TEXTS:
        blocks.texts[name] = text.clean(text.decode(data, charset))


def _png_profile(name: str, data: bytes, blocks: Blocks) -> None:
    """Take a block in ImageMagick's form: a name, a length and the bytes in hexadecimal, each on its own lines.

    ExifTool writes the name as two words.
    """
    _, _, numbers = data.lstrip().partition(b"\n")
    _, _, numbers = numbers.lstrip().partition(b"\n")
    profile = bytes.fromhex(b"".join(numbers.split()).decode("ascii"))
    if name in {"iptc", "8bim"}:
        profile = profile.removeprefix(PHOTOSHOP)
        if profile.startswith(b"8BIM"):
            blocks.take_photoshop(profile)
        else:
            blocks.iim = blocks.iim or profile
    elif name == "xmp" or XMP_HEADER.match(profile):
        blocks.xmp.append(XMP_HEADER.sub(b"", profile, count=1))
    elif name in {"exif", "APP1"} and blocks.exif is None:
        blocks.exif = io.BytesIO(profile.removeprefix(EXIF))


def _webp(file: IO[bytes], blocks: Blocks) -> None:
    file.seek(12)
    for _ in range(MOST_PIECES):
        head = file.read(8)
        if not head:
            return
        if len(head) < 8:
            raise Damaged
        kind, length = head[:4], int.from_bytes(head[4:], "little")
        filled_up = length % 2
        if kind in {b"EXIF", b"XMP "} and blocks.has_room(length):
            data = _exactly(file, length)
            if kind == b"EXIF":
                blocks.exif = blocks.exif or io.BytesIO(data.removeprefix(EXIF))
            else:
                blocks.xmp.append(data)
            length = 0
        file.seek(length + filled_up, io.SEEK_CUR)


def _avif(file: IO[bytes], blocks: Blocks) -> None:
    file.seek(0)
    with PIL.Image.open(file, formats=["AVIF"]) as picture:
        exif, xmp = picture.info.get("exif", b""), picture.info.get("xmp", b"")
    if exif and blocks.has_room(len(exif)):
        blocks.exif = io.BytesIO(exif.removeprefix(EXIF))
    if xmp and blocks.has_room(len(xmp)):
        blocks.xmp.append(xmp)


def _tiff(file: IO[bytes], blocks: Blocks) -> None:
    blocks.exif = file


def _gif(file: IO[bytes], blocks: Blocks) -> None:
    """Find the packet by its name: it stands in the file unchanged, but frames of the picture may come before it."""
    file.seek(0)
    start, before = 0, b""
    while chunk := file.read(1024 * 1024):
        at = (before + chunk).find(GIF_XMP)
        if at >= 0:
            file.seek(start - len(before) + at + len(GIF_XMP))
            blocks.xmp.append(file.read(MOST_BYTES).partition(b"<?xpacket end")[0])
            return
        start += len(chunk)
        before = chunk[-len(GIF_XMP) :]


WALKS: tuple[tuple[str, Callable[[bytes], bool], Callable[[IO[bytes], Blocks], None]], ...] = (
    ("JPEG", lambda head: head.startswith(b"\xff\xd8"), _jpeg),
    ("PNG", lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"), _png),
    ("WEBP", lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP", _webp),
    ("AVIF", lambda head: head[4:8] == b"ftyp", _avif),
    ("TIFF", lambda head: head.startswith((b"II*\0", b"MM\0*")), _tiff),
    ("GIF", lambda head: head.startswith((b"GIF87a", b"GIF89a")), _gif),
)


def _resources(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 12 <= len(data) and data[at : at + 4] in {b"8BIM", b"PHUT", b"AgHg", b"DCSR", b"MeSa"}:
        number = int.from_bytes(data[at + 4 : at + 6], "big")
        at += 6 + (data[at + 6] + 2 & ~1)  # the name with its length, padded to an even number of bytes
        length = int.from_bytes(data[at : at + 4], "big")
        yield number, data[at + 4 : at + 4 + length]
        at += 4 + length + length % 2


def _exactly(file: IO[bytes], length: int) -> bytes:
    data = file.read(length)
    if len(data) < length:
        raise Damaged
    return data
