"""How the desk has done in some days: stories out, corrections, and how long stories are in edit.

All of it is read from the records since a time, each by an index that begins there, and only of stories that whoever
asks may see. The median is made here, of the times themselves: SQLite has none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import policy
from articles.models import ChangeKind, Edition, Section, State, StateChange
from house import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

SPANS = (7, 28)
# Of more entries than a large newsroom makes in four weeks, the newest count.
MOST = 20_000


@dataclass(frozen=True)
class DayFigures:
    """What happened on one day by the newsroom's clock."""

    day: date
    out: int
    corrections: int
    in_edit: timedelta | None
    """The median of what was approved that day; None if nothing was."""


@dataclass(frozen=True)
class SectionFigures:
    name: str
    out: int
    corrections: int
    in_edit: timedelta | None


@dataclass(frozen=True)
class DeskFigures:
    days: list[DayFigures]
    sections: list[SectionFigures]
    out: int
    corrections: int
    in_edit: timedelta | None
    is_cut: bool = False


@dataclass(frozen=True)
class Counted:
    """A record, as the figures need it."""

    day: date
    section: int | None
    value: str | timedelta


def read(
    user: AbstractBaseUser | AnonymousUser,
    *,
    span: int = SPANS[0],
    section: int | None = None,
    now: datetime | None = None,
) -> DeskFigures:
    """The figures of the last days, today among them. Three queries."""
    now = now or timezone.now()
    start = clock.midnight(now, days=1 - span)
    first = _day(start)
    stories = policy.visible_articles(user)
    if section is not None:
        stories = stories.filter(Q(section=section) | Q(section__parent=section))
    editions = list(_editions(stories, start))
    edited = list(_edited(stories, start))
    names = {one.pk: one for one in Section.objects.in_order().select_related("parent")}
    roots = {pk: one.root.pk for pk, one in names.items()}
    days = [first + timedelta(days=number) for number in range(span)]
    by_day = {day: _summed(editions, edited, day=day) for day in days}
    seen = {roots.get(one.section or 0) for one in (*editions, *edited)}
    by_section = []
    for pk in (pk for pk in [*names, None] if pk in seen):
        own = [one for one in editions if roots.get(one.section or 0) == pk]
        times = [one for one in edited if roots.get(one.section or 0) == pk]
        by_section.append(SectionFigures(names[pk].name if pk else _("No section"), *_summed(own, times)))
    return DeskFigures(
        [DayFigures(day, *summed) for day, summed in by_day.items()],
        by_section,
        *_summed(editions, edited),
        is_cut=max(len(editions), len(edited)) == MOST,
    )


def _editions(stories: QuerySet[Any], start: datetime) -> Iterator[Counted]:
    """First publications and corrections. What was imported went out elsewhere, at another time."""
    rows = Edition.objects.filter(
        at__gte=start,
        kind__in=(ChangeKind.FIRST, ChangeKind.CORRECTION),
        dated_at=None,
        article__in=stories,
    )
    found = rows.order_by("-at", "-pk").values_list("at", "article__section", "kind")
    for at, section, kind in found[:MOST]:
        yield Counted(_day(at), section, kind)


def _edited(stories: QuerySet[Any], start: datetime) -> Iterator[Counted]:
    """Approvals that ended an edit, with the time since somebody took the story into it."""
    taken = StateChange.objects.filter(
        article=OuterRef("article"), to_state=State.IN_EDIT, at__lte=OuterRef("at")
    ).exclude(from_state=State.IN_EDIT)
    rows = StateChange.objects.filter(
        act=StateChange.APPROVE, from_state=State.IN_EDIT, at__gte=start, article__in=stories
    ).annotate(taken=Subquery(taken.order_by("-at", "-pk").values("at")[:1]))
    found = rows.order_by("-at", "-pk").values_list("at", "article__section", "taken")
    for at, section, since in found[:MOST]:
        # Who takes, approves and publishes by one press has not had it in edit.
        if since is not None and since < at:
            yield Counted(_day(at), section, at - since)


def _summed(
    editions: Iterable[Counted], edited: Iterable[Counted], day: date | None = None
) -> tuple[int, int, timedelta | None]:
    """Stories out, corrections, and the median time in edit; of one day, or of all."""
    kinds: dict[Any, int] = defaultdict(int)
    for one in editions:
        kinds[one.value] += day in (None, one.day)
    times = [
        one.value.total_seconds()
        for one in edited
        if day in (None, one.day) and isinstance(one.value, timedelta)
    ]
    in_edit = timedelta(seconds=median(times)) if times else None
    return kinds[ChangeKind.FIRST], kinds[ChangeKind.CORRECTION], in_edit


def _day(moment: datetime) -> date:
    return timezone.localtime(moment, timezone.get_default_timezone()).date()
