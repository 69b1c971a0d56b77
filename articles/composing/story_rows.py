"""Composes the public rows of a story from a revision and the ledger. Nothing is stored here.

Publishing stores what `compose` makes, the preview at the desk shows it, and `rebuild_published` compares it with
what is stored. So editors see what readers get.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import override

from articles import body
from articles.composing import cards, facts, lines, names_in_stories, picture_rows, rendered_text
from articles.composing import entry_rows as live_composing
from articles.composing.names_in_stories import NamesInStories
from articles.languages import spoken
from articles.models import (
    ArticleType,
    BylineRole,
    ChangeKind,
    Correction,
    HistoryHiding,
    PublishedArticle,
    PublishedByline,
    PublishedChange,
    PublishedEntry,
    PublishedPicture,
    PublishedRelation,
    PublishedTopic,
    Revision,
    addresses,
    ledger,
    live_record,
)
from articles.models.published import AddressOfFile
from articles.models.story import CONTENT_FIELDS, SourceUse
from articles.writing import picture_uses, translations
from media.clearance import rights
from media.models import Image

if TYPE_CHECKING:
    from articles.models import Edition

CREDITED_USES = (SourceUse.FULL, SourceUse.INPUTS)
PUBLIC_KINDS = {
    ChangeKind.FIRST: PublishedChange.Kind.PUBLISHED,
    ChangeKind.UPDATE: PublishedChange.Kind.UPDATED,
}


@dataclass(frozen=True)
class KnownOfStory:
    """What the caller has read already. What is None is read here."""

    coverage: live_record.CoverageRecord | None = None
    library: Mapping[int, Image] | None = None
    """At least the pictures that the story names and the library has, with rights and renditions."""
    group: Sequence[PublishedArticle] | None = None
    """The live translations of the story."""
    hidden: Collection[int] | None = None
    """The editions whose lines readers are not shown."""
    names: NamesInStories | None = None
    related: Mapping[int, PublishedArticle] | None = None
    """At least those live stories that the text points to, with what a card needs."""


@dataclass(frozen=True)
class PreviewOf:
    """Who sees the pictures: readers, the desk, or somebody outside."""

    is_private: bool
    for_guests: AddressOfFile | None

    @property
    def shows_all(self) -> bool:
        """The desk sees every picture: whoever approves or publishes is told which may not be shown."""
        return self.is_private and self.for_guests is None

    def of(self, pictures: list[PublishedPicture]) -> list[PublishedPicture]:
        for row in pictures:
            row.is_private, row.for_guests = self.is_private, self.for_guests
        return pictures


@dataclass
class Composition:
    """A story's public rows, not yet stored."""

    story: PublishedArticle
    bylines: list[PublishedByline]
    topics: list[PublishedTopic]
    pictures: list[PublishedPicture]
    changes: list[PublishedChange]
    relations: list[PublishedRelation] = field(default_factory=list)
    entries: list[PublishedEntry] = field(default_factory=list)
    uses: set[tuple[str, int]] = field(default_factory=set)
    """Every picture that the story names, whether or not it may be shown now."""
    library: Mapping[int, Image] = field(default_factory=dict)

    @property
    def rows(self) -> dict[str, Sequence[Any]]:
        """The rows that belong to the story's row, by the name of the related manager."""
        return {
            "bylines": self.bylines,
            "topic_rows": self.topics,
            "pictures": self.pictures,
            "changes": self.changes,
            "relations": self.relations,
            "entries": self.entries,
        }


def compose(
    revision: Revision,
    editions: Sequence[Edition],
    corrections: Iterable[Correction] = (),
    *,
    known: KnownOfStory = KnownOfStory(),  # nobody can change this record
    for_preview: bool = False,
    for_guests: AddressOfFile | None = None,
    now: datetime | None = None,
) -> Composition:
    """The public rows of `revision`, as the newest of `editions` makes them.

    In a preview, pictures have addresses that only the desk can open; `for_guests` makes those for somebody outside,
    who sees only pictures that may be shown.
    """
    # The paper's own words are in the story's language, whatever language the caller has set.
    with override(spoken(revision.language)):
        now = now or timezone.now()
        how = PreviewOf(is_private=for_preview, for_guests=for_guests)
        return _compose(revision, editions, corrections, known, how, now=now)


