"""Saving a story: every save that changes something becomes a revision, merged with what was saved meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles import body
from articles.models import Article, Revision, content
from articles.models.content import Content
from articles.models.story import CONTENT_FIELDS
from articles.records import chain, revision_chain
from articles.writing import desk_search, picture_uses
from articles.writing.merging import Choice, Merge, answer, fit, merge
from house import clock, people

# What the working copy says of its newest revision.
OF_A_REVISION = ("revision", "word_count", "has_unpublished_changes", "touched_at")

RESTORED = "Restored from revision"


class Collision(Exception):
    """Somebody saved meanwhile, and both people changed the same thing: the editor has to choose."""

    advice = _lazy(
        "Where you both changed the same, choose below, then save again; everything else merges by itself."
    )

    def __init__(self, merged: Merge, newest: Revision) -> None:
        self.merged = merged
        self.newest = newest
        super().__init__(
            _("{name} saved revision {number} at {time}, after you opened this story.").format(
                name=people.name_of(newest.author),
                number=newest.number,
                time=clock.said(newest.at, seconds=True),
            )
        )


class Unfit(ValueError):
    """The content holds what no story may hold. Nothing was saved. Forms and imports ask `content.unfit` first."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{name}: {why}" for name, why in problems.items()))


class TooMuchTogether(Collision):
    """Each of the two texts could be saved, but they are too long together. There is nothing to choose between."""

    advice = _lazy(
        "Together with what you wrote, the text is longer than a story can be. Take some of it out, then save."
    )

    def __init__(self, merged: Merge, newest: Revision) -> None:
        super().__init__(replace(merged, questions=()), newest)


@dataclass(frozen=True)
class Saved:
    """`revision` is None if nothing had changed; `merged` is None if nobody else had saved meanwhile."""

    revision: Revision | None
    merged: Merge | None = None


@dataclass(frozen=True)
class Answers:
    """The editor's choices, question by question. `asked` is the mark of the merge whose questions they read."""

    asked: str
    choices: Sequence[Choice]


def locked(article_id: int) -> Article:
    """Lock the working copy until the transaction ends, and return it.

    SQLite has no row locks: there every writing transaction begins IMMEDIATE, and so waits for the others.

    The query joins nothing: rows that are not locked would be as they were before it waited for the lock. Other rows
    may go on pointing to this one meanwhile.
    """
    rows = Article.objects.without_words().select_for_update(no_key=True, of=("self",))
    return rows.get(pk=article_id)


def reconcile(
    article: Article, mine: Content, *, base: int | None, answers: Answers | None = None
) -> tuple[Content, Merge | None]:
    """The content to write, and the merge if somebody saved after revision number `base`, from which `mine` began.

    `base` is None for a story that had no revision. The caller holds the lock. Raises Collision if both people
    changed the same thing and the answers do not fit, and TooMuchTogether.
    """
    newest = article.revision
    if newest is None or newest.number == base:
        return mine, None
    opened = article.revisions.filter(number=base).first() if base is not None else None
    merged = merge(
        content.of_revision(opened) if opened else content.EMPTY, mine, content.of_revision(newest)
    )
    if merged.is_settled:
        after = merged.content
    elif answers and answers.asked == merged.asked and fit(merged.questions, answers.choices):
        after = answer(merged, answers.choices)
    else:
        raise Collision(merged, newest)
    try:
        body.refuse_if_too_large(after.fields["body"])
    except body.BodyTooLarge:
        raise TooMuchTogether(merged, newest) from None
    return after, merged


def record(
    article: Article,
    *,
    by: AbstractBaseUser,
    note: str = "",
    base: Revision | None = None,
    now: datetime | None = None,
) -> Revision | None:
    """Keep the working copy with its rows as the next revision. Returns None if nothing has changed.

    The caller holds the lock and has written the rows.
    """
    before = content.of_revision(article.revision) if article.revision else None
    after = content.of_article(article)
    if before == after:
        return None
    revision = _next(article, before, after, by=by, note=note, base=base, now=now or timezone.now())
    article.save(update_fields=[*OF_A_REVISION, *desk_search.write(article, before, after)])
    return revision


