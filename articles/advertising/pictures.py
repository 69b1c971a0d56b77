"""Pictures that advertise: the library asks where they are shown, and what readers get follows when they change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from articles import policy
from articles.advertising import going_out
from articles.models import Advertisement, PublishedAdvertisement
from media.library.uses import PlaceOfUse, WhereUsed
from media.models import Image
from media.signals import (
    asked_crops,
    asked_shown,
    asked_where_used,
    image_changed,
    images_held,
    renditions_made,
)


def listen() -> None:
    image_changed.connect(refresh, dispatch_uid="articles.advertising.pictures")
    renditions_made.connect(refresh, dispatch_uid="articles.advertising.pictures")
    images_held.connect(hold, dispatch_uid="articles.advertising.pictures")
    asked_shown.connect(shown, dispatch_uid="articles.advertising.pictures")
    asked_crops.connect(crops_shown, dispatch_uid="articles.advertising.pictures")
    asked_where_used.connect(where_used, dispatch_uid="articles.advertising.pictures")


def refresh(sender: type[Image], image: Image, **_: Any) -> list[str]:
    """Bring advertisements with a picture that changed up to date; returns those it was taken out of."""
    lost = []
    for one in hold(sender, [image.pk]):
        was_shown = PublishedAdvertisement.objects.filter(advertisement_id=one.pk).exists()
        if not going_out.bring_up_to_date(one) and was_shown:
            lost.append(f"the advertisement “{one}”")
    return lost


def hold(sender: type[Image], images: Iterable[int], **_: Any) -> list[Advertisement]:
    """Lock the bookings that show any of these pictures, which the caller holds."""
    return list(Advertisement.objects.select_for_update().filter(picture__in=images).order_by("pk"))


def shown(sender: type[Image], images: list[int], **_: Any) -> set[int]:
    rows = PublishedAdvertisement.objects.filter(image_id__in=images)
    return {pk for pk in rows.values_list("image_id", flat=True) if pk is not None}


def crops_shown(sender: type[Image], image: Image, **_: Any) -> set[str]:
    """An advertisement shows the whole picture."""
    return {""} if shown(sender, [image.pk]) else set()


def where_used(sender: type[Image], images: list[int], by: Any, **_: Any) -> dict[int, WhereUsed]:
    found: dict[int, WhereUsed] = defaultdict(WhereUsed)
    bookings = list(Advertisement.objects.filter(picture__in=images).order_by("pk"))
    if not bookings:
        return found
    may_see = policy.permits(by, "articles.view_advertisement")
    rows = PublishedAdvertisement.objects.filter(image_id__in=images)
    on = set(rows.values_list("advertisement_id", flat=True))
    for one in bookings:
        where = found[one.picture_id or 0]
        if may_see:
            address = reverse("admin:articles_advertisement_change", args=[one.pk])
            state = "Live" if one.pk in on else "Booked"
            where.places.append(PlaceOfUse(f"Advertisement “{one}”", address, state, is_live=one.pk in on))
        else:
            where.hidden += 1
    return found
