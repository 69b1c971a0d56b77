"""Tells the picture desk of rights that end soon, while there is time to extend them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from house import clock
from media.clearance import rights
from media.library import beside, log, uses
from media.library.uses import WhereUsed
from media.models import Image, Lease, LogEntry, Use

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from media.library.uses import Asker


@dataclass(frozen=True)
class Ending:
    """A picture in use that may not be shown from `at` on."""

    image: Image
    at: datetime
    used: WhereUsed

    @property
    def words(self) -> str:
        return _("Its rights end on {at}.").format(at=clock.in_full(self.at))


def _words(at: datetime) -> str:
    """As the log keeps it, where it is looked for: always the same."""
    return f"Its rights end on {clock.in_full(at)}."


def ending(now: datetime, *, by: Asker) -> list[Ending]:
    """The pictures in use whose rights end within seven days, soonest first, with the uses that `by` may see."""
    return _with_uses(_soon(now), by)


def _with_uses(soon: list[tuple[datetime, Image]], by: Asker) -> list[Ending]:
    used = uses.where_each_used([image.pk for _other, image in soon], by) if soon else {}
    return [Ending(image, at, used[image.pk]) for at, image in soon]


def _soon(now: datetime) -> list[tuple[datetime, Image]]:
    near = list(_near_an_end(now))
    if near:
        beside.read(near)
    shown = [image for image in near if not rights.problems(image, now)]
    ends = [(at, image) for image in shown if (at := rights.ends(image, now)) and at <= now + rights.SOON]
    return sorted(ends, key=lambda end: (end[0], end[1].pk))


def _near_an_end(now: datetime) -> QuerySet[Image]:
    within = (now, now + rights.SOON)
    leases = Lease.objects.filter(
        Q(allows=True, ends__range=within) | Q(allows=False, starts__range=within), image=OuterRef("pk")
    )
    in_use = Image.objects.filter(Exists(Use.objects.filter(image=OuterRef("pk"))), killed_at__isnull=True)
    return in_use.filter(Q(rights_end__range=within) | Exists(leases))


def tell(now: datetime, put: Callable[..., None]) -> int:
    """A duty: note in each picture's log that its rights end soon, once for each end, and write to the picture desk.

    `put` sends a letter (`articles.records.outbox`). Returns how many notes are new.
    """
    if not _not_noted(_soon(now)):
        return 0
    with transaction.atomic():
        # If two workers do this at once, the second waits here and then finds the notes of the first.
        Image.objects.filter(pk__in=_near_an_end(now).values("pk")).lock()
        new = _not_noted(_soon(now))
        for at, image in new:
            log.note(image, LogEntry.Act.NOTICE, _words(at), now=now)
        _mail(new, now, put)
    return len(new)


def _not_noted(soon: list[tuple[datetime, Image]]) -> list[tuple[datetime, Image]]:
    notes = LogEntry.objects.filter(
        act=LogEntry.Act.NOTICE, image_id__in=[image.pk for _other, image in soon]
    )
    noted = set(notes.values_list("image_id", "words"))
    return [(at, image) for at, image in soon if (image.pk, _words(at)) not in noted]


def _people() -> list[User]:
    """The active users who may change pictures."""
    staff = get_user_model().objects.filter(is_active=True, is_staff=True)
    return [user for user in staff if user.has_perm("media.change_image")]


def _mail(new: list[tuple[datetime, Image]], now: datetime, put: Callable[..., None]) -> None:
    """A letter to each of them, which names only stories that this person may see."""
    what = ngettext(
        "The rights of a picture end within seven days",
        "The rights of %(count)s pictures end within seven days",
        len(new),
    )
    for user in _people() if new else []:
        text = "\n\n".join(_in_the_mail(one) for one in _with_uses(new, user))
        put(user.email, what % {"count": len(new)}, text, now=now)


def _in_the_mail(one: Ending) -> str:
    address = f"{settings.SITE_URL}{reverse('admin:media_image_change', args=[one.image.pk])}"
    lines = [f"{one.image} ({one.image.credit_line})", one.words, address]
    return "\n".join([*lines, *(f"– {place.title}: {place.state}" for place in one.used.places)])
