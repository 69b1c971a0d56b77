"""The open reports, story by story, those that wait longest first; and all that the page of one of them says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, F, Min, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _lazy

from articles import policy
from articles.acts import correct
from articles.corrections import deciding
from articles.models import Article, ErrorReport, Section
from articles.policy import Role
from articles.writing import reports

if TYPE_CHECKING:
    from django.contrib.auth.models import User

PAGE, OF_ONE_STORY, COUNTED = 20, 10, 1_000
# Which of the open reports a page shows, and what its link says.
WHICH = (
    ("all", _lazy("All")),
    ("overdue", _lazy("Overdue")),
    ("mine", capfirst(_lazy("yours"))),
    ("nobody", _lazy("Taken by nobody")),
)


@dataclass(frozen=True)
class StoryTasks:
    """A story with its open reports, the oldest first."""

    story: Article
    reports: list[ErrorReport]
    total: int
    may_correct: bool

    @property
    def beyond(self) -> int:
        """How many more there are than are shown."""
        return self.total - len(self.reports)


@dataclass(frozen=True)
class TaskPage:
    stories: list[StoryTasks]
    older: str
    """Where the next page begins; empty if this is the last."""


def open_for(user: policy.AnyUser, which: str = "all", *, now: datetime) -> QuerySet[ErrorReport]:
    rows = reports.visible_to(user).open()
    match which:
        case "overdue":
            return rows.overdue(now)
        case "mine":
            return rows.filter(assignee=user.pk)
        case "nobody":
            return rows.filter(assignee=None)
    return rows


def page_of(user: policy.AnyUser, which: str = "all", after: str = "", *, now: datetime) -> TaskPage:
    """Twenty stories, with ten reports each at most. Three queries. `after` is where the page before ended."""
    rows = open_for(user, which, now=now)
    groups = (
        rows.values("story_id").annotate(first=Min("at"), total=Count("pk")).order_by("first", "story_id")
    )
    if place := _read(after):
        first, last = place
        groups = groups.filter(Q(first__gt=first) | Q(first=first, story_id__gt=last))
    found = list(groups[: PAGE + 1])
    page = found[:PAGE]
    numbers = [group["story_id"] for group in page]
    stories = policy.visible_articles(user).select_related("section__parent", "live_edition").defer("body")
    stories_by_number = stories.in_bulk(numbers)
    by_story: dict[int, list[ErrorReport]] = {}
    place_in_story = Window(RowNumber(), partition_by=F("story_id"), order_by=["at", "pk"])
    of_these = rows.filter(story_id__in=numbers).annotate(place=place_in_story)
    for row in of_these.filter(place__lte=OF_ONE_STORY).select_related("assignee", "desk__parent", "by"):
        by_story.setdefault(row.story_id, []).append(row)
    tasks = [
        StoryTasks(
            shown := stories_by_number[number],
            sorted(by_story[number], key=lambda row: (row.at, row.pk)),
            group["total"],
            shown.is_live and policy.may(user, correct.APPEND.name, shown),
        )
        for group in page
        if (number := group["story_id"]) in stories_by_number and number in by_story
    ]
    return TaskPage(tasks, _written(page[-1]["first"], page[-1]["story_id"]) if len(found) > PAGE else "")


def count(user: policy.AnyUser, which: str = "all", *, now: datetime) -> str:
    """How many there are: “7”, “1,000+”. One query, which counts no further."""
    total = open_for(user, which, now=now).order_by()[: COUNTED + 1].count()
    return f"{COUNTED:,}+" if total > COUNTED else str(total)


def others_on(report: ErrorReport, user: policy.AnyUser) -> list[ErrorReport]:
    """The other open reports on the same story, the oldest first."""
    rows = reports.visible_to(user).open().filter(story_id=report.story_id).exclude(pk=report.pk)
    return list(rows.select_related("by").order_by("at", "pk")[: deciding.AT_ONCE - 1])


def people_for(article: Article) -> list[User]:
    """Those to whom a report on this story may be given, by name. One query."""
    rows: dict[int, list[User]] = {}
    for row in policy.with_roles(is_active=True, is_staff=True):
        rows.setdefault(row.pk, []).append(row)
    may = [same[0] for same in rows.values() if deciding.why_not_for(policy.person_in(same), article) is None]
    return sorted(may, key=lambda user: (user.get_full_name() or user.get_username()).casefold())


def desks_for(by: User) -> list[Section]:
    """The desks to which this person may leave a report."""
    who = policy.person(by)
    every = Section.objects.select_related("parent")
    return list(every if Role.EDITOR_IN_CHIEF in who.roles else every.filter(pk__in=who.sections))


def _written(first: datetime, story: int) -> str:
    return f"{(first - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)}.{story}"


def _read(place: str) -> tuple[datetime, int] | None:
    match = re.fullmatch(r"([0-9]{1,16})\.([0-9]{1,18})", place)
    if match is None:
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(match[1])), int(match[2])
