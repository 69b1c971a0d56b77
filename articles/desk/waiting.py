"""What waits for somebody: the lists on the desk's first page, each with how many stories it has.

Each is also a filter of the list of stories, which shows all of it. What a list asks for is said by columns of the
story itself, with an index of the few stories of which it is true, or ends at a time: none reads the archive.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles import policy
from articles.models import Article, Scheduled, State
from articles.models.article import UNPUBLISHED, ArticleQuerySet
from articles.policy import UNFINISHED, Role
from house.clock import midnight

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
    from django_stubs_ext import StrOrPromise

LENGTH, COUNTED = 12, 1_000
EDITORS = frozenset({Role.SECTION_EDITOR, Role.EDITOR_IN_CHIEF})
DESK_EDITORS = EDITORS | {Role.COPY_EDITOR}
ON_THEIR_WAY = (State.SUBMITTED, State.IN_EDIT, State.READY)
UNREADY = (State.DRAFT, State.SUBMITTED, State.IN_EDIT)
# How long the desk's first page speaks of what went out.
LATELY = timedelta(days=2)


PEOPLE = ("created_by", "assignee", "last_move__by")
# What a list says of a story, by what it is sorted, and what decides which act its line offers. No text is read.
SHOWN = (
    *(
        "headline",
        "slugline",
        "state",
        "killed",
        "is_returned",
        "has_unpublished_changes",
        "touched_at",
        "due",
        # By these a row knows its next act.
        "revision",
        "approved_revision",
    ),
    *("revision", "approved_revision", "from_wire"),
    *("section__name", "section__parent__name", "assigned_desk__name", "assigned_desk__parent__name"),
    # Whether the newest revision is the approved one decides which act is offered beside the story.
    *("revision", "approved_revision"),
    *("last_move__act", "last_move__at", "last_move__note", "live_edition__at", "live_edition__kind"),
    *(f"{person}__{name}" for person in PEOPLE for name in ("username", "first_name", "last_name")),
)


@dataclass(frozen=True)
class WaitingKind:
    """One list: which roles see it, and which stories are in it.

    An empty list is left out, unless `empty` has words for it.
    """

    name: str
    title: StrOrPromise
    roles: frozenset[Role]
    empty: StrOrPromise = ""
    by_due: bool = False
    """Whether what is due first comes first."""
    newest_first: bool = False
    """Drafts of one's own begin with the newest. Lists of what others left begin with what waits longest."""
    quiet_for: frozenset[Role] = frozenset()
    """For whom it asks for nothing now: these find it beside what does."""
    most: int | None = None
    """How many of it are enough, where that is fewer than of other lists."""

    def place_of(self, story: Any) -> tuple[Any, ...]:
        """By which its stories are sorted."""
        if self.by_due:
            return (story.due is None, story.due, story.pk)
        if self.name == "in_edit":
            section = str(story.section or "")
            return (not section, section, story.since, story.pk)
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
                left = alive & policy.left_to_desks_of(who)
                # What is due stands above it.
                return left & ~due_today() if who.roles & DESK_EDITORS else left
            case "due":
                # What they have themselves stands in their own list.
                return alive & due_today() & ~Q(assignee=who.pk)
            case "out":
                return Q(live_edition__at__gt=timezone.now() - LATELY)
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
                own = Q(created_by=who.pk, state=State.DRAFT, is_returned=False)
                own &= Q(assignee=None, assigned_desk=None)
                return UNPUBLISHED & own
            case "on_their_way":
                own = Q(created_by=who.pk) | Q(assignee=who.pk)
                return alive & own & Q(state__in=ON_THEIR_WAY)
            case _:
                return alive & Q(lead_picture__isnull=True, state__in=ON_THEIR_WAY)


KINDS = (
    WaitingKind("returned", _lazy("Returned to you"), policy.CREATORS),
    WaitingKind("assigned", _lazy("Assigned to you"), policy.TEXT_ROLES, by_due=True),
    WaitingKind("due", _lazy("Due today"), DESK_EDITORS, by_due=True),
    WaitingKind("desk", _lazy("Left to your desk"), policy.CREATORS, by_due=True),
    WaitingKind("ready", _lazy("Ready to publish"), EDITORS, _lazy("Nothing is ready.")),
    WaitingKind("submitted", _lazy("Submitted"), DESK_EDITORS, _lazy("No story waits for an editor.")),
    WaitingKind("in_edit", _lazy("In edit"), DESK_EDITORS, _lazy("No story is being edited.")),
    WaitingKind("changed", _lazy("Changed, not published yet"), EDITORS, quiet_for=EDITORS),
    WaitingKind(
        "drafts",
        _lazy("Your drafts"),
        policy.CREATORS,
        _lazy("You have no drafts."),
        newest_first=True,
        quiet_for=DESK_EDITORS,
    ),
    WaitingKind(
        "on_their_way",
        _lazy("Yours, on their way"),
        frozenset({Role.REPORTER, Role.WIRE_DESK}),
        _lazy("None of your stories is with an editor."),
        quiet_for=policy.EVERYONE,
    ),
    WaitingKind(
        "bare",
        _lazy("Without a picture"),
        frozenset({Role.PICTURE_EDITOR}),
        _lazy("Every story on its way has a picture."),
    ),
    WaitingKind(
        "out", _lazy("Out lately"), policy.TEXT_ROLES, newest_first=True, quiet_for=policy.EVERYONE, most=6
    ),
)


