"""Fronts go live: at once, or at a time that somebody chose. No other module writes public fronts."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.acts.act import Refused
from articles.acts.presses import USED_FOR_ANOTHER, keep
from articles.fronts import versions
from articles.models import Front, FrontMove, FrontVersion, NextFront, PublishedFront, Section

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)
Act = FrontMove.Act


@transaction.atomic
def put_live(
    version: FrontVersion, *, by: User, key: uuid.UUID | None = None, now: datetime | None = None
) -> FrontMove:
    """Readers get this version from now on. A scheduled version stays scheduled."""
    versions.refuse_unless_may("put_live", version.front.section, by)
    front = versions.locked(version.front.section)
    if done := done_already(key, front, Act.LIVE, by=by, version=version):
        return done
    if front.live_id == version.pk:
        raise Refused(_("Readers already have this version."))
    return enter(front, version, Act.LIVE, by=by, key=key, now=now)


@transaction.atomic
def schedule(
    version: FrontVersion,
    at: datetime,
    *,
    by: User,
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> FrontMove:
    """Readers get this version from `at` on. It replaces the version that was scheduled before."""
    now = now or timezone.now()
    versions.refuse_unless_may("schedule", version.front.section, by)
    front = versions.locked(version.front.section)
    if done := done_already(key, front, Act.SCHEDULED, by=by, version=version, at=at):
        return done
    if at <= now:
        raise Refused(_("That time is past: put the version live now, or choose a later one."))
    _catch_up(front, now)
    front.next, front.next_at, front.next_by = version, at, by
    return _write(front, version, Act.SCHEDULED, by=by, at=now, key=key, goes_live_at=at)


@transaction.atomic
def take_back(
    section: Section | None, *, by: User, key: uuid.UUID | None = None, now: datetime | None = None
) -> FrontMove:
    """Take back the schedule. The version stays, and does not go live by itself."""
    now = now or timezone.now()
    versions.refuse_unless_may("schedule", section, by)
    front = versions.locked(section)
    if done := done_already(key, front, Act.TAKEN_BACK, by=by):
        return done
    if front.next is None or front.next_at is None or front.next_at <= now:
        raise Refused(_("Nothing is scheduled any more: look at what is live."))
    version, front.next, was_at = front.next, None, front.next_at
    front.next_at = front.next_by = None
    return _write(front, version, Act.TAKEN_BACK, by=by, at=now, key=key, goes_live_at=was_at)


def due(now: datetime) -> QuerySet[Front]:
    """The fronts whose next version has its time."""
    return Front.objects.filter(next_at__lte=now)


def on_time(now: datetime) -> int:
    """A duty: put live what is due. Returns how many fronts. Each goes live once, however late the worker comes."""
    count = 0
    for pk in due(now).values_list("pk", flat=True):
        try:
            with transaction.atomic():
                front = Front.objects.select_for_update(of=("self",)).get(pk=pk)
                count += _catch_up(front, now)
        except Exception:
            # The others go live all the same.
            logger.exception("Front %s could not go live at its time.", pk)
    return count


def _catch_up(front: Front, now: datetime) -> bool:
    """Put live what was due before anything else is done. The caller holds the lock."""
    version, at, by = front.next, front.next_at, front.next_by
    if version is None or at is None or by is None or at > now:
        return False
    front.live, front.next, front.next_at, front.next_by = version, None, None, None
    # Readers have had it since its time, even if the worker came later.
    _write(front, version, Act.ON_TIME, by=by, at=at, goes_live_at=at)
    return True


def enter(
    front: Front,
    version: FrontVersion,
    act: Act,
    *,
    by: User,
    key: uuid.UUID | None = None,
    now: datetime | None = None,
    stories: list[int] | None = None,
) -> FrontMove:
    """Make a version the live one. The caller holds the lock, and has asked whether it may go live."""
    now = now or timezone.now()
    _catch_up(front, now)
    front.live = version
    return _write(front, version, act, by=by, at=now, key=key, stories=stories or [])


def done_already(
    key: uuid.UUID | None,
    front: Front,
    act: Act,
    *,
    by: User,
    version: FrontVersion | None = None,
    at: datetime | None = None,
) -> FrontMove | None:
    """What this very press has done already. Raises Refused if its key was used for anything else."""
    done = FrontMove.objects.filter(key=key).first() if key else None
    if done is None:
        return None
    is_the_same = (
        (done.front_id, done.act, done.by_id) == (front.pk, act, by.pk)
        and (version is None or done.version_id == version.pk)
        and (at is None or done.goes_live_at == at)
    )
    if not is_the_same:
        raise Refused(USED_FOR_ANOTHER)
    return done


def _write(
    front: Front, version: FrontVersion, act: Act, *, key: uuid.UUID | None = None, **facts: Any
) -> FrontMove:
    front.save(update_fields=["live", "next", "next_at", "next_by"])
    publish(front)
    return keep(FrontMove(front=front, version=version, act=act, key=key or uuid.uuid4(), **facts))


def publish(front: Front) -> None:
    """Bring the public copy up to date with the desk's row."""
    live, soon = front.live, front.next
    public, _ = PublishedFront.objects.update_or_create(
        section=front.section,
        defaults={
            "number": live.number if live else None,
            "content": live.content if live else None,
        },
    )
    if soon is None or front.next_at is None:
        NextFront.objects.filter(front=public).delete()
        return
    NextFront.objects.update_or_create(
        front=public, defaults={"number": soon.number, "content": soon.content, "at": front.next_at}
    )
