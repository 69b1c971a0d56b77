"""Acts that change what readers get: publish, correct, withdraw, kill, republish.

Each writes its entry in the ledger and the public rows in one transaction. The same `key` sent twice counts
once. The workflow decides whether the act may be done; the only module that writes public story rows is this.
What is locked for it, `articles.publishing.holding` says. Parts of pictures are drawn before anything is.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from articles import body
from articles.acts import workflow
from articles.acts.workflow import Refused
from articles.composing.story_rows import Composition, compose
from articles.models import (
    Article,
    ChangeKind,
    Correction,
    Edition,
    GonePath,
    PublishedArticle,
    PublishedRelation,
    Redirect,
    Revision,
    addresses,
)
from articles.publishing import holding
from articles.records import chain
from articles.search import indexing
from articles.writing import picture_uses, saving, translations
from media.files import publicity, renditions
from media.library import uses
from media.models import Image
from media.terms.crops import Box

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)


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
    draw_parts(revision)
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
    draw_parts(revision)
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
        _store(article, edition, now=now)
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
    draw_parts(revision)
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


def composition_of(edition: Edition, *, now: datetime | None = None) -> Composition:
    """What readers should be getting after this edition, from the ledger alone, less what may not be shown now."""
    article = edition.article
    editions = list(article.editions.filter(number__lte=edition.number))
    revision = Revision.objects.select_related("section__parent").get(pk=edition.revision_id)
    return compose(revision, editions, article.corrections.all(), now=now)


def draw_parts(*revisions: Revision) -> None:
    """All parts of pictures that these show, and pictures of which there is no file at all."""
    parts: set[tuple[int, str]] = set()
    named: set[int] = set()
    for revision in revisions:
        texts = holding.texts_of(revision)
        parts |= parts_in(*texts)
        if revision.lead_picture_id and revision.lead_crop:
            parts.add((revision.lead_picture_id, revision.lead_crop))
        named |= {pk for _, pk in picture_uses.named(revision.lead_picture_id, *texts)}
    publicity.draw_bare(named)
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
                renditions.make(images[pk], within=Box.stored(crop), formats=(renditions.JPEG,))


def _pointing_to(story_id: int) -> set[int]:
    """The live stories whose text shows a card of this one."""
    pointing = PublishedRelation.objects.filter(to_story_id=story_id).exclude(story__story_id=story_id)
    return set(pointing.values_list("story__story_id", flat=True))


def _store(article: Article, edition: Edition, *, now: datetime | None = None) -> None:
    """Write the public rows of an edition, and all that follows from their being there."""
    write(composition_of(edition, now=now))
    GonePath.objects.filter(story_id=article.pk).delete()
    Article.objects.filter(pk=article.pk).update(live_edition=edition)
    article.live_edition = edition
    refresh_stories_pointing_to(article.pk)


def write(composition: Composition) -> None:
    """Store public rows in place of those that are there; an address left behind becomes a redirect.

    The caller holds the rows; see `articles.publishing.holding`.
    """
    story, held = composition.story, holding.current()
    before = PublishedArticle.objects.filter(story_id=story.story_id).first()
    dropped: set[int] = set()
    if before is not None:
        story.pk = before.pk
        dropped = set(before.pictures.values_list("image_id", flat=True))
        _keep_old_address(before, story)
        for name in composition.rows:
            getattr(before, name).all().delete()
    shown = {row.image_id for row in composition.pictures}
    held.shown |= shown
    try:
        publicity.expose(shown)
    except publicity.NotExposed:
        if held.goes_out:
            raise
        # A kill must not wait for a disk with room: the worker tries again.
        logger.exception("Pictures of story %s could not be put where readers fetch them.", story.story_id)
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
    held.dropped |= dropped


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
    with holding.takedown(article.pk):
        article = saving.locked(article.pk)
        if done := _done(key, article, act, by=by, note=note):
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
    """Take a story's public rows away; every address it had answers 410 from now on. The caller holds them."""
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
    holding.current().dropped |= images
    refresh_stories_pointing_to(story_id)


def refresh_stories_pointing_to(story_id: int) -> None:
    """Stories whose text shows a card of this one get it as it is now, or lose it."""
    refresh(_pointing_to(story_id))


def refresh(story_ids: Iterable[int], *, now: datetime | None = None) -> int:
    """Make the public rows of live stories anew from the ledger; how many were."""
    story_ids = sorted(set(story_ids))
    if not story_ids:
        return 0
    with holding.public_rows(story_ids):
        # Read only now: a story that was being published while we waited has another live edition.
        live = Article.objects.filter(pk__in=story_ids, live_edition__isnull=False).values("live_edition")
        editions = Edition.objects.select_related("article").filter(pk__in=live).order_by("article")
        for edition in editions:
            write(composition_of(edition, now=now))
        return len(editions)
