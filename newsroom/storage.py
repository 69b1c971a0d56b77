"""Static files (style sheets, scripts) under names with a hash of their content."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from django.contrib.staticfiles.finders import FileSystemFinder, get_finders
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# A part lies beside the sheet that names it, so addresses in it mean the same, or in shared/ and names no address.
PART = re.compile(r'^@import url\("((?:(?:\.\./)+shared/)?[\w-]+\.css)"\);$', re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
# What lies beside what we need of others.
NOT_OURS = ["redoc*", "swagger-ui-init.js"]


class FilesInFolders(FileSystemFinder):
    """Without what no page of ours names: to compress it would take longer than the rest."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        return super().list([*(ignore_patterns or ()), *NOT_OURS])


def to_collect() -> Iterator[str]:
    """What `collectstatic` collects. What comes from elsewhere has a folder of its own in front."""
    for finder in get_finders():
        for path, storage in finder.list([]):
            yield posixpath.join(getattr(storage, "prefix", None) or "", path)


class JoinedSheets:
    """Style sheets with their parts in the place of each @import, less the comments: readers wait for one file."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def open(self, path: str) -> File[bytes]:
        text = self._text(path)
        if PART.search(text):
            folder = posixpath.dirname(path)
            text = PART.sub(
                lambda found: self._text(posixpath.normpath(posixpath.join(folder, found[1]))), text
            )
            text = COMMENT.sub("", text)
        return ContentFile(text.encode())

    def _text(self, path: str) -> str:
        with self.storage.open(path) as file:
            text: str = file.read().decode()
        return text


# Whitenoise has no types.
class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Looks an address up once for a process: a story's form names about seventy, and none of them changes."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.known_url: Callable[[str, bool], str] = cache(super().url)

    def url(self, name: str, force: bool = False) -> str:
        return self.known_url(name, force)

    def post_process(
        self, paths: dict[str, tuple[Any, str]], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool]]:
        """Style sheets are hashed as they are joined; a change in a part changes the address of the whole."""
        sheets = {
            name: (JoinedSheets(at), path) for name, (at, path) in paths.items() if name.endswith(".css")
        }
        yield from super().post_process(paths | sheets, dry_run=dry_run, **options)

    def lacking(self) -> list[str]:
        """The files of this version that have not been collected: a page that names one of them cannot be made."""
        return sorted({self.clean_name(path) for path in to_collect()} - self.hashed_files.keys())
