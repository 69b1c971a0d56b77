"""Acts that change what readers get: publish, correct, withdraw, kill, republish.

Each writes its entry in the ledger and the public rows in one transaction. The same `key` sent twice counts
once. The workflow decides whether the act may be done; the only module that writes public story rows is this.
What is locked for it, `articles.publishing.holding` says. Parts of pictures are drawn before anything is.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from articles.acts import workflow
from articles.acts.workflow import Refused
from articles.models import (
    Article,
    ChangeKind,
    Correction,
    Edition,
    Revision,
    addresses,
)
from articles.publishing import holding, public_rows
from articles.records import chain
from articles.writing import saving
from media.files import publicity

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def publish(
    revision: Revision,
    *,
    by: User,
    kind: str | None = None,
    note: str = "",
    key: uuid.UUID | None = None,
    accept_older: bool = False,
    dated_at: datetime | None = None,
    now: datetime | None = None,
) -> Edition:
    """Make this approved revision what readers get.

    `kind` is minor or update for a story that has been live; left out, it is the first publication or an
    update. `note` says what changed, for readers. `dated_at` is for imported stories: the time readers see.
    """
    public_rows.draw_parts(revision)
    with going_live(revision):
        article = saving.locked(revision.article_id)
        if done := _done(key, article, "publish", by=by, revision=revision, note=note):
            if kind and done.kind != kind:
                raise Refused(workflow.USED_FOR_ANOTHER)
            return done
        kind = _kind(article, kind)
        workflow.apply(
            "publish",
            article,
            by=by,
            revision=revision,
            note=note,
            key=key,
            accept_older=accept_older,
            now=now,
        )
        # Before the first publication nothing has changed that readers could ask about: the note is the log's.
        told = "" if kind == ChangeKind.FIRST else note
        return _go_live(article, revision, kind=kind, by=by, note=told, key=key, dated_at=dated_at, now=now)


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

    `revision` is the approved one, or the one that is live: then the text stays and only the note is added.
    A serious one stands above the story.
    """
    public_rows.draw_parts(revision)
    with going_live(revision):
        article = saving.locked(revision.article_id)
        acts = ("correct", "append_correction")  # which of them, depends on what was live then
        if done := _done(key, article, *acts, by=by, revision=revision, note=text):
            return done
        if kind not in Correction.Kind.values:
            raise Refused("Say whether it is a correction, a clarification or an editor’s note.")
        is_live = article.live_edition is not None and article.live_edition.revision_id == revision.pk
        act = "append_correction" if is_live else "correct"
        workflow.apply(
            act, article, by=by, revision=revision, note=text, key=key, accept_older=accept_older, now=now
        )
        edition = _enter(article, revision, kind=ChangeKind.CORRECTION, by=by, key=key, now=now)
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
        return edition


def withdraw(
    article: Article, *, by: User, note: str = "", key: uuid.UUID | None = None, now: datetime | None = None
) -> Edition:
    """Take a story down: 410 Gone at every address it had, with the note for readers if there is one."""
    return _take_down(
        article, "withdraw", ChangeKind.WITHDRAWAL, by=by, note=note, public_note=note, key=key, now=now
    )


def kill(
    article: Article, *, by: User, note: str, key: uuid.UUID | None = None, now: datetime | None = None
) -> Edition:
    """Take a story down for good: 410 Gone without a word; the reason is in the ledger only."""
    return _take_down(article, "kill", ChangeKind.KILL, by=by, note=note, public_note="", key=key, now=now)


def republish(
    article: Article, *, by: User, note: str = "", key: uuid.UUID | None = None, now: datetime | None = None
) -> Edition:
    """Put a withdrawn story back as it was last live, at the address it had. `note` is for the log alone."""
    revision = workflow.revision_for("republish", article)
    if revision is None:
        workflow.apply("republish", article, by=by, note=note, key=key, now=now)
        raise Refused("The story was never live.")  # the guards have refused this already
    public_rows.draw_parts(revision)
    with going_live(revision):
        article = saving.locked(article.pk)
        if done := _done(key, article, "republish", by=by, note=note):
            return done
        if workflow.revision_for("republish", article) != revision:
            raise Refused("Readers had another version since. Look at it, then put the story back.")
        workflow.apply("republish", article, by=by, revision=revision, note=note, key=key, now=now)
        return _go_live(article, revision, kind=ChangeKind.UPDATE, by=by, note="", key=key, now=now)


@contextmanager
def going_live(*revisions: Revision) -> Iterator[None]:
    """Raises Refused, with nothing published, where the pictures cannot be put where readers fetch them."""
    try:
        with holding.publication(*revisions):
            yield
    except publicity.NotExposed as failed:
        raise Refused(f"Nothing was published. {failed}") from failed


def _done(
    key: uuid.UUID | None,
    article: Article,
    *acts: str,
    by: User,
    note: str,
    revision: Revision | None = None,
) -> Edition | None:
    """What this very press has written in the ledger already. Raises Refused where the key was used for another."""
    done = workflow.done_before(key, article, *acts, by=by, revision=revision, note=note)
    return Edition.objects.get(key=done.key) if done else None


def _kind(article: Article, kind: str | None) -> ChangeKind:
    was_live = article.editions.exists()
    chosen = ChangeKind(kind) if kind else (ChangeKind.UPDATE if was_live else ChangeKind.FIRST)
    if (chosen == ChangeKind.FIRST) == was_live or chosen not in {
        ChangeKind.FIRST,
        ChangeKind.MINOR,
        ChangeKind.UPDATE,
    }:
        raise Refused("A story is published first once; after that it is a minor change or an update.")
    return chosen


def _go_live(
    article: Article,
    revision: Revision,
    *,
    kind: ChangeKind,
    by: User,
    note: str,
    key: uuid.UUID | None,
    dated_at: datetime | None = None,
    now: datetime | None,
) -> Edition:
    edition = _enter(article, revision, kind=kind, by=by, note=note, key=key, dated_at=dated_at, now=now)
    public_rows.store(article, edition, now=now)
    return edition


def _enter(
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
    """The next entry of the story's ledger."""
    now = now or timezone.now()
    newest = article.editions.first()
    first = addresses.first_edition(article.pk)
    return workflow.keep(
        Edition(
            article=article,
            number=newest.number + 1 if newest else 1,
            revision=revision,
            kind=kind,
            at=now,
            dated_at=dated_at,
            by=by,
            note=note,
            path=addresses.path_of(revision, first=first, now=dated_at or now),
            key=key or uuid.uuid4(),
        )
    )


def _take_down(
    article: Article,
    act: str,
    kind: ChangeKind,
    *,
    by: User,
    note: str,
    public_note: str,
    key: uuid.UUID | None,
    now: datetime | None,
) -> Edition:
    with holding.takedown(article.pk):
        article = saving.locked(article.pk)
        if done := _done(key, article, act, by=by, note=note):
            return done
        revision = workflow.revision_for(act, article)
        workflow.apply(act, article, by=by, revision=revision, note=note, key=key, now=now)
        if revision is None:  # the guards have refused this already; said again for the type checker
            raise Refused("The story was never live.")
        edition = _enter(article, revision, kind=kind, by=by, note=note, key=key, now=now)
        public_rows.remove(article.pk, note=public_note, at=edition.at)
        Article.objects.filter(pk=article.pk).update(live_edition=None, killed=kind == ChangeKind.KILL)
        return edition
