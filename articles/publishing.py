"""Acts that change what readers get: publish, correct, withdraw, kill, republish.

Each writes its entry in the ledger and the public rows in one transaction. The same `key` sent twice counts
once. The workflow decides whether the act may be done; the only module that writes public story rows is this.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from articles import addresses, saving, workflow
from articles.composing import Composition, compose
from articles.models import (
    Article,
    ChangeKind,
    Correction,
    Edition,
    GonePath,
    PublishedArticle,
    PublishedPicture,
    PublishedRelation,
    Redirect,
    Revision,
)
from articles.workflow import Refused
from media import publicity

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
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
    article = saving.locked(revision.article_id)
    if done := _done(key):
        return done
    kind = _kind(article, kind)
    workflow.apply(
        "publish", article, by=by, revision=revision, note=note, key=key, accept_older=accept_older, now=now
    )
    # Before the first publication nothing has changed that readers could ask about: the note is the log's.
    told = "" if kind == ChangeKind.FIRST else note
    return _go_live(article, revision, kind=kind, by=by, note=told, key=key, dated_at=dated_at, now=now)


@transaction.atomic
def correct(
    revision: Revision,
    *,
    text: str,
    by: User,
    kind: str = Correction.Kind.CORRECTION,
    key: uuid.UUID | None = None,
    accept_older: bool = False,
    now: datetime | None = None,
) -> Edition:
    """Publish with a dated note that readers see.

    `revision` is the approved one, or the one that is live: then the text stays and only the note is added.
    """
    article = saving.locked(revision.article_id)
    if done := _done(key):
        return done
    if kind not in Correction.Kind.values:
        raise Refused("Say whether it is a correction, a clarification or an editor’s note.")
    is_live = article.live_edition is not None and article.live_edition.revision_id == revision.pk
    act = "append_correction" if is_live else "correct"
    workflow.apply(
        act, article, by=by, revision=revision, note=text, key=key, accept_older=accept_older, now=now
    )
    edition = _enter(article, revision, kind=ChangeKind.CORRECTION, by=by, key=key, now=now)
    Correction.objects.create(article=article, edition=edition, kind=kind, text=text.strip(), date=edition.at)
    _store(article, edition)
    return edition


@transaction.atomic
def withdraw(
    article: Article, *, by: User, note: str = "", key: uuid.UUID | None = None, now: datetime | None = None
) -> Edition:
    """Take a story down: 410 Gone at every address it had, with the note for readers if there is one."""
    return _take_down(
        article, "withdraw", ChangeKind.WITHDRAWAL, by=by, note=note, public_note=note, key=key, now=now
    )


@transaction.atomic
def kill(
    article: Article, *, by: User, note: str, key: uuid.UUID | None = None, now: datetime | None = None
) -> Edition:
    """Take a story down for good: 410 Gone without a word; the reason is in the ledger only."""
    return _take_down(article, "kill", ChangeKind.KILL, by=by, note=note, public_note="", key=key, now=now)


@transaction.atomic
def republish(
    article: Article, *, by: User, note: str = "", key: uuid.UUID | None = None, now: datetime | None = None
) -> Edition:
    """Put a withdrawn story back as it was last live, at the address it had. `note` is for the log alone."""
    article = saving.locked(article.pk)
    if done := _done(key):
        return done
    revision = workflow.revision_for("republish", article)
    workflow.apply("republish", article, by=by, revision=revision, note=note, key=key, now=now)
    if revision is None:  # the guards have refused this already; said again for the type checker
        raise Refused("The story was never live.")
    return _go_live(article, revision, kind=ChangeKind.UPDATE, by=by, note="", key=key, now=now)


def _done(key: uuid.UUID | None) -> Edition | None:
    return Edition.objects.filter(key=key).first() if key else None


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
    _store(article, edition)
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
    return Edition.objects.create(
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


def composition_of(edition: Edition) -> Composition:
    """What readers should be getting after this edition, from the ledger alone."""
    article = edition.article
    editions = list(article.editions.filter(number__lte=edition.number))
    revision = Revision.objects.select_related("section__parent").get(pk=edition.revision_id)
    return compose(revision, editions, article.corrections.all())


def _store(article: Article, edition: Edition) -> None:
    """Write the public rows of an edition, and all that follows from their being there."""
    composition = composition_of(edition)
    write(composition)
    GonePath.objects.filter(story_id=article.pk).delete()
    Article.objects.filter(pk=article.pk).update(live_edition=edition)
    article.live_edition = edition
    refresh_stories_pointing_to(article.pk)


def write(composition: Composition) -> None:
    """Store public rows in place of those that are there; an address left behind becomes a redirect."""
    story = composition.story
    before = PublishedArticle.objects.filter(story_id=story.story_id).first()
    dropped: set[int] = set()
    if before is not None:
        story.pk = before.pk
        dropped = set(before.pictures.values_list("image_id", flat=True))
        _keep_old_address(before, story)
        for name in composition.rows:
            getattr(before, name).all().delete()
    shown = {row.image_id for row in composition.pictures}
    publicity.expose(shown)
    # Once more after the commit: a story taken down meanwhile may have hidden a picture the two shared.
    transaction.on_commit(partial(publicity.expose, shown))
    lead, story.lead = story.lead, None
    story.save(force_insert=before is None)
    for rows in composition.rows.values():
        for row in rows:
            row.story = story
        type(rows[0]).objects.bulk_create(rows) if rows else None
    if lead is not None:
        story.lead = lead
        story.save(update_fields=["lead"])
    hide_unused(dropped)


def _keep_old_address(before: PublishedArticle, story: PublishedArticle) -> None:
    if before.path == story.path:
        return
    Redirect.objects.filter(old_path=story.path, story=before).delete()
    Redirect.objects.get_or_create(
        old_path=before.path, defaults={"story": before, "since": story.modified_at}
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
    article = saving.locked(article.pk)
    if done := _done(key):
        return done
    revision = workflow.revision_for(act, article)
    workflow.apply(act, article, by=by, revision=revision, note=note, key=key, now=now)
    if revision is None:  # the guards have refused this already; said again for the type checker
        raise Refused("The story was never live.")
    edition = _enter(article, revision, kind=kind, by=by, note=note, key=key, now=now)
    remove(article.pk, note=public_note, at=edition.at)
    Article.objects.filter(pk=article.pk).update(live_edition=None, killed=kind == ChangeKind.KILL)
    return edition


def remove(story_id: int, *, note: str, at: datetime) -> None:
    """Take a story's public rows away; every address it had answers 410 from now on."""
    story = PublishedArticle.objects.filter(story_id=story_id).first()
    GonePath.objects.filter(story_id=story_id).update(note=note)
    if story is None:
        return
    paths = [story.path, *story.redirects.values_list("old_path", flat=True)]
    images = set(story.pictures.values_list("image_id", flat=True))
    story.delete()
    GonePath.objects.bulk_create(
        GonePath(path=path, story_id=story_id, since=at, note=note) for path in paths
    )
    hide_unused(images)
    refresh_stories_pointing_to(story_id)


def refresh_stories_pointing_to(story_id: int) -> None:
    """Stories whose text shows a card of this one get it as it is now, or lose it."""
    pointing = PublishedRelation.objects.filter(to_story_id=story_id).exclude(story__story_id=story_id)
    refresh(pointing.values_list("story__story_id", flat=True))


def refresh(story_ids: Iterable[int]) -> int:
    """Make the public rows of live stories anew from the ledger; how many were."""
    count = 0
    editions = Edition.objects.select_related("article").filter(
        pk__in=Article.objects.filter(pk__in=list(story_ids), live_edition__isnull=False).values(
            "live_edition"
        )
    )
    for edition in editions:
        write(composition_of(edition))
        count += 1
    return count


def hide_unused(image_ids: set[int]) -> None:
    """Take pictures out of the public folder, after commit, unless another live row still shows them."""
    if not image_ids:
        return

    def hide() -> None:
        shown = PublishedPicture.objects.filter(image_id__in=image_ids).values_list("image_id", flat=True)
        publicity.hide(image_ids - set(shown))

    transaction.on_commit(hide)
