"""The publication ledger: which revision went live when, by whom, and what kind of change it was. Desk table."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models


class ChangeKind(models.TextChoices):
    FIRST = "first", "First publication"
    MINOR = "minor", "Minor change"
    UPDATE = "update", "Update"
    CORRECTION = "correction", "Correction"
    WITHDRAWAL = "withdrawal", "Withdrawal"
    KILL = "kill", "Kill"


TAKES_DOWN = (ChangeKind.WITHDRAWAL, ChangeKind.KILL)


class Edition(models.Model):
    """One entry of the ledger. Append-only: triggers in the database refuse to change or delete a row."""

    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    revision = models.ForeignKey("articles.Revision", on_delete=models.PROTECT, related_name="editions")
    kind = models.CharField(max_length=10, choices=ChangeKind)
    at = models.DateTimeField("time")
    dated_at = models.DateTimeField(
        null=True, blank=True, help_text="For imported stories: the time that readers see instead."
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True, help_text="What changed, for readers who ask.")
    path = models.CharField("address", max_length=255, help_text="Where it was, or had been, live.")
    key = models.UUIDField(default=uuid.uuid4, unique=True, help_text="The same act sent twice counts once.")

    class Meta:
        verbose_name = "entry in the publication log"
        verbose_name_plural = "publication log"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="edition_number_once"),
            models.UniqueConstraint(
                fields=["article"], condition=models.Q(kind="first"), name="one_first_edition_per_story"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=ChangeKind.values), name="edition_kind_known"),
        ]
        indexes = [models.Index(fields=["-at"], name="edition_newest")]

    def __str__(self) -> str:
        return f"Edition {self.number} ({self.get_kind_display()})"

    @property
    def reader_time(self) -> datetime:
        """The time that readers see: that of the publication, or the one that an import gives."""
        return self.dated_at or self.at
