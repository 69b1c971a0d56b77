"""Takes a picture in: row, original and renditions are kept, or the file is refused and nothing is kept.

Every file counts as hostile until it is examined; most bad ones are refused before anything decodes them. The
original is never served. Readers and editors get renditions, which are drawn anew.
"""

from __future__ import annotations

import io
import os
import re
import traceback
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import IO, TYPE_CHECKING

import PIL.Image
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from house.lines import storable
from media import metadata
from media.files import renditions
from media.intake import crediting, describing
from media.library import log, search
from media.metadata import Metadata
from media.models import Image, LogEntry
from media.pixels import colours, drawing, formats, glance, headers, weighing
from media.pixels.drawing import Drawn
from media.pixels.formats import SUFFIXES, TAKEN
from media.pixels.headers import Header
from media.shelves import storage
from media.terms.crops import Focus

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.core.files import File

    Content = IO[bytes] | File[bytes]

# A smaller picture is a thumbnail or an icon, and looks like a mistake over the width of a column.
SMALLEST_SIDE = 200
# JPEG allows no longer side.
LONGEST_SIDE = 65_000
DAMAGED = gettext_noop("The file is damaged or incomplete: it cannot be read to its end. Have it sent again.")


class PictureRefused(ValueError):
    """The file was not taken. Its text says why, for an editor on deadline."""


class AlreadyInLibrary(PictureRefused):
    """The library has exactly the same file already, as `image`."""

    def __init__(self, image: Image) -> None:
        super().__init__(_("This picture is already in the library. Use the one we have."))
        self.image = image


@dataclass(frozen=True)
class Look:
    """What `glance` tells of a picture."""

    tone: str
    difference_hash: int
    focus: Focus


@dataclass(frozen=True)
class Examined:
    """A good file, with its metadata and its renditions, which are drawn but not stored yet."""

    format: str
    width: int
    height: int
    size: int
    sha256: str
    drawn: Sequence[Drawn] = field(repr=False)
    look: Look
    said: Metadata = field(repr=False)
    # Notes for the sender.
    notices: tuple[str, ...] = ()

    @property
    def original(self) -> str:
        return f"originals/{self.sha256[:2]}/{self.sha256}.{SUFFIXES[self.format]}"

    @property
    def files(self) -> list[str]:
        """The names of all files of the picture on the private shelf."""
        return [self.original, *(renditions.path(drawn.name(self.sha256)) for drawn in self.drawn)]


def accept(
    file: Content,
    *,
    by: AbstractBaseUser,
    filename: str,
    caption: str = "",
    alt_text: str = "",
    rights_note: str = "",
    rights_end: datetime | None = None,
) -> Image:
    """Take a picture in with its renditions, or raise PictureRefused.

    Words and credits that are not given come from the file. If the library has the same file, its picture is
    returned unchanged, with `duplicate` set.
    """
    image = Image(
        caption=storable(caption),
        alt_text=storable(alt_text),
        rights_note=storable(rights_note),
        rights_end=rights_end,
    )
    try:
        examined = examine(file)
        with transaction.atomic():
            keep(image, file, examined, by=by, filename=filename)
            with discarded_on_failure(examined):
                describing.credit(image, examined.said)
    except AlreadyInLibrary as known:
        known.image.duplicate = True
        return known.image
    return image


def examine(file: Content) -> Examined:
    """Check a file, cheapest test first, and draw its renditions. Raises PictureRefused."""
    size = _size(file)
    format = _format(file)
    header = _header(file, format, size)
    digest = _sha256(file)
    if known := Image.objects.filter(sha256=digest).first():
        raise AlreadyInLibrary(known)
    # Opening has to wait for its turn too: some formats are then read into memory as a whole.
    with drawing.one_at_a_time(weighing.weight(header, 1) * header.pixels):
        try:
            width, height, drawn, notices = _drawn(file, format, header, size)
        except Exception as problem:
            # The traceback would keep the pixels in memory while the next picture is decoded.
            traceback.clear_frames(problem.__traceback__)
            raise _refusal(problem, format) from problem
        said = metadata.read(file)
    smallest = min(drawn, key=lambda one: one.width)
    with PIL.Image.open(io.BytesIO(smallest.data)) as seen:
        look = Look(glance.tone(seen), glance.difference_hash(seen), glance.focus(seen))
    return Examined(
        format,
        width,
        height,
        size,
        digest,
        drawn,
        look,
        said,
        (*notices, *crediting.notices(said), *(_(problem) for problem in said.problems)),
    )


