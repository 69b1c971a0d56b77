"""The two shelves, and how files are written to them. The public one has the renditions that published stories show,
the private one all other files.

Each shelf is a folder, or a bucket of an S3-compatible store (`media.shelves.buckets`). Callers need not know which.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage, storages
from django.urls import reverse

# Public files are named by their content, so a file of one name never changes.
FOR_EVER = "public, max-age=31536000, immutable"
# Python's own table depends on the machine, and may lack WebP and AVIF.
CONTENT_TYPES = {
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".png": "image/png",
    ".tif": "image/tiff",
    ".gif": "image/gif",
}
PART = ".part-"
# How renditions are named, and a name like that.
NAME = r"[0-9a-f]{16}-[1-9][0-9]{1,4}\.(?:jpg|webp|avif)"
ANY_NAME = "0123456789abcdef-640.jpg"


class ShelfAway(OSError):
    """The store of a shelf does not answer, or refuses us."""


def public() -> Storage:
    return storages["default"]


def private() -> Storage:
    return storages["private"]


def address(name: str) -> str:
    """The address of a rendition for readers: at PICTURES_URL if that is set, otherwise on this site."""
    if settings.PICTURES_URL:
        return f"{settings.PICTURES_URL}/{name}"
    return reverse("media:picture", args=[name])


def shelf() -> str:
    """What the addresses of all renditions begin with. To look it up takes longer than to write many of them."""
    return _shelf(settings.PICTURES_URL)


@cache
def _shelf(_pictures_url: str) -> str:
    return address(ANY_NAME).removesuffix(ANY_NAME)


def content_type(name: str) -> str:
    return CONTENT_TYPES.get(os.path.splitext(name)[1], "application/octet-stream")


def put(shelf: Storage, name: str, content: IO[bytes]) -> None:
    """Write a file under exactly this name, completely or not at all. It replaces a file of the same name."""
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
            # The sender is told that the upload is safe, so the file must survive a power cut.
            os.fsync(file.fileno())
        mode = getattr(shelf, "file_permissions_mode", None)
        os.chmod(part, 0o644 if mode is None else mode)
        os.replace(part, path)
    except BaseException:
        os.unlink(part)
        raise


def _make_folders(folder: Path, mode: int | None) -> None:
    """Make folders with the mode of their shelf, whatever the umask: other users must not read originals."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
        if mode is not None:
            path.chmod(mode)


def _put_object(shelf: Storage, name: str, content: IO[bytes]) -> None:
    """Object stores write an object completely or not at all. Ours are set to replace one of the same name."""
    saved = shelf.save(name, File(content))
    if saved != name:
        shelf.delete(saved)
        raise OSError(f"the store kept {name} as {saved}")


def walk(shelf: Storage) -> Iterator[tuple[str, datetime]]:
    """The name of every file on a shelf and the time at which it was written, in no particular order."""
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
                continue  # deleted since it was listed
            yield path.relative_to(root).as_posix(), datetime.fromtimestamp(written, UTC)


def copy(name: str, *, to: str) -> None:
    """Copy a file from the private shelf to the public one, unless it is there already."""
    if not public().exists(to):
        with private().open(name) as file:
            put(public(), to, file)
