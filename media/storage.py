"""The two shelves, and writing to them: public for renditions in live stories, private for all else."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import IO

from django.core.files import File
from django.core.files.storage import Storage, storages


def public() -> Storage:
    return storages["default"]


def private() -> Storage:
    return storages["private"]


def put(shelf: Storage, name: str, content: IO[bytes]) -> None:
    """Write a file under exactly this name, whole or not at all, in place of what was there."""
    content.seek(0)
    try:
        path = Path(shelf.path(name))
    except NotImplementedError:
        _put_object(shelf, name, content)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=".part-")
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


def _put_object(shelf: Storage, name: str, content: IO[bytes]) -> None:
    """Object stores take an object whole or not at all, but some would rather rename than replace."""
    shelf.delete(name)
    saved = shelf.save(name, File(content))
    if saved != name:
        shelf.delete(saved)
        raise OSError(f"the store kept {name} as {saved}")


def copy(name: str, *, to: str) -> None:
    """From the private shelf to the public one, unless it is there already."""
    if not public().exists(to):
        with private().open(name) as file:
            put(public(), to, file)
