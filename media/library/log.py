"""Writes down what happened to a picture."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from media.models import Image, LogEntry
from media.signals import noted

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


def note(
    image: Image,
    act: LogEntry.Act,
    words: str,
    by: AbstractBaseUser | None = None,
    *,
    now: datetime | None = None,
) -> LogEntry:
    """Add an entry to the log. `words` are for editors; `by` is None where the system acted by itself."""
    with transaction.atomic(savepoint=False):
        entry = LogEntry.objects.create(
            image_id=image.pk, act=act, words=words, by_id=by.pk if by else None, at=now or timezone.now()
        )
        noted.send(sender=LogEntry, entry=entry)
    return entry