def keep(image: Image, file: Content, examined: Examined, *, by: AbstractBaseUser, filename: str) -> None:
    """Store the row, the original and the renditions, or none of them. The file fills in what was not typed."""
    image.original.name = examined.original
    image.sha256, image.bytes, image.format = examined.sha256, examined.size, examined.format
    image.width, image.height = examined.width, examined.height
    image.filename = clean_filename(filename)
    image.uploaded_by_id = by.pk
    image.tone, image.difference_hash = examined.look.tone, examined.look.difference_hash
    image.focus_x, image.focus_y = examined.look.focus
    describing.describe(image, examined.said)
    image.search_text = search.text_of(image)
    try:
        with transaction.atomic():
            image.save(force_insert=True)
            # From here on, another upload of the same file waits for this transaction. So if this one fails, deleting
            # its files cannot delete those of the other.
            with discarded_on_failure(examined):
                storage.put(storage.private(), examined.original, file)
                renditions.keep(image, examined.drawn)
                words = " ".join(
                    [_("Uploaded as {filename}.").format(filename=image.filename), *examined.notices]
                )
                log.note(image, LogEntry.Act.UPLOADED, words, by)
    except IntegrityError:
        if known := Image.objects.filter(sha256=examined.sha256).first():
            raise AlreadyInLibrary(known) from None
        raise
    except OSError as problem:
        raise PictureRefused(
            _(
                "The picture could not be stored ({what}). Nothing of it was kept. Tell the people who "
                "run the system, and try again."
            ).format(what=problem.strerror or problem)
        ) from problem


@contextmanager
def discarded_on_failure(examined: Examined) -> Iterator[None]:
    """Delete the files of a picture if a part of its upload fails. The transaction undoes the row."""
    try:
        yield
    except BaseException:
        discard(examined)
        raise


def discard(examined: Examined) -> None:
    """Delete the files of a picture whose row is not kept."""
    for name in examined.files:
        storage.private().delete(name)


def clean_filename(name: str) -> str:
    """The name as the sender saw it, without folders and invisible signs."""
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    name = " ".join("".join(" " if _unseen(sign) else sign for sign in name).split()).lstrip(". ")
    stem, suffix = os.path.splitext(name)
    return (stem[: 120 - len(suffix)] + suffix if len(suffix) <= 10 else name[:120]) or "picture"


def _unseen(sign: str) -> bool:
    """Controls, direction marks (which make exe.gpj read as jpg.exe) and halves of characters."""
    return unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn"}


def _size(file: Content) -> int:
    size = file.seek(0, os.SEEK_END)
    size = file.tell() if size is None else size
    if size == 0:
        raise PictureRefused(_("The file is empty. Export it or have it sent again."))
    if size > settings.PICTURE_MAX_BYTES:
        most = _megabytes(settings.PICTURE_MAX_BYTES)
        raise PictureRefused(
            _("The file is {size}; the library takes up to {most}. Export it as JPEG.").format(
                size=_megabytes(size), most=most
            )
        )
    return size


def _format(file: Content) -> str:
    """The format by the first bytes. Raises PictureRefused for others, and for files that are also something else."""
    file.seek(0)
    head = file.read(4096)
    format = formats.of(head)
    if format is None:
        raise PictureRefused(formats.what_it_is_instead(head))
    if formats.is_something_else_too(file, format):
        raise PictureRefused(
            _(
                "The file is a picture and something else in one, as attackers make them. Open the "
                "picture and export it anew."
            )
        )
    if kind := formats.unwanted_kind(file, format):
        raise PictureRefused(f"{kind} {_(TAKEN)}")
    return format


def _header(file: Content, format: str, size: int) -> Header:
    """The header of the file, checked for size and memory before anything decodes the picture."""
    header = headers.read(file, format)
    if header is None:
        raise PictureRefused(_(DAMAGED))
    _refuse_size(header.width, header.height)
    _refuse_weight(header, size)
    return header


def _drawn(
    file: Content, format: str, header: Header, size: int
) -> tuple[int, int, Sequence[Drawn], Sequence[str]]:
    """Width and height after turning the picture upright, its renditions, and notes for the sender."""
    file.seek(0)
    with PIL.Image.open(file, formats=[format]) as picture:
        _refuse_size(picture.width, picture.height)
        _refuse_weight(replace(drawing.header(picture, format), gathered=header.gathered), size)
        colours.check(picture)
        notices = _notices(picture, format)
        width, height = drawing.seen_size(picture)
        return width, height, renditions.draw(picture, renditions.widths(width)), notices


