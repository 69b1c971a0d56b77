"""Picture files: made for a test, read from the samples, found on the shelves."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import PIL.Image
from django.conf import settings
from PIL import ImageChops

from media.models import Image

SAMPLES = Path(__file__).parent / "samples" / "pictures"


def sample(name: str) -> io.BytesIO:
    return io.BytesIO((SAMPLES / name).read_bytes())


def photograph() -> PIL.Image.Image:
    return PIL.Image.open(SAMPLES / "iptc.jpg").convert("RGB")


def encoded(picture: PIL.Image.Image, format: str, **options: Any) -> io.BytesIO:
    file = io.BytesIO()
    picture.save(file, format, **options)
    return file


def png(width: int, height: int, *, data: bytes = b"") -> io.BytesIO:
    """A PNG whose header says what we like."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", data) + chunk(b"IEND", b""))


def files(shelf: str = "private") -> list[str]:
    root = Path(settings.VAR_DIR) / shelf
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def files_of(image: Image) -> list[str]:
    return sorted([image.original.name, *(f"renditions/{row.name}" for row in image.renditions.all())])


def difference(one: PIL.Image.Image, other: PIL.Image.Image) -> float:
    """The mean difference of two pictures, out of 255."""
    assert one.size == other.size
    histogram = ImageChops.difference(one.convert("L"), other.convert("L")).histogram()
    return sum(level * count for level, count in enumerate(histogram)) / sum(histogram)
