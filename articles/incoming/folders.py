"""A feed's folder: files are taken when they are whole, kept, and only then moved away.

Each feed has a folder of its own in WIRE_FOLDER, with `done` and `refused` inside it. Nothing else is looked at: a
link is refused, whatever it leads to. If the process dies between keeping a file and moving it, the file is read once
more, and changes nothing.
"""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from articles.incoming import patience, refusals, storing
from articles.incoming.outcome import Outcome
from articles.incoming.storing import Sent
from articles.incoming.trouble import Trouble
from articles.models import WireFeed
from articles.wire.item import Refused
from media.pixels import formats

DONE, REFUSED = "done", "refused"
# Programs that send files give them other names until they are whole.
UNFINISHED = (".tmp", ".part", ".partial", ".filepart", ".swp", ".lock", "~")
# For so long nothing of a file or its name must have changed.
SETTLED = timedelta(seconds=2)
# A transfer may stand still. What cannot be read may be half a file until this time has gone by.
YOUNG = timedelta(seconds=60)
LARGEST = 20 * 1024 * 1024
# What is kept in one transaction.
MOST_FILES, MOST_BYTES = 100, 8 * 1024 * 1024
A_TURN = 20.0  # seconds
LONGEST_NAME = 255  # bytes
DONE_FOR = timedelta(days=7)
PICTURE = re.compile(r"\.(jpe?g|png|webp|avif|tiff?|gif)$", re.IGNORECASE)
HEAD = 4096


class Waiting(NamedTuple):
    """A file that can be taken."""

    name: str
    seen: os.stat_result

    def changed(self, now: datetime) -> float:
        """When it or its name last changed. Some programs give a file the time of another clock, hours ahead."""
        times = (self.seen.st_ctime, self.seen.st_mtime)
        return max(at for at in times if at <= now.timestamp() or at == self.seen.st_ctime)


def take(feed: WireFeed, now: datetime) -> int:
    """Keep what lies in the folder, until a turn is over. Returns how many files were taken."""
    began, count = time.monotonic(), 0
    with opened(feed) as folder:
        for files in _together(settled(folder, now)):
            count += _take(feed, folder, files, now)
            if time.monotonic() - began > A_TURN:
                break
    return count


def _together(files: list[Waiting]) -> Iterator[list[Waiting]]:
    """So many as are kept in one transaction."""
    some: list[Waiting] = []
    for file in files:
        size = sum(one.seen.st_size for one in some) + file.seen.st_size
        if some and (len(some) == MOST_FILES or size > MOST_BYTES):
            yield some
            some = []
        some.append(file)
    if some:
        yield some


def _take(feed: WireFeed, folder: int, files: list[Waiting], now: datetime) -> int:
    sent: list[Sent] = []
    taken: list[Waiting] = []
    count = 0
    for file in files:
        if _is_picture(folder, file):
            count += _put_by(folder, file, now)
            continue
        try:
            data = read(folder, file)
        except Refused as problem:
            _refuse(feed, folder, file, problem, now)
            count += 1
            continue
        if data is not None:
            is_young = file.changed(now) > (now - YOUNG).timestamp()
            sent.append(Sent(file.name, data, is_young))
            taken.append(file)
    outcomes = storing.keep_each(feed, sent, received_at=now)
    for file, outcome in zip(taken, outcomes, strict=True):
        if not outcome.may_be_half:
            _move(folder, file, REFUSED if outcome.is_refused else DONE)
            count += 1
    return count


