"""Sittings: who has a story open, and the autosaves of what they type. Desk tables."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.timezone import now as current_time

# Without a sign for this long, an editor is not there any more: a lid was closed, or the line went.
GONE_AFTER = timedelta(minutes=3)
# Whoever sits still for this long has gone for lunch: what was typed becomes a revision.
IDLE_AFTER = timedelta(minutes=10)


class SittingQuerySet(models.QuerySet["Sitting"]):
    def open(self) -> SittingQuerySet:
        return self.filter(settled_at=None)

    def counted(self) -> SittingQuerySet:
        """With the number of the newest autosave of each."""
        return self.annotate(counted=models.Max("autosaves__number"))

    def here(self, now: datetime) -> SittingQuerySet:
        """Sittings whose browser gave a sign lately."""
        return self.open().filter(seen_at__gt=now - GONE_AFTER)

    def left_behind(self, now: datetime) -> SittingQuerySet:
        """Sittings that the next visitor settles: the editor is gone, or idle for long."""
        return self.open().filter(
            models.Q(seen_at__lte=now - GONE_AFTER) | models.Q(typed_at__lte=now - IDLE_AFTER)
        )


class Sitting(models.Model):
    """One opening of the form by one person, from the first sign of the browser to the last revision."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="sittings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    base = models.ForeignKey(
        "articles.Revision",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="What it began from.",
    )
    opened_at = models.DateTimeField(default=current_time)
    seen_at = models.DateTimeField(default=current_time, help_text="The last sign of the browser.")
    typed_at = models.DateTimeField(null=True, help_text="The last acknowledged autosave.")
    doing = models.CharField(max_length=40, blank=True, help_text="The field that has the caret.")
    leads = models.BooleanField(default=False, help_text="Holds the story's soft lock.")
    settled_at = models.DateTimeField(null=True)
    collided = models.BooleanField(
        default=False, help_text="Its text and a newer revision ask a question that only its author answers."
    )

    objects = SittingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article"],
                condition=models.Q(leads=True, settled_at__isnull=True),
                name="one_leads_a_story",
            )
        ]
        indexes = [
            models.Index(
                fields=["article", "-seen_at"],
                condition=models.Q(settled_at__isnull=True),
                name="sitting_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} at story {self.article_id} since {self.opened_at:%H:%M}"


class Autosave(models.Model):
    """One acknowledged autosave. It is deleted only after its sitting has become a revision."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="autosaves")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(default=current_time)
    typed = models.JSONField(help_text="The form as typed: name to list of values.")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "number"], name="autosave_number_once_per_sitting")
        ]

    def __str__(self) -> str:
        return f"Autosave {self.number} of sitting {self.sitting_id}"
