"""Old addresses of live stories, and addresses where a story was taken away. Site tables."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _lazy


class Redirect(models.Model):
    """A path that a live story had before. The redirect is permanent."""

    old_path = models.CharField(_lazy("old address"), max_length=255, unique=True)
    story = models.ForeignKey("articles.PublishedArticle", on_delete=models.CASCADE, related_name="redirects")
    since = models.DateTimeField()

    class Meta:
        verbose_name = _lazy("old address")
        verbose_name_plural = _lazy("old addresses")

    def __str__(self) -> str:
        return self.old_path


class GonePath(models.Model):
    """A path that is answered with 410 Gone, and what readers are told, if anything."""

    path = models.CharField(_lazy("address"), max_length=255, unique=True)
    story_id = models.BigIntegerField(db_index=True)
    since = models.DateTimeField()
    note = models.TextField(_lazy("what readers are told"), blank=True)

    class Meta:
        verbose_name = _lazy("withdrawn address")
        verbose_name_plural = _lazy("withdrawn addresses")
        indexes = [models.Index(fields=["-since"], name="gone_since")]

    def __str__(self) -> str:
        return self.path
