"""Acts that change what readers get: publish, correct, withdraw, kill, republish.

Each writes its entry in the ledger and the public rows in one transaction. The same `key` sent twice counts
once. The workflow decides whether the act may be done; the only module that writes public story rows is this.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from articles import addresses, body, chain, picture_uses, saving, translations, workflow
from articles.composing import Composition, compose
from articles.live import record
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
from articles.search import indexing
from articles.workflow import Refused
from media import publicity, renditions, uses
from media.crops import Box
from media.models import Image

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
    hold_stories([revision])
    article = saving.locked(revision.article_id)
    if done := _done(key, article, "publish", by=by, revision=revision, note=note):
        if kind and done.kind != kind:
            raise Refused(workflow.USED_FOR_ANOTHER)
        return done
    kind = _kind(article, kind)
    _hold_pictures(revision)
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
    is_serious: bool = False,
    key: uuid.UUID | None = None,
    accept_older: bool = False,
    now: datetime | None = None,
) -> Edition:
    """Publish with a dated note that readers see.

    `revision` is the approved one, or the one that is live: then the text stays and only the note is added.
    A serious one stands above the story.
    """
    hold_stories([revision])
    article = saving.locked(revision.article_id)
    acts = ("correct", "append_correction")  # which of them, depends on what was live then
    if done := _done(key, article, *acts, by=by, revision=revision, note=text):
        return done
    if kind not in Correction.Kind.values:
        raise Refused("Say whether it is a correction, a clarification or an editor’s note.")
    is_live = article.live_edition is not None and article.live_edition.revision_id == revision.pk
    act = "append_correction" if is_live else "correct"
    _hold_pictures(revision)
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
    _store(article, edition, now=now)
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
    if back := workflow.revision_for("republish", article):
        hold_stories([back])
    article = saving.locked(article.pk)
    if done := _done(key, article, "republish", by=by, note=note):
        return done
    revision = workflow.revision_for("republish", article)
    if revision is not None:
        _hold_pictures(revision)
    workflow.apply("republish", article, by=by, revision=revision, note=note, key=key, now=now)
    if revision is None:  # the guards have refused this already; said again for the type checker
        raise Refused("The story was never live.")
    return _go_live(article, revision, kind=ChangeKind.UPDATE, by=by, note="", key=key, now=now)


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
    _store(article, edition, now=now)
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
    return chain.keep(
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


def composition_of(edition: Edition, *, now: datetime | None = None) -> Composition:
    """What readers should be getting after this edition, from the ledger alone, less what may not be shown now."""
    article = edition.article
    editions = list(article.editions.filter(number__lte=edition.number))
    revision = Revision.objects.select_related("section__parent").get(pk=edition.revision_id)
    return compose(revision, editions, article.corrections.all(), now=now)


def hold_stories(revisions: Iterable[Revision]) -> None:
    """Two translations of one story that go live at once wait for each other here, or neither would know of both.

    Stories are locked before all else, and by their numbers. The caller reads its own anew.
    """
    named = [(revision.article_id, revision.translation_of_id) for revision in revisions]
    wanted = {pk for pair in named for pk in pair if pk is not None}
    rows = Article.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    list(rows.values_list("pk", flat=True))


def _hold_pictures(revision: Revision) -> None:
    """Whoever kills a picture waits until this story is out, and finds it; or we wait, and the guards find the kill.

    Pictures are locked before public rows, everywhere: two who wait for each other would wait for ever.
    """
    _hold_pictures_of([revision])


def _hold_pictures_of(revisions: Iterable[Revision]) -> None:
    named = (
        picture_uses.named(
            revision.lead_picture_id, revision.body, *record.of_story(revision.article_id).texts
        )
        for revision in revisions
    )
    hold_pictures({pk for uses in named for _, pk in uses})


def hold_pictures(pictures: Iterable[int]) -> None:
    """Nobody changes these until the transaction ends."""
    wanted = Image.objects.select_for_update(no_key=True).filter(pk__in=set(pictures)).order_by("pk")
    list(wanted.values_list("pk", flat=True))


def hold_together(revisions: Sequence[Revision]) -> None:
    """Lock all that publishing several stories in one transaction needs, in the order that everybody keeps.

    The caller holds the stories themselves.
    """
    _hold_pictures_of(revisions)
    hold_public_rows(set().union(*map(_changes_with, revisions)))


def _draw_parts(revision: Revision) -> None:
    texts = [revision.body, *record.of_story(revision.article_id).texts]
    parts = parts_in(*texts)
    if revision.lead_picture_id and revision.lead_crop:
        parts.add((revision.lead_picture_id, revision.lead_crop))
    draw(parts)


def parts_in(*texts: str) -> set[tuple[int, str]]:
    """What texts show of pictures where it is not the whole: (picture, crop)."""
    return {(use.image_id, use.crop) for text in texts for use in body.pictures(text) if use.crop}


def draw(parts: set[tuple[int, str]]) -> None:
    """Uses that show a part of a picture get it at once: until the worker comes, what was cut away would be seen."""
    if parts:
        images = Image.objects.with_rights().with_renditions().in_bulk(pk for pk, _ in parts)
        for pk, crop in sorted(parts):
            if pk in images:
                renditions.make(images[pk], within=Box.read(crop), formats=(renditions.JPEG,))


def hold_public_rows(story_ids: Iterable[int]) -> None:
    """Nobody else writes these stories' public rows until the transaction ends: what we read of them stays true.

    All that a transaction needs are locked together and in one order. SQLite has one writer at a time anyway.
    """
    rows = (
        PublishedArticle.objects.select_for_update().filter(story_id__in=set(story_ids)).order_by("story_id")
    )
    list(rows.values_list("story_id", flat=True))


def _pointing_to(story_id: int) -> set[int]:
    """The live stories whose text shows a card of this one."""
    pointing = PublishedRelation.objects.filter(to_story_id=story_id).exclude(story__story_id=story_id)
    return set(pointing.values_list("story__story_id", flat=True))


def _changes_with(revision: Revision) -> set[int]:
    """The live stories whose public rows change when this one goes live, or is taken down."""
    story, original = revision.article_id, revision.translation_of_id
    group = translations.beside({story, original} if original else {story})
    return {story} | _pointing_to(story) | group


def _store(article: Article, edition: Edition, *, now: datetime | None = None) -> None:
    """Write the public rows of an edition, and all that follows from their being there."""
    _draw_parts(edition.revision)
    hold_public_rows(_changes_with(edition.revision))
    write(composition_of(edition, now=now))
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
    transaction.on_commit(partial(_expose_again, shown))
    lead, story.lead = story.lead, None
    story.save(force_insert=before is None)
    for rows in composition.rows.values():
        for row in rows:
            row.story = story
        type(rows[0]).objects.bulk_create(rows) if rows else None
    if lead is not None:
        story.lead = lead
        story.save(update_fields=["lead"])
    if before is None or _group(before) != _group(story):
        translations.renew(translations.root_of(row) for row in (before, story) if row is not None)
    indexing.index(story, composition.bylines, composition.topics, composition.pictures, composition.entries)
    uses.tell(story.story_id, story.section_id, composition.uses, is_live=True)
    hide_unused(dropped)


def _group(story: PublishedArticle) -> tuple[str, str, int | None]:
    """What the other stories of a group say of one."""
    return story.language, story.path, story.translation_of_id


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
    if done := _done(key, article, act, by=by, note=note):
        return done
    revision = workflow.revision_for(act, article)
    workflow.apply(act, article, by=by, revision=revision, note=note, key=key, now=now)
    if revision is None:  # the guards have refused this already; said again for the type checker
        raise Refused("The story was never live.")
    edition = _enter(article, revision, kind=kind, by=by, note=note, key=key, now=now)
    hold_public_rows(_changes_with(revision))
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
    translations.renew([translations.root_of(story)])
    uses.tell(story_id, None, (), is_live=True)
    GonePath.objects.bulk_create(
        GonePath(path=path, story_id=story_id, since=at, note=note) for path in paths
    )
    hide_unused(images)
    refresh_stories_pointing_to(story_id)


def refresh_stories_pointing_to(story_id: int) -> None:
    """Stories whose text shows a card of this one get it as it is now, or lose it."""
    refresh(_pointing_to(story_id))


@transaction.atomic
def refresh(story_ids: Iterable[int], *, now: datetime | None = None) -> int:
    """Make the public rows of live stories anew from the ledger; how many were."""
    story_ids = sorted(set(story_ids))
    if not story_ids:
        return 0
    hold_public_rows(translations.beside(story_ids))
    # Read only now: a story that was being published while we waited has another live edition.
    live = Article.objects.filter(pk__in=story_ids, live_edition__isnull=False).values("live_edition")
    editions = Edition.objects.select_related("article").filter(pk__in=live).order_by("article")
    for edition in editions:
        write(composition_of(edition, now=now))
    return len(editions)


def _expose_again(image_ids: set[int]) -> None:
    """The files of those that readers are still shown. A picture killed a moment ago is hidden, and stays so."""
    publicity.expose(_shown(image_ids))
    publicity.hide(image_ids - _shown(image_ids))


def hide_unused(image_ids: set[int]) -> None:
    """Take pictures out of the public folder, after commit, unless another live row still shows them."""
    if image_ids:
        transaction.on_commit(lambda: publicity.hide(image_ids - _shown(image_ids)))


def _shown(image_ids: set[int]) -> set[int]:
    """Which of these readers are shown, by a story or anywhere else."""
    return set(PublishedPicture.objects.filter(image_id__in=image_ids).values_list("image_id", flat=True))
