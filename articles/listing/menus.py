"""What the filters of the list offer, and what somebody has kept for it: all of it by one query."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth.models import User
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    F,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, NullIf, Trim
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles import policy
from articles.listing.rows import ways
from articles.models import Article, ListColumns, Reporter, SavedFilter, Section, Topic
from articles.policy import ROAMING, Person
from house import folded, letters
from house.suggesting import is_number

# People in the menu. A newsroom with more stories in hand than that finds them by their bylines.
MOST_PEOPLE = 200
UNSEEN = gettext_noop("A colleague")
# Names that are proposed for one that fits nobody.
MOST_NAMES = 6


@dataclass(frozen=True)
class KeptFilter:
    """A filter under a name, as a tab over the list."""

    number: int
    name: str
    asked: str
    is_own: bool


@dataclass
class Menus:
    sections: dict[int, str] = field(default_factory=dict)
    """By number, in the order of the paper."""
    inside: dict[int, list[int]] = field(default_factory=dict)
    people: dict[int, str] = field(default_factory=dict)
    reporters: dict[int, str] = field(default_factory=dict)
    """Those that the reporter who is asked for may be."""
    topics: dict[int, str] = field(default_factory=dict)
    kept: list[KeptFilter] = field(default_factory=list)
    columns: str | None = None
    """The columns that somebody has chosen, with commas; None if they never did."""


def read(by: Any, *, reporter: str = "", topic: str = "", assignee: str = "") -> Menus:
    who = policy.person(by)
    asked = [
        _rows("section", Section.objects.all(), F("name"), extra=_position(), whose=F("parent")),
        _rows("person", _people(by, who, assignee), _full_name()),
        _rows("kept", visible_filters(who), F("name"), extra=F("asked"), whose=F("owner")),
        _rows("columns", ListColumns.objects.filter(user=who.pk), F("names")),
    ]
    if _is_row(assignee):
        asked.append(_rows("asked", _asked_person(who, assignee), Value("")))
    if reporter.strip():
        asked.append(_rows("reporter", _named(Reporter.objects.all(), reporter), F("name")))
    if topic.strip():
        asked.append(_rows("topic", _named(Topic.objects.all(), topic), F("name")))
    found: dict[str, list[tuple[int, str, str, int | None]]] = {}
    for which, *row in asked[0].union(*asked[1:], all=True):
        found.setdefault(which, []).append(tuple(row))
    menus = Menus()
    _read_sections(menus, found.get("section", []))
    menus.people = _by_name(found.get("person", []))
    for pk, *_rest in found.get("asked", []):
        menus.people.setdefault(pk, _(UNSEEN))
    menus.reporters, menus.topics = _by_name(found.get("reporter", [])), _by_name(found.get("topic", []))
    kept = (KeptFilter(pk, name, said, whose == who.pk) for pk, name, said, whose in found.get("kept", []))
    menus.kept = sorted(kept, key=lambda one: (not one.is_own, one.name.casefold(), one.number))
    menus.columns = next((names for _, names, *_ in found.get("columns", [])), None)
    return menus


def visible_filters(who: Person) -> QuerySet[SavedFilter]:
    """Somebody's own, what is for everybody, and what is for the sections that they work for."""
    theirs = Q(shared=SavedFilter.Shared.SECTION)
    if who.sections or not who.roles & ROAMING:
        theirs &= Q(section__in=who.sections)
    return SavedFilter.objects.filter(Q(owner=who.pk) | Q(shared=SavedFilter.Shared.EVERYBODY) | theirs)


def _rows(
    which: str, rows: QuerySet[Any, Any], said: Any, *, extra: Any = None, whose: Any = None
) -> QuerySet[Any, Any]:
    columns = {
        "which": Value(which, CharField()),
        "number": F("pk"),
        "said": said,
        "extra": Value("", TextField()) if extra is None else extra,
        "whose": Value(0, BigIntegerField()) if whose is None else whose,
    }
    found: QuerySet[Any, Any] = rows.order_by().annotate(**columns).values_list(*columns)
    return found


def _position() -> Any:
    return Cast(F("position"), TextField())


def _full_name() -> Any:
    return Coalesce(NullIf(Trim(Concat("first_name", Value(" "), "last_name")), Value("")), F("username"))


def _people(by: Any, who: Person, asked: str) -> QuerySet[User]:
    """Whoever has a story that this person may see; of a great many, whoever is asked for is among them."""
    given = Article.objects.filter(assignee__isnull=False)
    parts = [Q(pk__in=given.filter(way).values("assignee")) for way in ways(by)]
    having = User.objects.filter(reduce(or_, parts, Q(pk__in=[]))).exclude(pk=who.pk)
    first = [Case(When(pk=int(asked), then=0), default=1)] if _is_row(asked) else []
    numbers = having.order_by(*first, "pk").values("pk")[:MOST_PEOPLE]
    # A part of the query with an end cannot be joined to others; one level deeper it can.
    return User.objects.filter(pk__in=numbers)


def _asked_person(who: Person, asked: str) -> QuerySet[User]:
    """A filter that somebody saved outlives what a colleague has, whose name is then not told."""
    return User.objects.filter(pk=int(asked)).exclude(pk=who.pk)


def _named(rows: QuerySet[Any, Any], asked: str) -> QuerySet[Any, Any]:
    """The row of this number, or those whose names have these words."""
    if is_number(asked):
        return rows.filter(pk=int(asked))
    numbers = folded.matching(rows, asked[:120], "words").order_by("pk").values("pk")[:MOST_NAMES]
    return rows.filter(pk__in=numbers)


def _is_row(asked: str) -> bool:
    # An account's number is smaller than those of other rows.
    return is_number(asked) and int(asked) < 2**31


def _read_sections(menus: Menus, rows: list[tuple[int, str, str, int | None]]) -> None:
    known = {pk: (int(position), name, pk) for pk, name, position, _ in rows}

    def place(row: tuple[int, str, str, int | None]) -> tuple[Any, ...]:
        pk, _, _, parent = row
        return (known.get(parent or 0, known[pk]), parent in known, known[pk])

    for pk, name, _slug, parent in sorted(rows, key=place):
        if parent is None or parent not in known:
            menus.sections[pk] = name
        else:
            menus.sections[pk] = f"{known[parent][1]} / {name}"
            menus.inside.setdefault(parent, []).append(pk)


def _by_name(rows: list[tuple[int, str, str, int | None]]) -> dict[int, str]:
    named = [(pk, name) for pk, name, *_ in rows]
    return dict(sorted(named, key=lambda row: letters.fold(row[1])))
