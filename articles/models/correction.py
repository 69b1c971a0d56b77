"""Corrections: dated notes that readers see. Desk table; the public copy is `PublishedChange`."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _lazy


class Correction(models.Model):
    class Kind(models.TextChoices):
        CORRECTION = "correction", _lazy("Correction")
        CLARIFICATION = "clarification", _lazy("Clarification")
        NOTE = "note", _lazy("Editor’s note")

    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="corrections")
    edition = models.OneToOneField("articles.Edition", on_delete=models.PROTECT, related_name="correction")
    kind = models.CharField(max_length=14, choices=Kind, default=Kind.CORRECTION)
    text = models.TextField(
        max_length=1000,
        help_text=_lazy("What was wrong and what is right, in full sentences. Readers see it."),
    )
    is_serious = models.BooleanField(
        default=False,
        help_text=_lazy("The story said something wrong that matters: readers see this above it."),
    )
    date = models.DateTimeField()

    class Meta:
        ordering = ["-date", "-pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="correction_says_something")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.date:%d %B %Y}"
