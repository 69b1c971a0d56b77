"""The sizes made of a picture."""

from __future__ import annotations

from django.db import models


class RenditionQuerySet(models.QuerySet["Rendition"]):
    def jpegs(self) -> RenditionQuerySet:
        """The JPEGs of the whole picture, which every program can show."""
        return self.filter(crop="", format=Rendition.Format.JPEG)


class Rendition(models.Model):
    """A file made of a picture or of a part of it, as readers get it. Its name is made of its content."""

    class Format(models.TextChoices):
        JPEG = "jpeg", "JPEG"
        WEBP = "webp", "WebP"
        AVIF = "avif", "AVIF"

    image = models.ForeignKey("media.Image", on_delete=models.CASCADE, related_name="renditions")
    crop = models.CharField(max_length=24, blank=True, help_text="The box it shows; empty for the whole.")
    format = models.CharField(max_length=4, choices=Format, default=Format.JPEG)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    name = models.CharField(max_length=40, unique=True)
    bytes = models.PositiveIntegerField()
    stamp = models.CharField(
        max_length=16, blank=True, help_text="Of the credit and licence written into the file."
    )

    objects = RenditionQuerySet.as_manager()

    class Meta:
        ordering = ["width"]
        constraints = [
            models.UniqueConstraint(fields=["image", "crop", "format", "width"], name="rendition_once"),
        ]

    def __str__(self) -> str:
        return self.name