def _compose(
    revision: Revision,
    editions: Sequence[Edition],
    corrections: Iterable[Correction],
    known: KnownOfStory,
    preview: PreviewOf,
    *,
    now: datetime,
) -> Composition:
    coverage = known.coverage
    if coverage is None:
        is_live = revision.article_type == ArticleType.LIVE
        coverage = live_record.of_story(revision.article_id, is_live=is_live)
    names = known.names or names_in_stories.of(revision)
    story = _row_of(revision, editions, coverage, names)
    texts = [revision.body, *coverage.texts]
    named = picture_uses.named(revision.lead_picture_id, *texts)
    library = _library(named, known)
    shown = library if preview.shows_all else picture_rows.may_be_shown(library, now)
    pictures = preview.of(picture_rows.of_story(revision, story, shown, now))
    _set_lead(story, pictures, library, stands_in=not preview.shows_all, now=now)
    bylines, topics = _bylines(revision, story, names), _topics(revision, story, names)
    hidden = known.hidden
    if hidden is None:
        hidden = HistoryHiding.objects.hidden_editions(story.story_id)
    changes = _changes(editions, corrections, hidden, story)
    _say_beside(story, bylines, topics, changes)
    story.translations = translations.of(story, known.group)
    pointed_to = list(dict.fromkeys(pk for text in texts for pk in body.related(text)))
    related = known.related
    if related is None:
        related = rendered_text.related_stories(pointed_to)
    rendered = rendered_text.body_of(story, pictures, related)
    story.rendered_body = rendered.html
    story.videos = [video.row() for video in rendered.videos]
    story.images = facts.of_pictures(rendered.pictures)
    story.card = cards.text_of(story)

    def entry_text(text: str, within: str) -> str:
        after = max((row.position for row in pictures), default=-1) + 1
        found = preview.of(picture_rows.in_text(text, shown, story, now, first=after))
        pictures.extend(found)
        return rendered_text.text_of(text, found, related, language=story.language, within=within)[0]

    return Composition(
        story=story,
        bylines=bylines,
        topics=topics,
        pictures=pictures,
        changes=changes,
        relations=[PublishedRelation(story=story, to_story_id=pk) for pk in pointed_to],
        entries=live_composing.rows(coverage, story, entry_text) if coverage.entries else [],
        uses=named,
        library=library,
    )


def _row_of(
    revision: Revision,
    editions: Sequence[Edition],
    coverage: live_record.CoverageRecord,
    names: NamesInStories,
) -> PublishedArticle:
    """The story's own row, as far as it follows from the revision and the ledger alone."""
    section = names.sections.get(revision.section_id or 0)
    if section is None:
        raise ValueError("a story without a section cannot be composed")
    times = coverage.times(ledger.times(editions))
    first = next(edition for edition in editions if edition.kind == ChangeKind.FIRST)
    newest = max(editions, key=lambda edition: edition.number)
    agencies = _agencies(revision, names)
    story = PublishedArticle(
        story_id=revision.article_id,
        revision_number=revision.number,
        edition_number=newest.number,
        path=addresses.path_of(revision, first=first, now=times.published, section=section),
        root_section=section.root,
        published_at=times.published,
        updated_at=times.updated,
        modified_at=times.modified,
        word_count=revision.word_count,
        agencies=agencies,
        agency_line=lines.agency_line(
            ((row["use"], row["name"]) for row in agencies), spoken(revision.language)
        ),
        entry_count=len(coverage.entries),
        live_change=coverage.change,
        coverage_ended_at=coverage.ended_at,
        **{name: getattr(revision, name) for name in CONTENT_FIELDS},
    )
    story.slug = addresses.slug_of(revision, first)
    story.section = section
    return story


