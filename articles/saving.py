"""Saving a story: every save that changes something becomes a revision, and one from an old base is refused."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from articles import body, content
from articles.content import Content
from articles.models import Article, Revision


class StaleSave(Exception):
    """Somebody saved the story after this editor opened it."""

    def __init__(self, newest: Revision) -> None:
        self.newest = newest
        when = timezone.localtime(newest.at)
        super().__init__(
            f"{newest.author.get_full_name() or newest.author} saved revision {newest.number} "
            f"at {when:%H:%M:%S} on {when:%d %B}, after you opened this story."
        )


def locked(article_id: int) -> Article:
    """The working copy, its row locked until the transaction ends.

    SQLite has no row locks; there every writing transaction begins IMMEDIATE and so waits for the others.
    """
    return Article.objects.select_for_update(of=("self",)).get(pk=article_id)


def refuse_if_stale(article: Article, base_number: int | None) -> None:
    """`base_number` is the revision that the editor had opened, None for a story never saved."""
    newest = article.revision
    if newest is not None and newest.number != base_number:
        raise StaleSave(newest)


def record(
    article: Article,
    *,
    by: AbstractBaseUser,
    note: str = "",
    base: Revision | None = None,
    now: datetime | None = None,
) -> Revision | None:
    """Keep the working copy, its rows included, as the next revision; None if nothing has changed.

    The caller holds the lock and has already written the rows.
    """
    now = now or timezone.now()
    newest = article.revision
    before = content.of_revision(newest) if newest else None
    after = content.of_article(article)
    if before == after:
        return None
    number = newest.number + 1 if newest else 1
    base = base or newest
    revision = Revision(
        article=article,
        number=number,
        base=base,
        author_id=by.pk,
        at=now,
        note=note,
        changed=content.changes(before, after),
        word_count=body.word_count(after.fields["body"]),
        **after.as_json(),
    )
    revision.hash = hash_of(revision, previous=newest.hash if newest else "")
    revision.save(force_insert=True)
    article.revision = revision
    article.touched_at = now
    article.save(update_fields=["revision", "touched_at"])
    return revision


@transaction.atomic
def save(
    article_id: int,
    after: Content,
    *,
    base: int | None,
    by: AbstractBaseUser,
    note: str = "",
    now: datetime | None = None,
) -> Revision | None:
    """Write content that was edited from revision number `base`. Raises StaleSave, and writes nothing then."""
    article = locked(article_id)
    refuse_if_stale(article, base)
    content.write_to(article, after)
    return record(article, by=by, note=note, now=now)


def restore(
    revision: Revision, *, base: int | None, by: AbstractBaseUser, now: datetime | None = None
) -> Revision | None:
    """Bring an old version back as a new revision; the ones between stay in the history."""
    return save(
        revision.article_id,
        content.of_revision(revision),
        base=base,
        by=by,
        note=f"Restored from revision {revision.number}",
        now=now,
    )


def hash_of(revision: Revision, *, previous: str) -> str:
    facts = {
        "article": revision.article_id,
        "number": revision.number,
        "base": revision.base.number if revision.base else None,
        "author": revision.author_id,
        "at": revision.at.astimezone(UTC).isoformat(),
        "note": revision.note,
    }
    return content.of_revision(revision).chained_hash(previous, facts)


def first_broken_link(article: Article) -> int | None:
    """The number of the first revision whose hash does not follow from the one before; None if all do."""
    previous = ""
    for revision in article.revisions.order_by("number").select_related("base").iterator():
        if hash_of(revision, previous=previous) != revision.hash:
            return revision.number
        previous = revision.hash
    return None