@dataclass(frozen=True)
class WaitingList:
    kind: WaitingKind
    stories: list[Article]
    total: int
    """How many there are, or one more than are counted."""
    is_quiet: bool = False

    @property
    def is_cut(self) -> bool:
        return self.total > len(self.stories)

    @property
    def count(self) -> str:
        return f"{number_format(COUNTED, force_grouping=True)}+" if self.total > COUNTED else str(self.total)

    @property
    def shown(self) -> str:
        """Which stories the first page shows, if it does not show all."""
        told = _("the {count} touched last") if self.kind.newest_first else _("the {count} that wait longest")
        told = _("the {count} newest") if self.kind.name == "out" else told
        told = _("the {count} due first") if self.kind.by_due else told
        return told.format(count=len(self.stories))

    @property
    def address(self) -> str:
        order = "" if self.kind.newest_first else "&order=due" if self.kind.by_due else "&order=reversed"
        return f"{reverse('admin:articles_article_changelist')}?waits={self.kind.name}{order}"


def due_today() -> Q:
    """What has to be ready before the day ends by the newsroom's clock, or should have been, and is not."""
    return Q(due__isnull=False, due__lt=midnight(timezone.now(), days=1), state__in=UNREADY)


def kinds_for(user: AbstractBaseUser | AnonymousUser) -> list[WaitingKind]:
    roles = policy.person(user).roles
    return [kind for kind in KINDS if roles & kind.roles]


def waiting_for(user: AbstractBaseUser | AnonymousUser) -> list[WaitingList]:
    """The lists for this person. Two queries."""
    kinds, seen = kinds_for(user), policy.visible_articles(user)
    asked = [_first(kind, seen.filter(kind.which(user))) for kind in kinds]
    places, totals = first_rows(asked, LENGTH)
    stories = _stories({story for _list, story in places})
    roles = policy.person(user).roles
    lists = []
    for number, kind in enumerate(kinds):
        # A story that went meanwhile is in no list.
        own = [stories[story] for which, story in places if which == number and story in stories]
        # Of those that come first by their time, in the order that the list has beside it.
        found = sorted((_in(kind, story) for story in own), key=kind.place_of)
        if found or kind.empty:
            quiet = bool(roles & kind.quiet_for)
            lists.append(WaitingList(kind, found[: kind.most], totals.get(number, 0), quiet))
    return lists


def _first(kind: WaitingKind, stories: ArticleQuerySet) -> QuerySet[Any, Any]:
    """The numbers of the list's stories in its order, as far as they are counted."""
    order: tuple[Any, ...] = (Coalesce("last_move__at", "touched_at"), "pk")
    if kind.name == "out":
        order = ("-live_edition__at", "-pk")
    elif kind.newest_first:
        order = ("-touched_at", "-pk")
    elif kind.by_due:
        order = (F("due").asc(nulls_last=True), "pk")
    elif kind.name == "changed":
        order = ("touched_at", "pk")
    return stories.order_by(*order).values("pk")[: COUNTED + 1]


def first_rows(
    questions: list[QuerySet[Any, Any]], most: int
) -> tuple[list[tuple[int, int]], dict[int, int]]:
    """The first numbers of each question, with its place among them, and how many each has. One query.

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
        counted = f"SELECT {number} AS list, part.*, COUNT(*) OVER () AS total FROM ({part}) AS part"  # noqa: S608
        parts.append(f"SELECT * FROM ({counted} LIMIT {most}) AS part{number}")  # noqa: S608 # as above
        values += of_part
    if not parts:
        return [], {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        # A question may say beside the number of a row by what it was sorted.
        found = [(row[0], row[1], row[-1]) for row in cursor.fetchall()]
    return [row[:2] for row in found], {number: total for number, _row, total in found}


def _stories(numbers: set[int]) -> dict[int, Article]:
    rows = Article.objects.filter(pk__in=numbers).with_past().only(*SHOWN)
    along = (
        "section__parent",
        "created_by",
        "last_move__by",
        "assignee",
        "assigned_desk__parent",
        "live_edition",
    )
    return rows.select_related(*along).in_bulk()


def _in(kind: WaitingKind, story: Article) -> Article:
    """The story as a list shows it, with the time since which it waits there."""
    shown = copy(story)
    if kind.name == "out" and story.live_edition is not None:
        shown.since = story.live_edition.at  # type: ignore[attr-defined]  # of the list
        return shown
    moved = None if kind.newest_first or kind.name == "changed" else story.last_move
    shown.since = moved.at if moved is not None else story.touched_at  # type: ignore[attr-defined]  # of the list
    return shown
