"""The public copy of a front: what it is now and what it will be next. Site table."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models.functions import Coalesce

from articles.models.taxonomy import Section


class PublishedFront(models.Model):
    """Written only by `articles.fronts.going_live`."""

    section = models.OneToOneField(
        Section,
        on_delete=models.CASCADE,
        null=True,
        related_name="front",
        help_text="Whose front it is; none: the home page's.",
    )
    number = models.PositiveIntegerField(null=True)
    content = models.JSONField(null=True)
    next_number = models.PositiveIntegerField(null=True)
    next_content = models.JSONField(null=True)
    next_at = models.DateTimeField(null=True, help_text="From then on, the next is what readers get.")

    class Meta:
        constraints = [
            models.UniqueConstraint(Coalesce("section", 0), name="one_public_front_each"),
            models.CheckConstraint(
                condition=models.Q(next_at__isnull=True, next_content__isnull=True)
                | models.Q(next_at__isnull=False, next_content__isnull=False),
                name="next_front_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Front of {self.section or 'the home page'}"

    def content_at(self, now: datetime) -> Any:
        """The arrangement readers get at this time. The worker may be late; readers' clocks are not."""
        return self.next_content if self.next_at is not None and self.next_at <= now else self.content
