"""The two shelves, and writing to them: public for renditions in live stories, private for all else.

Each is a folder, or a bucket of an S3-compatible store (`media.shelves.buckets`); nobody else has to know which.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage, storages
from django.urls import reverse

# What readers fetch is named by its content and never changes.
FOR_EVER = "public, max-age=31536000, immutable"
# Python's own table depends on the machine, and is older than two of these.
CONTENT_TYPES = {
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".png": "image/png",
    ".tif": "image/tiff",
    ".gif": "image/gif",
}
PART = ".part-"


class ShelfAway(OSError):
    """The store of a shelf does not answer, or refuses us."""


def public() -> Storage:
    return storages["default"]


def private() -> Storage:
    return storages["private"]


def address(name: str) -> str:
    """Where readers fetch a rendition: at the host for pictures where there is one, otherwise here."""
    if settings.PICTURES_URL:
        return f"{settings.PICTURES_URL}/{name}"
    return reverse("media:picture", args=[name])


def content_type(name: str) -> str:
    return CONTENT_TYPES.get(os.path.splitext(name)[1], "application/octet-stream")


def put(shelf: Storage, name: str, content: IO[bytes]) -> None:
    """Write a file under exactly this name, whole or not at all, in place of what was there."""
    content.seek(0)
    try:
        path = Path(shelf.path(name))
    except NotImplementedError:
        _put_object(shelf, name, content)
        return
    _make_folders(path.parent, getattr(shelf, "directory_permissions_mode", None))
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=PART)
    try:
        with os.fdopen(handle, "wb") as file:
            shutil.copyfileobj(content, file, 1024 * 1024)
            file.flush()
            # An upload is acknowledged after this: it must outlive a power cut.
            os.fsync(file.fileno())
        mode = getattr(shelf, "file_permissions_mode", None)
        os.chmod(part, 0o644 if mode is None else mode)
        os.replace(part, path)
    except BaseException:
        os.unlink(part)
        raise


def _make_folders(folder: Path, mode: int | None) -> None:
    """With the modes of their shelf, whatever the umask: nobody else on the machine reads originals."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
        if mode is not None:
            path.chmod(mode)


def _put_object(shelf: Storage, name: str, content: IO[bytes]) -> None:
    """Object stores take an object whole or not at all; ours replace the one of that name."""
    saved = shelf.save(name, File(content))
    if saved != name:
        shelf.delete(saved)
        raise OSError(f"the store kept {name} as {saved}")


def walk(shelf: Storage) -> Iterator[tuple[str, datetime]]:
    """The name of every file on a shelf, in no order, with the time at which it was written."""
    try:
        root = Path(shelf.path(""))
    except NotImplementedError:
        bucket: Any = shelf
        yield from bucket.walk()
        return
    for folder, _, files in os.walk(root):
        for file in files:
            path = Path(folder, file)
            try:
                written = path.stat().st_mtime
            except FileNotFoundError:
                continue  # gone since it was listed
            yield path.relative_to(root).as_posix(), datetime.fromtimestamp(written, UTC)


def copy(name: str, *, to: str) -> None:
    """From the private shelf to the public one, unless it is there already."""
    if not public().exists(to):
        with private().open(name) as file:
            put(public(), to, file)