def _is_picture(folder: int, file: Waiting) -> bool:
    """By its name and by how it begins."""
    if not PICTURE.search(file.name) or not stat.S_ISREG(file.seen.st_mode):
        return False
    try:
        handle = os.open(file.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError:
        return False  # reading it says what is wrong
    with os.fdopen(handle, "rb") as opened_file:
        return formats.of(opened_file.read(HEAD)) is not None


def _put_by(folder: int, file: Waiting, now: datetime) -> int:
    """Pictures lie beside the items that name them: each is there to be brought along until `done` is tidied."""
    if file.changed(now) > (now - YOUNG).timestamp():
        return 0
    _move(folder, file, DONE)
    return 1


def beside(feed: WireFeed, name: str, at: datetime, *, seconds: float) -> bytes | None:
    """The picture of this name in the folder or among what was taken out of it: of several, the nearest in time.

    None if it is not there. Raises Refused or Trouble.
    """
    if not name or name in {".", ".."} or "/" in name or "\0" in name:
        return None
    return patience.within(seconds, lambda: _beside(feed, name, at), name=f"picture of feed {feed.pk}")


def _beside(feed: WireFeed, name: str, at: datetime) -> bytes | None:
    """See `_free_name` for what files are called whose name was taken."""
    is_it = re.compile(rf"(\d+-)?{re.escape(name)}")
    with opened(feed) as folder, ExitStack() as places:
        found: list[tuple[float, int, Waiting]] = []
        for place in (folder, _done(folder, places)):
            if place is None:
                continue
            with os.scandir(place) as entries:
                for entry in entries:
                    if is_it.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                        file = Waiting(entry.name, entry.stat(follow_symlinks=False))
                        found.append((abs(file.seen.st_ctime - at.timestamp()), place, file))
        if not found:
            return None
        _apart, place, file = min(found, key=lambda one: one[0])
        return read(place, file, most=settings.PICTURE_MAX_BYTES)


def _done(folder: int, places: ExitStack) -> int | None:
    try:
        done = os.open(DONE, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
    except OSError:
        return None
    places.callback(os.close, done)
    return done


def has_something(feed: WireFeed, now: datetime) -> bool:
    """Whether there is anything to take, or to say of the folder."""
    try:
        with opened(feed) as folder:
            return next(_settled(folder, now), None) is not None
    except Trouble:
        return True


@contextmanager
def opened(feed: WireFeed) -> Iterator[int]:
    """The folder, held open: whatever its name is made to lead to meanwhile, this is what is read."""
    if settings.WIRE_FOLDER is None:
        raise Trouble(_("The setting WIRE_FOLDER is empty, so there is no folder for files."))
    path = settings.WIRE_FOLDER / feed.folder
    with suppress(OSError):  # a new feed's; whatever is wrong, opening it says
        path.mkdir()
    try:
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError as problem:
        words = _("The folder {path} cannot be read: {why}.")
        raise Trouble(words.format(path=path, why=problem.strerror)) from problem
    try:
        yield folder
    except OSError as problem:
        words = _("The folder {path} cannot be used: {why}.")
        raise Trouble(words.format(path=path, why=problem.strerror)) from problem
    finally:
        os.close(folder)


def settled(folder: int, now: datetime) -> list[Waiting]:
    """What can be taken, in the order in which it came."""
    return sorted(_settled(folder, now), key=lambda file: (file.seen.st_mtime_ns, file.name))


def _settled(folder: int, now: datetime) -> Iterator[Waiting]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name.lower().endswith(UNFINISHED):
                continue
            with suppress(FileNotFoundError):
                file = Waiting(entry.name, entry.stat(follow_symlinks=False))
                is_settled = file.changed(now) <= (now - SETTLED).timestamp()
                if is_settled and not stat.S_ISDIR(file.seen.st_mode):
                    yield file


def read(folder: int, file: Waiting, *, most: int = 0) -> bytes | None:
    """The whole file; None if it has just changed, or somebody has taken it away. Raises Refused."""
    if stat.S_ISLNK(file.seen.st_mode):
        raise Refused(_("It is a link, and links are not followed: put the file itself there."))
    try:
        handle = os.open(file.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise Refused(_("It cannot be read: {why}.").format(why=problem.strerror)) from problem
    with os.fdopen(handle, "rb") as opened_file:
        seen = os.fstat(handle)
        if not stat.S_ISREG(seen.st_mode):
            raise Refused(_("It is no file."))
        most = most or LARGEST
        if seen.st_size > most:
            words = _("It is larger than {most} MB. Ask the agency for smaller files.")
            raise Refused(words.format(most=most // 1024**2))
        if not _is_same(seen, file.seen):
            return None
        data = opened_file.read(most + 1)
        return data if _is_same(os.fstat(handle), seen) and len(data) == seen.st_size else None


def _is_same(one: os.stat_result, other: os.stat_result) -> bool:
    return (one.st_ino, one.st_size, one.st_mtime_ns) == (other.st_ino, other.st_size, other.st_mtime_ns)


def _refuse(feed: WireFeed, folder: int, file: Waiting, problem: Refused, now: datetime) -> None:
    """Of what cannot be read there are no bytes to keep: it is moved as it is."""
    name = storing.name_of(file.name)
    refusals.note(feed, Outcome(name, digest="", refused=[problem]), b"", None, now)
    _move(folder, file, REFUSED)


def _move(folder: int, file: Waiting, to: str) -> None:
    """Out of the way, but for a file that took its name while this one was read: that is taken the next time."""
    with suppress(FileExistsError):
        os.mkdir(to, dir_fd=folder)
    there = os.open(to, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
    try:
        name = _free_name(there, file)
        with suppress(FileNotFoundError):  # another worker was faster
            os.rename(file.name, name, src_dir_fd=folder, dst_dir_fd=there)
            if not _is_same(os.stat(name, dir_fd=there, follow_symlinks=False), file.seen):
                os.rename(name, file.name, src_dir_fd=there, dst_dir_fd=folder)
    finally:
        os.close(there)


def _free_name(folder: int, file: Waiting) -> str:
    """Its own name, or if that is taken behind the times at which it was written and put there."""
    name = file.name
    for before in (file.seen.st_mtime_ns, file.seen.st_ctime_ns, time.time_ns()):
        try:
            os.stat(name, dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:
            break
        # A name has 255 bytes at most; its end says more than its beginning.
        prefix = b"%d-" % before
        name = os.fsdecode(prefix + os.fsencode(file.name)[len(prefix) - LONGEST_NAME :])
    return name


def tidy(feed: WireFeed, now: datetime) -> int:
    """Files that were kept a week ago are deleted: the database has their bytes. Returns how many."""
    count = 0
    with opened(feed) as folder, suppress(FileNotFoundError):
        done = os.open(DONE, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
        try:
            for name in os.listdir(done):
                # When it was moved there, not when it was written.
                if os.stat(name, dir_fd=done, follow_symlinks=False).st_ctime < (now - DONE_FOR).timestamp():
                    os.unlink(name, dir_fd=done)
                    count += 1
        finally:
            os.close(done)
    return count
