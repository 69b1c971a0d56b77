"""What waits for somebody: the lists on the desk's first page, each with how many stories it has.

Each is also a filter of the list of stories, which shows all of it. What a list asks for is said by columns of the
story itself, with an index of the few stories of which it is true: none reads the archive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from articles import policy
from articles.models import Article, Scheduled, State
from articles.models.article import UNPUBLISHED, ArticleQuerySet
from articles.policy import Role

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
    newest_first: bool = False
    """Drafts of one's own begin with the newest. Lists of what others left begin with what waits longest."""

    def stories(self, user: AbstractBaseUser | AnonymousUser) -> ArticleQuerySet:
        return policy.visible_articles(user).filter(self.which(user))

    def which(self, user: AbstractBaseUser | AnonymousUser) -> Q:
        """Of the stories that they see, those of this list."""
        who = policy.person(user)
        alive = Q(killed=False)
        match self.name:
            case "returned":
                return alive & policy.own_articles(who) & Q(is_returned=True)
            case "ready":
                # What has its time waits for nobody.
                has_time = Scheduled.objects.waiting().filter(revision=OuterRef("approved_revision"))
                return alive & Q(~Exists(has_time), state=State.READY)
            case "submitted" | "in_edit":
                return alive & Q(state=State(self.name))
            case "changed":
                return Q(has_unpublished_changes=True, state=State.DRAFT)
            case "drafts":
                return UNPUBLISHED & Q(created_by=who.pk, state=State.DRAFT, is_returned=False)
            case "on_their_way":
                return alive & Q(created_by=who.pk, state__in=ON_THEIR_WAY)
            case _:
                return alive & Q(lead_picture__isnull=True, state__in=ON_THEIR_WAY)


KINDS = (
    WaitingKind("returned", "Returned to you", policy.CREATORS),
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
        return f"the {len(self.stories)} {order}"

    @property
    def address(self) -> str:
        order = "" if self.kind.newest_first else "&o=4"  # the column “last touched”, the oldest first
        return f"{reverse('admin:articles_article_changelist')}?waits={self.kind.name}{order}"


def kinds_for(user: AbstractBaseUser | AnonymousUser) -> list[WaitingKind]:
    roles = policy.person(user).roles
    return [kind for kind in KINDS if roles & kind.roles]


def waiting_for(user: AbstractBaseUser | AnonymousUser) -> list[WaitingList]:
    """The lists for this person. Each is one query; of one that is longer than the page shows, a second counts."""
    lists = [_waiting(kind, kind.stories(user)) for kind in kinds_for(user)]
    return [one for one in lists if one.stories or one.kind.empty]


def _waiting(kind: WaitingKind, stories: ArticleQuerySet) -> WaitingList:
    since = (
        F("touched_at")
        if kind.newest_first or kind.name == "changed"
        else Coalesce("last_move__at", "touched_at")
    )
    rows = stories.with_past().select_related("section__parent", "created_by", "last_move__by")
    rows = rows.annotate(since=since).defer("body", "words", "name_words")
    order = ("-since", "-pk") if kind.newest_first else ("since", "pk")
    found = list(rows.order_by(*order)[: LENGTH + 1])
    total = len(found) if len(found) <= LENGTH else stories.values("pk")[: COUNTED + 1].count()
    return WaitingList(kind, found[:LENGTH], total)
