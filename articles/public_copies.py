"""Keeping public copies true: when a name, credit or caption changes at the desk, live stories follow.

Called inside the transaction of the change, so readers never get a name that the desk has just put right.
"""

from __future__ import annotations

from typing import Any

from articles import publishing
from articles.composing import picture_row
from articles.models import (
    Agency,
    Article,
    PublishedArticle,
    PublishedPicture,
    Reporter,
    Revision,
    StaffRecord,
)
from media import publicity
from media.models import Image
from media.signals import image_changed, image_wanted


def listen() -> None:
    image_changed.connect(refresh_image, dispatch_uid="articles.public_copies")
    image_wanted.connect(is_in_a_text, dispatch_uid="articles.public_copies")


def refresh_image(sender: type[Image], image: Image, **_: Any) -> None:
    """Caption, alt text, credit or rights of a picture changed in the library."""
    stories = PublishedArticle.objects.filter(pictures__image_id=image.pk).values_list("story_id", flat=True)
    publishing.refresh(set(stories))
    for record in StaffRecord.objects.filter(portrait=image).select_related("reporter", "portrait"):
        refresh_portrait(record)


def is_in_a_text(sender: type[Image], image: Image, **_: Any) -> bool:
    """Whether any working copy or revision shows the picture in its text, where no foreign key tells."""
    shown = f'data-picture="{image.pk}"'
    return (
        Article.objects.filter(body__contains=shown).exists()
        or Revision.objects.filter(body__contains=shown).exists()
    )


def refresh_reporter(reporter: Reporter) -> None:
    """A reporter's name changed: bylines, and credits of pictures by them."""
    stories = set(
        PublishedArticle.objects.filter(bylines__reporter=reporter).values_list("story_id", flat=True)
    )
    images = Image.objects.filter(credits__reporter=reporter).values("pk")
    publishing.refresh(stories | _stories_with(images))


def refresh_agency(before: Agency) -> None:
    """An agency's name or house style changed: credits of its pictures, and agency lines.

    `before` is the agency as it was: the lines are found by the name they carry.
    """
    images = Image.objects.filter(credits__agency=before.pk).values("pk")
    lines = PublishedArticle.objects.filter(agency_line__contains=before.wire_name or before.name)
    publishing.refresh(set(lines.values_list("story_id", flat=True)) | _stories_with(images))


def _stories_with(images: Any) -> set[int]:
    return set(
        PublishedArticle.objects.filter(pictures__image_id__in=images).values_list("story_id", flat=True)
    )


def refresh_portrait(record: StaffRecord) -> None:
    """The public copy of a reporter's portrait follows the staff record."""
    before = PublishedPicture.objects.filter(reporter=record.reporter).first()
    if before is not None:
        before.delete()
    if record.portrait is not None and record.portrait.credit_line:
        publicity.expose({record.portrait.pk})
        picture_row(record.portrait, PublishedPicture.Use.PORTRAIT, reporter=record.reporter).save()
    if before is not None and before.image_id != record.portrait_id:
        publishing.hide_unused({before.image_id})
