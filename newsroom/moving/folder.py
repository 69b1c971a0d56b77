"""The folder of an export: written under another name until it is whole, and read without being led out of it.

`FILES.sha256` has a line for each file, as `sha256sum --check` reads it; `MANIFEST.json` says what the folder is and
has the digest of that list.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Self

FILES, MANIFEST = "FILES.sha256", "MANIFEST.json"
PART = ".part-"
AT_ONCE = 1024 * 1024
# Names that we give. None begins with a dot, so none leads out of the folder.
NAME = re.compile(r"(?:[0-9A-Za-z_][0-9A-Za-z._-]*/)*[0-9A-Za-z_][0-9A-Za-z._-]*")
LINE = re.compile(rb"([0-9a-f]{64})  ([ -~]{1,500})\n")


class Refused(Exception):
    """A folder that cannot be written or read. `str()` is a sentence for whoever runs the command."""


class Listed(NamedTuple):
    name: str
    sha256: str


class Written:
    """A file that is being written, with its digest and its length."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest, self.bytes = file, hashlib.sha256(), 0

    def write(self, data: bytes) -> None:
        self.file.write(data)
        self.digest.update(data)
        self.bytes += len(data)

    def copy(self, source: IO[bytes]) -> None:
        while data := source.read(AT_ONCE):
            self.write(data)


class Folder:
    """A folder to be written. It stands under its name when it is whole, and otherwise not at all."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.part = target.with_name(f".{target.name}{PART}{os.getpid()}")
        self.files = self.bytes = 0
        self.whole = hashlib.sha256()

    def __enter__(self) -> Self:
        if self.target.is_symlink() or (self.target.exists() and not self.target.is_dir()):
            raise Refused(f"{self.target} is no folder. Name one that is not there yet.")
        if os.path.ismount(self.target):
            # Nothing can take its place, and that would only be noticed in the end.
            raise Refused(f"{self.target} is a disk of its own. Name a folder in it that is not there yet.")
        if self.target.exists() and any(self.target.iterdir()):
            raise Refused(f"{self.target} is not empty. Name a folder that is not there yet.")
        # Others who use this machine may not read what is written.
        self.part.mkdir(mode=0o700)
        try:
            self.list = self._made(FILES)
        except BaseException:
            shutil.rmtree(self.part, ignore_errors=True)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if kind is not None:
            # What was not written yet is written when it is closed, and a full disk does not take that either.
            with suppress(OSError):
                self.list.close()
            shutil.rmtree(self.part, ignore_errors=True)

    @contextmanager
    def file(self, name: str) -> Iterator[Written]:
        """A new file. It is on the list when it is whole."""
        with self._made(name) as file:
            written = Written(file)
            yield written
        line = f"{written.digest.hexdigest()}  {name}\n".encode()
        self.list.write(line)
        self.whole.update(line)
        self.files += 1
        self.bytes += written.bytes

    def put(self, name: str, data: bytes) -> None:
        with self.file(name) as file:
            file.write(data)

    def finish(self, manifest: bytes) -> None:
        """The manifest, which is on no list, and the name."""
        self.list.close()
        with self._made(MANIFEST) as file:
            file.write(manifest)
        os.sync()
        # It takes the place of an empty folder. Of one that somebody has filled meanwhile it does not.
        os.rename(self.part, self.target)

    def _made(self, name: str) -> IO[bytes]:
        if not NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name for a file of an export")
        path = self.part / name
        for above in reversed(path.relative_to(self.part).parents[:-1]):
            (self.part / above).mkdir(mode=0o700, exist_ok=True)
        return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


@contextmanager
def opened(root: Path, name: str) -> Iterator[IO[bytes]]:
    """A file of the folder, reached by no link."""
    if not NAME.fullmatch(name):
        raise Refused(f"{name!r} is no name of a file of an export.")
    path = root
    for part in Path(name).parts:
        path /= part
        try:
            mode = path.lstat().st_mode
        except FileNotFoundError:
            raise Refused(f"{name} is missing from the folder.") from None
        if stat.S_ISLNK(mode):
            raise Refused(f"{name} is a link, or reached by one. An export has files only.")
    if not stat.S_ISREG(mode):
        raise Refused(f"{name} is no file.")
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        yield file


def listed(root: Path) -> Iterator[Listed]:
    with opened(root, FILES) as file:
        for number, line in enumerate(file, start=1):
            match = LINE.fullmatch(line)
            name = match[2].decode() if match else ""
            if match is None or not NAME.fullmatch(name) or name in {FILES, MANIFEST}:
                raise Refused(f"{FILES}, line {number}: this is no digest and name of a file of the folder.")
            yield Listed(name, match[1].decode())


def digest(file: IO[bytes]) -> str:
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # any file will do
