"""The one function that moves a story. Nothing else writes `Article.state`.

Acts that also change what readers get call it inside their own transaction. Being live is not a state: a live story
can have a draft of its next version.
"""

from __future__ import annotations

import uuid
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import policy
from articles.acts import guards, pending, presses
from articles.acts.act import Act, Press, Refused
from articles.acts.decision import Decision
from articles.messages import telling
from articles.models import Article, EmbargoState, Revision, State, StateChange
from articles.publishing import taken
from articles.records import chain
from house import asking

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def carry_out(act: Act, press: Press) -> None:
    """Do any act. Raises Refused."""
    if act.carry_out is not None:
        act.carry_out(press)
        return
    move(
        act,
        press.article,
        by=press.by,
        revision=press.revision,
        note=press.note,
        key=press.key,
        now=press.now,
    )


def move(
    act: Act,
    article: Article,
    *,
    by: User,
    revision: Revision | None = None,
    note: str = "",
    key: uuid.UUID | None = None,
    is_first_press: bool = False,
    accept_older: bool = False,
    puts_back: bool = False,
    then: datetime | None = None,
    now: datetime | None = None,
) -> StateChange:
    """Lock the story, ask policy, state and guards, write the state and the log. Raises Refused.

    `revision` is the one on which the decision was made. The same `key` sent again changes nothing and returns what
    the first call wrote; with another decision it is refused. A caller that has checked this already says
    `is_first_press`. `then` is the time for which the act schedules something.
    """
    # A transaction that holds the story fails as a whole where this fails, and needs no savepoint.
    with nullcontext() if taken.held_article(article.pk) else transaction.atomic():
        fresh = taken.article(article.pk)
        now = now or time_for(fresh)
        if not is_first_press and (
            done := presses.done_before(key, fresh, act, by=by, revision=revision, note=note)
        ):
            return done
        decision = Decision(fresh, revision, by, now, accept_older, puts_back)
        if revision is None:
            decision = replace(decision, revision=act.about(decision))
        refuse_unless_allowed(act, decision, note, then=then)
        change = presses.keep(
            StateChange(
                article=fresh,
                act=act.name,
                from_state=fresh.state,
                to_state=act.to_state or State(fresh.state),
                revision=decision.revision,
                by=by,
                at=now,
                note=note,
                key=key or uuid.uuid4(),
            )
        )
        assignee_id = fresh.assignee_id
        _write(act, decision, change)
        if act.ends_publications:
            pending.end_publications(fresh, change, str(act.label))
        if act.tells is not None:
            telling.tell_its_people(act.tells, fresh, about=change, note=note, assignee_id=assignee_id)
    if fresh is not article:
        taken.save_now(fresh)
        article.refresh_from_db()
    return change


def time_for(story: Article) -> datetime:
    """Whether an embargo is over is decided by the clock of the database, which is the same whoever asks."""
    return asking.clock() if story.embargo == EmbargoState.UNTIL else timezone.now()


def _write(act: Act, decision: Decision, change: StateChange) -> None:
    """Write what the act changes in the working copy."""
    story = decision.article
    story.state = change.to_state
    if act.to_state is not None:
        story.approved_revision = None  # an approval lasts until the story moves on
    if act.changes is not None:
        act.changes(decision)
    story.touched_at = change.at
    written = ["state", "approved_revision", "embargo", "embargo_until", "touched_at"]
    if change.from_state != change.to_state or act.moves_in_place:
        story.last_move, story.is_returned = change, change.act == StateChange.RETURN
        written += ["last_move", "is_returned"]
    if act.ends_assignment:
        story.assignment = story.assignee = story.assigned_desk = story.due = None
        written += ["assignment", "assignee", "assigned_desk", "due"]
    taken.save(story, *written)


def refuse_unless_allowed(act: Act, decision: Decision, note: str, *, then: datetime | None = None) -> None:
    """Raise Refused with all that stands in the way of the act."""
    article = decision.article
    if reason := policy.why_not(decision.by, act.name, article):
        raise Refused(reason)
    if article.state not in act.from_states:
        raise Refused(
            _(
                "“{act}” does not go with a story that is {state}: somebody has moved it since. Reload to see where "
                "it is."
            ).format(act=act.label, state=State(article.state).label.lower())
        )
    reasons = list(guards.judge(act.guards, decision).values())
    if then is not None:
        reasons += guards.judge(act.guards_then, replace(decision, now=then)).values()
    if act.asks is not None and act.asks.needs_note and not note.strip():
        reasons.append(_("Say something in the note: {question}").format(question=act.asks.note))
    if reasons:
        raise Refused(*reasons)


def put_on_record(name: str, article: Article, *, by: User, note: str, now: datetime) -> StateChange:
    """Write into the story's log what was done to it without moving it.

    The caller holds the story's row and has asked the policy.
    """
    return chain.keep(
        StateChange(
            article=article,
            act=name,
            from_state=article.state,
            to_state=article.state,
            revision_id=article.revision_id,
            by=by,
            at=now,
            note=note,
        )
    )
