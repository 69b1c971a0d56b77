"""The small text files that programs fetch: robots.txt, ads.txt, security.txt; and who wrote them when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy


class SiteFile(models.Model):
    """A site table. A migration makes the rows; the desk changes their texts."""

    class Name(models.TextChoices):
        ROBOTS = "robots", "robots.txt"
        ADS = "ads", "ads.txt"
        SECURITY = "security", "security.txt"

    name = models.CharField(_lazy("file"), max_length=10, choices=Name, unique=True, editable=False)
    text = models.TextField(_lazy("text"), max_length=100_000, blank=True)
    updated_at = models.DateTimeField(_lazy("changed"), null=True, editable=False)

    class Meta:
        verbose_name = _lazy("file for programs")
        verbose_name_plural = _lazy("files for programs")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.get_name_display()

    def get_absolute_url(self) -> str:
        return reverse(f"site:{self.name}")


class SiteFileVersion(models.Model):
    """A desk table: what a file said, since when, and who wrote it. The desk cannot change or delete a version."""

    file = models.ForeignKey(SiteFile, on_delete=models.PROTECT, related_name="versions")
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.file} of {self.at:%Y-%m-%d %H:%M}"
