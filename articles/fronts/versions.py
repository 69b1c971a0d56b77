"""Saving a front: every save that changes something is a version. A save over somebody else's is refused."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import policy
from articles.acts.act import Refused
from articles.composing import arrangement
from articles.composing.arrangement import Arrangement, UnreadableArrangement
from articles.models import Front, FrontVersion, Section
from articles.records import chain
from house import clock, people

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class SavedMeanwhile(Exception):
    """Somebody saved meanwhile. Nothing was written."""

    def __init__(self, newest: FrontVersion) -> None:
        self.newest = newest
        super().__init__(
            _("{name} saved version {number} at {time}, after you opened this front.").format(
                name=people.name_of(newest.by),
                number=newest.number,
                time=clock.said(newest.at, seconds=True),
            )
        )


def locked(section: Section | None) -> Front:
    """Lock the front's row until the transaction ends, and return it. A front without a row gets one."""
    front, _made = Front.objects.get_or_create(section=section)
    return Front.objects.select_for_update(of=("self",)).get(pk=front.pk)


def refuse_unless_may(act: str, section: Section | None, by: User) -> None:
    if reason := policy.why_not_front(by, act, section.pk if section else None):
        raise Refused(reason)


@transaction.atomic
def save(
    section: Section | None,
    wanted: Arrangement,
    *,
    base: int | None,
    by: User,
    note: str = "",
    restored_from: FrontVersion | None = None,
    now: datetime | None = None,
) -> FrontVersion | None:
    """Save the next version. Returns None if nothing changed.

    `base` is the number of the version from which it was made. Raises SavedMeanwhile if that is not the newest any
    more, and Refused.
    """
    refuse_unless_may("edit", section, by)
    if problems := arrangement.check(wanted):
        raise Refused(*problems)
    front = locked(section)
    newest = front.newest
    if newest is not None and newest.number != base:
        raise SavedMeanwhile(newest)
    content = arrangement.without_repeats(wanted).as_json()
    if newest is not None and arrangement.read(newest.content) == arrangement.read(content):
        return None
    version = chain.keep(
        FrontVersion(
            front=front,
            number=newest.number + 1 if newest else 1,
            by=by,
            at=now or timezone.now(),
            note=note.strip(),
            restored_from=restored_from,
            content=content,
        )
    )
    front.newest = version
    front.save(update_fields=["newest"])
    return version


def restore(
    old: FrontVersion, *, base: int | None, by: User, now: datetime | None = None
) -> FrontVersion | None:
    """Save an old version as the newest. Returns None if the front is arranged like it already."""
    wanted = arrangement.read(old.content)
    return save(old.front.section, wanted, base=base, by=by, restored_from=old, now=now)


def arrangement_of(version: FrontVersion | None) -> Arrangement | None:
    """The arrangement of a version. None without a version, or if this program cannot read it."""
    try:
        return arrangement.read(version.content) if version else None
    except UnreadableArrangement:
        return None
