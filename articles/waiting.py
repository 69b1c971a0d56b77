"""What waits for somebody: the short lists on the first page of the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Q

from articles import policy
from articles.models import Article, State
from articles.models.article import ArticleQuerySet
from articles.policy import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

LENGTH = 12


@dataclass(frozen=True)
class Waiting:
    title: str
    empty: str
    stories: list[Article]


def waiting_for(user: AbstractBaseUser | AnonymousUser) -> list[Waiting]:
    """One query for each list; a role has at most four."""
    who = policy.person(user)
    seen = policy.visible_articles(user)
    unpublished = ~Q(live_edition__revision=F("revision")) | Q(live_edition__isnull=True)
    lists = []
    if who.roles & {Role.SECTION_EDITOR, Role.EDITOR_IN_CHIEF}:
        lists.append(
            Waiting("Ready to publish", "Nothing is ready.", _newest(seen.filter(state=State.READY)))
        )
    if who.roles & {Role.COPY_EDITOR, Role.SECTION_EDITOR, Role.EDITOR_IN_CHIEF}:
        lists.append(
            Waiting("Submitted", "Nobody waits for an editor.", _newest(seen.filter(state=State.SUBMITTED)))
        )
        lists.append(
            Waiting("In edit", "No story is being edited.", _newest(seen.filter(state=State.IN_EDIT)))
        )
    if who.roles & policy.CREATORS:
        mine = seen.filter(unpublished, created_by=who.pk, state=State.DRAFT)
        lists.append(Waiting("Your drafts", "You have no drafts.", _newest(mine)))
    if who.roles & {Role.REPORTER, Role.WIRE_DESK}:
        handed_in = seen.filter(created_by=who.pk, state__in=[State.SUBMITTED, State.IN_EDIT, State.READY])
        lists.append(
            Waiting("Yours, on their way", "None of your stories is with an editor.", _newest(handed_in))
        )
    if Role.PICTURE_EDITOR in who.roles:
        bare = seen.filter(lead_picture__isnull=True, state__in=[State.SUBMITTED, State.IN_EDIT, State.READY])
        lists.append(Waiting("Without a picture", "Every story on its way has a picture.", _newest(bare)))
    return lists


def _newest(stories: ArticleQuerySet) -> list[Article]:
    rows = stories.with_past().select_related("section__parent", "live_edition", "created_by")
    return list(rows.defer("body", "words", "name_words").newest_first()[:LENGTH])
