"""Which lines of “What changed” are hidden from readers, and who decided it, when and why. Desk table."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _


class HistoryHidingQuerySet(models.QuerySet["HistoryHiding"]):
    def hidden_editions(self, story_id: int) -> set[int]:
        """The editions of a story whose lines are hidden. The newest row about an edition counts."""
        rows = self.filter(edition__article=story_id).order_by("pk")
        newest = dict(rows.values_list("edition", "is_hidden"))
        return {edition for edition, is_hidden in newest.items() if is_hidden}


class HistoryHiding(models.Model):
    """A line was hidden, or shown again. Append-only, like the ledger to which the line belongs."""

    edition = models.ForeignKey("articles.Edition", on_delete=models.PROTECT, related_name="hidings")
    is_hidden = models.BooleanField(help_text="False: it was shown again.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_hidden=False) | ~models.Q(reason=""), name="line_hidden_for_a_reason"
            )
        ]

    objects = HistoryHidingQuerySet.as_manager()

    def __str__(self) -> str:
        done = _("Hidden") if self.is_hidden else _("Shown again")
        return f"{done} {self.at:%Y-%m-%d %H:%M}"
