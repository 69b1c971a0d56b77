"""Exif: directories of numbered tags, laid out as in a TIFF file, with offsets that may point anywhere."""

from __future__ import annotations

import io
import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext_noop
from PIL.ExifTags import GPSTAGS, TAGS

from media.metadata import text

Value = str | int | float | None | list[int | float | None]

# Size and struct code of each type of value; rational numbers are two integers.
TYPES = {
    1: (1, "B"),
    2: (1, ""),
    3: (2, "H"),
    4: (4, "I"),
    5: (8, "II"),
    6: (1, "b"),
    7: (1, ""),
    8: (2, "h"),
    9: (4, "i"),
    10: (8, "ii"),
    11: (4, "f"),
    12: (8, "d"),
    13: (4, "I"),
    129: (1, ""),
}
RATIONAL = {5, 10}
ORDERS = {b"II*\0": "<", b"MM\0*": ">"}
TEXT = {2, 129}

EXIF_DIRECTORY, GPS_DIRECTORY = 0x8769, 0x8825
XMP, IIM, PHOTOSHOP = 0x02BC, 0x83BB, 0x8649
EMBEDDED = {XMP, IIM, PHOTOSHOP}
MAKER_NOTE, USER_COMMENT = 0x927C, 0x9286
THUMBNAIL_START, THUMBNAIL_LENGTH = 0x0201, 0x0202
WINDOWS_TAGS = range(0x9C9B, 0x9CA0)

MOST_TAGS = 500
LONGEST_VALUE = 64 * 1024
LONGEST_EMBEDDED = 8 * 1024 * 1024
MOST_BYTES = 1024 * 1024
MOST_NUMBERS = 64

DAMAGED = gettext_noop("The Exif block is damaged: it may be read only in part.")

# The character sets that a comment may name before it begins.
COMMENT_CHARSETS = {b"ASCII\0\0\0": "", b"JIS\0\0\0\0\0": "iso2022_jp", b"\0" * 8: ""}


@dataclass(frozen=True)
class ExifEntry:
    tag: int
    type: int
    count: int
    data: bytes


