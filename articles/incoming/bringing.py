"""Pictures of wire copy brought along: their files are fetched and examined before anything is locked or written.

So what cannot be had leaves nothing behind.
"""

from __future__ import annotations

import io
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from articles import policy
from articles.acts.act import Refused
from articles.incoming import picture_files, picture_sizes, pictures, taking
from articles.incoming.picture_files import PictureMissing
from articles.incoming.pictures import BroughtPicture, FetchedFile, OfferedPicture, PictureWish
from articles.incoming.taking import Taking
from articles.models import WireVersion
from media.intake import uploads
from media.intake.uploads import PictureRefused
from media.models import Image

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SECONDS = 30.0  # for all files of one press
MOST = 10


def with_pictures(wish: Taking, wanted: Sequence[PictureWish], *, by: User) -> Taking:
    """The same, with the files of these pictures. Raises Refused."""
    if not wanted:
        return wish
    if not (policy.may_take_wires(by) and by.has_perm("media.add_image")):
        raise Refused(_("Your role brings no pictures into the library."))
    taking.refuse_unless_fit(wish)
    return replace(wish, pictures=bring(wish.version, wanted))


def bring(version: WireVersion, wishes: Sequence[PictureWish]) -> tuple[BroughtPicture, ...]:
    """Fetch and examine the files. Nothing is written. Raises Refused if one of them cannot be had."""
    if len(wishes) > MOST:
        raise Refused(_("At most {most} pictures are brought along at once.").format(most=MOST))
    if sum(wish.is_lead for wish in wishes) > 1:
        raise Refused(_("A story has one lead picture: choose one of them."))
    by_place = {one.place: one for one in pictures.offered(version)}
    until = time.monotonic() + SECONDS
    brought = []
    for wish in wishes:
        if (one := by_place.get(wish.place)) is None:
            raise Refused(_("This version has no such picture."))
        brought.append(_bring(version, one, wish, until))
    return tuple(brought)


def _bring(version: WireVersion, one: OfferedPicture, wish: PictureWish, until: float) -> BroughtPicture:
    """The best of its sizes that can be had."""
    reasons = []
    for rendition in one.files:
        try:
            data = io.BytesIO(picture_files.read(rendition, version, until))
            got: FetchedFile | Image = FetchedFile(
                picture_sizes.name_of(rendition) or "picture", data, uploads.examine(data)
            )
        except uploads.AlreadyInLibrary as already:
            got = already.image
        except (PictureMissing, PictureRefused) as problem:
            reasons.append(str(problem))
            continue
        brought = BroughtPicture(wish, one, got)
        if not (got.credit_line if isinstance(got, Image) else pictures.credits_of(one, wish, got)):
            words = _("“{picture}” names nobody to credit. Type whom, or leave the picture out.")
            raise Refused(words.format(picture=one.words))
        return brought
    why = reasons[0] if reasons else _("None of its files is a picture that the library takes.")
    words = _("“{picture}” cannot be brought along: {why} Nothing was taken.")
    raise Refused(words.format(picture=one.words, why=why))
