"""The publication ledger: which revision went live when, by whom, and what kind of change it was. Desk table."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy


class ChangeKind(models.TextChoices):
    FIRST = "first", _lazy("First publication")
    MINOR = "minor", _lazy("Minor change")
    UPDATE = "update", _lazy("Update")
    CORRECTION = "correction", _lazy("Correction")
    WITHDRAWAL = "withdrawal", _lazy("Withdrawal")
    KILL = "kill", _lazy("Kill")


TAKES_DOWN = (ChangeKind.WITHDRAWAL, ChangeKind.KILL)


class Edition(models.Model):
    """One entry of the ledger. Append-only: triggers in the database refuse to change or delete a row."""

    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    revision = models.ForeignKey("articles.Revision", on_delete=models.PROTECT, related_name="editions")
    kind = models.CharField(max_length=10, choices=ChangeKind)
    at = models.DateTimeField(_lazy("time"))
    dated_at = models.DateTimeField(
        null=True, blank=True, help_text=_lazy("For imported stories: the time that readers see instead.")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True, help_text=_lazy("What changed, for readers who ask."))
    path = models.CharField(
        _lazy("address"), max_length=255, help_text=_lazy("Where it was, or had been, live.")
    )
    key = models.UUIDField(
        default=uuid.uuid4, unique=True, help_text=_lazy("The same act sent twice counts once.")
    )

    class Meta:
        verbose_name = _lazy("entry in the publication log")
        verbose_name_plural = _lazy("publication log")
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
        return _("Edition {number} ({kind})").format(number=self.number, kind=self.get_kind_display())

    @property
    def reader_time(self) -> datetime:
        """The time that readers see: that of the publication, or the one that an import gives."""
        return self.dated_at or self.at
