"""Immutable snapshots of a story, one per save, each chained to the one before by its hash. Desk table."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from articles.models.story import Story


class Revision(Story):
    """One save of a story. Only `articles.writing.saving` writes it; triggers refuse to change or delete a row."""

    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)
    bylines = models.JSONField(default=list)
    topics = models.JSONField(default=list)
    sources = models.JSONField(default=list)
    changed = models.JSONField(default=list, help_text="What changed since the base, in words.")
    word_count = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64, help_text="SHA-256 over the content and the hash before.")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="revision_numbers_begin_at_one"),
        ]

    def __str__(self) -> str:
        return _("Revision {number} of {story}").format(
            number=self.number, story=self.headline or _("an untitled story")
        )