def _library(named: set[tuple[str, int]], known: KnownOfStory) -> dict[int, Image]:
    """The pictures that the story names, if the library has them."""
    library = known.library
    if library is None:
        library = Image.objects.with_rights().with_renditions().in_bulk(pk for _, pk in named)
    return {pk: library[pk] for _, pk in named if pk in library}


def _set_lead(
    story: PublishedArticle,
    pictures: Sequence[PublishedPicture],
    library: Mapping[int, Image],
    *,
    stands_in: bool,
    now: datetime,
) -> None:
    """Set the lead picture, or the section's own if that replaces it, and until when all pictures may be shown."""
    story.lead = next((row for row in pictures if row.use == PublishedPicture.Use.LEAD), None)
    changes = [rights.next_change(image, now) for image in library.values()]
    if story.lead is None and story.lead_picture_id and story.section and stands_in:
        story.lead = picture_rows.section_picture(story.section)
        changes.append(story.lead.rights_end if story.lead else None)
    story.rights_end = min((at for at in changes if at is not None), default=None)


def _say_beside(
    story: PublishedArticle,
    bylines: Sequence[PublishedByline],
    topics: Sequence[PublishedTopic],
    changes: Sequence[PublishedChange],
) -> None:
    """Set what the story's row says of the rows beside it."""
    names = ((row.role, row.name) for row in bylines)
    story.byline_line = lines.byline_line(names, spoken(story.language))
    story.credited, story.tagged = facts.of_bylines(bylines), facts.of_topics(topics)
    story.history = facts.of_changes(changes)


def _agencies(revision: Revision, names: NamesInStories) -> list[dict[str, str]]:
    """Whose text the story has, or was made of. What was only read is nobody's business."""
    return [
        {"use": row["use"], "name": row["credit_line"] or agency.wire_name or agency.name}
        for row in revision.sources
        if row["use"] in CREDITED_USES and (agency := names.agencies.get(row["agency"]))
    ]


def _bylines(revision: Revision, story: PublishedArticle, names: NamesInStories) -> list[PublishedByline]:
    return [
        PublishedByline(
            story=story,
            reporter=(reporter := names.reporters.get(row["reporter"])),
            name=row["name"] or (reporter.name if reporter else row["organisation"]),
            role=BylineRole(row["role"]),
            position=position,
            published_at=story.published_at,
        )
        for position, row in enumerate(revision.bylines)
    ]


def _topics(revision: Revision, story: PublishedArticle, names: NamesInStories) -> list[PublishedTopic]:
    topics = [names.topics[pk] for pk in revision.topics if pk in names.topics]
    return [
        PublishedTopic(story=story, topic=topic, position=position, published_at=story.published_at)
        for position, topic in enumerate(topics)
    ]


def _changes(
    editions: Iterable[Edition],
    corrections: Iterable[Correction],
    hidden: Collection[int],
    story: PublishedArticle,
) -> list[PublishedChange]:
    """The ledger for readers: first publication, updates, corrections with their texts, without hidden lines."""
    by_edition = {correction.edition_id: correction for correction in corrections}
    rows = []
    for edition in sorted(editions, key=lambda edition: edition.number, reverse=True):
        row = PublishedChange(story=story, edition_number=edition.number, at=edition.reader_time)
        if correction := by_edition.get(edition.pk):
            row.kind, row.text = PublishedChange.Kind(correction.kind), correction.text
            row.is_serious = correction.is_serious
        elif edition.kind in PUBLIC_KINDS and edition.pk not in hidden:
            row.kind, row.text = PUBLIC_KINDS[ChangeKind(edition.kind)], edition.note
        else:
            continue
        rows.append(row)
    return rows
