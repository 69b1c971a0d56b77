"""The newspaper's own list of words to avoid. Desk table."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower


class HouseWord(models.Model):
    avoid = models.CharField(
        "instead of",
        max_length=80,
        help_text="A word or a few, as they stand in a text. Capitals do not matter.",
    )
    instead = models.CharField("write", max_length=120)
    why = models.CharField(max_length=300, blank=True, help_text="A sentence for whoever wrote it.")

    class Meta:
        verbose_name = "word to avoid"
        verbose_name_plural = "words to avoid"
        ordering = ["avoid"]
        constraints = [
            models.UniqueConstraint(
                Lower("avoid"),
                name="word_avoided_once",
                violation_error_message="This word is in the list already.",
            )
        ]

    def __str__(self) -> str:
        return self.avoid
