"""What the picture library asks of the newspaper, and the answers."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from articles.models import Section
from media.models import Image
from media.signals import asked_sections


def listen() -> None:
    asked_sections.connect(sections, dispatch_uid="articles.picture_questions")


def sections(sender: type[Image], **_: Any) -> QuerySet[Section]:
    return Section.objects.all()
