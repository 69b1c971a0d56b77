"""What stories took from wire copy, what came of it afterwards, and what people keep of the inbox. Desk tables."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from articles.models.story import SourceUse

# What readers get some of. Of background they get nothing.
IN_TEXT = (SourceUse.FULL, SourceUse.INPUTS)


class WireUseQuerySet(models.QuerySet["WireUse"]):
    def current(self) -> WireUseQuerySet:
        return self.filter(is_current=True)


class WireUse(models.Model):
    """A version of a wire item that a story took something from.

    One row of an item is current in each story: taking it again, or taking over a newer version, makes a new row.
    """

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="wire_uses", db_index=False
    )
    item = models.ForeignKey(
        "articles.WireItem", on_delete=models.PROTECT, related_name="uses", db_index=False
    )
    version = models.ForeignKey("articles.WireVersion", on_delete=models.PROTECT, related_name="uses")
    use = models.CharField(max_length=10, choices=SourceUse)
    paragraphs = models.JSONField(
        default=list,
        help_text="The paragraphs of the version that were taken, each by the digest of its words.",
    )
    is_current = models.BooleanField(default=True)
    note = models.TextField(blank=True, help_text="Why the story uses it no more.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.UUIDField(default=uuid.uuid4, unique=True, help_text="Of the press that took it.")

    objects = WireUseQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]
        indexes = [
            # Whom a newer version concerns: asked as each version arrives.
            models.Index(fields=["item"], name="wire_use_of_item"),
            models.Index(fields=["article", "-id"], name="wire_use_of_story"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "item"], condition=Q(is_current=True), name="wire_item_used_once"
            ),
            models.CheckConstraint(condition=Q(use__in=SourceUse.values), name="wire_use_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_use_display()} {self.at:%Y-%m-%d %H:%M}"

    @property
    def is_in_text(self) -> bool:
        return self.use in IN_TEXT


class WirePicture(models.Model):
    """A picture of the library that came with a wire item. What the agency says of the item holds for it."""

    item = models.ForeignKey(
        "articles.WireItem", on_delete=models.PROTECT, related_name="pictures", db_index=False
    )
    version = models.ForeignKey("articles.WireVersion", on_delete=models.PROTECT, related_name="+")
    image = models.ForeignKey("media.Image", on_delete=models.CASCADE, related_name="+")
    lease = models.ForeignKey(
        "media.Lease",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text="By which the embargo or the kill of the newest version forbids it.",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "image"], name="wire_picture_of_an_item_once"),
        ]

    def __str__(self) -> str:
        return f"Picture {self.image_id} of wire item {self.item_id}"


class WireAlarmQuerySet(models.QuerySet["WireAlarm"]):
    def open(self) -> WireAlarmQuerySet:
        return self.filter(closed_at=None)


class WireAlarm(models.Model):
    """A newer version of an item came that a story uses. One is open for each use: that of the newest version."""

    class Kind(models.TextChoices):
        VERSION = "version", _lazy("New version")
        CORRECTION = "correction", _lazy("Correction")
        KILL = "kill", _lazy("Kill")

    class How(models.TextChoices):
        TAKEN = "taken", _lazy("Taken over")
        NOT_NEEDED = "not_needed", _lazy("Not needed")
        WITHDRAWN = "withdrawn", _lazy("The story was withdrawn")
        OVERTAKEN = "overtaken", _lazy("Overtaken by a newer version")

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="wire_alarms", db_index=False
    )
    item = models.ForeignKey("articles.WireItem", on_delete=models.PROTECT, related_name="+", db_index=False)
    use = models.ForeignKey(WireUse, on_delete=models.CASCADE, related_name="alarms", db_index=False)
    version = models.ForeignKey(
        "articles.WireVersion", on_delete=models.PROTECT, related_name="+", help_text="The one that came."
    )
    kind = models.CharField(max_length=10, choices=Kind)
    raised_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=10, choices=How, blank=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Who closed it. Nobody where a newer version did.",
    )

    objects = WireAlarmQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["kind", "-raised_at"], condition=Q(closed_at=None), name="wire_alarms_open"),
            models.Index(fields=["article", "-id"], name="wire_alarms_of_story"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["use"], condition=Q(closed_at=None), name="wire_alarm_open_once"),
            models.UniqueConstraint(fields=["use", "version"], name="wire_alarm_raised_once"),
            models.CheckConstraint(
                condition=Q(closed_at=None, how="") | (Q(closed_at__isnull=False) & ~Q(how="")),
                name="wire_alarm_closed_somehow",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.raised_at:%Y-%m-%d %H:%M}"

    @property
    def is_kill(self) -> bool:
        return self.kind == self.Kind.KILL


class WireGlance(models.Model):
    """Somebody opened an item of the inbox: to them it is unread no more, until a newer version comes."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    item = models.ForeignKey("articles.WireItem", on_delete=models.CASCADE, related_name="glances")
    version = models.ForeignKey(
        "articles.WireVersion", on_delete=models.CASCADE, related_name="+", db_index=False
    )

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "item"], name="wire_item_read_once")]

    def __str__(self) -> str:
        return f"{self.user_id} read {self.item_id}"


class WireSearch(models.Model):
    """What the inbox was asked for, under a name. Whoever may open the inbox sees all that it finds."""

    class Shared(models.TextChoices):
        NOBODY = "nobody", _lazy("Only you")
        SECTION = "section", _lazy("Whoever works for the section")
        EVERYBODY = "everybody", _lazy("Everybody at the desk")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    name = models.CharField(max_length=40)
    filters = models.JSONField(default=dict, help_text="What is asked, by the names of the filters.")
    shared = models.CharField(max_length=10, choices=Shared, default=Shared.NOBODY)
    section = models.ForeignKey("articles.Section", on_delete=models.CASCADE, null=True, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True, help_text="Of the form that saved it.")

    class Meta:
        default_permissions = ()
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="wire_search_named_once"),
            models.CheckConstraint(
                condition=Q(shared="section", section__isnull=False)
                | (~Q(shared="section") & Q(section=None)),
                name="wire_search_of_its_section",
            ),
        ]

    def __str__(self) -> str:
        return self.name
