"""All that is scheduled, for one page: what needs somebody first, then day by day, releases as one entry each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from articles import policy
from articles.acts import guards, schedule
from articles.acts.decision import Decision
from articles.models import Front, FrontVersion, Scheduled, ScheduledRelease
from articles.models.schedule import GRACE
from articles.schedule import overview, releases
from house import asking, clock

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST = 200


@dataclass
class AgendaEntry:
    """What happens at one time: to one story, to the stories of a release, or to a front."""

    at: datetime
    rows: list[Scheduled] = field(default_factory=list)
    release: ScheduledRelease | None = None
    version: FrontVersion | None = None
    """Of a front that goes live by itself, or with a release."""
    front_by: User | None = None
    may_change: bool = False
    reasons: list[str] = field(default_factory=list)
    """Why it will not happen, by how things stand now, as far as that is known without asking for each story."""

    @property
    def has_failed(self) -> bool:
        return any(row.state == Scheduled.State.FAILED for row in self.rows)

    @property
    def beyond(self) -> int:
        """Stories of the release that are not among its rows: taken out since, or in nobody's sight here."""
        return self.release.size - len(self.rows) if self.release else 0


@dataclass
class AgendaPart:
    title: str
    entries: list[AgendaEntry] = field(default_factory=list)
    is_late: bool = False


@dataclass(frozen=True)
class Agenda:
    parts: list[AgendaPart]
    is_cut: bool = False


def read(user: User) -> Agenda:
    """What this person may see of it."""
    now = asking.clock()
    found = list(overview.open_for(user).order_by("state", "at", "pk")[: MOST + 1])
    entries = sorted([*_entries(user, found[:MOST], now), *_fronts(user, now)], key=lambda one: one.at)
    parts: dict[str, AgendaPart] = {
        "failed": AgendaPart(_("Not out at its time")),
        "late": AgendaPart(_("Late"), is_late=True),
    }
    for entry in entries:
        day = clock.weekday(entry.at)
        where = "failed" if entry.has_failed else "late" if entry.at < now - GRACE else day
        parts.setdefault(where, AgendaPart(day)).entries.append(entry)
    return Agenda([part for part in parts.values() if part.entries], is_cut=len(found) > MOST)


def _entries(user: User, rows: list[Scheduled], now: datetime) -> list[AgendaEntry]:
    entries: dict[tuple[str, int], AgendaEntry] = {}
    for row in rows:
        release = row.release
        # A row that failed and one that waits stand apart, even of one release.
        name = (row.state, release.pk if release else -row.pk)
        entry = entries.setdefault(name, AgendaEntry(row.at, release=release, may_change=True))
        entry.version = release.version if release else None
        entry.rows.append(row)
        entry.may_change = entry.may_change and policy.may(user, schedule.ACT.name, row.article)
        if row.state == Scheduled.State.WAITING and not row.is_withdrawal:
            reason = guards.embargo_is_over(Decision(row.article, row.revision, row.by, max(row.at, now)))
            entry.reasons += [reason] if reason else []
    waiting = [one.release for one in entries.values() if one.release and not one.has_failed]
    for pk, gone in releases.lacking(waiting, user).items():
        entries[Scheduled.State.WAITING, pk].reasons += releases.why_not(gone)
    return list(entries.values())


def _fronts(user: User, now: datetime) -> list[AgendaEntry]:
    fronts = Front.objects.filter(next_at__gt=now).select_related("section", "next", "next_by")
    return [
        AgendaEntry(front.next_at, version=_of(front), front_by=front.next_by)
        for front in fronts.order_by("next_at")
        if front.next_at and not policy.why_not_front(user, "view", front.section_id)
    ]


def _of(front: Front) -> FrontVersion | None:
    if front.next is not None:
        front.next.front = front
    return front.next
