"""What an agency's embargo, or its kill, means for pictures that came with the item: a lease that forbids them.

Whichever story has the picture, the lease counts there. It follows the newest version: what is released is free.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.incoming import barring
from articles.models import WirePicture, WireVersion, wire_line
from media.library import log
from media.models import Image, Lease, LogEntry
from media.signals import image_changed

LONGEST = 300
# How a picture is forbidden: until when, if that is known, and why.
Forbidden = tuple[datetime | None, str]


def arrived(versions: Sequence[WireVersion]) -> None:
    """These are the newest of their items now. One query, if no picture came with any of them."""
    newest = {version.item_id: version for version in versions}
    rows = WirePicture.objects.filter(item__in=newest).select_related("lease", "image", "by")
    now = timezone.now()
    for row in rows.order_by("image", "pk"):
        if follow(row, newest[row.item_id], now):
            # Stories of readers are locked in another order than here. The alarm that rings on this story is kept.
            transaction.on_commit(partial(_tell, row.image_id), robust=True)


def follow(row: WirePicture, version: WireVersion, now: datetime) -> bool:
    """Let the lease say what this version says. Returns whether anything became another."""
    wanted, had = _forbidden(version, now), row.lease
    if (wanted is None and had is None) or (had and wanted == (had.ends, had.reason)):
        return False
    if wanted is None and had is not None:
        words = _("Free again: {reason}").format(reason=had.reason)
        WirePicture.objects.filter(pk=row.pk).update(lease=None)
        had.delete()
        row.lease = None
    else:
        ends, words = wanted or (None, "")
        lease = had or Lease(image=row.image, by=row.by)
        lease.allows, lease.starts, lease.ends, lease.reason = False, None, ends, words
        lease.save()
        row.lease = lease
        row.save(update_fields=["lease"])
    log.note(row.image, LogEntry.Act.RIGHTS, words, now=now)
    return True


def _forbidden(version: WireVersion, now: datetime) -> Forbidden | None:
    agency = version.item.agency.wire_name or version.item.agency.name
    names = {"agency": agency, "item": str(version.item)[:150]}
    if wire_line.is_killed(version):
        return None, _("{agency} has killed “{item}”, with which it came.").format(**names)[:LONGEST]
    if barring.is_barred(version):
        return None, _("{agency} withholds “{item}”, with which it came.").format(**names)[:LONGEST]
    words = _("Embargo of {agency} on “{item}”, with which it came.").format(**names)[:LONGEST]
    if version.embargo_open:
        return None, words
    return (version.embargo_until, words) if version.embargo_until and version.embargo_until > now else None


def _tell(pk: int) -> None:
    """Take it from readers, or give it back to them, in a transaction of its own."""
    with transaction.atomic():
        Image.objects.filter(pk=pk).lock()
        if image := Image.objects.with_credits().filter(pk=pk).first():
            image_changed.send(sender=Image, image=image)
