"""Composing the public rows of a story from a revision and the ledger.

Nothing is written here. Publishing stores what `compose` makes, the preview at the desk shows it, and
`rebuild_published` compares it with what is stored: so what editors see is what readers get.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from articles import body
from articles.composing import cards, facts, lines, story_parts, videos
from articles.composing import entry_rows as live_composing
from articles.composing.pictures import marked
from articles.languages import spoken
from articles.models import (
    Agency,
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
    Reporter,
    Revision,
    Section,
    Topic,
    addresses,
    ledger,
    live_record,
)
from articles.models.story import CONTENT_FIELDS
from articles.writing import picture_uses, translations
from media.clearance import rights
from media.files import renditions
from media.models import Credit, Image
from media.pixels import drawing
from media.terms import credits, source_types
from media.terms.categories import Licence
from media.terms.credits import CreditKind
from media.terms.crops import STORY, Box

if TYPE_CHECKING:
    from articles.models import Edition

PUBLIC_KINDS = {
    ChangeKind.FIRST: PublishedChange.Kind.PUBLISHED,
    ChangeKind.UPDATE: PublishedChange.Kind.UPDATED,
}


@dataclass(frozen=True)
class Known:
    """What whoever has a story composed has read already. What is None is asked for here."""

    coverage: live_record.Record | None = None
    library: Mapping[int, Image] | None = None
    """At least the pictures that the story names, as far as there are any, with rights and renditions."""
    group: Sequence[PublishedArticle] | None = None
    """The live translations of the story."""
    hidden: Collection[int] | None = None
    """The editions whose lines readers are not shown."""


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
    """Every picture that the story names, whether it may be shown now or not."""
    library: Mapping[int, Image] = field(default_factory=dict)

    @property
    def rows(self) -> dict[str, Sequence[Any]]:
        """The rows that hang on the story, by the name of its related manager."""
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
    known: Known = Known(),  # nobody can change it
    for_preview: bool = False,
    now: datetime | None = None,
) -> Composition:
    """The public rows of `revision` as the newest of `editions` makes them.

    In a preview, pictures come by addresses that only the desk can open.
    """
    # Words of the paper in what is made here are in the story's language, whoever publishes it.
    with override(spoken(revision.language)):
        now = now or timezone.now()
        return _compose(revision, editions, corrections, known, for_preview=for_preview, now=now)


def _compose(
    revision: Revision,
    editions: Sequence[Edition],
    corrections: Iterable[Correction],
    known: Known,
    *,
    for_preview: bool,
    now: datetime,
) -> Composition:
    if revision.section is None:
        raise ValueError("a story without a section cannot be composed")
    language = spoken(revision.language)
    coverage = known.coverage
    if coverage is None:
        is_live = revision.article_type == ArticleType.LIVE
        coverage = live_record.of_story(revision.article_id, is_live=is_live)
    times = coverage.times(ledger.times(editions))
    first = next(edition for edition in editions if edition.kind == ChangeKind.FIRST)
    newest = max(editions, key=lambda edition: edition.number)
    story = PublishedArticle(
        story_id=revision.article_id,
        revision_number=revision.number,
        edition_number=newest.number,
        path=addresses.path_of(revision, first=first, now=times.published),
        root_section=revision.section.root,
        published_at=times.published,
        updated_at=times.updated,
        modified_at=times.modified,
        word_count=revision.word_count,
        agency_line=_agency_line(revision, language),
        entry_count=len(coverage.entries),
        live_change=coverage.change,
        coverage_ended_at=coverage.ended_at,
        **{name: getattr(revision, name) for name in CONTENT_FIELDS},
    )
    story.slug = addresses.slug_of(revision, first)
    story.section = revision.section
    texts = [revision.body, *coverage.texts]
    named = picture_uses.named(revision.lead_picture_id, *texts)
    library = known.library
    if library is None:
        library = Image.objects.with_rights().with_renditions().in_bulk(pk for _, pk in named)
    library = {pk: library[pk] for _, pk in named if pk in library}
    # A preview shows everything: whoever approves or publishes is told what may not be shown.
    shown = library if for_preview else _may_be_shown(library, now)
    pictures = _pictures(revision, story, shown, now)
    for row in pictures:
        row.is_private = for_preview
    story.lead = next((row for row in pictures if row.use == PublishedPicture.Use.LEAD), None)
    changes = [rights.next_change(image, now) for image in library.values()]
    if story.lead is None and revision.lead_picture_id and not for_preview:
        story.lead = section_picture(revision.section)
        changes.append(story.lead.rights_end if story.lead else None)
    story.rights_end = min((at for at in changes if at is not None), default=None)
    bylines = _bylines(revision, story)
    story.byline_line = lines.byline_line(((row.role, row.name) for row in bylines), language)
    hidden = known.hidden
    if hidden is None:
        hidden = HistoryHiding.objects.hidden_editions(story.story_id)
    topics, changed = _topics(revision, story), _changes(editions, corrections, hidden, story)
    story.credited, story.tagged = facts.of_bylines(bylines), facts.of_topics(topics)
    story.history = facts.of_changes(changed)
    story.translations = translations.of(story, known.group)
    pointed_to = list(dict.fromkeys(pk for text in texts for pk in body.related(text)))
    relations = _related(pointed_to)
    story.rendered_body, shown_videos = _rendered_body(story, pictures, relations)
    story.videos = [video.row() for video in shown_videos]
    story.card = cards.text_of(story)
    entries = []
    if coverage.entries:

        def entry_text(text: str, within: str) -> str:
            after = max((row.position for row in pictures), default=-1) + 1
            found = _in_text(text, shown, story, now, first=after)
            for row in found:
                row.is_private = for_preview
            pictures.extend(found)
            return _rendered(text, found, relations, language=story.language, within=within)[0]

        entries = live_composing.rows(coverage, story, entry_text)
    return Composition(
        story=story,
        bylines=bylines,
        topics=topics,
        pictures=pictures,
        changes=changed,
        relations=[PublishedRelation(story=story, to_story_id=pk) for pk in pointed_to],
        entries=entries,
        uses=named,
        library=library,
    )


def _agency_line(revision: Revision, language: str) -> str:
    agencies = Agency.objects.in_bulk([row["agency"] for row in revision.sources])
    named = (
        (row["use"], row["credit_line"] or agency.wire_name or agency.name)
        for row in revision.sources
        if (agency := agencies.get(row["agency"]))
    )
    return lines.agency_line(named, language)


def _bylines(revision: Revision, story: PublishedArticle) -> list[PublishedByline]:
    known = Reporter.objects.select_related("portrait")
    reporters = known.in_bulk([row["reporter"] for row in revision.bylines if row["reporter"]])
    return [
        PublishedByline(
            story=story,
            reporter=(reporter := reporters.get(row["reporter"])),
            name=row["name"] or (reporter.name if reporter else row["organisation"]),
            role=BylineRole(row["role"]),
            position=position,
            published_at=story.published_at,
        )
        for position, row in enumerate(revision.bylines)
    ]


def _topics(revision: Revision, story: PublishedArticle) -> list[PublishedTopic]:
    found = Topic.objects.in_bulk(revision.topics)
    topics = [found[pk] for pk in revision.topics if pk in found]
    return [
        PublishedTopic(story=story, topic=topic, position=position, published_at=story.published_at)
        for position, topic in enumerate(topics)
    ]


def _may_be_shown(library: dict[int, Image], now: datetime) -> dict[int, Image]:
    return {pk: image for pk, image in library.items() if not rights.problems(image, now)}


def section_picture(section: Section) -> PublishedPicture | None:
    """What stands in for a lead picture that may not be shown: the section’s own, or that of the one above."""
    rows = PublishedPicture.objects.filter(section__in=[section.pk, section.parent_id])
    return min(rows, key=lambda row: row.section_id != section.pk, default=None)


def _pictures(
    revision: Revision, story: PublishedArticle, library: dict[int, Image], now: datetime
) -> list[PublishedPicture]:
    rows = []
    if lead := library.get(revision.lead_picture_id or 0):
        rows.append(
            picture_row(
                lead,
                PublishedPicture.Use.LEAD,
                caption=revision.lead_caption,
                alt=revision.lead_alt,
                credit=revision.lead_credit,
                is_decorative=revision.lead_decorative,
                within=Box.stored(revision.lead_crop),
                story=story,
                now=now,
            )
        )
    return rows + _in_text(revision.body, library, story, now)


def _in_text(
    text: str, library: dict[int, Image], story: PublishedArticle, now: datetime, *, first: int = 0
) -> list[PublishedPicture]:
    """The pictures of a text in its order, those that the library does not give left out."""
    return [
        picture_row(
            library[use.image_id],
            PublishedPicture.Use.BODY,
            caption=use.caption,
            alt=use.alt,
            credit=use.credit,
            is_decorative=use.decorative,
            within=Box.read(use.crop),
            story=story,
            position=position,
            now=now,
        )
        for position, use in enumerate(body.pictures(text), start=first)
        if use.image_id in library
    ]


def picture_row(
    image: Image,
    use: PublishedPicture.Use,
    *,
    caption: str = "",
    alt: str = "",
    credit: str = "",
    is_decorative: bool = False,
    within: Box | None = None,
    story: PublishedArticle | None = None,
    reporter: Reporter | None = None,
    section: Section | None = None,
    position: int = 0,
    now: datetime | None = None,
) -> PublishedPicture:
    """The public copy of one use: words given for this use, or else the library's."""
    files = renditions.rows(image, within)
    if within and not any((row["shape"], row["format"]) == (STORY.name, drawing.JPEG) for row in files):
        # The part asked for is being made: the whole serves until then.
        files, within = renditions.rows(image), None
    row = PublishedPicture(
        story=story,
        reporter=reporter,
        section=section,
        use=use,
        position=position,
        image_id=image.pk,
        caption=caption or image.caption,
        alt="" if is_decorative else alt or image.alt_text,
        is_decorative=is_decorative,
        credit_line=credit or image.credit_line,
        creators=list(map(_creator, image.credits.all())),
        copyright_notice=image.copyright_notice,
        licence_url=Licence(image.licence).url if image.licence else image.web_statement,
        acquire_licence_url=image.licensor_url,
        made_by_ai=image.digital_source if source_types.made_by_ai(image.digital_source) else "",
        tone=image.tone,
        width=image.width,
        height=image.height,
        renditions=files,
        rights_end=rights.ends(image, now or timezone.now()),
    )
    row.crop = str(renditions.shapes_of(image, within)[STORY.name] or "")
    return row


