"""Where the style sheets and scripts are: under names that hold a hash of what is in them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.contrib.staticfiles.finders import get_finders
from whitenoise.storage import CompressedManifestStaticFilesStorage


# Whitenoise says nothing of its types.
class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """An address is looked up once for a process: the form of a story names seventy, and none changes."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.known_url: Callable[[str, bool], str] = cache(super().url)

    def url(self, name: str, force: bool = False) -> str:
        return self.known_url(name, force)

    def lacking(self) -> list[str]:
        """The files of this version that have not been collected: a page that names one of them cannot be made."""
        found = (path for finder in get_finders() for path, _ in finder.list([]))
        return sorted({self.clean_name(path) for path in found} - self.hashed_files.keys())
