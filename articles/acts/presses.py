"""Presses of buttons: each press has a key, and counts once however often it is sent."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import IntegrityError
from django.utils.translation import gettext_noop

from articles.acts.act import Act, Refused
from articles.models import Article, Revision, StateChange
from articles.records import chain

if TYPE_CHECKING:
    from django.contrib.auth.models import User

USED_FOR_ANOTHER = gettext_noop(
    "Nothing was done: this page has been used before, for something else. Load it again, look at what is there now, "
    "and press once more."
)


def keep(row: chain.Row) -> chain.Row:
    """Store what a press has done, with the key of the press.

    Raises Refused if another press has just used the key; the caller's transaction then has to end. `done_before`
    does not see what another process has not committed yet: if one key is sent for two stories, one of them waits
    here.
    """
    try:
        return chain.keep(row)
    except IntegrityError as clash:
        if not _is_of_the_key(clash):
            raise
        raise Refused(USED_FOR_ANOTHER) from None


def _is_of_the_key(clash: IntegrityError) -> bool:
    """Whether the key exists already, by the error's words: PostgreSQL answers no query before the rollback."""
    return any(words in str(clash) for words in ("(key)=", ".key"))


def done_before(
    key: uuid.UUID | None,
    article: Article,
    *acts: Act,
    by: User,
    revision: Revision | None = None,
    note: str = "",
) -> StateChange | None:
    """What this very press has done already; None if it has done nothing yet.

    A key belongs to one person, one story, one act and what was decided. Raises Refused if it was used for anything
    else: otherwise the answer "done" would be about another story.
    """
    done = StateChange.objects.filter(key=key).first() if key else None
    if done is None:
        return None
    is_the_same = (
        (done.article_id, done.by_id) == (article.pk, by.pk)
        and done.act in {act.name for act in acts}
        and done.note.strip() == note.strip()
        and (revision is None or done.revision_id == revision.pk)
    )
    if not is_the_same:
        raise Refused(USED_FOR_ANOTHER)
    return done
