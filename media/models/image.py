"""A picture as it was received, and all that the newsroom knows of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.timezone import now as current_time
from django.utils.translation import gettext_lazy as _lazy

from media.models.rendition import Rendition
from media.shelves import storage
from media.terms import credits, source_types
from media.terms.categories import Category, Licence
from media.terms.credits import Party
from media.terms.crops import RATIOS, Box, Focus, around


class ImageQuerySet(models.QuerySet["Image"]):
    def newest_first(self) -> ImageQuerySet:
        return self.order_by("-pk")

    def with_credits(self) -> ImageQuerySet:
        return self.prefetch_related("credits")

    def with_rights(self) -> ImageQuerySet:
        """With all that `rights` asks about: credits and leases."""
        return self.prefetch_related("credits", "leases")

    def with_renditions(self) -> ImageQuerySet:
        return self.prefetch_related("renditions")

    def with_jpegs(self) -> ImageQuerySet:
        # It has the name of the cached property below, which finds its answer there.
        jpegs = models.Prefetch("renditions", Rendition.objects.jpegs(), "jpegs")
        return self.prefetch_related(jpegs)  # type: ignore[no-redef]  # on purpose, as said above

    def lock(self) -> list[int]:
        """Lock these pictures and return their numbers.

        Whoever locks several does it in this order, or two could wait for each other for ever. The pictures are
        asked for by their numbers or by a query for these: PostgreSQL would lock the rows of joined tables too.
        """
        return list(self.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


class Image(models.Model):
    """A picture as it was received, and what the newsroom knows about it."""

    original = models.FileField(storage=storage.private, max_length=100, editable=False)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    bytes = models.PositiveBigIntegerField(editable=False)
    width = models.PositiveIntegerField(editable=False, help_text="As it is seen: any turn is applied.")
    height = models.PositiveIntegerField(editable=False)
    format = models.CharField(max_length=8, editable=False)
    filename = models.CharField(max_length=120, editable=False, help_text="As it was uploaded.")

    headline = models.CharField(
        max_length=200,
        blank=True,
        help_text=_lazy("A few words to know it by in the library. Readers never see it."),
    )
    caption = models.TextField(
        max_length=600,
        blank=True,
        help_text=_lazy("What is seen, who, where and when. A story may say it its own way."),
    )
    alt_text = models.CharField(
        max_length=300,
        blank=True,
        help_text=_lazy("For readers who cannot see it: what the picture shows, in a sentence."),
    )
    people = models.CharField(max_length=300, blank=True, help_text=_lazy("Who is seen, from left to right."))
    place = models.CharField(max_length=200, blank=True, help_text=_lazy("Where it was taken."))
    taken_at = models.DateTimeField(_lazy("taken"), null=True, blank=True)
    keywords = models.CharField(max_length=500, blank=True, help_text=_lazy("With commas between them."))
    source = models.CharField(
        max_length=120, blank=True, help_text=_lazy("Where it came from, if not from its maker.")
    )
    instructions = models.TextField(
        max_length=1000, blank=True, help_text=_lazy("What whoever sent it asks for, such as “No archive”.")
    )
    copyright_notice = models.CharField(
        _lazy("copyright"),
        max_length=300,
        blank=True,
        help_text=_lazy("As its owner writes it: © 2026 Ana Prado."),
    )
    web_statement = models.URLField(
        _lazy("rights page"),
        max_length=500,
        blank=True,
        help_text=_lazy("Where its owner says what may be done with it."),
    )
    licensor = models.CharField(max_length=120, blank=True, help_text=_lazy("Who grants licences for it."))
    licensor_url = models.URLField(
        _lazy("licensor’s page"), max_length=500, blank=True, help_text=_lazy("Where a licence can be had.")
    )
    digital_source = models.CharField(
        _lazy("how it was made"),
        max_length=40,
        choices=source_types.WORDS,
        blank=True,
        help_text=_lazy("Pictures made by AI are labelled for readers."),
    )
    metadata = models.JSONField(default=dict, editable=False, help_text="All that the file says of itself.")
    credentials = models.JSONField(
        default=dict,
        editable=False,
        help_text="What its content credentials say, and whether they hold; empty: it has none.",
    )
    warnings = models.JSONField(
        default=list, editable=False, help_text="What of it must not leave the desk: places, serial numbers."
    )

    category = models.CharField(
        _lazy("rights"),
        max_length=16,
        choices=Category,
        blank=True,
        help_text=_lazy("Under what right we show it. Left empty, the first credit decides."),
    )
    licence = models.CharField(
        max_length=12, choices=Licence, blank=True, help_text=_lazy("Of a Creative Commons picture.")
    )
    editorial_only = models.BooleanField(
        _lazy("editorial use only"),
        default=False,
        help_text=_lazy("Never beside an advertisement of the house or on a cover."),
    )
    only_in = models.CharField(
        _lazy("only in"),
        max_length=60,
        blank=True,
        help_text=_lazy("Codes of the countries that the rights cover, such as PT ES. Empty: everywhere."),
    )
    rights_note = models.TextField(
        max_length=1000,
        blank=True,
        help_text=_lazy("What was agreed, with whom, for what. Readers never see it."),
    )
    rights_end = models.DateTimeField(
        _lazy("rights end"),
        null=True,
        blank=True,
        help_text=_lazy("From then on it may not be published. Empty: no end is known."),
    )
    killed_at = models.DateTimeField(null=True, editable=False)
    kill_reason = models.TextField(max_length=1000, blank=True, editable=False)

    focus_x = models.PositiveSmallIntegerField(default=500, editable=False)
    focus_y = models.PositiveSmallIntegerField(default=500, editable=False)
    focus_set = models.BooleanField(default=False, editable=False, help_text="By hand, not by guess.")
    crops = models.JSONField(
        default=dict,
        editable=False,
        help_text="Ratio → box, where somebody set it: {“16:9”: “0,80,1000,750”}.",
    )
    tone = models.CharField(
        max_length=7, blank=True, editable=False, help_text="The colour it is on the whole."
    )
    difference_hash = models.BigIntegerField(
        null=True, editable=False, help_text="64 bits that similar pictures share nearly all of."
    )
    search_text = models.TextField(blank=True, editable=False, help_text="All words it is found by.")

    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    uploaded_at = models.DateTimeField(default=current_time, editable=False)

    # `uploads.accept` sets this on the picture that it returns if the library had the same file already.
    duplicate = False

    objects = ImageQuerySet.as_manager()

    class Meta:
        verbose_name = _lazy("picture")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(width__gte=1, height__gte=1), name="picture_has_a_size"),
            models.CheckConstraint(condition=~Q(original=""), name="picture_has_an_original"),
            models.CheckConstraint(
                condition=Q(focus_x__lte=1000, focus_y__lte=1000), name="picture_focus_is_inside_it"
            ),
            models.CheckConstraint(
                condition=Q(killed_at__isnull=True) | ~Q(kill_reason=""), name="picture_kill_has_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["difference_hash"], name="picture_by_difference"),
            models.Index(
                fields=["rights_end"], condition=Q(rights_end__isnull=False), name="picture_rights_end"
            ),
            models.Index(fields=["uploaded_at"], name="picture_uploaded"),
            models.Index(fields=["taken_at"], condition=Q(taken_at__isnull=False), name="picture_taken"),
            models.Index(fields=["id"], condition=Q(search_text=""), name="picture_unsearchable"),
        ]

    def __str__(self) -> str:
        words = " ".join(self.caption.split()) or self.filename
        if len(words) <= 60:
            return words
        # Cut between two words: half a number would be another number.
        whole, _, _ = words[:60].rpartition(" ")
        return f"{whole or words[:59]}…"

    @property
    def size(self) -> tuple[int, int]:
        return self.width, self.height

    @cached_property
    def jpegs(self) -> list[Rendition]:
        """The JPEGs of the whole picture, smallest first. The desk shows these."""
        return list(self.renditions.jpegs())

    @property
    def focus(self) -> Focus:
        return Focus(self.focus_x, self.focus_y)

    def box(self, ratio: str, within: Box | None = None) -> Box | None:
        """The part to show at this ratio; None for the whole.

        `within` is the part that a story chose; it goes before the crops of the library. A licence that forbids
        cropping goes before both.
        """
        if not self.may_be_cropped:
            return None
        if not ratio:
            return within
        if within is None and (chosen := self.crops.get(ratio)):
            return Box.read(chosen)
        return around(self.focus, RATIOS[ratio], self.size, within)

    @property
    def credit_line(self) -> str:
        return credits.credit_line(self.parties)

    @property
    def parties(self) -> list[Party]:
        return [credit.party for credit in self.credits.all()]

    @property
    def may_be_cropped(self) -> bool:
        """Some licences forbid to show a part of a picture for the whole."""
        return not self.licence or Licence(self.licence).allows_cropping

    def open_original(self) -> File[Any]:
        return storage.private().open(str(self.original.name))
