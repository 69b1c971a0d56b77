"""Live stories read a hundred at a time: what composing them asks for, and the rows that readers have of them.

Nothing is held here. Whoever finds a difference holds the story and reads it again before anything is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from articles import body
from articles.composing import names_in_stories, rendered_text
from articles.composing.story_rows import Composition, KnownOfStory, compose
from articles.models import (
    ArticleType,
    Edition,
    LiveEntryVersion,
    PublishedArticle,
    Revision,
    SearchRow,
    ledger,
    live_record,
)
from articles.publishing.stored_rows import KEYS
from articles.writing import picture_uses
from media.models import Image, Use

Uses = set[tuple[str, int, int | None]]


@dataclass
class StoryRead:
    """One story: what it should be by the ledger is composed from what was read, beside what is stored."""

    edition: Edition
    revision: Revision
    editions: list[Edition]
    known: KnownOfStory
    row: PublishedArticle | None
    """With all rows that hang on it."""
    search: SearchRow | None
    uses: Uses = field(default_factory=set)
    """What the library knows of the pictures of the live story: place, picture, section."""

    def composed(self) -> Composition:
        return compose(self.revision, self.editions, ledger.corrections(self.editions), known=self.known)


def read(editions: Sequence[Edition]) -> list[StoryRead]:
    """These live editions in their order, by a number of questions that does not grow with theirs.

    A story with live entries asks for its entries by itself.
    """
    stories = {edition.article_id for edition in editions}
    rows = PublishedArticle.objects.filter(story_id__in=stories).select_related("lead")
    stored = {row.story_id: row for row in rows.prefetch_related(*KEYS)}
    search = {row.story_id: row for row in SearchRow.objects.filter(story__in=stored.values())}
    revisions = Revision.objects.in_bulk(edition.revision_id for edition in editions)
    of_stories: dict[int, list[Edition]] = defaultdict(list)
    for one in ledger.of_stories(stories):
        of_stories[one.article_id].append(one)
    uses: dict[int, Uses] = defaultdict(set)
    for use in Use.objects.filter(is_live=True, story__in=stories):
        uses[use.story].add((use.place, use.image_id, use.section))
    known = _known(revisions, of_stories)
    return [
        StoryRead(
            edition,
            revisions[edition.revision_id],
            [one for one in of_stories[edition.article_id] if one.number <= edition.number],
            known[edition.article_id],
            row := stored.get(edition.article_id),
            search.get(row.pk) if row is not None else None,
            uses[edition.article_id],
        )
        for edition in editions
    ]


def _known(revisions: dict[int, Revision], of_stories: dict[int, list[Edition]]) -> dict[int, KnownOfStory]:
    """What composing would ask for story by story."""
    some = list(revisions.values())
    stories = {revision.article_id for revision in some}
    posted = LiveEntryVersion.objects.filter(article__in=stories).order_by()
    with_entries = set(posted.values_list("article", flat=True).distinct())
    with_entries |= {one.article_id for one in some if one.article_type == ArticleType.LIVE}
    library = _library(some)
    names = names_in_stories.of(*some)
    related = rendered_text.related_stories([pk for one in some for pk in body.related(one.body)])
    groups = _groups({one.translation_of_id or one.article_id for one in some})
    return {
        one.article_id: KnownOfStory(
            coverage=None if one.article_id in with_entries else live_record.NOTHING,
            library=None if one.article_id in with_entries else library,
            group=groups[one.translation_of_id or one.article_id],
            hidden=ledger.hidden(of_stories[one.article_id]),
            names=names,
            related=None if one.article_id in with_entries else related,
        )
        for one in some
    }


def _library(revisions: Iterable[Revision]) -> dict[int, Image]:
    named = {pk for one in revisions for _, pk in picture_uses.named(one.lead_picture_id, one.body)}
    return Image.objects.with_rights().with_renditions().in_bulk(named)


def _groups(roots: set[int]) -> dict[int, list[PublishedArticle]]:
    """The live stories around each of these originals, itself included."""
    columns = ("story_id", "language", "path", "translation_of")
    originals = PublishedArticle.objects.filter(story_id__in=roots).only(*columns)
    translated = PublishedArticle.objects.filter(translation_of__in=roots).only(*columns)
    groups: dict[int, list[PublishedArticle]] = {root: [] for root in roots}
    for row in originals:
        groups[row.story_id].append(row)
    for row in translated:
        groups[row.translation_of_id or 0].append(row)
    return groups
