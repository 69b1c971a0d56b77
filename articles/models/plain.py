"""The pages beside the stories, such as “About us”: what readers get, and who wrote it when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import gettext_noop


class PlainPage(models.Model):
    """A site table. The first migration makes the pages; the desk changes their texts. Others come with archives."""

    class Place(models.TextChoices):
        """Where the page belongs: the first part of its address."""

        ABOUT = "about", gettext_noop("About us")
        CONTACT = "contact", gettext_noop("Contact")
        STAFF = "staff", gettext_noop("Staff")
        CORRECTIONS = "corrections", gettext_noop("Corrections")
        PRIVACY = "privacy", gettext_noop("Privacy")

    slug = models.CharField("address", max_length=80, unique=True, editable=False)
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    rendered_text = models.TextField(blank=True, editable=False)
    updated_at = models.DateTimeField(editable=False)
    old_paths = models.JSONField(
        default=list,
        blank=True,
        db_default=models.Value([], models.JSONField()),
        editable=False,
        help_text="Where readers had it in another system.",
    )

    class Meta:
        verbose_name = _lazy("plain page")
        ordering = ["slug"]
        constraints = [models.CheckConstraint(condition=~models.Q(title=""), name="plain_page_has_a_title")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        if self.has_a_place:
            return reverse(f"site:{self.slug}")
        return reverse("site:section", args=[self.slug])

    @property
    def has_a_place(self) -> bool:
        """Whether it is one of those that every newsroom has. Others stand where a section could."""
        return self.slug in self.Place


class PlainPageVersion(models.Model):
    """A desk table: what a page said, since when, and who wrote it. The desk cannot change or delete a version."""

    page = models.ForeignKey(PlainPage, on_delete=models.PROTECT, related_name="versions")
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Nobody: what the page said from the start.",
    )

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.title} of {self.at:%Y-%m-%d %H:%M}"
