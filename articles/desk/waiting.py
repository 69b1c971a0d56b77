"""What waits for somebody: the lists on the desk's first page, each with how many stories it has.

Each is also a filter of the list of stories, which shows all of it. What a list asks for is said by columns of the
story itself, with an index of the few stories of which it is true: none reads the archive.
"""

from __future__ import annotations

from collections import Counter
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from articles import policy
from articles.models import Article, Scheduled, State
from articles.models.article import UNPUBLISHED, ArticleQuerySet
from articles.policy import UNFINISHED, Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

LENGTH, COUNTED = 12, 1_000
EDITORS = frozenset({Role.SECTION_EDITOR, Role.EDITOR_IN_CHIEF})
ON_THEIR_WAY = (State.SUBMITTED, State.IN_EDIT, State.READY)


@dataclass(frozen=True)
class WaitingKind:
    """One list: which roles see it, and which stories are in it.

    An empty list is left out, unless `empty` has words for it.
    """

    name: str
    title: str
    roles: frozenset[Role]
    empty: str = ""
    by_due: bool = False
    """Whether what is due first comes first."""
    newest_first: bool = False
    """Drafts of one's own begin with the newest. Lists of what others left begin with what waits longest."""

    def place_of(self, story: Any) -> tuple[Any, ...]:
        """By which its stories are sorted."""
        if self.by_due:
            return (story.due is None, story.due, story.pk)
        after = -1 if self.newest_first else 1
        return (after * story.since.timestamp(), after * story.pk)

    def stories(self, user: AbstractBaseUser | AnonymousUser) -> ArticleQuerySet:
        return policy.visible_articles(user).filter(self.which(user))

    def which(self, user: AbstractBaseUser | AnonymousUser) -> Q:
        """Of the stories that they see, those of this list."""
        who = policy.person(user)
        alive = Q(killed=False)
        match self.name:
            case "returned":
                return alive & Q(is_returned=True) & (policy.own_articles(who) | Q(assignee=who.pk))
            case "assigned":
                # A reporter who has handed it in goes on when it is returned; an editor has it until it is out.
                states = UNFINISHED if who.roles - {Role.REPORTER, Role.WIRE_DESK} else (State.DRAFT,)
                return alive & Q(assignee=who.pk, state__in=states, is_returned=False)
            case "desk":
                return alive & policy.left_to_desks_of(who)
            case "ready":
                # What has its time waits for nobody.
                has_time = Scheduled.objects.waiting().filter(revision=OuterRef("approved_revision"))
                return alive & Q(~Exists(has_time), state=State.READY)
            case "submitted" | "in_edit":
                return alive & Q(state=State(self.name))
            case "changed":
                return Q(has_unpublished_changes=True, state=State.DRAFT)
            case "drafts":
                # A draft that was given to somebody stands in their list.
                own = Q(created_by=who.pk, state=State.DRAFT, assignment=None, is_returned=False)
                return UNPUBLISHED & own
            case "on_their_way":
                own = Q(created_by=who.pk) | Q(assignee=who.pk)
                return alive & own & Q(state__in=ON_THEIR_WAY)
            case _:
                return alive & Q(lead_picture__isnull=True, state__in=ON_THEIR_WAY)


KINDS = (
    WaitingKind("returned", "Returned to you", policy.CREATORS),
    WaitingKind("assigned", "Assigned to you", policy.TEXT_ROLES, by_due=True),
    WaitingKind("desk", "Left to your desk", policy.CREATORS, by_due=True),
    WaitingKind("ready", "Ready to publish", EDITORS, "Nothing is ready."),
    WaitingKind("submitted", "Submitted", EDITORS | {Role.COPY_EDITOR}, "No story waits for an editor."),
    WaitingKind("in_edit", "In edit", EDITORS | {Role.COPY_EDITOR}, "No story is being edited."),
    WaitingKind("changed", "Changed, not published yet", EDITORS),
    WaitingKind("drafts", "Your drafts", policy.CREATORS, "You have no drafts.", newest_first=True),
    WaitingKind(
        "on_their_way",
        "Yours, on their way",
        frozenset({Role.REPORTER, Role.WIRE_DESK}),
        "None of your stories is with an editor.",
    ),
    WaitingKind(
        "bare", "Without a picture", frozenset({Role.PICTURE_EDITOR}), "Every story on its way has a picture."
    ),
)


