"""Keeping public copies true: when a name, credit or caption changes at the desk, live stories follow.

Called inside the transaction of the change, so readers never get a name that the desk has just put right.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles import body
from articles.composing import facts
from articles.composing.picture_rows import picture_row
from articles.models import (
    Agency,
    Article,
    LiveEntry,
    LiveEntryVersion,
    PublishedAdvertisement,
    PublishedArticle,
    PublishedByline,
    PublishedPicture,
    PublishedTopic,
    Reporter,
    Revision,
    Section,
    StaffRecord,
    Topic,
)
from articles.models.live_record import of_story as coverage_of
from articles.publishing import holding, public_rows, taken
from articles.search import indexing
from articles.writing import picture_uses
from media.clearance import rights
from media.files import publicity
from media.library import log, search
from media.models import Credit, Image, LogEntry, Use
from media.signals import (
    asked_crops,
    asked_sections,
    asked_shown,
    asked_where_used,
    image_changed,
    image_wanted,
    images_held,
    renditions_made,
)

logger = logging.getLogger(__name__)


def listen() -> None:
    image_changed.connect(refresh_image, dispatch_uid="articles.publishing.public_copies")
    renditions_made.connect(refresh_image, dispatch_uid="articles.publishing.public_copies")
    image_wanted.connect(is_in_a_text, dispatch_uid="articles.publishing.public_copies")
    asked_crops.connect(crops_shown, dispatch_uid="articles.publishing.public_copies")
    asked_shown.connect(shown, dispatch_uid="articles.publishing.public_copies")
    images_held.connect(hold_all, dispatch_uid="articles.publishing.public_copies")
    asked_sections.connect(sections, dispatch_uid="articles.publishing.public_copies")
    asked_where_used.connect(picture_uses.where_used, dispatch_uid="articles.publishing.public_copies")


def sections(sender: type[Image], **_: Any) -> QuerySet[Section]:
    """What the picture library calls a section."""
    return Section.objects.all()


def refresh_image(sender: type[Image], image: Image, **_: Any) -> list[str]:
    """Bring a picture's words, credit, rights or files up to date; returns the places it was taken out of."""
    lost = bring_up_to_date(image)
    if lost and image.killed_at is None:
        _note_end(image, lost, timezone.now())
    return lost


def bring_up_to_date(image: Image, *, now: datetime | None = None) -> list[str]:
    """Make anew all that readers see of a picture; returns the places it was taken out of."""
    with _holding([image.pk]) as stories:
        before = _places(image)
        for section in Section.objects.filter(picture=image).order_by("pk"):
            _refresh_section(section, now)
        public_rows.refresh(stories, now=now)
        for record in _staff_shown_by([image.pk]).select_related("reporter", "portrait"):
            _refresh_portrait(record, now)
        return sorted(before - _places(image))


def hold_all(sender: type[Image], images: list[int], **_: Any) -> None:
    """Lock all that follows from any of these pictures, in one order, before several of them change."""
    with _holding(images):
        pass  # rows stay locked until the transaction ends


@contextmanager
def _holding(images: list[int]) -> Iterator[set[int]]:
    """Hold what changes with these pictures, which the caller holds; the stories that have to be made anew."""
    sections = list(Section.objects.filter(picture__in=images))
    staff = list(_staff_shown_by(images))
    stories = _stories_with(images).union(*map(_stories_without_their_own, sections))
    portraits = _stories_crediting({record.reporter_id for record in staff})
    with holding.public_rows(
        stories | portraits, sections=[row.pk for row in sections], staff=[row.pk for row in staff]
    ):
        yield stories


def _staff_shown_by(images: list[int]) -> QuerySet[StaffRecord]:
    return StaffRecord.objects.filter(portrait__in=images).order_by("pk")


def _stories_crediting(reporters: set[int]) -> set[int]:
    if not reporters:
        return set()
    rows = PublishedByline.objects.filter(reporter__in=reporters)
    return set(rows.values_list("story__story_id", flat=True))


def shown(sender: type[Image], images: list[int], **_: Any) -> set[int]:
    """Which of these readers are shown, by a story or anywhere else."""
    rows = PublishedPicture.objects.filter(image_id__in=images).order_by().values_list("image_id", flat=True)
    advertised = PublishedAdvertisement.objects.filter(image_id__in=images)
    return set(rows.union(advertised.values_list("image_id", flat=True)))


def _places(image: Image) -> set[str]:
    """Where readers see the picture."""
    rows = PublishedPicture.objects.filter(image_id=image.pk).select_related("story", "reporter", "section")
    return {_place(row) for row in rows.defer("story__body", "story__rendered_body")}


