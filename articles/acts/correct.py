"""Correcting what readers have, with a dated note: with another text, or with the text that is live."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles.acts import decision, entering, guards, moving
from articles.acts.act import Act, Asks, Press, Refused
from articles.messages import telling
from articles.models import ChangeKind, Correction, Edition, MessageKind, Revision, State
from articles.policy import UNFINISHED
from articles.publishing import public_rows, taken
from articles.records import chain

if TYPE_CHECKING:
    from django.contrib.auth.models import User

KINDS = tuple(Correction.Kind.choices)


def carry_out(press: Press) -> None:
    correct(
        press.approved(),
        text=press.note,
        by=press.by,
        kind=press.kind or Correction.Kind.CORRECTION,
        is_serious=press.is_serious,
        key=press.key,
        accept_older=press.accept_older,
        now=press.now,
    )


ACT = Act(
    name="correct",
    label=_lazy("Publish as a correction"),
    label_of_revision=_lazy("Publish revision {} as a correction"),
    from_states=(State.READY,),
    to_state=State.DRAFT,
    guards=(
        guards.is_live,
        guards.is_approved,
        guards.is_newest_or_meant,
        guards.is_new_to_readers,
        *guards.GOES_LIVE,
    ),
    about=decision.approved,
    is_beside_the_point=decision.when_not_live,
    asks=Asks(
        note=_lazy("What was wrong, and what is right? Readers see the answer."),
        needs_note=True,
        kinds=KINDS,
        is_serious=True,
        accept_older=True,
        reports=True,
    ),
    ends_assignment=True,
    goes_live=True,
    carry_out=carry_out,
    done=_lazy("Published with the correction."),
)

APPEND = Act(
    name="append_correction",
    label=_lazy("Add a correction"),
    from_states=UNFINISHED,
    guards=(guards.is_live,),
    about=decision.live,
    is_beside_the_point=decision.when_not_live,
    asks=Asks(
        note=_lazy("What was wrong, and what is right? Readers see the answer; the story’s text stays."),
        needs_note=True,
        kinds=KINDS,
        is_serious=True,
        reports=True,
    ),
    goes_live=True,
    carry_out=carry_out,
    done=_lazy("The correction is with the story."),
)


def correct(
    revision: Revision,
    *,
    text: str,
    by: User,
    kind: str = Correction.Kind.CORRECTION,
    is_serious: bool = False,
    key: uuid.UUID | None = None,
    accept_older: bool = False,
    now: datetime | None = None,
) -> Edition:
    """Publish with a dated note that readers see.

    `revision` is the approved one; or the one that is live: then the text stays and only the note is added. A serious
    note stands above the story.
    """
    with entering.going_live(revision):
        article = taken.article(revision.article_id)
        # Which of the two acts it was, depends on what was live then.
        if done := entering.entered_before(key, article, ACT, APPEND, by=by, revision=revision, note=text):
            return done
        if kind not in Correction.Kind.values:
            raise Refused(_("Say whether it is a correction, a clarification or an editor’s note."))
        is_live = article.live_edition is not None and article.live_edition.revision_id == revision.pk
        act, assignee_id = APPEND if is_live else ACT, article.assignee_id
        moving.move(
            act,
            article,
            by=by,
            revision=revision,
            note=text,
            key=key,
            is_first_press=True,
            accept_older=accept_older,
            now=now,
        )
        edition = entering.enter(article, revision, kind=ChangeKind.CORRECTION, by=by, key=key, now=now)
        chain.keep(
            Correction(
                article=article,
                edition=edition,
                kind=kind,
                is_serious=is_serious,
                text=text.strip(),
                date=edition.at,
            )
        )
        public_rows.store(article, edition, now=now)
        telling.tell_its_people(
            MessageKind.PUBLISHED, article, about=edition, note=text, assignee_id=assignee_id
        )
        return edition