def _next(
    article: Article,
    before: Content | None,
    after: Content,
    *,
    by: AbstractBaseUser,
    note: str,
    base: Revision | None,
    now: datetime,
) -> Revision:
    """Store the next revision. The caller saves what the article says of it."""
    newest = article.revision
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
    revision.hash = revision_chain.hash_of(revision, previous=newest.hash if newest else "")
    chain.keep(revision)
    article.revision, article.word_count = revision, revision.word_count
    article.has_unpublished_changes = article.is_live  # nobody has published it yet
    article.touched_at = now
    picture_uses.tell_if_changed(article.pk, before, after)
    return revision


@transaction.atomic
def save(
    article_id: int,
    mine: Content,
    *,
    base: int | None,
    by: AbstractBaseUser,
    answers: Answers | None = None,
    desk: Mapping[str, tuple[Any, Any]] | None = None,
    note: str = "",
    now: datetime | None = None,
) -> Saved:
    """Write content that was edited from revision number `base`, merged with what others saved since.

    `desk` holds changes to the fields for the desk alone: name to (as it was opened, as it is now). Raises Collision,
    and writes nothing then.
    """
    return write(locked(article_id), mine, base=base, by=by, answers=answers, desk=desk, note=note, now=now)


def write(
    article: Article,
    mine: Content,
    *,
    base: int | None,
    by: AbstractBaseUser,
    answers: Answers | None = None,
    desk: Mapping[str, tuple[Any, Any]] | None = None,
    note: str = "",
    now: datetime | None = None,
) -> Saved:
    """As `save`, for callers that hold the lock in this transaction and have not changed the article.

    Every way of writing a story's content ends here.
    """
    after, merged = reconcile(article, mine, base=base, answers=answers)
    opened = article.revisions.filter(number=base).first() if merged and base is not None else None
    if problems := content.unfit(after):
        raise Unfit(problems)
    before = content.of_revision(article.revision) if article.revision else None
    changed = _take_desk_fields(article, desk or {})
    revision = None
    if after != before:
        after = content.write_to(article, after, before=before)
    if after != before:
        revision = _next(article, before, after, by=by, note=note, base=opened, now=now or timezone.now())
        changed += [*(name.removesuffix("_id") for name in CONTENT_FIELDS), *OF_A_REVISION]
    if revision is not None or "slugline" in changed:
        changed += desk_search.write(article, before, after)
    if changed:
        article.save(update_fields=changed)
    return Saved(revision, merged)


def _take_desk_fields(article: Article, changes: Mapping[str, tuple[Any, Any]]) -> list[str]:
    """Set the fields that this editor changed, and return their names. Of two people's notes both stay."""
    for name, (opened, now) in changes.items():
        stored = getattr(article, name)
        both_wrote = name == "desk_note" and stored not in (opened, now) and stored
        setattr(article, name, f"{stored}\n\n{now}" if both_wrote else now)
    return list(changes)


def restore(
    revision: Revision, *, base: int | None, by: AbstractBaseUser, now: datetime | None = None
) -> Saved:
    """Write an old version as a new revision. The revisions between stay in the history.

    What others saved since `base` is merged as with any edit, so a restore never removes newer text without a
    question.
    """
    note = f"{RESTORED} {revision.number}"
    old = content.of_revision(revision)
    # A value that was stored before it was checked is left empty, so that the text can still be restored.
    fields = {**old.fields, **{name: content.EMPTY.fields[name] for name in content.unfit(old)}}
    return save(revision.article_id, replace(old, fields=fields), base=base, by=by, note=note, now=now)


def is_restored(revision: Revision) -> bool:
    """Whether it was made by restoring an older one."""
    return revision.note.startswith(RESTORED)
