"""Answers the picture dialogs of the text editor: a search of the library, and an upload from within a story."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from house import clock
from house.arguments import ArgumentKind, Choice, Number, Numbers, Received, SentFile, Text
from house.doors import JSON, Answer, By, Said, TwoDoors, Unreadable, door
from house.lines import one_line, storable
from media.admin import likeness
from media.admin.grid import STANDING
from media.clearance import rights
from media.intake import crediting, describing, uploads
from media.library import search, uses
from media.models import Credit, Image, Rendition
from media.pixels import formats
from media.terms.categories import Category
from media.terms.credits import CreditKind
from media.terms.crops import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from media.models import Use

PAGE = 24
MOST_IDS = 200
MOST_CREDITS = 6
MOST_NAMES = 500
LONGEST_SEARCH = 400
ACCEPTED = ",".join(f"image/{format.lower()}" for format in formats.SUFFIXES)
# The ratios that a story may cut a picture to; a free crop is the library's.
OFFERED = ("16:9", "3:2", "1:1")
# The same as in the models.
LONGEST = {"caption": 600, "alt_text": 300}
LONGEST_NAME = 80


# No section and no story are 0 in the addresses that pages of the desk make.
RowOrNone = Annotated[int | None, Number(0, lenient=True)]


@door("GET", answers=JSON, permission="media.view_image")
def choose(
    *,
    ids: Annotated[list[int] | None, Numbers(MOST_IDS)] = None,
    q: Annotated[str, Text(LONGEST_SEARCH, cut=True)] = "",
    page: Annotated[int | None, Number(lenient=True)] = None,
    section: RowOrNone = None,
    story: RowOrNone = None,
) -> Said:
    """Pictures found by words, newest first, or the pictures whose numbers are given.

    `section` and `story` say where the picture will be used: a picture that the section has used before in another
    story is marked. A `page` is named by the last picture before it, so that new pictures do not shift it.
    """
    images = Image.objects.newest_first().with_rights().with_jpegs()
    if ids is not None:
        return {"results": _choices(images.filter(pk__in=ids), section, story), "next": None}
    images = search.matching(images, q)
    if page is not None:
        images = images.filter(pk__lt=page)
    found = list(images[: PAGE + 1])
    results = _choices(found[:PAGE], section, story)
    return {"results": results, "next": results[-1]["id"] if len(found) > PAGE else None}


@door("GET", answers=JSON, permission="media.add_image")
def about_uploads() -> Said:
    """What the form for a new picture needs to know."""
    return {
        "kinds": [{"value": value, "label": str(label)} for value, label in CreditKind.choices],
        "names": known_names(),
        "accept": ACCEPTED,
        "largest": settings.PICTURE_MAX_BYTES,
    }


@dataclass(frozen=True)
class Parties(ArgumentKind):
    """The credits that were typed, a kind and a name each, in order. Empty lines are left out."""

    def read(self, sent: Received, name: str) -> list[tuple[str, str]]:
        given = zip(sent.form.getlist("kind"), sent.form.getlist("name"), strict=False)
        parties = [(kind, one_line(storable(name))) for kind, name in given][:MOST_CREDITS]
        for kind, named in parties:
            if kind not in CreditKind.values:
                raise ValueError(_("Say what kind of credit it is."))
            if len(named) > LONGEST_NAME:
                raise ValueError(_("At most {most} characters.").format(most=LONGEST_NAME))
        return [(kind, named) for kind, named in parties if named or kind == CreditKind.STAFF]


@door("POST", answers=JSON, permission="media.add_image")
def upload(
    by: By,
    *,
    file: Annotated[UploadedFile, SentFile()],
    caption: Annotated[str, Text(LONGEST["caption"])] = "",
    alt_text: Annotated[str, Text(LONGEST["alt_text"])] = "",
    category: Annotated[
        str, Choice(tuple(Category), words=gettext_noop("Choose under what right we show it."))
    ] = "",
    credit: Annotated[list[tuple[str, str]], Parties()],
) -> Answer:
    """Take the picture in, or say in words why not. Without anybody to credit, the credit is added later.

    A picture that the library has already comes back as `known`. A new one comes back with pictures that look
    `alike`, and with `notices` for its sender.
    """
    image = Image(category=category, caption=storable(caption), alt_text=storable(alt_text))
    credits = [Credit(kind=kind, position=at, **party(name)) for at, (kind, name) in enumerate(credit)]
    try:
        examined = uploads.examine(file)
        with transaction.atomic():
            uploads.keep(image, file, examined, by=by, filename=file.name or "")
            _keep_credits(image, credits, examined)
    except uploads.AlreadyInLibrary as known:
        return Answer({"why": str(known), "known": choice(known.image)}, 409)
    except uploads.PictureRefused as refusal:
        raise Unreadable({"file": str(refusal)}) from None
    alike = [choice(one) for one in likeness.alike(image)]
    return Answer({"picture": choice(image), "alike": alike, "notices": list(examined.notices)}, 201)


# A dialog asks what it needs to know where it will send the picture.
uploading = TwoDoors(about_uploads, upload)


def _choices(images: Iterable[Image], section: int | None, story: int | None) -> list[dict[str, Any]]:
    images = list(images)
    before = uses.used_before([image.pk for image in images], section, but=story) if section else {}
    return [choice(image, before.get(image.pk)) for image in images]


def choice(image: Image, before: Use | None = None) -> dict[str, Any]:
    """A picture as the dialogs show it. `before` is its last use in the section for which it is chosen."""
    smallest = next(iter(image.jpegs), None)
    verdict = rights.verdict(image, timezone.now())
    return {
        "id": image.pk,
        "address": reverse("admin:media_image_change", args=[image.pk]),
        "title": image.headline or str(image),
        "caption": image.caption,
        "alt": image.alt_text,
        "credit": image.credit_line,
        "thumbnail": _address(image, smallest) if smallest else "",
        "files": ", ".join(f"{_address(image, row)} {row.width}w" for row in image.jpegs),
        "width": image.width,
        "height": image.height,
        "boxes": boxes(image),
        "state": verdict.state,
        "standing": _(STANDING[verdict.state]),
        "usable": verdict.may_be_shown,
        "why": "" if verdict.may_be_shown else str(verdict),
        "note": str(verdict) if verdict.may_be_shown else "",
        "used": _in_words(before) if before else "",
    }


def boxes(image: Image) -> dict[str, str]:
    """Ratio → the box that a story may show instead of the whole; empty where the licence forbids cropping."""
    found = {ratio: image.box(ratio) for ratio in OFFERED}
    return {ratio: str(box) for ratio, box in found.items() if box not in (None, WHOLE)}


def _in_words(use: Use) -> str:
    if use.is_live:
        return _("Used in this section before: live since {day}.").format(day=clock.day(use.since))
    return _("Used in this section before: in a story since {day}.").format(day=clock.day(use.since))


def _address(image: Image, rendition: Rendition) -> str:
    return reverse("admin:media_image_rendition", args=[image.pk, rendition.width])


def known_names() -> list[str]:
    """Names of agencies and reporters, suggested while an editor types."""
    agencies, reporters = crediting.known_parties()
    names = [*agencies.values_list("name", flat=True), *reporters.values_list("name", flat=True)[:MOST_NAMES]]
    return sorted(set(names))


def party(name: str) -> dict[str, Any]:
    """The agency or reporter of this name, or the name itself, as arguments for a credit; empty for our own."""
    return (crediting.known_by(name) or {"name": name}) if name else {}


def _keep_credits(image: Image, credits: Iterable[Credit], examined: uploads.Examined) -> None:
    try:
        for credit in credits:
            credit.image = image
            credit.save(force_insert=True)
        describing.credit(image, examined.said)
        search.write(image)
    except BaseException:
        uploads.discard(examined)
        raise
