"""The acts on who has a story, and until when.

Nothing else writes `Article.assignment` but acts that end it: publishing, spiking.

Each act holds the story's row, asks the policy, and writes a record in one transaction. The same `key` sent twice
counts once.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import policy
from articles.acts import presses
from articles.acts.act import Refused
from articles.assigning import whom
from articles.messages import telling
from articles.models import Article, Assignment, MessageKind, Section
from articles.policy import UNFINISHED
from articles.writing import saving
from house import clock, people

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Act = Assignment.Act
# The fields of the story that repeat what its newest assignment says.
REPEATED = ("assignment", "assignee", "assigned_desk", "due")


@dataclass(frozen=True)
class Wish:
    """What is asked of whom."""

    to: User | None = None
    desk: Section | None = None
    due: datetime | None = None
    words: int | None = None
    picture_wanted: bool = False
    picture_note: str = ""
    note: str = ""

    @classmethod
    def of(cls, assignment: Assignment | None) -> Wish:
        if assignment is None:
            return cls()
        return cls(**{name: getattr(assignment, name) for name in cls.__dataclass_fields__})


def assign(
    article: Article,
    wish: Wish,
    *,
    by: User,
    base: int | None = None,
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> Assignment:
    """Give the story to a person or a desk, or to nobody any more. Raises Refused.

    `base` is the assignment with which the page was opened, or None if the story had none.
    """
    with transaction.atomic():
        fresh = _held(article)
        if done := _done_before(key, fresh, Act.ASSIGN, wish, by=by):
            return done
        _refuse_unless_allowed("assign", fresh, by)
        before = fresh.assignment
        if fresh.assignment_id != base:
            raise Refused(_somebody_was_quicker(before))
        if reasons := _against(wish, fresh, by):
            raise Refused(*reasons)
        made = _keep(Act.ASSIGN, fresh, wish, by=by, key=key, now=now)
        if made.to_id is not None:
            telling.tell(MessageKind.ASSIGNED, fresh, to=[made.to_id], about=made, note=in_words(made))
        if before is not None and before.to_id not in (None, made.to_id):
            telling.tell(MessageKind.UNASSIGNED, fresh, to=[before.to_id], about=made)
    article.refresh_from_db(fields=REPEATED)
    return made


def take_up(
    article: Article, *, by: User, key: uuid.UUID | None = None, now: datetime | None = None
) -> Assignment:
    """Take for oneself what was left to a desk. Of two who try, the second is refused. Raises Refused."""
    with transaction.atomic():
        fresh = _held(article)
        wish = replace(Wish.of(fresh.assignment), to=by, note="")
        if done := _done_before(key, fresh, Act.TAKE_UP, None, by=by):
            return done
        if not fresh.is_left_to_a_desk:
            raise Refused(_waits_for_nobody(fresh.assignment))
        _refuse_unless_allowed("take_up", fresh, by)
        made = _keep(Act.TAKE_UP, fresh, wish, by=by, key=key, now=now)
    article.refresh_from_db(fields=REPEATED)
    return made


def give_back(
    article: Article, *, by: User, note: str = "", key: uuid.UUID | None = None, now: datetime | None = None
) -> Assignment:
    """Give a story back to the desk that it came from, or to that of its section. Who assigned it is told."""
    with transaction.atomic():
        fresh = _held(article)
        if done := _done_before(key, fresh, Act.GIVE_BACK, None, by=by):
            return done
        _refuse_unless_allowed("give_back", fresh, by)
        before = fresh.assignment
        desk = fresh.assigned_desk or fresh.section
        wish = replace(Wish.of(before), to=None, desk=desk, note=note.strip())
        made = _keep(Act.GIVE_BACK, fresh, wish, by=by, key=key, now=now)
        assigned = fresh.assignments.filter(act=Act.ASSIGN).first()
        if assigned is not None:
            telling.tell(MessageKind.GIVEN_BACK, fresh, to=[assigned.by_id], about=made, note=made.note)
    article.refresh_from_db(fields=REPEATED)
    return made


def plan(
    article: Article,
    *,
    due: datetime | None,
    words: int | None = None,
    by: User,
    base: int | None = None,
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> Assignment:
    """Say until when a story is planned, or that it has no time any more. Who has it, and what else is asked, stays.

    `words` is its planned length, None if that stays too; `base` is as in `assign`. Raises Refused.
    """
    with transaction.atomic():
        fresh = _held(article)
        done = _done_before(key, fresh, Act.PLAN, None, by=by)
        if done is not None and done.due == due:
            return done
        if done is not None:
            raise Refused(presses.USED_FOR_ANOTHER)
        _refuse_unless_allowed("plan", fresh, by)
        before = fresh.assignment
        if fresh.assignment_id != base:
            raise Refused(
                _("Somebody was quicker: it was planned or assigned anew. Look at it, then decide again.")
            )
        asked = Wish.of(before)
        wish = replace(asked, due=due, words=words or asked.words, note="")
        made = _keep(Act.PLAN, fresh, wish, by=by, key=key, now=now)
        if made.to_id not in (None, by.pk):
            telling.tell(MessageKind.PLANNED, fresh, to=[made.to_id], about=made, note=in_words(made))
    article.refresh_from_db(fields=REPEATED)
    return made


def in_words(assignment: Assignment) -> str:
    """What is asked: “Due 29 Nov 2026 18:00 UTC. 600 words. Picture wanted: the harbour.”, and the note."""
    wanted = assignment.picture_note.rstrip(".")
    picture = _("Picture wanted: {picture}.").format(picture=wanted) if wanted else _("Picture wanted.")
    count = assignment.words or 0
    said = [
        _("Due {time}.").format(time=clock.in_full(assignment.due)) if assignment.due else "",
        ngettext("%(count)s word.", "%(count)s words.", count) % {"count": count} if count else "",
        picture if assignment.picture_wanted else "",
        assignment.note,
    ]
    return " ".join(part for part in said if part)


def did(assignment: Assignment) -> str:
    """What the story's log says that somebody did."""
    match assignment.act:
        case Act.TAKE_UP:
            return _("took the story from the {desk} desk").format(desk=assignment.desk)
        case Act.GIVE_BACK:
            return (
                _("gave the story back to the {desk} desk").format(desk=assignment.desk)
                if assignment.desk
                else _("gave the story back")
            )
        case Act.PLAN if assignment.due is not None:
            return _("planned the story for {time}").format(time=clock.in_full(assignment.due))
        case Act.PLAN:
            return _("took the time from the story: it is planned for no day")
    if assignment.to is not None:
        return _("assigned the story to {name}").format(name=people.name_of(assignment.to))
    if assignment.desk is not None:
        return _("left the story to the {desk} desk").format(desk=assignment.desk)
    return _("took the assignment back: nobody has the story")


