"""What is advertised, where and when: the desk's own rows, what is on record of them, and what readers get."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from articles.body.advertising import Spacing
from articles.models.taxonomy import Section

LONGEST_TAG = 8000


class AdvertisingRule(models.Model):
    """The rule by which advertisements stand: one row, which a migration makes. A site table."""

    first_after = models.PositiveSmallIntegerField(
        _("words before the first"), default=Spacing.first_after, validators=[MaxValueValidator(5000)]
    )
    then_every = models.PositiveSmallIntegerField(
        _("words between two"),
        default=Spacing.then_every,
        validators=[MinValueValidator(100), MaxValueValidator(5000)],
    )
    most = models.PositiveSmallIntegerField(
        _("most in a story"),
        default=Spacing.most,
        validators=[MaxValueValidator(6)],
        help_text=_("0: none in the text of any story."),
    )
    shortest = models.PositiveSmallIntegerField(
        _("words of a story that has any"),
        default=Spacing.shortest,
        validators=[MaxValueValidator(5000)],
        help_text=_("A shorter story has none."),
    )
    sensitive_sections = models.JSONField(blank=True, default=list, help_text="Their numbers.")
    sensitive_topics = models.JSONField(blank=True, default=list, help_text="Their numbers.")

    class Meta:
        verbose_name = _("rule for advertisements")
        verbose_name_plural = _("rule for advertisements")

    def __str__(self) -> str:
        return str(_("Rule for advertisements"))


class Advertisement(models.Model):
    """One booking: what is shown, where, from when to when, and how often among others. A desk table."""

    class Place(models.TextChoices):
        STORY = "story", _("In stories")
        FRONT = "front", _("On the home page and on sections")

    class Kind(models.TextChoices):
        HOUSE = "house", _("A picture with a link")
        EXTERNAL = "external", _("Somebody else’s tag, in a closed frame")

    name = models.CharField(_("name"), max_length=80, unique=True, help_text=_("For the desk alone."))
    place = models.CharField(_("where"), max_length=8, choices=Place, default=Place.STORY)
    sections = models.ManyToManyField(
        Section,
        blank=True,
        related_name="+",
        verbose_name=_("sections"),
        help_text=_("With the sections inside them. None chosen: everywhere."),
    )
    everywhere = models.BooleanField(
        default=True,
        editable=False,
        help_text="Whether no section was chosen. One that is deleted takes its advertisements along.",
    )
    begins_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(
        _("to"), null=True, blank=True, help_text=_("Empty: until somebody stops it.")
    )
    weight = models.PositiveSmallIntegerField(
        _("weight"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("One of weight 2 is on twice as many pages as one of weight 1."),
    )
    is_stopped = models.BooleanField(
        _("stopped"), default=False, help_text=_("Takes it from all pages at once, whatever its times.")
    )
    kind = models.CharField(_("what it is"), max_length=8, choices=Kind, default=Kind.HOUSE)
    picture = models.ForeignKey(
        "media.Image",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
        help_text=_("From the library, with its rights and its credit."),
    )
    alt = models.CharField(
        _("alt text"),
        max_length=300,
        blank=True,
        help_text=_("What the picture says, for those who do not see it. Empty: that of the library."),
    )
    link = models.URLField(_("link"), max_length=500, blank=True)
    tag = models.TextField(
        _("tag"),
        blank=True,
        max_length=LONGEST_TAG,
        help_text=_("HTML as its sender gave it. It runs in a frame that reaches nothing of the page."),
    )
    hosts = models.TextField(
        _("hosts"),
        blank=True,
        help_text=_("The machines from which the tag may load anything, one a line: ads.example.com"),
    )
    width = models.PositiveSmallIntegerField(
        _("width"), default=300, validators=[MinValueValidator(50), MaxValueValidator(970)]
    )
    height = models.PositiveSmallIntegerField(
        _("height"), default=250, validators=[MinValueValidator(50), MaxValueValidator(600)]
    )
    next_at = models.DateTimeField(
        null=True, editable=False, help_text="When what readers get of it has to be looked at next."
    )

    class Meta:
        verbose_name = _("advertisement")
        verbose_name_plural = _("advertisements")
        ordering = ["name"]
        indexes = [
            models.Index(
                fields=["next_at"], condition=models.Q(next_at__isnull=False), name="advertisement_next"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=models.F("begins_at")),
                name="advertisement_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=models.Q(weight__gte=1), name="advertisement_has_weight"),
        ]

    def __str__(self) -> str:
        return self.name


class AdvertisingRecord(models.Model):
    """What was decided of an advertisement, or of the rule: all of it at that time. Append-only. A desk table."""

    advertisement = models.ForeignKey(
        Advertisement,
        on_delete=models.PROTECT,
        null=True,
        related_name="records",
        help_text="None: the rule.",
    )
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.advertisement or 'Rule'}, {self.at:%Y-%m-%d %H:%M}"

    @property
    def subject(self) -> int:
        """By which the chain knows what it is about; 0 is the rule."""
        return self.advertisement_id or 0


class PublishedAdvertisement(models.Model):
    """An advertisement that readers get now, once for each of its sections. A site table.

    Only `articles.advertising` writes it: the row comes when its time begins and goes when it ends.
    """

    advertisement_id = models.BigIntegerField()
    rule = models.ForeignKey(AdvertisingRule, on_delete=models.PROTECT, related_name="+")
    section = models.ForeignKey(
        Section, on_delete=models.CASCADE, null=True, related_name="+", help_text="None: everywhere."
    )
    place = models.CharField(max_length=8)
    weight = models.PositiveSmallIntegerField()
    ends_at = models.DateTimeField(
        null=True, db_index=True, help_text="Its own end, or that of the rights in its picture."
    )
    image_id = models.BigIntegerField(null=True, db_index=True)
    inside = models.TextField(help_text="The HTML within its box.")
    document = models.TextField(blank=True, help_text="What its frame shows.")
    hosts = models.JSONField(default=list, help_text="From which the frame may load.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "advertisement_id", Coalesce("section", 0), name="public_advertisement_once_a_section"
            )
        ]

    def __str__(self) -> str:
        return f"Advertisement {self.advertisement_id}"
