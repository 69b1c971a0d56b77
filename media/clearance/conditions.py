"""The rules of `media.clearance.rights` as database conditions, for the filters of the library.

A test compares both. Whether a picture is shown or published is decided by `rights` alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from media.clearance import rights
from media.models import Credit, Lease
from media.terms.categories import Category
from media.terms.credits import CreditKind

NOTED = (Category.HANDOUT, Category.SOCIAL, Category.SCREENGRAB, Category.COURTESY)


def may_be_shown(now: datetime) -> Q:
    return ~may_not_be_shown(now)


def ends_soon(now: datetime) -> Q:
    """Pictures that may be shown now, and not any more within the days of which `rights` warns."""
    until = now + rights.SOON
    ends = Q(rights_end__gt=now, rights_end__lte=until)
    forbidden = Q(Exists(_leases(allows=False).filter(starts__gt=now, starts__lte=until)))
    runs_out = Q(Exists(_leases(allows=True).filter(ends__gt=now, ends__lte=until)))
    goes_on = Q(Exists(_in_force(_leases(allows=True), until)))
    return may_be_shown(now) & (ends | forbidden | (runs_out & ~goes_on))


def may_not_be_shown(now: datetime) -> Q:
    allowing = _leases(allows=True)
    against = [
        Q(killed_at__isnull=False),
        Q(rights_end__isnull=False, rights_end__lte=now),
        ~Q(Exists(_credits())),
        Q(Exists(_in_force(_leases(allows=False), now))),
        Q(Exists(allowing)) & ~Q(Exists(_in_force(allowing, now))),
        *_lacking(),
        *_elsewhere(),
    ]
    return reduce(or_, against)


def _lacking() -> Iterator[Q]:
    """Pictures that lack what their chosen category requires."""
    named = Q(Exists(_credits().filter(Q(reporter__isnull=False) | ~Q(name=""))))
    agency = Q(Exists(_credits().filter(Q(agency__isnull=False) | Q(kind=CreditKind.AGENCY))))
    noted = Q(rights_note__regex=r"\S")
    yield Q(category=Category.FREELANCE) & ~named
    yield Q(category=Category.AGENCY) & ~agency
    yield Q(category__in=NOTED) & ~noted
    yield Q(category=Category.CREATIVE_COMMONS) & (Q(licence="") | ~named)
    yield Q(category=Category.STOCK, licensor="") & ~noted


def _elsewhere() -> Iterator[Q]:
    """Pictures whose rights do not cover all countries where the newspaper is read."""
    coded = Q(only_in__iregex=r"(^|[^A-Z0-9_])[A-Z]{2}([^A-Z0-9_]|$)")
    if not rights.published_in():
        yield coded
    for country in rights.published_in():
        yield coded & ~Q(only_in__iregex=rf"(^|[^A-Z0-9_]){country}([^A-Z0-9_]|$)")


def _credits() -> QuerySet[Credit]:
    return Credit._base_manager.filter(image=OuterRef("pk"))


def _leases(*, allows: bool) -> QuerySet[Lease]:
    return Lease.objects.filter(image=OuterRef("pk"), allows=allows)


def _in_force(leases: QuerySet[Lease], at: datetime) -> QuerySet[Lease]:
    return leases.filter(Q(starts__isnull=True) | Q(starts__lte=at), Q(ends__isnull=True) | Q(ends__gt=at))
