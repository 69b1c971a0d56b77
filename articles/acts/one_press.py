"""One press for all that lies between a saved text and readers: taken, approved and published, all or nothing.

The steps are the acts that they are elsewhere. Each asks the policy and its own guards, and has its line in the log.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles.acts import approve, correct, decision, entering, guards, moving, plain_moves, publish
from articles.acts.act import Act, Press, Refused
from articles.acts.decision import Decision
from articles.models import ChangeKind, Edition, Revision, State
from articles.policy import UNFINISHED
from articles.publishing import taken

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def _publish_change(press: Press) -> None:
    _carry_out(CHANGE, press)


def _approve_and_publish(press: Press) -> None:
    _carry_out(APPROVE_AND_PUBLISH, press)


def _carry_out(act: Act, press: Press) -> None:
    if press.revision is None:
        raise Refused(_("Nothing has been written yet."))
    bring_out(
        press.revision,
        act=act,
        by=press.by,
        kind=press.kind,
        note=press.note,
        is_serious=press.is_serious,
        puts_back=press.puts_back,
        key=press.key,
        now=press.now,
    )


def _is_no_change(story: Decision) -> bool:
    """What is approved already needs no more than Publish."""
    article = story.article
    return not article.is_live or article.killed or _is_approved(story)


def _is_no_first_one(story: Decision) -> bool:
    return story.article.is_live or story.article.killed or _is_approved(story)


def _is_approved(story: Decision) -> bool:
    return story.article.state == State.READY and not decision.was_touched(story.article)


# Both acts are about the newest revision, and leave no older one to be meant.
CHANGE = Act(
    name="publish_change",
    label=_lazy("Publish this change"),
    label_of_revision=_lazy("Publish revision {} at once"),
    from_states=UNFINISHED,
    to_state=State.DRAFT,
    guards=(
        guards.is_live,
        guards.is_new_to_readers,
        guards.is_newest,
        guards.seen_by_a_second_person,
        *guards.GOES_LIVE,
    ),
    is_beside_the_point=_is_no_change,
    is_on_what_is_typed=True,
    asks=publish.ASKS,
    asks_again=publish.ASKS_AGAIN,
    hidden_by=guards.seen_by_a_second_person,
    ends_assignment=True,
    goes_live=True,
    carry_out=_publish_change,
    done=_lazy("Published."),
)
APPROVE_AND_PUBLISH = replace(
    CHANGE,
    name="approve_and_publish",
    label=_lazy("Approve and publish"),
    from_states=(State.SUBMITTED, State.IN_EDIT, State.READY),
    guards=(guards.is_not_live, guards.is_not_withdrawn_or_meant, *CHANGE.guards[1:]),
    is_beside_the_point=_is_no_first_one,
    carry_out=_approve_and_publish,
)


def bring_out(
    revision: Revision,
    *,
    act: Act | None = None,
    by: User,
    kind: str | None = None,
    note: str = "",
    is_serious: bool = False,
    puts_back: bool = False,
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> Edition:
    """Take the story, approve its newest revision and publish it, as far as that has not been done.

    The kinds are those of `publish`, or a correction with the note. `act` is the button that was pressed: the story
    has to be where it was then, so that one which somebody has withdrawn since stays away. Raises Refused, with
    nothing done.
    """
    key = key or uuid.uuid4()
    with entering.going_live(revision):
        article = taken.article(revision.article_id)
        acts = (publish.ACT, correct.ACT)
        if done := entering.entered_before(key, article, *acts, by=by, revision=revision, note=note):
            return done
        # One press is one moment: between its steps nobody has edited anything.
        now = now or moving.time_for(article)
        if act is not None:
            _refuse_if_moved(act, Decision(article, revision, by, now))
        steps = []
        if article.state not in approve.ACT.from_states:
            steps.append(plain_moves.TAKE)
        if not (article.state == State.READY and article.approved_revision_id == revision.pk):
            steps.append(approve.ACT)
        for step in steps:
            moving.move(
                step,
                article,
                by=by,
                revision=revision,
                # Each line of the log has a key of its own, and the same press the same keys.
                key=uuid.uuid5(key, step.name),
                is_first_press=True,
                now=now,
            )
        if kind == ChangeKind.CORRECTION:
            return correct.correct(revision, text=note, by=by, is_serious=is_serious, key=key, now=now)
        return publish.publish(revision, by=by, kind=kind, note=note, puts_back=puts_back, key=key, now=now)


def _refuse_if_moved(act: Act, story: Decision) -> None:
    """Raise Refused where the act is for another story than this has become. The rest is asked step by step."""
    moving.refuse_unless_allowed(replace(act, guards=act.guards[:1], asks=None), story, "")
