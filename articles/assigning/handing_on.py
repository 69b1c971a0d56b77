"""Handing on all that somebody has who leaves: the records are those of one story, written in a few queries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from articles.acts.act import Refused
from articles.assigning.deciding import REPEATED, Wish
from articles.assigning.whom import EVERYWHERE
from articles.messages import telling
from articles.models import Article, Assignment, Section, State
from articles.models.article import UNPUBLISHED, ArticleQuerySet
from articles.policy import TEXT_ROLES, UNFINISHED, Person
from articles.records import chain

if TYPE_CHECKING:
    from django.contrib.auth.models import User

AT_ONCE = 500


@dataclass(frozen=True)
class Receiver:
    """Who has a story from now on: a person, or whoever of a desk takes it."""

    to: User | None = None
    desk: Section | None = None


def stories_of(user: User) -> ArticleQuerySet:
    """What waits for this person's work: what they were given, and their drafts that nobody was given."""
    own_drafts = UNPUBLISHED & Q(created_by=user, state=State.DRAFT, assignee=None, assigned_desk=None)
    return Article.objects.filter(Q(assignee=user) | own_drafts, state__in=UNFINISHED, killed=False)


def can_work(to: Person, section_id: int | None) -> bool:
    """Whether this person could do anything with a story of this section."""
    if not to.roles & TEXT_ROLES:
        return False
    return bool(to.roles & EVERYWHERE) or section_id is None or section_id in to.sections


def hand_on(
    stories: Sequence[Article], receiver: Callable[[Article], Receiver], *, by: User, note: str, now: datetime
) -> list[Assignment]:
    """Give each of these stories to whom `receiver` names. The caller holds them all, and may decide for the person.

    What was asked with the assignment before stays: when it is due, how long it is, which picture.
    """
    before = Assignment.objects.in_bulk({one.assignment_id for one in stories if one.assignment_id})
    made = []
    for story in stories:
        whom = receiver(story)
        if whom.to is None and whom.desk is None:
            raise Refused(_("“{story}”: choose who has it now.").format(story=story))
        wish = Wish.of(before.get(story.assignment_id or 0))
        asked = {name: getattr(wish, name) for name in Wish.__dataclass_fields__}
        asked |= {"to": whom.to, "desk": whom.desk, "note": note}
        made.append(Assignment(article=story, act=Assignment.Act.ASSIGN, by=by, at=now, **asked))
    made = Assignment.objects.bulk_create(made, batch_size=AT_ONCE)
    numbers = [story.pk for story in stories]
    newest: dict[int, object] = dict.fromkeys(numbers)
    for start in range(0, len(numbers), AT_ONCE):
        newest |= {link.subject: link for link in chain.newest_links(numbers[start : start + AT_ONCE])}
    with chain.in_one_go(newest):  # type: ignore[arg-type]  # links or None
        for row in made:
            chain.link(row)
    for story, row in zip(stories, made, strict=True):
        story.assignment, story.assignee, story.assigned_desk, story.due = row, row.to, row.desk, row.due
    Article.objects.bulk_update(stories, REPEATED, batch_size=AT_ONCE)
    telling.tell_of_handed_on([row for row in made if row.to_id is not None])
    return made
