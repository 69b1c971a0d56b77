"""Which front a page of the desk is about, and whether this person may see or edit it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import policy
from articles.models import Front, FrontVersion, Section
from house.doors import FoundBy

HOME = "home"


@dataclass(frozen=True)
class FrontPlace:
    """The place that a front is for: the home page, or the page of a section."""

    section: Section | None
    front: Front | None

    @property
    def slug(self) -> str:
        return self.section.slug if self.section else HOME

    @property
    def name(self) -> str:
        return str(self.section) if self.section else _("Home")

    @property
    def newest(self) -> FrontVersion | None:
        return self.front.newest if self.front else None

    def address(self, view: str = "edit", *more: Any) -> str:
        return reverse(f"admin:articles_front_{view}", args=[self.slug, *more])

    @property
    def address_of_preview(self) -> str:
        return self.address("preview")

    @property
    def address_of_history(self) -> str:
        return self.address("history")

    @property
    def is_due(self) -> bool:
        """Whether readers get the scheduled version already, although the worker has not put it live yet."""
        return bool(self.front and self.front.next_at and self.front.next_at <= timezone.now())

    @property
    def live(self) -> FrontVersion | None:
        if self.front is None:
            return None
        return self.front.next if self.is_due else self.front.live


def place_of(request: HttpRequest, slug: str, act: str = "view") -> FrontPlace:
    section = None if slug == HOME else get_object_or_404(Section.objects.select_related("parent"), slug=slug)
    if reason := policy.why_not_front(request.user, act, section.pk if section else None):
        raise PermissionDenied(reason)
    rows = Front.objects.select_related("section", "newest__by", "live__by", "next__by", "next_by")
    return FrontPlace(section, rows.filter(section=section).first())


PlaceHere = Annotated[FrontPlace, FoundBy(place_of, ("slug",))]
PlaceToRelease = Annotated[FrontPlace, FoundBy(partial(place_of, act="release"), ("slug",))]
PlaceToEdit = Annotated[FrontPlace, FoundBy(partial(place_of, act="edit"), ("slug",))]
