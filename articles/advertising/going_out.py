"""What readers get of each booking: rows that come when it begins, and go when it ends. No other module writes them.

Whoever changes a picture holds it before the bookings that show it: so the picture is held first here too.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils import timezone
from django.utils.translation import override

from articles.advertising.tags import hosts_in
from articles.composing import advertisements as composing
from articles.composing.picture_rows import picture_row
from articles.models import Advertisement, AdvertisingRule, PublishedAdvertisement, PublishedPicture
from media.clearance import rights
from media.files import publicity
from media.models import Image

logger = logging.getLogger(__name__)

AGAIN_AFTER = timedelta(seconds=30)
# What tells one version of a row from another.
SAID = ("place", "weight", "ends_at", "image_id", "inside", "document", "hosts")


def hold(image_ids: Iterable[int | None]) -> None:
    """Hold these pictures, as everybody does before they change what shows them."""
    Image.objects.filter(pk__in={pk for pk in image_ids if pk}).lock()


def due(now: datetime) -> QuerySet[Advertisement]:
    """The bookings of which something begins or ends."""
    return Advertisement.objects.filter(next_at__lte=now)


def on_time(now: datetime) -> int:
    """A duty: bring in what begins and take out what ends; how many. One that fails keeps no other waiting."""
    return make_anew(due(now), now)


def make_anew(bookings: QuerySet[Advertisement], now: datetime) -> int:
    """Bring each of these bookings up to date; how many."""
    count = 0
    for pk, image in bookings.values_list("pk", "picture"):
        try:
            with transaction.atomic():
                hold([image])
                bring_up_to_date(Advertisement.objects.select_for_update().get(pk=pk), now=now)
                count += 1
        except Exception:
            logger.exception("What readers get of advertisement %s could not be brought up to date.", pk)
            # Not at once again: what is wrong now is wrong in a moment, and the worker has others to see to.
            Advertisement.objects.filter(pk=pk, next_at__lte=now).update(next_at=now + AGAIN_AFTER)
    return count


def seconds_to_next(most: float) -> float:
    """How long the worker may wait until a booking begins or ends."""
    first = Advertisement.objects.aggregate(first=Min("next_at"))["first"]
    if first is None:
        return most
    seconds: float = (first - timezone.now()).total_seconds()
    return min(most, max(seconds, 0.0))


def bring_up_to_date(one: Advertisement, *, now: datetime | None = None) -> bool:
    """Write what readers get of a booking now; whether that is anything. The caller holds it and its picture.

    What has not changed is not written: then no page is made anew.
    """
    now = now or timezone.now()
    image = Image.objects.with_rights().with_renditions().get(pk=one.picture_id) if one.picture_id else None
    wanted = {row.section_id: row for row in _rows(one, image, now)}
    before = {row.section_id: row for row in PublishedAdvertisement.objects.filter(advertisement_id=one.pk)}
    gone = [row.pk for section, row in before.items() if section not in wanted]
    PublishedAdvertisement.objects.filter(pk__in=gone).delete()
    for section, row in wanted.items():
        there = before.get(section)
        if there is None:
            row.save(force_insert=True)
        elif any(getattr(there, name) != getattr(row, name) for name in SAID):
            row.pk = there.pk
            row.save(force_update=True)
    _tell_the_library(
        before={row.image_id for row in before.values()}, after={row.image_id for row in wanted.values()}
    )
    one.next_at = _next(one, image, now)
    Advertisement.objects.filter(pk=one.pk).update(next_at=one.next_at)
    return bool(wanted)


def is_on(one: Advertisement, now: datetime) -> bool:
    return not one.is_stopped and one.begins_at <= now and (one.ends_at is None or one.ends_at > now)


def _rows(one: Advertisement, image: Image | None, now: datetime) -> list[PublishedAdvertisement]:
    """As readers get it now: for each of its sections, or once for all."""
    if not is_on(one, now):
        return []
    row = PublishedAdvertisement(
        advertisement_id=one.pk, place=one.place, weight=one.weight, ends_at=one.ends_at
    )
    if one.kind == Advertisement.Kind.EXTERNAL:
        row.inside = composing.of_others(one.pk, one.width, one.height)
        row.hosts = hosts_in(one.hosts)
        row.document = composing.document(one.tag, row.hosts)
    elif image is None or rights.problems(image, now):
        return []
    else:
        _expose(image)
        with override(settings.LANGUAGE_CODE):
            shown = picture_row(image, PublishedPicture.Use.BODY, alt=one.alt, now=now)
            row.inside = composing.of_the_house(shown, one.link)
        ends = [at for at in (one.ends_at, shown.rights_end) if at is not None]
        row.image_id, row.ends_at = image.pk, min(ends, default=None)
    if not row.inside:
        return []
    row.rule = AdvertisingRule.objects.get_or_create(pk=1)[0]
    sections = [None] if one.everywhere else one.sections.order_by("pk").values_list("pk", flat=True)
    return [_of_section(row, section) for section in sections]


def _of_section(row: PublishedAdvertisement, section: int | None) -> PublishedAdvertisement:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return PublishedAdvertisement(**values | {"section_id": section})


def _next(one: Advertisement, image: Image | None, now: datetime) -> datetime | None:
    """When something changes by itself: it begins or ends, or the rights in its picture do."""
    if one.is_stopped:
        return None
    moments = (one.begins_at, one.ends_at, rights.next_change(image, now) if image else None)
    to_come = [at for at in moments if at is not None and at > now]
    is_over = one.ends_at is not None and one.ends_at <= now
    return None if is_over else min(to_come, default=None)


def _expose(image: Image) -> None:
    """Never in the way of what the desk changes: where it fails, the worker tries again."""
    try:
        publicity.expose({image.pk})
    except publicity.NotExposed:
        logger.exception("Picture %s could not be put where readers fetch it.", image.pk)


def _tell_the_library(before: set[int | None], after: set[int | None]) -> None:
    publicity.must_go({pk for pk in before - after if pk})
    publicity.ask({pk for pk in after if pk})