def _place(row: PublishedPicture) -> str:
    if row.story is not None:
        return f"“{row.story.headline}” ({row.story.path})"
    return (
        _("the portrait of {name}").format(name=row.reporter)
        if row.reporter
        else _("the picture of the section {section}").format(section=row.section)
    )


def _note_end(image: Image, lost: list[str], now: datetime) -> None:
    why = rights.why_not_shown(image, now) or ""
    taken_out = _("Taken out of {places}.").format(places=", ".join(lost))
    log.note(image, LogEntry.Act.ENDED, f"{why} {taken_out}".strip(), now=now)


def pictures_ended(now: datetime) -> QuerySet[PublishedPicture]:
    """Pictures in public rows that may not be shown any more."""
    return PublishedPicture.objects.ended(now)


def stories_to_look_at(now: datetime) -> QuerySet[PublishedArticle]:
    """Stories that had a picture whose rights ended or began since."""
    return PublishedArticle.objects.filter(rights_end__lte=now)


def end_rights(now: datetime) -> int:
    """Take out of live pages every picture whose rights ended; how many. The worker does it, again and again."""
    ended = pictures_ended(now).values_list("image_id", flat=True)
    count = sum(_end(pk, now) for pk in sorted(set(ended)))
    # What is left may be shown again, or its turn came for a picture that was not shown.
    for story_id in stories_to_look_at(now).values_list("story_id", flat=True):
        try:
            public_rows.refresh([story_id], now=now)
        except Exception:
            logger.exception("Story %s could not be made anew after rights changed.", story_id)
    return count


def _end(image_id: int, now: datetime) -> bool:
    try:
        with transaction.atomic():
            image = Image.objects.select_for_update(no_key=True).get(pk=image_id)
            lost = bring_up_to_date(image, now=now)
            if lost:
                _note_end(image, lost, now)
            return bool(lost)
    except Exception:
        # The others end all the same.
        logger.exception("Picture %s could not be taken out after its rights ended.", image_id)
        return False


def crops_shown(sender: type[Image], image: Image, **_: Any) -> set[str]:
    """The parts of a picture that live stories, portraits and sections show: "" for the whole."""
    crops: set[str] = set()
    for row in PublishedPicture.objects.filter(image_id=image.pk).select_related("story"):
        if row.use == PublishedPicture.Use.LEAD and row.story is not None:
            crops.add(row.story.lead_crop if row.story.lead_picture_id == image.pk else "")
        elif row.use == PublishedPicture.Use.BODY and row.story is not None:
            texts = [row.story.body, *coverage_of(row.story.story_id).texts]
            crops |= {use.crop for text in texts for use in body.pictures(text) if use.image_id == image.pk}
        else:
            crops.add("")
    return crops


def is_in_a_text(sender: type[Image], image: Image, **_: Any) -> bool:
    """Whether any working copy or revision shows the picture in its text, where no foreign key tells."""
    return any(
        rows.filter(picture_uses.in_text(image.pk)).exists()
        for rows in (Article.objects, Revision.objects, LiveEntry.objects, LiveEntryVersion.objects)
    )


def hold_credited(reporter: Reporter) -> None:
    """Lock the pictures that are found by a reporter's name, before another name is saved."""
    Image.objects.filter(pk__in=Credit.objects.filter(reporter=reporter).values("image_id")).lock()


def refresh_reporter(reporter: Reporter, *, renamed: bool = True, described: bool = False) -> None:
    """A reporter was saved: the portrait, and where the name or what pages say beside it is another, these too.

    A name is in bylines, in entries of live stories, and in credits of pictures by them.
    """
    crediting = _stories_crediting({reporter.pk})
    stories: set[int] = set()
    if renamed:
        posted = LiveEntryVersion.objects.filter(reporter=reporter).values_list("article_id", flat=True)
        images = Image.objects.filter(credits__reporter=reporter)
        search.renew(images)
        stories = crediting | set(posted) | _stories_with(images.values("pk"))
    staff = StaffRecord.objects.select_related("portrait", "reporter").filter(reporter=reporter)
    with holding.public_rows(crediting | stories, staff=staff.values_list("pk", flat=True)):
        if record := staff.first():
            _refresh_portrait(record, None)
        public_rows.refresh(stories)
        if described and not renamed:
            _renew_facts(crediting)


def refresh_topic(topic: Topic) -> None:
    """A topic's name changed, by which stories are found as well."""
    rows = PublishedTopic.objects.filter(topic=topic)
    stories = set(rows.values_list("story__story_id", flat=True))
    with holding.public_rows(stories):
        indexing.rename(topic)
        _renew_facts(stories)


