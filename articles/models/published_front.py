"""The public copy of a front: what it is now and what it will be next. Site tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models.functions import Coalesce

from articles.models.taxonomy import Section


class PublishedFront(models.Model):
    """A front as readers get it. Only `articles.fronts.going_live` writes it."""

    section = models.OneToOneField(
        Section,
        on_delete=models.CASCADE,
        null=True,
        related_name="front",
        help_text="Whose front it is; none: the home page's.",
    )
    number = models.PositiveIntegerField(null=True)
    content = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(Coalesce("section", 0), name="one_public_front_each")]

    def __str__(self) -> str:
        return f"Front of {self.section or 'the home page'}"

    def content_at(self, now: datetime) -> Any:
        """The arrangement that readers get at this time. It changes on time even if the worker comes late."""
        soon: NextFront | None = getattr(self, "next", None)
        return soon.content if soon is not None and soon.at <= now else self.content


class NextFront(models.Model):
    """What a front will be from a time on. A row of its own, which the site's role cannot see before that time."""

    front = models.OneToOneField(PublishedFront, on_delete=models.CASCADE, related_name="next")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    at = models.DateTimeField(help_text="From then on, this is what readers get.")

    def __str__(self) -> str:
        return f"Next {self.front}"
