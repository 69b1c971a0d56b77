"""The search for pictures: a column with their words (house/folded.py) is kept up to date, and searched."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from house import folded

if TYPE_CHECKING:
    from media.models import Image, ImageQuerySet

FIELDS = ("headline", "caption", "alt_text", "people", "place", "keywords", "source", "filename")
AT_ONCE = 500
INDEX = folded.Index("picture_words", "search_vector")  # media/migrations/0002_search.py


def text_of(image: Image) -> str:
    """The words by which a picture is found: its texts, its file name and its credits."""
    said = [getattr(image, name) for name in FIELDS]
    if image.pk:
        for credit in image.credits.all():
            said.append(credit.name)
            if credit.agency is not None:
                said += [credit.agency.name, credit.agency.credit_name]
            if credit.reporter is not None:
                said.append(credit.reporter.name)
    return folded.column_of(*said)


def write(image: Image) -> None:
    """Bring the words of a picture up to date with its stored texts and credits."""
    renew(type(image).objects.filter(pk=image.pk))


@transaction.atomic
def renew(images: ImageQuerySet) -> int:
    """The same for many pictures, such as those of an agency that got another name. Returns how many."""
    numbers = images.model.objects.filter(pk__in=images.values("pk")).lock()
    for start in range(0, len(numbers), AT_ONCE):
        some = images.model.objects.filter(pk__in=numbers[start : start + AT_ONCE]).with_credits()
        for image in (told := list(some.only("pk", *FIELDS))):
            image.search_text = text_of(image)
        images.model.objects.bulk_update(told, ["search_text"])
    return len(numbers)


def without_words(now: datetime) -> ImageQuerySet:
    """Pictures that no search finds yet, as after an upgrade, whatever the time."""
    from media.models import Image

    return Image.objects.filter(search_text="")


def catch_up() -> int:
    """A duty: write the words of pictures that have none, as after an upgrade. Returns how many were written."""
    return renew(without_words(timezone.now()).newest_first()[:AT_ONCE])


def matching(images: ImageQuerySet, asked: str) -> ImageQuerySet:
    """Pictures whose texts, file name or credits have words that begin like each of those asked for."""
    # `folded` gives back the kind of query set that it was handed; the stubs know the plain one.
    found: ImageQuerySet = folded.matching(images, asked, "search_text", index=INDEX)  # type: ignore[assignment]
    return found
