"""Publishing: the approved revision becomes what readers get, as a first publication, an update or a minor change."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles.acts import correct, decision, entering, guards, moving, presses
from articles.acts.act import Act, Asks, Press, Refused
from articles.messages import telling
from articles.models import Article, ChangeKind, Edition, MessageKind, Revision, State
from articles.policy import UNFINISHED
from articles.publishing import public_rows, taken

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def _carry_out(press: Press) -> None:
    if press.kind == ChangeKind.CORRECTION:
        correct.carry_out(replace(press, kind=None))
        return
    publish(
        press.approved(),
        by=press.by,
        kind=press.kind,
        note=press.note,
        key=press.key,
        accept_older=press.accept_older,
        puts_back=press.puts_back,
        now=press.now,
    )


ASKS = Asks()
ASKS_AGAIN = Asks(
    note=_lazy("What changed? Readers who ask for the history see the answer."),
    kinds=(
        (ChangeKind.UPDATE, _lazy("An update: readers see “Updated” with the time")),
        (ChangeKind.MINOR, _lazy("A minor change: a spelling, a comma. Readers see no new time")),
        (ChangeKind.CORRECTION, _lazy("A correction: readers see what was wrong, and what is right")),
    ),
    is_serious=True,
    puts_back=True,
    reports=True,
)
ACT = Act(
    name="publish",
    label=_lazy("Publish"),
    label_of_revision=_lazy("Publish revision {}"),
    from_states=(State.READY,),
    to_state=State.DRAFT,
    guards=(
        guards.is_approved,
        *guards.ASKED,
        guards.is_new_to_readers,
        *guards.GOES_LIVE,
    ),
    about=decision.approved,
    is_beside_the_point=decision.when_killed,
    asks=replace(ASKS, accept_older=True),
    asks_again=replace(ASKS_AGAIN, accept_older=True),
    ends_assignment=True,
    goes_live=True,
    carry_out=_carry_out,
    done=_lazy("Published."),
)
# The same, where it was decided before: scheduling named the revision, and the next version may be in work already.
# Whoever has that goes on with it.
ON_TIME = replace(
    ACT,
    from_states=UNFINISHED,
    to_state=None,
    guards=(guards.is_new_to_readers, *guards.GOES_LIVE),
    ends_assignment=False,
)


def publish(
    revision: Revision,
    *,
    by: User,
    kind: str | None = None,
    note: str = "",
    key: uuid.UUID | None = None,
    accept_older: bool = False,
    puts_back: bool = False,
    on_time: bool = False,
    dated_at: datetime | None = None,
    now: datetime | None = None,
) -> Edition:
    """Make this approved revision what readers get.

    `kind` is minor or update for a story that has been live. Without it, this is the first publication or an update.
    `note` tells readers what changed. `puts_back` says that a story which was withdrawn is to go out again.
    `on_time` says that the revision was scheduled when it was the approved one.
    `dated_at` is for imported stories: the time that readers see.
    """
    with entering.going_live(revision):
        article = taken.article(revision.article_id)
        if done := entering.entered_before(key, article, ACT, by=by, revision=revision, note=note):
            if kind and done.kind != kind:
                raise Refused(presses.USED_FOR_ANOTHER)
            return done
        kind, assignee_id = _kind(article, kind), article.assignee_id
        stands_ready = article.state == State.READY and article.approved_revision_id == revision.pk
        moving.move(
            ON_TIME if on_time and not stands_ready else ACT,
            article,
            by=by,
            revision=revision,
            note=note,
            key=key,
            is_first_press=True,
            accept_older=accept_older or on_time,
            puts_back=puts_back or on_time,
            now=now,
        )
        # Before the first publication nothing has changed for readers, so the note is only for the log.
        told = "" if kind == ChangeKind.FIRST else note
        edition = entering.enter(
            article, revision, kind=kind, by=by, note=told, key=key, dated_at=dated_at, now=now
        )
        public_rows.store(article, edition, now=now)
        if kind != ChangeKind.MINOR:
            telling.tell_its_people(
                MessageKind.PUBLISHED, article, about=edition, note=note, assignee_id=assignee_id
            )
        return edition


def _kind(article: Article, kind: str | None) -> ChangeKind:
    was_live = bool(taken.ledger_of(article.pk))
    chosen = ChangeKind(kind) if kind else (ChangeKind.UPDATE if was_live else ChangeKind.FIRST)
    if (chosen == ChangeKind.FIRST) == was_live or chosen not in {
        ChangeKind.FIRST,
        ChangeKind.MINOR,
        ChangeKind.UPDATE,
    }:
        raise Refused(_("A story is published first once; after that it is a minor change or an update."))
    return chosen