def _held(article: Article) -> Article:
    """The story as it is, now that nobody else changes it."""
    fresh: Article = saving.locked(article.pk)
    return fresh


def _refuse_unless_allowed(act: str, article: Article, by: User) -> None:
    if reason := policy.why_not(by, act, article):
        raise Refused(reason)
    if article.killed or article.state not in UNFINISHED:
        raise Refused(
            _("This story is killed: nobody works on it.")
            if article.killed
            else _("This story is spiked: nobody works on it.")
        )


def _against(wish: Wish, article: Article, by: User) -> list[str]:
    """What stands against giving the story to these."""
    reasons = []
    if wish.to is not None and (reason := whom.why_not(by, policy.person(wish.to), article)):
        reasons.append(reason)
    before = article.assigned_desk_id
    if (
        wish.desk is not None
        and wish.desk.pk != before
        and not whom.desks(by).filter(pk=wish.desk.pk).exists()
    ):
        reasons.append(_("You may leave stories to the desks of your sections, and this is not one of them."))
    return reasons


def _somebody_was_quicker(had: Assignment | None) -> str:
    if had is not None and had.to is not None:
        told = _("Somebody was quicker: {name} has it. Look at it, then decide again.")
        return told.format(name=people.name_of(had.to))
    if had is not None and had.desk is not None:
        told = _("Somebody was quicker: it is left to the {desk} desk. Look at it, then decide again.")
        return told.format(desk=had.desk)
    return _("Somebody was quicker: nobody has it. Look at it, then decide again.")


def _waits_for_nobody(had: Assignment | None) -> str:
    if had is not None and had.to is not None:
        told = _("It waits for nobody to take it: {name} has it.")
        return told.format(name=people.name_of(had.to))
    if had is not None and had.desk is not None:
        told = _("It waits for nobody to take it: it is left to the {desk} desk.")
        return told.format(desk=had.desk)
    return _("It waits for nobody to take it: nobody has it.")


def _keep(
    act: Assignment.Act,
    article: Article,
    wish: Wish,
    *,
    by: User,
    key: uuid.UUID | None,
    now: datetime | None,
) -> Assignment:
    """Put the decision on record, and what the story repeats of it."""
    facts = {name: getattr(wish, name) for name in Wish.__dataclass_fields__}
    made = presses.keep(
        Assignment(
            article=article, act=act, by=by, at=now or timezone.now(), key=key or uuid.uuid4(), **facts
        )
    )
    # Without anybody who has it, a plan may stand: a day, a length.
    asks = made.to or made.desk or (act == Act.PLAN and (made.due or made.words or made.picture_wanted))
    ends = not asks
    article.assignment = None if ends else made
    article.assignee, article.assigned_desk = made.to, made.desk
    article.due = None if ends else made.due
    article.save(update_fields=REPEATED)
    return made


def _done_before(
    key: uuid.UUID | None, article: Article, act: Assignment.Act, wish: Wish | None, *, by: User
) -> Assignment | None:
    """What this very press has done already. Raises Refused if its key was used for anything else."""
    done = Assignment.objects.filter(key=key).first() if key else None
    if done is None:
        return None
    is_the_same = (done.article_id, done.by_id, done.act) == (article.pk, by.pk, act)
    if not is_the_same or (wish is not None and Wish.of(done) != wish):
        raise Refused(presses.USED_FOR_ANOTHER)
    return done
