"""Reporters as readers know them. Site table; private facts about a person are in `staff`."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from house.folded import FoldedWords


class Reporter(models.Model):
    """A name in bylines. The person may or may not have a log-in; see `StaffRecord`."""

    name = models.CharField(max_length=120, help_text=_lazy("As readers see it; may be a pseudonym."))
    slug = models.SlugField(max_length=120, unique=True)
    job_title = models.CharField(max_length=120, blank=True)
    desk = models.CharField(max_length=80, blank=True, help_text=_lazy("Such as City, Business or Pictures."))
    biography = models.TextField(max_length=2000, blank=True)
    public_contact = models.CharField(
        max_length=200, blank=True, help_text=_lazy("An address that readers may write to. Readers see it.")
    )
    words = FoldedWords(of=("name", "desk"))
    active = models.BooleanField(
        default=True, help_text=_lazy("Leave off for those who left; their page stays.")
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("site:reporter", args=[self.slug])
