"""Fronts at the desk: every version, which one is live, and what was done with each. Desk tables."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles.models.taxonomy import Section


class FrontVersion(models.Model):
    """One save of a front. Append-only: triggers in the database refuse to change or delete a row."""

    front = models.ForeignKey("articles.Front", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)
    restored_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    content = models.JSONField(help_text="See articles.composing.arrangement.")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["front", "number"], name="front_version_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="front_versions_begin_at_one"),
        ]

    def __str__(self) -> str:
        return _("Version {number}").format(number=self.number)


class Front(models.Model):
    """The home page, or the page of a section. The row exists once somebody has arranged it."""

    section = models.OneToOneField(Section, on_delete=models.PROTECT, null=True, related_name="+")
    newest = models.ForeignKey(FrontVersion, on_delete=models.PROTECT, null=True, related_name="+")
    live = models.ForeignKey(FrontVersion, on_delete=models.PROTECT, null=True, related_name="+")
    next = models.ForeignKey(FrontVersion, on_delete=models.PROTECT, null=True, related_name="+")
    next_at = models.DateTimeField(null=True)
    next_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(Coalesce("section", 0), name="one_front_each"),
            models.CheckConstraint(
                condition=models.Q(next__isnull=True, next_at__isnull=True, next_by__isnull=True)
                | models.Q(next__isnull=False, next_at__isnull=False, next_by__isnull=False),
                name="scheduled_front_has_its_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"], condition=models.Q(next_at__isnull=False), name="front_scheduled"
            )
        ]

    def __str__(self) -> str:
        return str(self.section) if self.section else _("Home")

    @property
    def slug(self) -> str:
        """Its name in the desk's addresses. No section may be called home."""
        return self.section.slug if self.section else "home"


class FrontMove(models.Model):
    """What was done with a version. Append-only, like the versions."""

    class Act(models.TextChoices):
        LIVE = "live", _lazy("Put live")
        SCHEDULED = "scheduled", _lazy("Scheduled")
        TAKEN_BACK = "taken_back", _lazy("Schedule taken back")
        ON_TIME = "on_time", _lazy("Went live as scheduled")
        RELEASED = "released", _lazy("Released")

    front = models.ForeignKey(Front, on_delete=models.PROTECT, related_name="moves")
    version = models.ForeignKey(FrontVersion, on_delete=models.PROTECT, related_name="moves")
    act = models.CharField(max_length=12, choices=Act)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    goes_live_at = models.DateTimeField(null=True)
    stories = models.JSONField(default=list, help_text="The numbers of the stories that went live with it.")
    key = models.UUIDField(default=uuid.uuid4, unique=True, help_text="The same act sent twice counts once.")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(act__in=["live", "scheduled", "taken_back", "on_time", "released"]),
                name="front_move_known",
            )
        ]

    def __str__(self) -> str:
        return self.get_act_display()
