"""The list of pictures, as a grid: what it shows of each, and which comes next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from media import rights
from media.credits import CreditKind
from media.library.filters import Filters
from media.metadata import source_types
from media.models import Image, ImageQuerySet, Rendition, Use
from media.rights import Category, Verdict

PAGE = 48
# A card is at most so wide; on a screen of twice the points the next size would be wasted on a thumbnail.
LARGEST = 480
STANDING = {"yes": "May be shown", "warn": "Look first", "no": "May not be shown"}


@dataclass(frozen=True)
class Card:
    """One picture of the grid."""

    image: Image
    verdict: Verdict

    @property
    def title(self) -> str:
        return self.image.headline or str(self.image)

    @property
    def thumbnail(self) -> Rendition | None:
        return next(reversed(self.image.renditions.all()), None)

    @property
    def address(self) -> str:
        return thumbnail_address(self.image, self.thumbnail) if self.thumbnail else ""

    @property
    def standing(self) -> str:
        return STANDING[self.verdict.state]

    @property
    def marks(self) -> list[tuple[str, str]]:
        """What else to know at a glance: a kind for the look, and a word."""
        marks = []
        if getattr(self.image, "is_live", False):
            marks.append(("live", "Readers see it"))
        elif getattr(self.image, "is_used", False):
            marks.append(("used", "In a story"))
        if source_types.made_by_ai(self.image.digital_source):
            marks.append(("ai", "AI"))
        if self.image.warnings:
            marks.append(("private", "Private details"))
        return marks


def thumbnail_address(image: Image, rendition: Rendition) -> str:
    return reverse("admin:media_image_rendition", args=[image.pk, rendition.width])


def for_cards(images: ImageQuerySet) -> ImageQuerySet:
    """With all that cards show, in as many queries for fifty as for one."""
    small = Rendition.objects.filter(crop="", format=Rendition.Format.JPEG, width__lte=LARGEST)
    uses = Use.objects.filter(image=OuterRef("pk"))
    return (
        images.defer("metadata", "search_text")
        .annotate(is_used=Exists(uses), is_live=Exists(uses.filter(is_live=True)))
        .with_rights()
        .prefetch_related(Prefetch("renditions", queryset=small))
    )


def cards(images: Iterable[Image], now: datetime) -> list[Card]:
    return [Card(image, rights.verdict(image, now)) for image in images]


@require_safe
def grid(request: HttpRequest, *, desk: AdminSite) -> TemplateResponse:
    if not request.user.has_perm("media.view_image"):
        raise PermissionDenied
    asked = request.GET.get("q", "")
    filters = Filters(request.GET, queryset=Image.objects.all())
    found, newer, older = page(for_cards(filters.qs.matching(asked)), request)
    chosen = [one | {"without": address(request, one["name"])} for one in filters.in_words]
    context = desk.each_context(request) | {
        "title": "Pictures",
        "cards": cards(found, timezone.now()),
        "filters": filters,
        "chosen": chosen,
        "asked": asked,
        "newer": address(request, after=newer) if newer else "",
        "older": address(request, before=older) if older else "",
        "may_add": request.user.has_perm("media.add_image"),
        "collection": next((one for one in chosen if one["name"] == "collection"), None),
        "may_change_collection": request.user.has_perm("media.change_collection"),
        "kinds": CreditKind.choices,
        "categories": Category.choices,
    }
    return TemplateResponse(request, "admin/media/library.html", context)


def page(images: ImageQuerySet, request: HttpRequest) -> tuple[list[Image], int | None, int | None]:
    """The pictures of this page, and the number after which the newer, before which the older ones come.

    By number, never by counting: a page far back costs what the first one costs, and does not shift while others
    upload.
    """
    before, after = number(request.GET.get("before")), number(request.GET.get("after"))
    if after is not None:
        found = list(images.filter(pk__gt=after).order_by("pk")[: PAGE + 1])
        more, found = len(found) > PAGE, found[:PAGE][::-1]
        return found, found[0].pk if more else None, found[-1].pk if found else after + 1
    if before is not None:
        images = images.filter(pk__lt=before)
    found = list(images.newest_first()[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    newer = None if before is None else found[0].pk if found else before - 1
    return found, newer, found[-1].pk if more else None


def number(text: str | None) -> int | None:
    """Digits that fit a primary key."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 18 else None


def address(request: HttpRequest, *without: str, **values: Any) -> str:
    """This list without some of what was asked, from its beginning or from another place in it."""
    dropped = {*without, "before", "after"}
    kept = [
        (key, value) for key, given in request.GET.lists() if key not in dropped for value in given if value
    ]
    return f"?{urlencode([*kept, *values.items()])}"
