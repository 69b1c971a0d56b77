"""The newspaper's own list of words to avoid. Desk table."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _lazy


class HouseWord(models.Model):
    avoid = models.CharField(
        _lazy("instead of"),
        max_length=80,
        help_text=_lazy("A word or a few, as they stand in a text. Capitals do not matter."),
    )
    instead = models.CharField(_lazy("write"), max_length=120)
    why = models.CharField(max_length=300, blank=True, help_text=_lazy("A sentence for whoever wrote it."))

    class Meta:
        verbose_name = _lazy("word to avoid")
        verbose_name_plural = _lazy("words to avoid")
        ordering = ["avoid"]
        constraints = [
            models.UniqueConstraint(
                Lower("avoid"),
                name="word_avoided_once",
                violation_error_message=_lazy("This word is in the list already."),
            )
        ]

    def __str__(self) -> str:
        return self.avoid
