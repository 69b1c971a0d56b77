"""Public rows as they are stored: written and removed in the transaction of what changed them, and made anew.

Whoever calls holds the rows, see `articles.publishing.holding`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from articles.composing.story_rows import Composition, KnownOfStory, compose
from articles.models import (
    Article,
    ArticleType,
    Edition,
    GonePath,
    PublishedArticle,
    PublishedPicture,
    Redirect,
    ledger,
    live_record,
)
from articles.models.edition import TAKES_DOWN
from articles.publishing import holding, stored_rows, taken
from articles.publishing.stored_rows import RowDifference
from articles.publishing.taken import Held
from articles.search import indexing
from articles.writing import translations
from house import asking
from media.files import publicity
from media.library import uses

logger = logging.getLogger(__name__)

# By the names of the rows that hang on a story: what is asked of them when they are deleted.
TOLD_OF_WHAT_GOES = {"redirects": "old_path", "pictures": "image_id"}


def composition_of(edition: Edition, *, now: datetime | None = None) -> Composition:
    """What readers should be getting after this edition, from the ledger alone, less what may not be shown now."""
    story = edition.article_id
    editions = [one for one in taken.ledger_of(story) if one.number <= edition.number]
    if edition not in editions:
        editions.insert(0, edition)  # entered just now
    revision = edition.revision
    is_live = (
        revision.article_type == ArticleType.LIVE
    )  # which may have been closed before anything was posted
    known = KnownOfStory(hidden=ledger.hidden(editions))
    if (held := taken.held_now()) is not None:
        known = KnownOfStory(
            coverage=live_record.NOTHING if story in held.without_entries and not is_live else None,
            library=held.library if story in held.going_out else None,
            related=held.rows if story in held.going_out else None,
            group=held.group(revision.translation_of_id or story),
            hidden=known.hidden,
            names=held.names_of(revision),
        )
    return compose(revision, editions, ledger.corrections(editions), known=known, now=now)


def store(article: Article, edition: Edition, *, now: datetime | None = None) -> None:
    """Write the public rows of an edition, and all that follows from their being there."""
    gone: list[str] = []
    if _was_taken_down(article.pk):
        gone = stored_rows.delete(GonePath, "story_id", article.pk, "path")
    composition = composition_of(edition, now=now)
    write(composition)
    _lead_back(gone, composition.story)
    article.live_edition = edition
    article.has_unpublished_changes = edition.revision_id != article.revision_id
    taken.current().save(article, "live_edition", "has_unpublished_changes")
    refresh_stories_pointing_to(article.pk)


def _lead_back(gone: Iterable[str], story: PublishedArticle) -> None:
    """The addresses of a story that was taken away and comes back lead to it again, also those of another system."""
    rows = [
        Redirect(old_path=path, story=story, since=story.modified_at) for path in gone if path != story.path
    ]
    if rows:
        Redirect.objects.bulk_create(rows, ignore_conflicts=True)


def _was_taken_down(story_id: int) -> bool:
    """Before, so that there are addresses which answer 410."""
    return any(edition.kind in TAKES_DOWN for edition in taken.ledger_of(story_id))


def write(composition: Composition) -> None:
    """Store public rows in place of those that are there; an address left behind becomes a redirect.

    The caller holds the rows; see `articles.publishing.holding`.
    """
    story, held = composition.story, taken.current()
    before = held.row(story.story_id)
    if before is not None:
        story.pk = before.pk
        _keep_old_address(before, story)
    expose(composition)
    _write_rows(composition, before)
    held.has_written(story, composition.relations)
    if before is None or not says_the_same_to_others(before, story):
        _renew_groups(*(row for row in (before, story) if row is not None))
    held.words |= indexing.index(
        story,
        composition.bylines,
        composition.topics,
        composition.pictures,
        composition.entries,
        is_new=before is None,
    )
    tell_uses(composition, is_first=before is None)


def tell_uses(composition: Composition, *, is_first: bool) -> None:
    """Tell the library which pictures the story names."""
    story = composition.story
    uses.tell(
        story.story_id,
        story.section_id,
        composition.uses,
        is_live=True,
        is_first=is_first,
        in_library=composition.library,
    )


def _renew_groups(*stories: PublishedArticle) -> None:
    for root in {translations.root_of(story) for story in stories}:
        translations.renew(taken.current().group(root))


def expose(composition: Composition) -> None:
    """Put the story's pictures where readers fetch them, before there is a page that shows them."""
    held = taken.current()
    images = {row.image_id for row in composition.pictures}
    try:
        publicity.expose(images, composition.library)
    except publicity.NotExposed:
        if held.goes_out:
            raise
        # A kill must not wait for a disk with room: the worker tries again.
        held.shown |= images
        story = composition.story.story_id
        logger.exception("Pictures of story %s could not be put where readers fetch them.", story)


