"""Who needs to be shown round the desk no more. Desk table."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class TourClosed(models.Model):
    """Somebody has closed the tour for newcomers, on every machine and for ever."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user} closed the tour"