def _renew_facts(story_ids: set[int]) -> None:
    """What live rows say of their bylines and topics. Far less than composing each story anew.

    The caller holds the rows.
    """
    rows = PublishedArticle.objects.filter(story_id__in=story_ids).only("pk")
    rows = rows.prefetch_related("bylines__reporter__portrait", "topic_rows__topic")
    for row in (stories := list(rows)):
        row.credited = facts.of_bylines(row.bylines.all())
        row.tagged = facts.of_topics(row.topic_rows.all())
    PublishedArticle.objects.bulk_update(stories, ["credited", "tagged"], batch_size=200)


def refresh_agency(before: Agency) -> None:
    """An agency's name or house style changed: credits of its pictures, and agency lines.

    `before` is the agency as it was: the lines are found by the name they carry.
    """
    images = Image.objects.filter(credits__agency=before.pk)
    search.renew(images)
    lines = PublishedArticle.objects.filter(agency_line__contains=before.wire_name or before.name)
    public_rows.refresh(set(lines.values_list("story_id", flat=True)) | _stories_with(images.values("pk")))


def _stories_with(images: Any) -> set[int]:
    """Live stories that show one of these pictures, or name one and do without it now."""
    showing = PublishedArticle.objects.filter(pictures__image_id__in=images)
    naming = Use.objects.filter(image__in=images, is_live=True)
    return set(showing.values_list("story_id", flat=True)) | set(naming.values_list("story", flat=True))


def refresh_portrait(record: StaffRecord, *, now: datetime | None = None) -> None:
    """The public copy of a reporter’s portrait follows the staff record."""
    with holding.public_rows(_stories_crediting({record.reporter_id}), staff=[record.pk]):
        _refresh_portrait(record, now)


def _refresh_portrait(record: StaffRecord, now: datetime | None) -> None:
    held = taken.current()
    before = PublishedPicture.objects.filter(reporter=record.reporter).first()
    was = facts.portrait(before)
    if before is not None:
        before.delete()
        held.dropped.add(before.image_id)
    after = None
    if (portrait := _public(record.portrait, now)) is not None:
        _expose(portrait)
        with override(settings.LANGUAGE_CODE):
            after = picture_row(portrait, PublishedPicture.Use.PORTRAIT, reporter=record.reporter, now=now)
        after.save()
    if was != facts.portrait(after):
        _renew_facts(_stories_crediting({record.reporter_id}))


def _expose(picture: Image) -> None:
    """Never in the way of what the desk changes: where it fails, the worker tries again."""
    taken.current().shown.add(picture.pk)
    try:
        publicity.expose({picture.pk})
    except publicity.NotExposed:
        logger.exception("Picture %s could not be put where readers fetch it.", picture.pk)


def refresh_sections(sections: Iterable[Section] | None = None) -> None:
    """The public copies of sections’ own pictures, and the stories for which they stand in."""
    sections = list(Section.objects.all() if sections is None else sections)
    numbers = [row.pk for row in sections]
    stories: set[int] = set().union(*map(_stories_without_their_own, sections))
    with holding.public_rows(stories, sections=numbers):
        # Read only now: one may have got another picture while we waited.
        for section in Section.objects.filter(pk__in=numbers).order_by("pk"):
            _refresh_section(section, None)
        public_rows.refresh(stories)


def _refresh_section(section: Section, now: datetime | None) -> None:
    """Before the stories for which its picture stands in."""
    before = PublishedPicture.objects.filter(section=section).first()
    picture = _public(section.picture, now)
    if picture is not None:
        _expose(picture)
        with override(settings.LANGUAGE_CODE):
            row = picture_row(picture, PublishedPicture.Use.SECTION, section=section, now=now)
        # The same row, so that the stories that show it keep it.
        row.pk = before.pk if before else None
        row.save()
    elif before is not None:
        before.delete()
    if before is not None:
        taken.current().dropped.add(before.image_id)


def _public(picture: Image | None, now: datetime | None) -> Image | None:
    """The picture if readers may see it."""
    return picture if picture and not rights.problems(picture, now or timezone.now()) else None


def _stories_without_their_own(section: Section) -> set[int]:
    """Live stories of the section, and of those inside it, whose lead picture may not be shown."""
    bare = PublishedArticle.objects.filter(
        Q(section=section) | Q(section__parent=section),
        Q(lead__isnull=True) | Q(lead__use=PublishedPicture.Use.SECTION),
        lead_picture__isnull=False,
    )
    return set(bare.values_list("story_id", flat=True))