def _refusal(problem: Exception, format: str) -> PictureRefused:
    """The refusal for an exception. Decoders raise exceptions of any kind for damaged files."""
    if isinstance(problem, PictureRefused):
        return problem
    if isinstance(problem, PIL.Image.DecompressionBombError | PIL.Image.DecompressionBombWarning):
        # Pillow has a limit of its own, and may stop before we can ask for the size.
        claimed = re.search(r"\((\d+) pixels\)", str(problem))
        return PictureRefused(_too_many_pixels(int(claimed[1]) if claimed else 0))
    if isinstance(problem, colours.HighRange):
        return PictureRefused(
            _(
                "Its light is kept with a high dynamic range ({problem}), which no page shows right. "
                "Export it in the standard range (SDR), as JPEG."
            ).format(problem=problem)
        )
    if isinstance(problem, colours.UnknownColours):
        return PictureRefused(
            _(
                "Its colours are kept as science and proofing keep them ({problem}). Export it as RGB, 8 "
                "bits."
            ).format(problem=problem)
        )
    if format == "PNG" and re.search(r"MAX_TEXT_(?:CHUNK|MEMORY)", str(problem)):
        return PictureRefused(
            _(
                "It carries more text beside its pixels than any picture needs. Export it anew, without "
                "comments and metadata."
            )
        )
    if format in {"TIFF", "JPEG"} and isinstance(problem, PIL.UnidentifiedImageError):
        return PictureRefused(
            _(
                "It is a {format} of a kind that no page can show, with unusual bits, colours or "
                "compression, or it is damaged. Export it as JPEG, RGB, 8 bits."
            ).format(format=format)
        )
    return PictureRefused(_(DAMAGED))


def _notices(picture: PIL.Image.Image, format: str) -> list[str]:
    """Notes on what is in the file and readers will not see."""
    # Further pictures in a JPEG are maps of light or depth for telephones, which nobody misses.
    if format == "JPEG" or not getattr(picture, "is_animated", False):
        return []
    if format == "TIFF":
        return [_("The file has several pages: readers get the first.")]
    return [
        _(
            "It moves: readers get its first picture, standing still. If they should see it move, "
            "bring it as a video."
        )
    ]


def _sha256(file: Content) -> str:
    digest = sha256()
    file.seek(0)
    while chunk := file.read(1024 * 1024):
        digest.update(chunk)
    return digest.hexdigest()


def _refuse_size(width: int, height: int) -> None:
    if width * height > settings.PICTURE_MAX_PIXELS:
        raise PictureRefused(_too_many_pixels(width * height))
    if max(width, height) > LONGEST_SIDE:
        raise PictureRefused(
            _("It is {pixels}: too long for any page. Cut it in pieces.").format(
                pixels=_pixels(width, height)
            )
        )
    if min(width, height) < SMALLEST_SIDE:
        raise PictureRefused(
            _(
                "It is only {pixels}, which looks like a thumbnail; each side needs at least "
                "{least}. Ask for the full-size file."
            ).format(pixels=_pixels(width, height), least=SMALLEST_SIDE)
        )


def _refuse_weight(header: Header, size: int) -> None:
    # It is not known yet whether the picture stands on its side, so the worse case counts.
    share = max(renditions.widths(side)[-1] / side for side in (header.width, header.height))
    most = int((weighing.MOST - weighing.beside(header, size)) / weighing.weight(header, share))
    if header.pixels > most:
        if header.format == "JPEG":
            raise PictureRefused(
                _(
                    "It has {pixels} pixels; as a JPEG of this kind the library takes up to {most}. Export "
                    "it smaller, or without the choice “progressive”."
                ).format(pixels=format(header.pixels, ","), most=format(most, ","))
            )
        raise PictureRefused(
            _(
                "It has {pixels} pixels; in this format the library takes up to {most}. Export it as JPEG."
            ).format(pixels=format(header.pixels, ","), most=format(most, ","))
        )


def _too_many_pixels(pixels: int) -> str:
    return _(
        "It has {pixels} pixels; the library takes up to {most}. Export it "
        "smaller: 6,000 on the long side is plenty for any page."
    ).format(pixels=format(pixels, ","), most=format(settings.PICTURE_MAX_PIXELS, ","))


def _pixels(width: int, height: int) -> str:
    return _("{width} × {height} pixels").format(width=format(width, ","), height=format(height, ","))


def _megabytes(size: int) -> str:
    return _("{what} MB").format(what=format(size / 1024 / 1024, ",.0f"))
