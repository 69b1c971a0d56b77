"""An entry that was posted just now, added to what readers have of its story.

A story is composed anew as a whole where it changes, and one that is covered for a day has hundreds of entries. A new
entry leaves all others as they are: it has the highest number, stands behind them in the order in which rows are
made, and adds to what the story's row counts. So its cost does not grow with the story.

`rebuild_published --check` compares with the story composed as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max
from django.utils.translation import override

from articles import body
from articles.composing import entry_rows, picture_rows, rendered_text
from articles.languages import spoken
from articles.models import (
    LiveEntryVersion,
    PublishedArticle,
    PublishedEntry,
    PublishedPicture,
    PublishedRelation,
)
from articles.models.live_record import CoverageEntry
from articles.publishing import taken
from articles.search import indexing
from articles.writing import picture_uses
from media.clearance import rights
from media.files import publicity
from media.library import uses
from media.models import Image

# Of the story's row; its texts are read where they are asked for.
COLUMNS = (
    "language",
    "section_id",
    "lead_picture_id",
    "published_at",
    "updated_at",
    "modified_at",
    "rights_end",
    "entry_count",
    "live_change",
)


def add(posted: LiveEntryVersion, *, now: datetime) -> bool:
    """Give the entry to readers. False says that nothing was written: the story has to be made anew.

    The caller holds what `holding.coverage` holds.
    """
    story = PublishedArticle.objects.filter(story_id=posted.article_id).only(*COLUMNS).first()
    if story is None or not _comes_next(posted, story):
        return False
    library = {pk: image for _, pk in picture_uses.named(None, posted.body) if (image := _held(pk))}
    if library and not library.keys().isdisjoint(_shown_elsewhere(story)):
        return False  # where a picture is shown twice, the search says its caption in another order
    with override(spoken(story.language)):
        entry, pictures = _composed(posted, story, picture_rows.may_be_shown(library, now), now)
    if not indexing.add(story, entry):
        return False
    publicity.expose({row.image_id for row in pictures}, library)
    PublishedPicture.objects.bulk_create(pictures)
    entry.save(force_insert=True)
    pointed_to = [PublishedRelation(story=story, to_story_id=pk) for pk in body.related(posted.body)]
    PublishedRelation.objects.bulk_create(pointed_to, ignore_conflicts=True)
    _count(posted, story, library.values(), now)
    held = taken.current()
    held.shown |= {row.image_id for row in pictures}
    if library:
        uses.add(posted.article_id, story.section_id, picture_uses.named(None, posted.body), library)
    return True


def _comes_next(posted: LiveEntryVersion, story: PublishedArticle) -> bool:
    """Whether readers have all that was posted before it, and nothing else."""
    return (story.entry_count, story.live_change) == (posted.entry_number - 1, posted.change - 1)


def _held(image: int) -> Image | None:
    return taken.current().library.get(image)


def _shown_elsewhere(story: PublishedArticle) -> set[int]:
    """The pictures that the story names besides its entries."""
    return {pk for _, pk in picture_uses.named(story.lead_picture_id, story.body)}


def _composed(
    posted: LiveEntryVersion, story: PublishedArticle, shown: dict[int, Image], now: datetime
) -> tuple[PublishedEntry, list[PublishedPicture]]:
    pictures: list[PublishedPicture] = []

    def render(text: str, within: str) -> str:
        if shown:
            last = story.pictures.aggregate(last=Max("position"))["last"]
            first = -1 if last is None else last
            pictures.extend(picture_rows.in_text(text, shown, story, now, first=first + 1))
        related = rendered_text.related_stories(pointed_to) if (pointed_to := body.related(text)) else {}
        return rendered_text.text_of(text, pictures, related, language=story.language, within=within)[0]

    return entry_rows.row_of(CoverageEntry([posted]), story, render), pictures


def _count(posted: LiveEntryVersion, story: PublishedArticle, images: Iterable[Image], now: datetime) -> None:
    """What the story's own row says of its entries."""
    story.entry_count, story.live_change = posted.entry_number, posted.change
    if posted.at > story.published_at:
        story.updated_at = max(story.updated_at or posted.at, posted.at)
        story.modified_at = max(story.modified_at, posted.at)
    ends = [story.rights_end, *(rights.next_change(image, now) for image in images)]
    story.rights_end = min((at for at in ends if at is not None), default=None)
    story.save(update_fields=["entry_count", "live_change", "updated_at", "modified_at", "rights_end"])
    if (row := taken.current().rows.get(posted.article_id)) is not None:
        row.entry_count = story.entry_count
