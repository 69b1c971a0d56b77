"""Changing a file for programs: it is served at once, and the earlier text is kept as a version."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from articles.models import SiteFile, SiteFileVersion
from articles.records import chain
from articles.writing import site_file_rules

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def to_see_to(now: datetime) -> list[tuple[SiteFile, str]]:
    """The files that somebody should look after, and why."""
    warnings = [(file, site_file_rules.warning(file.name, file.text, now)) for file in SiteFile.objects.all()]
    return [(file, words) for file, words in warnings if words]


@transaction.atomic
def change(file: SiteFile, *, text: str, by: User, now: datetime | None = None) -> SiteFileVersion | None:
    """Give the file this text, which `site_file_rules.problems` has nothing against. None if it has it already."""
    now = now or timezone.now()
    locked = SiteFile.objects.select_for_update().get(pk=file.pk)
    if locked.text == text:
        return None
    file.text, file.updated_at = text, now
    file.save(update_fields=["text", "updated_at"])
    return chain.keep(SiteFileVersion(file=file, text=text, by=by, at=now))
