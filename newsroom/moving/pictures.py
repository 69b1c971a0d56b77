"""Pictures: originals with all that is known of them, and the files that are made of them, there and back.

originals/000/17.jpg    the file of picture 17 as somebody brought it, byte for byte
originals/000/17.json   caption, credits, rights, leases, and where it stands
renditions/ab/ab12….jpg the sizes that readers get
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from django.core.exceptions import SuspiciousFileOperation

from media.files import renditions
from media.models import Image, Rendition
from media.shelves import storage
from newsroom.moving import folder as folders
from newsroom.moving import rows, tables
from newsroom.moving.folder import Folder, Refused

AT_ONCE = 100
ORIGINAL = re.compile(r"originals/[0-9a-f]{2}/([0-9a-f]{64})\.[a-z]{2,5}")
RENDITION = re.compile(r"[0-9A-Za-z_][0-9A-Za-z_-]*\.[a-z]{2,5}")


class Trouble(NamedTuple):
    """A file that is not what it should be."""

    name: str
    words: str
    is_lost: bool


def original_at(pk: int, name: str) -> str:
    suffix = re.sub("[^0-9a-z]", "", PurePosixPath(name).suffix.lower()) or "file"
    return f"originals/{pk // 1000:03}/{pk}.{suffix}"


def rendition_at(name: str) -> str:
    return f"renditions/{name[:2]}/{name}"


def write(folder: Folder) -> Generator[Trouble | None]:
    """Copy all files, one after another: the trouble with each, or None."""
    found = Image.objects.order_by("pk").prefetch_related("credits__agency", "credits__reporter", "leases")
    columns = tables.columns(Image)
    for image in found.iterator(chunk_size=AT_ONCE):
        name = original_at(image.pk, str(image.original.name))
        facts = {column.attname: rows.plain(_said(image, column.attname)) for column in columns}
        facts["credits"] = [
            {"kind": credit.kind, "name": str(credit), "guessed": credit.guessed}
            for credit in image.credits.all()
        ]
        facts["leases"] = [
            {
                "allows": it.allows,
                "starts": rows.plain(it.starts),
                "ends": rows.plain(it.ends),
                "why": it.reason,
            }
            for it in image.leases.all()
        ]
        folder.put(f"{name.rpartition('.')[0]}.json", rows.as_line(facts))
        yield _copy(folder, str(image.original.name), name, image.sha256)
    for name in Rendition.objects.order_by("name").values_list("name", flat=True).iterator():
        yield _copy(folder, renditions.path(name), rendition_at(name))


def _said(image: Image, name: str) -> Any:
    value = getattr(image, name)
    return str(value) if name == "original" else value


def _copy(folder: Folder, name: str, to: str, sha256: str = "") -> Trouble | None:
    try:
        source = storage.private().open(name)
        # A bucket is asked only when somebody reads.
        begins = source.read(folders.AT_ONCE)
    except FileNotFoundError:
        return Trouble(
            name, f"{name} is lost: the newsroom names it, and it is not where pictures are.", True
        )
    with source, folder.file(to) as file:
        file.write(begins)
        file.copy(source)
    if sha256 and file.digest.hexdigest() != sha256:
        return Trouble(name, f"{name} is not what was brought in. It was taken along as it is.", False)
    return None


def put_back(
    root: Path, originals: Iterable[tuple[int, str]], made: Iterable[str], lost: set[str]
) -> Iterator[None]:
    """Put the files on the private shelf, where they were. What is there already stays."""
    for pk, name in originals:
        if not ORIGINAL.fullmatch(name):
            raise Refused(f"Picture {pk} names {name!r} as its file: that is no original.")
        _put(root, original_at(pk, name), name, lost)
        yield
    for name in made:
        if not RENDITION.fullmatch(name):
            raise Refused(f"{name!r} is no file of a picture.")
        _put(root, rendition_at(name), renditions.path(name), lost)
        yield


def _put(root: Path, name: str, to: str, lost: set[str]) -> None:
    if to in lost:
        return
    try:
        if storage.private().exists(to):
            return
        with folders.opened(root, name) as file:
            storage.put(storage.private(), to, file)
    except SuspiciousFileOperation as problem:
        raise Refused(f"{to!r} leads out of the place where pictures are kept.") from problem
