"""Agencies, and what a story took from them. Desk tables."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from articles.models.story import MOST, SourceUse
from house.folded import FoldedWords


class Agency(models.Model):
    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    credit_name = models.CharField(
        _lazy("name in credits"),
        max_length=60,
        help_text=_lazy("In picture credits, as the agency's house style asks: AP in “Image: AP”."),
    )
    wire_name = models.CharField(
        _lazy("name in texts"),
        max_length=60,
        blank=True,
        help_text=_lazy("In the agency line: AP News in “(Inputs from AP News)”."),
    )
    contact = models.CharField(max_length=200, blank=True)
    words = FoldedWords(of=("name", "credit_name", "wire_name"))
    active = models.BooleanField(
        default=True, help_text=_lazy("Leave off for those you no longer take copy from.")
    )

    class Meta:
        ordering = ["name"]
        verbose_name_plural = _lazy("agencies")

    def __str__(self) -> str:
        return self.name


class StorySource(models.Model):
    """The part that one agency has in a story. The agency line is made of these rows."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="sources")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    use = models.CharField(max_length=10, choices=SourceUse, default=SourceUse.INPUTS)
    credit_line = models.CharField(
        max_length=MOST,
        blank=True,
        help_text=_lazy("Only where the agency asks for other words than its own name."),
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _lazy("source")
        constraints = [
            models.UniqueConstraint(fields=["article", "agency", "use"], name="source_named_once_per_use")
        ]

    def __str__(self) -> str:
        return f"{self.agency} ({self.get_use_display()})"