class Exif:
    """The tags of a block by name. Other blocks that a TIFF file carries are in `embedded`, by tag."""

    def __init__(self, file: IO[bytes] | None = None) -> None:
        self.values: dict[str, Value] = {}
        self.embedded: dict[int, bytes] = {}
        self.thumbnail = b""
        self.has_maker_note = False
        self.problems: list[str] = []
        # Start and end of each value that is too long to stand in a directory.
        self.spans: list[tuple[int, int]] = []
        if file is None:
            return
        self._file = file
        self._size = file.seek(0, io.SEEK_END) or file.tell()
        self._bytes_left = MOST_BYTES
        try:
            self._read()
        except (struct.error, ValueError, OSError):
            self._damaged()

    def texts(self, name: str) -> list[str]:
        """The value of a tag, or of two joined tags, such as a time and its zone ("DateTimeOriginal+Offset…")."""
        first, _, second = name.partition("+")
        if second:
            return [" ".join([*self.texts(first), *self.texts(second)])]
        value = self.values.get(name)
        if value is None or isinstance(value, list):
            return []
        # Where the other blocks have a list, Exif has one text with a separator.
        sign = {"Artist": ";", "XPAuthor": ";", "XPKeywords": ";"}.get(name)
        return str(value).split(sign) if sign else [str(value)]

    def numbers(self, name: str) -> list[float]:
        value = self.values.get(name)
        values = value if isinstance(value, list) else [value]
        return [float(number) for number in values if isinstance(number, int | float)]

    def _read(self) -> None:
        head = self._at(0, 8)
        self._order = ORDERS.get(head[:4], "")
        if not self._order:
            return self._damaged()
        further, thumbnails = self._take(self._number(head[4:]), TAGS)
        if EXIF_DIRECTORY in further:
            self._take(further[EXIF_DIRECTORY], TAGS)
        if GPS_DIRECTORY in further:
            self._take(further[GPS_DIRECTORY], GPSTAGS)
        if thumbnails:
            entries = {entry.tag: self._number(entry.data) for entry in self._entries(thumbnails)}
            start, length = entries.get(THUMBNAIL_START, 0), entries.get(THUMBNAIL_LENGTH, 0)
            if start and 0 < length <= LONGEST_VALUE * 4:
                self.thumbnail = self._at(start, length)

    def _take(self, start: int, names: dict[int, str]) -> tuple[dict[int, int], int]:
        """Keep the tags of a directory. Returns the directories to which it points, and the one that follows."""
        further = {}
        for entry in self._entries(start):
            if entry.tag in {EXIF_DIRECTORY, GPS_DIRECTORY}:
                further[entry.tag] = self._number(entry.data)
            elif entry.tag in EMBEDDED:
                self.embedded[entry.tag] = entry.data
            else:
                self.has_maker_note = self.has_maker_note or entry.tag == MAKER_NOTE
                name = names.get(entry.tag, f"0x{entry.tag:04x}")
                self.values.setdefault(name, self._value(entry))
        return further, self._next

    def _entries(self, start: int) -> Iterator[ExifEntry]:
        (count,) = struct.unpack(f"{self._order}H", self._at(start, 2))
        listed = min(count, MOST_TAGS)
        directory = self._at(start + 2, listed * 12)
        for at in range(0, len(directory) - 11, 12):
            tag, type, length = struct.unpack(f"{self._order}HHI", directory[at : at + 8])
            if type not in TYPES:
                self._damaged()
                continue
            data = self._content(tag, TYPES[type][0] * length, directory[at + 8 : at + 12])
            if data is None:
                self._damaged()
            else:
                yield ExifEntry(tag, type, length, data)
        end = start + 2 + count * 12
        self._next = self._number(self._at(end, 4)) if end + 4 <= self._size else 0

    def _content(self, tag: int, size: int, here: bytes) -> bytes | None:
        """The bytes of a value; None if they lie outside the block, empty if they are too many."""
        if size <= 4:
            return here[:size]
        if tag in EMBEDDED and tag not in self.embedded:
            longest = LONGEST_EMBEDDED
        else:
            longest = min(LONGEST_VALUE, self._bytes_left)
            self._bytes_left -= min(size, longest)
        if size > longest or tag == MAKER_NOTE:
            return b""
        start = self._number(here)
        data = self._at(start, size)
        self.spans.append((start, start + len(data)))
        return data if len(data) == size else None

    def _value(self, entry: ExifEntry) -> Value:
        if entry.tag == USER_COMMENT:
            return self._comment(entry.data)
        if entry.tag in WINDOWS_TAGS:
            return text.clean(entry.data.decode("utf-16-le", "replace"))
        if entry.type in TEXT:
            # The copyrights of photographer and editor stand in one value, with a NUL between them.
            parts = (text.clean(text.decode(part)).strip() for part in entry.data.split(b"\0"))
            return "; ".join(part for part in parts if part)
        if entry.type == 7:
            words = entry.data.rstrip(b"\0").decode("latin-1")
            shown = 0 < len(words) <= MOST_NUMBERS and words.isascii() and words.isprintable()
            return words if shown else f"({entry.count} bytes)"
        if entry.count > MOST_NUMBERS:
            return f"({entry.count} numbers)"
        numbers = self._numbers(entry)
        return numbers[0] if len(numbers) == 1 else numbers

    def _numbers(self, entry: ExifEntry) -> list[int | float | None]:
        size, code = TYPES[entry.type]
        whole = len(entry.data) - len(entry.data) % size
        found = struct.iter_unpack(self._order + code, entry.data[:whole])
        if entry.type in RATIONAL:
            return [above / below if below else None for above, below in found]
        return [number if math.isfinite(number) else None for (number,) in found]

    def _comment(self, data: bytes) -> str:
        mark, words = data[:8], data[8:]
        if mark == b"UNICODE\0":
            charset = "utf-16-le" if self._order == "<" else "utf-16-be"
            if words.startswith((b"\xff\xfe", b"\xfe\xff")):
                charset = "utf-16"
            return text.clean(words.decode(charset, "replace"))
        if mark not in COMMENT_CHARSETS:
            return text.clean(text.decode(data))
        return text.clean(text.decode(words, COMMENT_CHARSETS[mark]))

    def _number(self, data: bytes) -> int:
        return int.from_bytes(data[:4], "little" if self._order == "<" else "big")

    def _at(self, start: int, length: int) -> bytes:
        self._file.seek(start)
        return self._file.read(length)

    def _damaged(self) -> None:
        if DAMAGED not in self.problems:
            self.problems.append(DAMAGED)
