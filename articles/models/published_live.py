"""What readers get of the entries of live coverage. Site table, written with the story."""

from __future__ import annotations

from django.db import models

from articles.models.published import PublishedArticle


class PublishedEntry(models.Model):
    """One entry, already rendered. Of a removed one: that there was an entry, and what readers are told."""

    story = models.ForeignKey(PublishedArticle, on_delete=models.CASCADE, related_name="entries")
    number = models.PositiveIntegerField(help_text="Without gaps from the first on: pages are cut by it.")
    change = models.PositiveIntegerField(help_text="Of all changes in the story, the one that made it so.")
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField(null=True)
    headline = models.TextField(blank=True)
    text = models.TextField(blank=True, help_text="Rendered; of a removed one, why it was.")
    author = models.CharField(max_length=120, blank=True)
    author_path = models.CharField(max_length=255, blank=True)
    corrections = models.JSONField(
        blank=True, default=list, help_text="Newest first: [{kind, at, text, serious}]."
    )
    is_key = models.BooleanField(default=False)
    is_pinned = models.BooleanField(default=False)
    is_removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["story", "number"], name="published_entry_number_once"),
            models.UniqueConstraint(fields=["story", "change"], name="published_entry_change_once"),
        ]

    def __str__(self) -> str:
        return self.headline or f"Entry {self.number}"
