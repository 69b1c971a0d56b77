"""Answers the picture dialogs of the text editor: a search of the library, and an upload from within a story."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from house import clock
from house.suggesting import is_number
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

    from django.contrib.auth.models import AbstractBaseUser

    from media.models import Use

PAGE = 24
MOST_IDS = 200
MOST_CREDITS = 6
MOST_NAMES = 500
ACCEPTED = ",".join(f"image/{format.lower()}" for format in formats.SUFFIXES)
# The ratios that a story may cut a picture to; a free crop is the library's.
OFFERED = ("16:9", "3:2", "1:1")
# The same as in the models.
LONGEST = {"caption": 600, "alt_text": 300}
LONGEST_NAME = 80


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Pictures found by words, newest first, or the pictures whose numbers are given.

    `section` and `story` say where the picture will be used: a picture that the section has used before in another
    story is marked.
    """
    if not request.user.has_perm("media.view_image"):
        raise PermissionDenied
    images = Image.objects.newest_first().with_rights().with_jpegs()
    if "ids" in request.GET:
        numbers = [int(number) for number in request.GET["ids"].split(",") if is_number(number)]
        named = images.filter(pk__in=numbers[:MOST_IDS])
        return JsonResponse({"results": _choices(request, named), "next": None})
    images = search.matching(images, request.GET.get("q", ""))
    if is_number(before := request.GET.get("page", "")):
        images = images.filter(pk__lt=int(before))
    found = list(images[: PAGE + 1])
    results = _choices(request, found[:PAGE])
    # A page is named by the last picture before it, so that new pictures do not shift it.
    return JsonResponse({"results": results, "next": results[-1]["id"] if len(found) > PAGE else None})


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """GET answers with what the form needs; POST takes the picture in, or answers why not.

    POST has `file`, `caption`, `alt_text`, `category`, and a `kind` and a `name` for each party to credit. A picture
    that the library has already comes back as `known`. A new one comes back with pictures that look `alike`, and with
    `notices` for its sender.
    """
    if not request.user.has_perm("media.add_image"):
        raise PermissionDenied
    if request.method != "POST":
        return JsonResponse(_needed())
    credits, wrong = _credits(request)
    file = request.FILES.get("file")
    if not file:
        wrong["file"] = "Choose a file."
    for name, longest in LONGEST.items():
        if len(request.POST.get(name, "")) > longest:
            wrong[name] = f"At most {longest} characters."
    if (category := request.POST.get("category", "")) not in {"", *Category}:
        wrong["category"] = "Choose under what right we show it."
    if wrong or not file:
        return JsonResponse({"wrong": wrong}, status=400)
    words = {name: uploads.clean_words(request.POST.get(name, "")) for name in LONGEST}
    image = Image(category=category, **words)
    try:
        examined = uploads.examine(file)
        with transaction.atomic():
            by = cast("AbstractBaseUser", request.user)
            uploads.keep(image, file, examined, by=by, filename=file.name or "")
            _keep_credits(image, credits, examined)
    except uploads.AlreadyInLibrary as known:
        return JsonResponse({"why": str(known), "known": choice(known.image)}, status=409)
    except uploads.PictureRefused as refusal:
        return JsonResponse({"wrong": {"file": str(refusal)}}, status=400)
    alike = [choice(one) for one in likeness.alike(image)]
    said = {"picture": choice(image), "alike": alike, "notices": list(examined.notices)}
    return JsonResponse(said, status=201)


def _choices(request: HttpRequest, images: Iterable[Image]) -> list[dict[str, Any]]:
    images = list(images)
    section, story = (
        int(number) if is_number(number := request.GET.get(name, "")) else None
        for name in ("section", "story")
    )
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
        "standing": STANDING[verdict.state],
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
    return f"Used in this section before: {'live' if use.is_live else 'in a story'} since {clock.day(use.since)}."


def _address(image: Image, rendition: Rendition) -> str:
    return reverse("admin:media_image_rendition", args=[image.pk, rendition.width])


def _needed() -> dict[str, Any]:
    return {
        "kinds": [{"value": value, "label": label} for value, label in CreditKind.choices],
        "names": known_names(),
        "accept": ACCEPTED,
        "largest": settings.PICTURE_MAX_BYTES,
    }


def known_names() -> list[str]:
    """Names of agencies and reporters, suggested while an editor types."""
    agencies, reporters = crediting.known_parties()
    names = [*agencies.values_list("name", flat=True), *reporters.values_list("name", flat=True)[:MOST_NAMES]]
    return sorted(set(names))


def _credits(request: HttpRequest) -> tuple[list[Credit], dict[str, str]]:
    """The credits that were typed, in order, and what is wrong with them. Empty lines are left out."""
    credits: list[Credit] = []
    given = zip(request.POST.getlist("kind"), request.POST.getlist("name"), strict=False)
    for kind, name in list(given)[:MOST_CREDITS]:
        name = " ".join(uploads.clean_words(name).split())
        if kind not in CreditKind.values:
            return [], {"credit": "Say what kind of credit it is."}
        if len(name) > LONGEST_NAME:
            return [], {"credit": f"At most {LONGEST_NAME} characters."}
        if name or kind == CreditKind.STAFF:
            credits.append(Credit(kind=kind, position=len(credits), **party(name)))
    return credits, {}


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
