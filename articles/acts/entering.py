"""What publishing, correcting, withdrawing, killing and putting back share: the entry in the ledger."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.acts import moving, pending, presses
from articles.acts.act import Act, Refused
from articles.acts.decision import Decision
from articles.announcing import noting
from articles.messages import telling
from articles.models import Article, ChangeKind, Edition, MessageKind, Revision, addresses
from articles.models.edition import TAKES_DOWN
from articles.publishing import holding, public_rows, taken
from articles.records import chain
from media.files import publicity

if TYPE_CHECKING:
    from django.contrib.auth.models import User

TELLS = {ChangeKind.WITHDRAWAL: MessageKind.WITHDRAWN, ChangeKind.KILL: MessageKind.KILLED}


@contextmanager
def going_live(*revisions: Revision, gone: Collection[int] = ()) -> Iterator[None]:
    """Hold what is written when stories go live, and others go with them.

    Raises Refused, with nothing published, if the pictures cannot be copied to where readers load them.
    """
    try:
        with holding.publication(*revisions, gone=gone):
            yield
    except publicity.NotExposed as failed:
        raise Refused(_("Nothing was published. {failed}").format(failed=failed)) from failed


@contextmanager
def coverage(article_id: int, text: str = "") -> Iterator[None]:
    """Hold what is written when an entry with this text goes into a live story, or when all its coverage changes.

    Raises Refused if the pictures of the entry cannot be copied to where readers load them.
    """
    try:
        with holding.coverage(article_id, text):
            yield
    except publicity.NotExposed as failed:
        raise Refused(_("Nothing was posted. {failed}").format(failed=failed)) from failed


def entered_before(
    key: uuid.UUID | None,
    article: Article,
    *acts: Act,
    by: User,
    note: str,
    revision: Revision | None = None,
) -> Edition | None:
    """What this very press has written in the ledger already. Raises Refused where the key was used for another.

    Where it was used without an entry in this ledger, `presses.keep` finds that out.
    """
    entered = next((one for one in taken.ledger_of(article.pk) if one.key == key), None)
    if entered is not None:
        presses.done_before(key, article, *acts, by=by, revision=revision, note=note)
    return entered


def enter(
    article: Article,
    revision: Revision,
    *,
    kind: ChangeKind,
    by: User,
    note: str = "",
    key: uuid.UUID | None = None,
    dated_at: datetime | None = None,
    now: datetime | None = None,
) -> Edition:
    """Write the next entry of the story's ledger. What it overtakes of the story's schedule is taken back."""
    now = now or timezone.now()
    ledger = taken.ledger_of(article.pk)
    # No key of another press can stand in its way: the change of state before it has the same key.
    edition = chain.keep(
        Edition(
            article=article,
            number=ledger[0].number + 1 if ledger else 1,
            revision=revision,
            kind=kind,
            at=now,
            dated_at=dated_at,
            by=by,
            note=note,
            path=_path(article, revision, kind, dated_at or now),
            key=key or uuid.uuid4(),
        )
    )
    pending.give_way(article, edition)
    noting.note(edition)
    return edition


def _path(article: Article, revision: Revision, kind: ChangeKind, now: datetime) -> str:
    """Where readers get the story; of one that they lose, where it was."""
    if kind not in TAKES_DOWN:
        return addresses.path_of(revision, first=taken.first_edition(article.pk), now=now)
    live = taken.current().row(article.pk)
    return live.path if live is not None else taken.ledger_of(article.pk)[0].path


def take_down(
    act: Act,
    article: Article,
    kind: ChangeKind,
    *,
    by: User,
    note: str,
    public_note: str,
    key: uuid.UUID | None,
    now: datetime | None,
) -> Edition:
    """Take a story from readers: 410 Gone at every address it had, with the public note if there is one."""
    live, told = article.live_edition, TELLS[kind]
    with holding.takedown(article.pk, *([live.revision] if live is not None else [])):
        article = taken.article(article.pk)
        if done := entered_before(key, article, act, by=by, note=note):
            return done
        revision, assignee_id = (
            act.about(Decision(article, None, by, now or timezone.now())),
            article.assignee_id,
        )
        moving.move(act, article, by=by, revision=revision, note=note, key=key, is_first_press=True, now=now)
        if revision is None:  # the guards have refused this already; the type checker does not know
            raise Refused(_("The story was never live."))
        edition = enter(article, revision, kind=kind, by=by, note=note, key=key, now=now)
        public_rows.remove(article.pk, note=public_note, at=edition.at)
        article.live_edition, article.killed = None, kind == ChangeKind.KILL
        article.has_unpublished_changes = False
        taken.save(article, "live_edition", "killed", "has_unpublished_changes")
        # Why a story was killed, the publication log keeps to itself: what readers may read, its people may too.
        telling.tell_its_people(told, article, about=edition, note=public_note, assignee_id=assignee_id)
        return edition
