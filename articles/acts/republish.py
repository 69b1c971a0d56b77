"""Putting back a withdrawn story: readers get it as it was last live."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles.acts import decision, entering, guards, moving
from articles.acts.act import Act, Asks, Press, Refused
from articles.acts.decision import Decision
from articles.messages import telling
from articles.models import Article, ChangeKind, Edition, MessageKind, Revision
from articles.policy import UNFINISHED
from articles.publishing import public_rows, taken

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def _carry_out(press: Press) -> None:
    republish(
        press.article,
        by=press.by,
        revision=press.revision,
        note=press.note,
        key=press.key,
        now=press.now,
    )


def _is_beside_the_point(story: Decision) -> bool:
    return story.article.killed or story.article.is_live or not story.was_live


ACT = Act(
    name="republish",
    label=_lazy("Put back"),
    from_states=UNFINISHED,
    guards=(guards.was_withdrawn, *guards.GOES_LIVE),
    about=decision.last_live,
    is_beside_the_point=_is_beside_the_point,
    asks=Asks(),
    carry_out=_carry_out,
    done=_lazy("Readers have it again."),
)


def republish(
    article: Article,
    *,
    by: User,
    revision: Revision | None = None,
    note: str = "",
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> Edition:
    """Put a withdrawn story back as it was last live, at the address it had. `note` is for the log alone.

    `revision` is the one that was live by the page on which it was decided.
    """
    revision = revision or decision.last_for_readers(article)
    if revision is None:
        moving.move(ACT, article, by=by, note=note, key=key, now=now)
        raise Refused(_("The story was never live."))  # the guards have refused this already
    with entering.going_live(revision):
        article = taken.article(article.pk)
        if done := entering.entered_before(key, article, ACT, by=by, note=note):
            return done
        if decision.last_for_readers(article) not in (revision, None):
            raise Refused(_("Readers had another version since. Look at it, then put the story back."))
        moving.move(ACT, article, by=by, revision=revision, note=note, key=key, is_first_press=True, now=now)
        edition = entering.enter(article, revision, kind=ChangeKind.UPDATE, by=by, key=key, now=now)
        public_rows.store(article, edition, now=now)
        telling.tell_its_people(MessageKind.PUT_BACK, article, about=edition)
        return edition