def _creator(credit: Credit) -> dict[str, str]:
    """One party as schema.org knows them. “Self” is the newspaper."""
    name = credit.party.name
    is_person = credit.agency is None and credit.kind not in {CreditKind.AGENCY, CreditKind.HANDOUT}
    if name == credits.OURS:
        return {"type": "Organization", "name": settings.SITE_NAME}
    return {"type": "Person" if is_person else "Organization", "name": name}


def _related(story_ids: Sequence[int]) -> dict[int, PublishedArticle]:
    """The live stories among those that a text points to."""
    live = PublishedArticle.objects.for_cards().filter(story_id__in=story_ids)
    return {row.story_id: row for row in live}


def _rendered_body(
    story: PublishedArticle, pictures: Sequence[PublishedPicture], related: dict[int, PublishedArticle]
) -> tuple[str, list[videos.Video]]:
    """The text for readers, and the videos that are in it."""

    def advertisement(number: int) -> str:
        return story_parts.advertisement(story, spoken(story.language), number)

    return _rendered(
        story.body,
        [row for row in pictures if row.use == PublishedPicture.Use.BODY],
        related,
        language=story.language,
        advertisement=advertisement if story.takes_advertisements else None,
    )


def _rendered(
    text: str,
    pictures: Sequence[PublishedPicture],
    related: dict[int, PublishedArticle],
    *,
    language: str,
    advertisement: Callable[[int], str] | None = None,
    within: str = "",
) -> tuple[str, list[videos.Video]]:
    """A text for readers with its own pictures; `within` is the id of the part of the page it stands in."""
    in_text = iter(pictures)
    known = {row.image_id for row in pictures}
    played, said_in = [], spoken(language)

    def picture(use: body.PictureUse) -> str:
        if use.image_id not in known:
            return ""
        row = next(in_text)
        shown = render_to_string(
            "site/_picture.html", {"picture": row, "wide": use.wide, "language": said_in}
        )
        return marked(shown, row)

    def video(use: body.VideoUse) -> str:
        poster = next(in_text) if use.poster in known else None
        found = videos.shown(use, poster, language=language)
        if found is None:
            return ""
        played.append(found)
        credit = _poster_credit(found, said_in)
        return render_to_string("site/_video.html", {"video": found, "poster_credit": credit})

    def relation(story_id: int) -> str:
        found = related.get(story_id)
        return render_to_string("site/_related.html", {"story": found}) if found else ""

    rendered = body.render(
        text, picture=picture, related=relation, video=video, advertisement=advertisement, within=within
    )
    return rendered, played


def _poster_credit(video: videos.Video, language: str) -> SafeString:
    """Of the picture that stands for the video, behind the video’s own. It goes when the picture goes."""
    row = video.poster
    if row is None or video.poster_file is None:
        return SafeString()
    between = " | " if video.use.credit else ""
    return mark_safe(marked(f"{between}{cards.credit(row, language)}", row))  # noqa: S308 # escaped by `credit`


def _changes(
    editions: Iterable[Edition],
    corrections: Iterable[Correction],
    hidden: Collection[int],
    story: PublishedArticle,
) -> list[PublishedChange]:
    """What readers may know of the ledger: first publication, updates, corrections with their texts.

    Less the lines that an editor has hidden.
    """
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
