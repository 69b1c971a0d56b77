"""The picture library: pictures as received, who is credited, and the sizes made of them. Desk tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import models
from django.db.models import Q
from django.utils.timezone import now as current_time

from media import credits, rights, storage
from media.credits import CreditKind


class ImageQuerySet(models.QuerySet["Image"]):
    def newest_first(self) -> ImageQuerySet:
        return self.order_by("-pk")

    def matching(self, words: str) -> ImageQuerySet:
        """Pictures that have every one of the words in caption, alt text, file name or credit."""
        found = self
        for word in words.replace("\0", " ").split():
            credited = Credit.objects.filter(
                Q(name__icontains=word)
                | Q(agency__name__icontains=word)
                | Q(agency__credit_name__icontains=word)
                | Q(reporter__name__icontains=word)
            )
            found = found.filter(
                Q(caption__icontains=word)
                | Q(alt_text__icontains=word)
                | Q(filename__icontains=word)
                | Q(pk__in=credited.values("image"))
            )
        return found

    def with_credits(self) -> ImageQuerySet:
        return self.prefetch_related("credits")

    def with_renditions(self) -> ImageQuerySet:
        return self.prefetch_related("renditions")


class Image(models.Model):
    """A picture as it was received, and what the newsroom knows about it."""

    original = models.FileField(storage=storage.private, max_length=100, editable=False)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    bytes = models.PositiveBigIntegerField(editable=False)
    width = models.PositiveIntegerField(editable=False, help_text="As it is seen: any turn is applied.")
    height = models.PositiveIntegerField(editable=False)
    format = models.CharField(max_length=8, editable=False)
    filename = models.CharField(max_length=120, editable=False, help_text="As it was uploaded.")

    caption = models.TextField(
        max_length=600,
        blank=True,
        help_text="What is seen, who, where and when. A story may say it its own way.",
    )
    alt_text = models.CharField(
        max_length=300,
        blank=True,
        help_text="For readers who cannot see it: what the picture shows, in a sentence.",
    )
    rights_note = models.TextField(
        max_length=1000, blank=True, help_text="What was agreed, with whom, for what. Readers never see it."
    )
    rights_end = models.DateTimeField(
        "rights end",
        null=True,
        blank=True,
        help_text="From then on it may not be published. Empty: no end is known.",
    )

    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    uploaded_at = models.DateTimeField(default=current_time, editable=False)

    # Set on what `uploads.accept` returns when the library had the same file already.
    duplicate = False

    objects = ImageQuerySet.as_manager()

    class Meta:
        verbose_name = "picture"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(width__gte=1, height__gte=1), name="picture_has_a_size"),
            models.CheckConstraint(condition=~Q(original=""), name="picture_has_an_original"),
        ]

    def __str__(self) -> str:
        words = " ".join(self.caption.split()) or self.filename
        if len(words) <= 60:
            return words
        # Between two words, or a title may end in half a number.
        whole, _, _ = words[:60].rpartition(" ")
        return f"{whole or words[:59]}…"

    @property
    def credit_line(self) -> str:
        return credits.credit_line(credits.parties(self))

    def problems(self, now: datetime) -> list[str]:
        """Why it may not be shown at this time; empty when it may."""
        return rights.problems(self, now)

    def open_original(self) -> File[Any]:
        return storage.private().open(str(self.original.name))


class CreditManager(models.Manager["Credit"]):
    def get_queryset(self) -> models.QuerySet[Credit]:
        # A credit is nothing without its party, and is read far more often than written.
        return super().get_queryset().select_related("agency", "reporter")


class Credit(models.Model):
    """One party of a credit line, in order."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="credits")
    position = models.PositiveSmallIntegerField("order", default=0)
    kind = models.CharField(max_length=12, choices=CreditKind, default=CreditKind.PHOTOGRAPHER)
    agency = models.ForeignKey(
        "articles.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reporter = models.ForeignKey(
        "articles.Reporter", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=80, blank=True, help_text="Anybody who is neither.")

    objects = CreditManager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agency__isnull=False, reporter__isnull=True, name="")
                | Q(agency__isnull=True, reporter__isnull=False, name="")
                | (Q(agency__isnull=True, reporter__isnull=True) & ~Q(name=""))
                | Q(agency__isnull=True, reporter__isnull=True, name="", kind=CreditKind.STAFF),
                name="credit_names_one_party",
                violation_error_message=(
                    "Give one party: an agency, or a reporter, or a name. Only a staff picture may do "
                    "without, and is then credited “Self”."
                ),
            ),
            models.CheckConstraint(condition=Q(kind__in=CreditKind.values), name="credit_kind_known"),
        ]

    def __str__(self) -> str:
        return credits.credit_line([credits.party(self)])


class Rendition(models.Model):
    """One size of a picture, as readers get it. Its name says what is in it, so it never changes."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    name = models.CharField(max_length=40, unique=True)
    bytes = models.PositiveIntegerField()

    class Meta:
        ordering = ["width"]
        constraints = [models.UniqueConstraint(fields=["image", "width"], name="rendition_width_once")]

    def __str__(self) -> str:
        return self.name
