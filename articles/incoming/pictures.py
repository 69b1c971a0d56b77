"""Pictures that come with wire copy: what the agency says of them, and how they are kept in the library.

They go the way of every upload. Credit, caption, alt text, terms and embargo are what the agency says; where it says
nothing, the file does.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from articles.acts.act import Refused
from articles.incoming import facts, picture_leases, picture_sizes
from articles.models import WirePicture, WireVersion
from articles.wire.item import Kind, Media, Rendition
from house.lines import one_line, shortened, storable
from media.intake import crediting, uploads
from media.intake.uploads import Examined, PictureRefused
from media.library import search
from media.metadata import Metadata
from media.models import Credit, Image
from media.terms.credits import CreditKind

if TYPE_CHECKING:
    from django.contrib.auth.models import User

KINDS = (Kind.PICTURE, Kind.GRAPHIC)
LONGEST_NAME = 80


@dataclass(frozen=True)
class OfferedPicture:
    """A picture of a version, and whether it can be brought along."""

    place: int
    said: Media
    files: tuple[Rendition, ...]
    """That the library would take, the best first."""

    @property
    def words(self) -> str:
        said = self.said
        return one_line(said.caption or said.headline or said.alt)[:80] or _("Picture {number}").format(
            number=self.place + 1
        )

    @property
    def credit_line(self) -> str:
        """Whom the agency names."""
        return one_line(self.said.credit or self.said.creator)


@dataclass(frozen=True)
class PictureWish:
    """Which picture somebody wants, where, and whom to credit if the agency names nobody."""

    place: int
    is_lead: bool = False
    credit: str = ""


@dataclass(frozen=True)
class FetchedFile:
    """Examined, and not kept yet."""

    name: str
    data: io.BytesIO = field(repr=False)
    examined: Examined = field(repr=False)


@dataclass(frozen=True)
class BroughtPicture:
    """A picture whose file is here, or one that the library has already."""

    wish: PictureWish
    offered: OfferedPicture
    got: FetchedFile | Image


def offered(version: WireVersion) -> list[OfferedPicture]:
    """The pictures of a version, in its order. Those without files that could be taken are among them."""
    return [
        OfferedPicture(place, said, tuple(picture_sizes.best_first(said.renditions)))
        for place, said in enumerate(facts.media_of(version))
        if said.kind in KINDS
    ]


def credits_of(one: OfferedPicture, wish: PictureWish, got: FetchedFile) -> list[Credit]:
    """Whom the agency names, or whom somebody typed, or whom the file names."""
    said, typed = one.said, one_line(storable(wish.credit))[:LONGEST_NAME]
    creators = (one_line(said.creator),) if said.creator else ()
    named = Metadata(credit_line=one_line(said.credit), creators=creators)
    if found := crediting.credits_of(named):
        return found
    if typed:
        party = crediting.known_by(typed) or {"name": typed}
        kind = CreditKind.AGENCY if "agency" in party else CreditKind.PHOTOGRAPHER
        return [Credit(kind=kind, **party)]
    return crediting.credits_of(got.examined.said)


@contextmanager
def kept(
    brought: Sequence[BroughtPicture], version: WireVersion, *, by: User, now: datetime
) -> Iterator[list[tuple[BroughtPicture, Image]]]:
    """Within a transaction: keep them, each with its row and files. If what follows fails, the files go, too."""
    with ExitStack() as files:
        images = []
        for one in brought:
            image = one.got if isinstance(one.got, Image) else _keep(one, one.got, version, by, files)
            # What the library had from elsewhere is not the agency's to forbid.
            if image is not one.got or WirePicture.objects.filter(image=image).exists():
                row, _is_new = WirePicture.objects.get_or_create(
                    item=version.item, image=image, defaults={"version": version, "by": by, "at": now}
                )
                picture_leases.follow(row, version, now)
            images.append((one, image))
        yield images


def _keep(one: BroughtPicture, got: FetchedFile, version: WireVersion, by: User, files: ExitStack) -> Image:
    said, agency = one.offered.said, version.item.agency
    came = _("Came with “{item}” by wire, from {agency}.")
    image = Image(
        headline=shortened(storable(said.headline), 200),
        caption=shortened(storable(said.caption), 600),
        alt_text=shortened(storable(said.alt), 300),
        copyright_notice=shortened(storable(said.copyright), 300),
        instructions=storable(said.usage_terms or version.usage_terms)[:1000],
        source=shortened(storable(agency.name), 120),
        rights_note=came.format(item=shortened(storable(str(version.item)), 200), agency=agency.name),
    )
    try:
        uploads.keep(image, got.data, got.examined, by=by, filename=got.name)
    except uploads.AlreadyInLibrary as known:  # since it was looked at
        return known.image
    except PictureRefused as problem:
        raise Refused(str(problem)) from None
    files.enter_context(uploads.discarded_on_failure(got.examined))
    for position, credit in enumerate(credits_of(one.offered, one.wish, got)):
        credit.image, credit.position = image, position
        credit.save(force_insert=True)
    search.write(image)
    return image
