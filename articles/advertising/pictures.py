"""Pictures that advertise: what readers get follows when they change.

Which pictures are shown, and where they are used, is answered for advertisements together with all else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from articles.advertising import going_out
from articles.models import Advertisement, PublishedAdvertisement
from media.models import Image
from media.signals import asked_crops, image_changed, images_held, renditions_made


def listen() -> None:
    image_changed.connect(refresh, dispatch_uid="articles.advertising.pictures")
    renditions_made.connect(refresh, dispatch_uid="articles.advertising.pictures")
    images_held.connect(hold, dispatch_uid="articles.advertising.pictures")
    asked_crops.connect(crops_shown, dispatch_uid="articles.advertising.pictures")


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


def crops_shown(sender: type[Image], image: Image, **_: Any) -> set[str]:
    """An advertisement shows the whole picture."""
    return {""} if PublishedAdvertisement.objects.filter(image_id=image.pk).exists() else set()
