"""The chain of one story's revisions: each hash covers the revision, who saved it, and the hash before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from django.db.models import QuerySet

from articles.models import Article, Revision, content
from articles.models.story import CONTENT_FIELDS


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


def broken_links(revisions: QuerySet[Revision]) -> Iterator[Revision]:
    """The revisions whose hash does not follow from the one before in their story."""
    with_base = revisions.select_related("base").defer(*(f"base__{name}" for name in CONTENT_FIELDS))
    before: Revision | None = None
    for revision in with_base.order_by("article", "number").iterator(chunk_size=100):
        is_first = before is None or before.article_id != revision.article_id
        if not _follows(revision, "" if is_first or before is None else before.hash):
            yield revision
        before = revision


def _follows(revision: Revision, previous: str) -> bool:
    try:
        return hash_of(revision, previous=previous) == revision.hash
    except (AttributeError, KeyError, TypeError, ValueError):
        return False  # lists that the program never wrote, of which no hash can be made


def first_broken_link(article: Article) -> int | None:
    """The number of the first revision whose hash does not follow from the one before; None if all do."""
    broken = next(broken_links(article.revisions.all()), None)
    return broken.number if broken else None
