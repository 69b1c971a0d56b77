"""The safety net: what was typed since the last revision, row by row, per sitting. Desk table."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.timezone import now as current_time


class Autosave(models.Model):
    """One acknowledged autosave. Pruned only once its sitting has become a revision."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="autosaves")
    sitting = models.UUIDField(help_text="One opening of the form by one person.")
    number = models.PositiveIntegerField()
    base = models.ForeignKey("articles.Revision", on_delete=models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=current_time)
    content = models.JSONField(help_text="The form's fields as typed, name to value or values.")

    class Meta:
        ordering = ["at", "number"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "number"], name="autosave_number_once_per_sitting")
        ]
        indexes = [models.Index(fields=["article", "author", "-at"], name="autosave_of_an_author")]

    def __str__(self) -> str:
        return f"Autosave {self.number} of sitting {self.sitting}"
