"""The list of pictures as a grid: what it shows of each picture, and its pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpRequest, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from house.suggesting import is_number
from media.admin.filters import Filters
from media.clearance import rights
from media.clearance.rights import Verdict
from media.library import search
from media.models import Image, ImageQuerySet, Rendition, Use
from media.terms import source_types
from media.terms.categories import Category
from media.terms.credits import CreditKind

PAGE = 48
# The widest thumbnail of a card. Larger ones would be wasted, even on screens with two pixels to a point.
LARGEST = 480
PARAMETERS = frozenset({"q", "before", "after", *Filters.base_filters})
STANDING = {
    "yes": gettext_noop("May be shown"),
    "warn": gettext_noop("Look first"),
    "no": gettext_noop("May not be shown"),
}


class Thumbnail(NamedTuple):
    width: int
    height: int


@dataclass(frozen=True)
class PictureCard:
    """One picture of the grid, with what the card shows."""

    image: Image
    verdict: Verdict

    @property
    def title(self) -> str:
        return self.image.headline or str(self.image)

    @property
    def thumbnail(self) -> Thumbnail | None:
        width, height = (getattr(self.image, f"small_{side}") for side in ("width", "height"))
        return Thumbnail(width, height) if width else None

    @property
    def address(self) -> str:
        if self.thumbnail is None:
            return ""
        return reverse("admin:media_image_rendition", args=[self.image.pk, self.thumbnail.width])

    @property
    def standing(self) -> str:
        return _(STANDING[self.verdict.state])

    @property
    def marks(self) -> list[tuple[str, str]]:
        """Short marks on the card, as pairs: a kind, which decides the look, and a word."""
        marks = []
        if getattr(self.image, "is_live", False):
            marks.append(("live", capfirst(_("live"))))
        elif getattr(self.image, "is_used", False):
            marks.append(("used", _("In a story")))
        if source_types.made_by_ai(self.image.digital_source):
            marks.append(("ai", _("AI")))
        if self.image.warnings:
            marks.append(("private", _("Private details")))
        return marks


def for_cards(images: ImageQuerySet) -> ImageQuerySet:
    """The pictures with all that cards show, with as many queries for fifty as for one."""
    of_it = Rendition.objects.filter(image=OuterRef("pk"), crop="", format=Rendition.Format.JPEG)
    small = of_it.filter(width__lte=LARGEST).order_by("-width")
    uses = Use.objects.filter(image=OuterRef("pk"))
    return (
        images.defer("metadata", "search_text")
        .annotate(
            is_used=Exists(uses),
            is_live=Exists(uses.filter(is_live=True)),
            small_width=Subquery(small.values("width")[:1]),
            small_height=Subquery(small.values("height")[:1]),
        )
        .with_rights()
    )


def cards(images: Iterable[Image], now: datetime) -> list[PictureCard]:
    return [PictureCard(image, rights.verdict(image, now)) for image in images]


@require_safe
def grid(request: HttpRequest, *, desk: AdminSite) -> TemplateResponse:
    if not request.user.has_perm("media.view_image"):
        raise PermissionDenied
    asked = request.GET
    words = asked.get("q", "")
    filters = Filters(asked, queryset=Image.objects.all())
    if not filters.form.is_valid():
        labels = ", ".join(str(filters.filters[name].label) for name in filters.form.errors)
        raise BadRequest(_("The library has no such choice: {labels}.").format(labels=labels))
    found, newer, older = page(search.matching(filters.qs, words), asked)
    chosen = [one | {"without": address(asked, one["name"])} for one in filters.in_words]
    context = desk.each_context(request) | {
        "title": _("Pictures"),
        "cards": cards(found, timezone.now()),
        "filters": filters,
        "chosen": chosen,
        "asked": words,
        "newer": address(asked, after=newer) if newer else "",
        "older": address(asked, before=older) if older else "",
        "may_add": request.user.has_perm("media.add_image"),
        "collection": next((one for one in chosen if one["name"] == "collection"), None),
        "may_change_collection": request.user.has_perm("media.change_collection"),
        "kinds": CreditKind.choices,
        "categories": Category.choices,
    }
    return TemplateResponse(request, "admin/media/library.html", context)


def page(images: ImageQuerySet, asked: QueryDict) -> tuple[list[Image], int | None, int | None]:
    """The pictures of this page, and the numbers from which the newer and the older page go on, if there are any.

    Pages go by the pictures' numbers and not by counting rows. So a page far back costs as much as the first, and
    does not shift while others upload.
    """
    before, after = place_asked(asked, "before"), place_asked(asked, "after")
    if after is not None:
        found, more = first(images.filter(pk__gt=after), "pk")
        found.reverse()
        return found, found[0].pk if more else None, found[-1].pk if found else after + 1
    if before is not None:
        images = images.filter(pk__lt=before)
    found, more = first(images, "-pk")
    newer = None if before is None else found[0].pk if found else before - 1
    return found, newer, found[-1].pk if more else None


def first(images: ImageQuerySet, order: str) -> tuple[list[Image], bool]:
    """The first pictures in this order, as many as a page holds, and whether there are more."""
    # Their numbers are fetched first. In a single query, PostgreSQL would fetch the cards of all pictures found.
    numbers = list(images.order_by(order).values_list("pk", flat=True)[: PAGE + 1])
    found = list(for_cards(Image.objects.filter(pk__in=numbers[:PAGE])).order_by(order))
    return found, len(numbers) > PAGE


def place_asked(asked: QueryDict, name: str) -> int | None:
    """The picture's number in the address under this name; None if there is none."""
    given = asked.get(name, "")
    found = number(given)
    if given and found is None:
        raise BadRequest(_("The library has no such place: {name}.").format(name=name))
    return found


def number(text: str | None) -> int | None:
    """The number that a text gives, if it can be a primary key."""
    return int(text) if text and is_number(text) else None


def address(asked: QueryDict, *without: str, **values: Any) -> str:
    """The address of this list with some parameters dropped or replaced."""
    dropped = {*without, "before", "after"}
    kept = [(key, value) for key, given in asked.lists() if key not in dropped for value in given if value]
    return f"?{urlencode([*kept, *values.items()])}"
