"""Pictures that somebody put together."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.timezone import now as current_time


class Collection(models.Model):
    name = models.CharField(max_length=80, unique=True)
    images = models.ManyToManyField("media.Image", related_name="collections", blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    made_at = models.DateTimeField(default=current_time, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
