"""Hides a line of “What changed” from readers, and shows it again. The desk keeps the line, and who hid it.

The times that readers see do not change, so “Updated” stays true. The first publication and corrections cannot be
hidden: readers must be told of them.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles import policy
from articles.acts.act import Refused
from articles.models import Article, ChangeKind, Edition, HistoryHiding
from articles.publishing import public_rows
from articles.records import chain
from articles.writing import saving

if TYPE_CHECKING:
    from django.contrib.auth.models import User

WORDS = 20
OWED = {
    ChangeKind.FIRST: gettext_noop(
        "When a story was first published is what readers count from: that line stays."
    ),
    ChangeKind.CORRECTION: (
        gettext_noop(
            "Readers are owed corrections, clarifications and editor’s notes. If this one is wrong itself, correct "
            "it."
        )
    ),
}


@transaction.atomic
def hide(edition: Edition, *, by: User, reason: str, now: datetime | None = None) -> HistoryHiding:
    """Hide the line from readers. Hiding it twice is the same as once."""
    if owed := why_not(edition):
        raise Refused(owed)
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why: the log keeps it beside your name."))
    return _note(edition, is_hidden=True, by=by, reason=reason, now=now)


@transaction.atomic
def show(edition: Edition, *, by: User, reason: str = "", now: datetime | None = None) -> HistoryHiding:
    """Show readers the line again."""
    if not edition.hidings.exists():
        raise Refused(_("This line was never hidden."))
    return _note(edition, is_hidden=False, by=by, reason=reason.strip(), now=now)


def why_not(edition: Edition) -> str | None:
    """Why nobody may hide this line, in words for an editor; None if it may be hidden."""
    if edition.kind == ChangeKind.UPDATE:
        return None
    owed = OWED.get(ChangeKind(edition.kind))
    return _(owed) if owed else _("Readers are not told of this: there is no line to hide.")


def line(edition: Edition) -> str:
    """The name of the line in the log: its note, which may be long, or its kind."""
    return Truncator(edition.note).words(WORDS, truncate=" …") or _("Updated")


def _note(edition: Edition, *, is_hidden: bool, by: User, reason: str, now: datetime | None) -> HistoryHiding:
    article: Article = saving.locked(edition.article_id)
    if refusal := policy.why_not(by, "hide_line", article):
        raise Refused(refusal)
    newest = edition.hidings.first()
    if newest is not None and newest.is_hidden == is_hidden:
        return newest
    noted = chain.keep(
        HistoryHiding(edition=edition, is_hidden=is_hidden, by=by, at=now or timezone.now(), reason=reason)
    )
    public_rows.refresh([article.pk], now=now)
    return noted
