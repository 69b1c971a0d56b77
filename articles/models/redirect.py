"""Old addresses of live stories, and addresses where a story was taken away. Site tables."""

from __future__ import annotations

from django.db import models


class Redirect(models.Model):
    """A path that a live story had before. The redirect is permanent."""

    old_path = models.CharField("old address", max_length=255, unique=True)
    story = models.ForeignKey("articles.PublishedArticle", on_delete=models.CASCADE, related_name="redirects")
    since = models.DateTimeField()

    class Meta:
        verbose_name = "old address"
        verbose_name_plural = "old addresses"

    def __str__(self) -> str:
        return self.old_path


class GonePath(models.Model):
    """A path that is answered with 410 Gone, and what readers are told, if anything."""

    path = models.CharField("address", max_length=255, unique=True)
    story_id = models.BigIntegerField(db_index=True)
    since = models.DateTimeField()
    note = models.TextField("what readers are told", blank=True)

    class Meta:
        verbose_name = "withdrawn address"
        verbose_name_plural = "withdrawn addresses"
        indexes = [models.Index(fields=["-since"], name="gone_since")]

    def __str__(self) -> str:
        return self.path