def _write_rows(composition: Composition, before: PublishedArticle | None) -> None:
    """The story's own row, and of the rows that hang on it those that differ from what is stored."""
    story = composition.story
    lead, story.lead = story.lead, None
    if before is None:
        story.save(force_insert=True)
    stored = _stored(before, any_entries=bool(composition.entries)) if before is not None else {}
    differences = {}
    for name, rows in composition.rows.items():
        for row in rows:
            row.story = story
        differences[name] = stored_rows.compare(name, rows, stored.get(name, []))
        differences[name].write()
    note_pictures(composition.pictures, stored.get("pictures", []), differences["pictures"])
    # Only now has a lead picture that is new a number.
    story.lead = lead
    if before is not None:
        story.save(force_update=True)
    elif lead is not None:
        story.save(update_fields=["lead"])
    for difference in differences.values():
        difference.delete()


def _stored(before: PublishedArticle, *, any_entries: bool) -> dict[str, list[Any]]:
    """The rows that hang on a story, by the name of its related manager."""
    held = taken.current()
    if before.pk not in held.beside:
        _read_beside(held, before)
    stored = held.beside.pop(before.pk) | {"relations": held.relations_of(before)}
    # Most stories never had a row in the table of live entries.
    stored["entries"] = list(before.entries.all()) if any_entries or before.entry_count else []
    return stored


def _read_beside(held: Held, before: PublishedArticle) -> None:
    """What hangs on this row and on those of all stories that go out with it, by one query."""
    rows = {row.pk for row in held.rows.values() if row.story_id in held.going_out} | {before.pk}
    names = ("bylines", "topic_rows", "pictures", "changes")
    tables: list[Any] = [PublishedArticle._meta.get_field(name).related_model for name in names]
    found = asking.together(*(table.objects.filter(story__in=rows) for table in tables))
    held.beside = {
        pk: {
            name: [one for one in some if one.story_id == pk] for name, some in zip(names, found, strict=True)
        }
        for pk in rows
    }


def note_pictures(
    rows: Sequence[PublishedPicture], stored: Sequence[PublishedPicture], difference: RowDifference
) -> None:
    """What has to be seen to in the end: what readers no longer get of this story, and what they get otherwise."""
    shown, held = {row.image_id for row in rows}, taken.current()
    held.dropped |= {row.image_id for row in stored} - shown
    if difference.touched:
        # All of them: a picture that stays may be shown in fewer parts than before.
        held.shown |= shown


def says_the_same_to_others(before: PublishedArticle, story: PublishedArticle) -> bool:
    """Whether a story has the address, and in its group the place, that it had."""
    was, now = (
        (row.language, row.path, row.translation_of_id)  # what the other stories of a group say of one
        for row in (before, story)
    )
    return was == now


def _keep_old_address(before: PublishedArticle, story: PublishedArticle) -> None:
    if before.path == story.path:
        return
    Redirect.objects.filter(old_path=story.path, story=before).delete()
    Redirect.objects.get_or_create(
        old_path=before.path, defaults={"story": before, "since": story.modified_at}
    )


def remove(story_id: int, *, note: str, at: datetime) -> None:
    """Take a story's public rows away; every address it had answers 410 from now on. The caller holds them."""
    held = taken.current()
    story = held.row(story_id)
    if story is None:
        GonePath.objects.filter(story_id=story_id).update(note=note)
        return
    paths, images = _delete(story)
    held.has_removed(story_id)
    _renew_groups(story)
    uses.forget(story_id, is_live=True)
    # Of a row that came back after its story was withdrawn, the addresses say so already.
    GonePath.objects.bulk_create(
        [GonePath(path=path, story_id=story_id, since=at, note=note) for path in paths], ignore_conflicts=True
    )
    held.dropped |= images
    refresh_stories_pointing_to(story_id)


def _delete(story: PublishedArticle) -> tuple[set[str], set[int]]:
    """Delete a story's row with all that hang on it: the addresses it had, and the pictures that readers lose.

    As `story.delete()` would, which looks for rows that cannot be there, and reads others before it deletes them.
    """
    never = {"entries"} if not story.entry_count else set()
    if not taken.current().relations_of(story):
        never.add("relations")
    gone: dict[str, list[Any]] = {}
    for relation in story._meta.related_objects:
        name, table, column = relation.name, relation.related_model, relation.field.attname
        if name not in never:
            gone[name] = stored_rows.delete(table, column, story.pk, TOLD_OF_WHAT_GOES.get(name, "id"))
    stored_rows.delete(PublishedArticle, "id", story.pk, "id")
    return {story.path, *gone["redirects"]}, set(gone["pictures"])


def refresh_stories_pointing_to(story_id: int) -> None:
    """Stories whose text shows a card of this one get it as it is now, or lose it."""
    refresh(taken.current().pointing_to(story_id))


def refresh(story_ids: Iterable[int], *, now: datetime | None = None) -> int:
    """Make the public rows of live stories anew from the ledger; how many were."""
    story_ids = sorted(set(story_ids))
    if not story_ids:
        return 0
    with holding.public_rows(story_ids):
        # Read only now: a story that was being published while we waited has another live edition.
        live = Article.objects.filter(pk__in=story_ids, live_edition__isnull=False).values("live_edition")
        editions = Edition.objects.select_related("revision").filter(pk__in=live).order_by("article")
        for edition in editions:
            write(composition_of(edition, now=now))
        return len(editions)