@dataclass(frozen=True)
class WaitingList:
    kind: WaitingKind
    stories: list[Article]
    total: int
    """How many there are, or one more than are counted."""

    @property
    def is_cut(self) -> bool:
        return self.total > len(self.stories)

    @property
    def count(self) -> str:
        return f"{COUNTED:,}+" if self.total > COUNTED else str(self.total)

    @property
    def shown(self) -> str:
        """Which stories the first page shows, if it does not show all."""
        order = "touched last" if self.kind.newest_first else "that wait longest"
        order = "due first" if self.kind.by_due else order
        return f"the {len(self.stories)} {order}"

    @property
    def address(self) -> str:
        # The columns “due” and “last touched”, what comes first in them first.
        order = "" if self.kind.newest_first else "&o=5" if self.kind.by_due else "&o=6"
        return f"{reverse('admin:articles_article_changelist')}?waits={self.kind.name}{order}"


def kinds_for(user: AbstractBaseUser | AnonymousUser) -> list[WaitingKind]:
    roles = policy.person(user).roles
    return [kind for kind in KINDS if roles & kind.roles]


def waiting_for(user: AbstractBaseUser | AnonymousUser) -> list[WaitingList]:
    """The lists for this person. Two queries; a third counts those that are longer than the page shows."""
    kinds = kinds_for(user)
    asked = [kind.stories(user) for kind in kinds]
    places = _together([_first(kind, rows) for kind, rows in zip(kinds, asked, strict=True)], "*")
    stories = _stories({story for _, story in places})
    lengths = Counter(number for number, _ in places)
    long = [rows if lengths[number] > LENGTH else rows.none() for number, rows in enumerate(asked)]
    totals = dict(_together([rows.values("pk")[: COUNTED + 1] for rows in long], "COUNT(*)"))
    lists = []
    for number, kind in enumerate(kinds):
        # A story that went meanwhile is in no list.
        own = [stories[story] for which, story in places if which == number and story in stories]
        found = sorted((_in(kind, story) for story in own), key=kind.place_of)
        if found or kind.empty:
            lists.append(WaitingList(kind, found[:LENGTH], totals.get(number, len(found))))
    return lists


def _first(kind: WaitingKind, stories: ArticleQuerySet) -> QuerySet[Any, Any]:
    """The numbers of the stories that the list shows, and of one more if there is one."""
    order: tuple[Any, ...] = (Coalesce("last_move__at", "touched_at"), "pk")
    if kind.newest_first:
        order = ("-touched_at", "-pk")
    elif kind.by_due:
        order = (F("due").asc(nulls_last=True), "pk")
    elif kind.name == "changed":
        order = ("touched_at", "pk")
    return stories.order_by(*order).values("pk")[: LENGTH + 1]


def _together(questions: list[QuerySet[Any, Any]], wanted: str) -> list[tuple[int, int]]:
    """What is wanted of the rows of each question, with its place among them, by one query.

    Django itself puts no two together of which each has an end.
    """
    parts: list[str] = []
    values: list[Any] = []
    for number, question in enumerate(questions):
        try:
            part, of_part = question.query.sql_with_params()
        except EmptyResultSet:
            continue
        # Text of Django's own and of this module, with the values apart.
        parts.append(f"SELECT {number}, {wanted} FROM ({part}) AS part{number}")  # noqa: S608
        values += of_part
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        return [(number, answer) for number, answer in cursor.fetchall()]


def _stories(numbers: set[int]) -> dict[int, Article]:
    rows = Article.objects.filter(pk__in=numbers).with_past().defer("body", "words", "name_words")
    along = ("section__parent", "created_by", "last_move__by", "assignee", "assigned_desk__parent")
    return rows.select_related(*along).in_bulk()


def _in(kind: WaitingKind, story: Article) -> Article:
    """The story as a list shows it, with the time since which it waits there."""
    shown = copy(story)
    moved = None if kind.newest_first or kind.name == "changed" else story.last_move
    shown.since = moved.at if moved is not None else story.touched_at  # type: ignore[attr-defined]  # of the list
    return shown
