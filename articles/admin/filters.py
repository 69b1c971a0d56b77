"""Filters of the list of stories: what waits, where it stands, who has it and when it is due."""

from __future__ import annotations

from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from articles import policy
from articles.desk import waiting
from articles.models import Article, Section, State
from house import people
from house.clock import midnight

# People in the menu. A newsroom with more stories in hand than that finds them by their bylines.
MOST_PEOPLE = 200
IN_HAND = Q(assignee__isnull=False) | Q(assigned_desk__isnull=False)


class WaitingFilter(admin.SimpleListFilter):
    """The lists of the desk's first page, as filters that show all of each."""

    title = "what waits"
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind.name, kind.title) for kind in waiting.kinds_for(request.user)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        for kind in waiting.kinds_for(request.user):
            if kind.name == self.value():
                return queryset.filter(kind.which(request.user))
        return queryset


class SectionFilter(admin.RelatedFieldListFilter):
    """A section includes the sections inside it, as it does on a front and in a remit."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """With their parents, which stand in their names: otherwise each would be asked for by itself."""
        rows = Section.objects.select_related("parent").order_by(
            *self.field_admin_ordering(field, request, model_admin)
        )
        return [(row.pk, str(row)) for row in rows]  # type: ignore[misc] # numbers, as Django's own choices have

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        if not self.lookup_val:
            found: QuerySet[Article] | None = super().queryset(request, queryset)
            return queryset.none() if found is None else found
        chosen = [int(value) for value in self.lookup_val]
        return queryset.filter(Q(section__in=chosen) | Q(section__parent__in=chosen))


class LiveFilter(admin.SimpleListFilter):
    title = "readers have it"
    parameter_name = "live"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Live"), ("changed", "Live, with changes to come"), ("no", "Not live")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        match self.value():
            case "yes":
                return queryset.filter(live_edition__isnull=False)
            case "changed":
                return queryset.filter(has_unpublished_changes=True)
            case "no":
                return queryset.filter(live_edition__isnull=True)
        return queryset


class AssigneeFilter(admin.SimpleListFilter):
    title = "assigned to"
    parameter_name = "assignee"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Whoever has a story that this person may see. One query."""
        ways, given = policy.ways_to_see(request.user), Article.objects.filter(assignee__isnull=False)
        parts = [given.filter(one).values("assignee") for one in ([Q()] if ways is None else ways)]
        having = User.objects.filter(reduce(or_, (Q(pk__in=part) for part in parts), Q(pk__in=[])))
        having = having.exclude(pk=policy.person(request.user).pk).order_by("first_name", "last_name", "pk")
        named = [(str(user.pk), people.name_of(user)) for user in having[:MOST_PEOPLE]]
        return [("me", "You"), ("desk", "A desk, not taken yet"), ("nobody", "Nobody"), *named]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        chosen = self.value()
        match chosen:
            case "me":
                return queryset.filter(assignee=policy.person(request.user).pk)
            case "desk":
                return queryset.filter(assignee=None, assigned_desk__isnull=False)
            case "nobody":
                return queryset.filter(assignee=None, assigned_desk=None)
        # A value that the menu does not offer is refused by the list itself.
        is_offered = chosen in {value for value, _ in self.lookup_choices}
        return queryset.filter(assignee=int(chosen)) if chosen and is_offered else queryset


class DueFilter(admin.SimpleListFilter):
    title = "due"
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("late", "Late"), ("today", "Today"), ("week", "Within seven days"), ("never", "No time set")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        now = timezone.now()
        match self.value():
            case "late":
                return queryset.filter(due__lt=now).exclude(state=State.READY)
            case "today":
                return queryset.filter(due__gte=midnight(now), due__lt=midnight(now, days=1))
            case "week":
                return queryset.filter(due__gte=now, due__lt=now + timedelta(days=7))
            case "never":
                # By what has an index of what is in somebody's hands.
                return queryset.filter(IN_HAND, due=None)
        return queryset
