"""What is to happen to stories at a time: publications and withdrawals that somebody decided before. Desk tables."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _lazy

from articles.models.edition import ChangeKind

# Whoever carries one out has it to themselves for so long; if they die over it, another worker takes over then.
CLAIM = timedelta(seconds=4)
# The worker looks every few seconds, so whatever waits longer than this after its time is late.
GRACE = timedelta(seconds=30)


class ScheduledQuerySet(models.QuerySet["Scheduled"]):
    def waiting(self) -> ScheduledQuerySet:
        return self.filter(state=Scheduled.State.WAITING)

    def open(self) -> ScheduledQuerySet:
        """Those that somebody still has to hear of: what waits for its time, and what failed."""
        return self.filter(state__in=Scheduled.OPEN)

    def due(self) -> ScheduledQuerySet:
        """Those whose time has come by the clock of the database, and that nobody is carrying out."""
        return self.waiting().filter(due__lte=Now())


class ScheduledRelease(models.Model):
    """Stories that go out at one time, with a version of a front or without: all of them, or none. Never changed.

    The rows of `Scheduled` that name it are what still waits of it.
    """

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(
        "articles.FrontVersion", on_delete=models.PROTECT, null=True, related_name="+"
    )
    revisions = models.JSONField(help_text="The numbers of the rows of all revisions that go out with it.")
    withdrawals = models.JSONField(
        default=list, help_text="The numbers of the stories that readers lose with it."
    )
    key = models.UUIDField(
        default=uuid.uuid4, unique=True, help_text="The same press sent twice counts once."
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Release scheduled for {self.at:%Y-%m-%d %H:%M:%S}"

    @property
    def size(self) -> int:
        """How many stories go out or go with it."""
        return len(self.revisions) + len(self.withdrawals)


class Scheduled(models.Model):
    """One story at one time: the revision that goes out then, as a first publication, an update or a minor change.

    A withdrawal has no revision. Only `articles.acts.scheduling` writes rows. They change; what was decided when, and
    by whom, is in `ScheduleMove`.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _lazy("Waiting")
        DONE = "done", _lazy("Done")
        FAILED = "failed", _lazy("Failed")
        CANCELLED = "cancelled", _lazy("Cancelled")

    OPEN = (State.WAITING, State.FAILED)
    KINDS = (ChangeKind.FIRST, ChangeKind.UPDATE, ChangeKind.MINOR, ChangeKind.WITHDRAWAL)

    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="scheduled")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.label) for kind in KINDS])
    revision = models.ForeignKey("articles.Revision", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(help_text="To the second, by the clock of the database.")
    due = models.DateTimeField(help_text="Not before. Whoever carries it out moves this ahead first.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True, help_text="What the act's page asks for: readers may see it.")
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    reason = models.TextField(blank=True, help_text="Why it failed, or why it was taken back.")
    ended_at = models.DateTimeField(null=True)
    release = models.ForeignKey(
        ScheduledRelease, on_delete=models.PROTECT, null=True, related_name="scheduled"
    )

    objects = ScheduledQuerySet.as_manager()

    class Meta:
        # The desk shows them with their stories and has no form for them.
        default_permissions = ()
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="withdrawal", revision__isnull=True)
                | models.Q(kind__in=["first", "update", "minor"], revision__isnull=False),
                name="scheduled_publication_names_its_revision",
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", ended_at__isnull=True)
                | models.Q(state__in=["done", "failed", "cancelled"], ended_at__isnull=False),
                name="scheduled_ends_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="failed") | ~models.Q(reason=""),
                name="scheduled_fails_for_a_reason",
            ),
            models.UniqueConstraint(
                fields=["article", "revision"],
                condition=models.Q(state="waiting", revision__isnull=False),
                name="revision_waits_once",
            ),
            models.UniqueConstraint(
                fields=["article"],
                condition=models.Q(state="waiting", revision__isnull=True),
                name="withdrawal_waits_once",
            ),
        ]
        indexes = [
            models.Index(fields=["due"], condition=models.Q(state="waiting"), name="scheduled_due"),
            models.Index(
                fields=["at"], condition=models.Q(state__in=["waiting", "failed"]), name="scheduled_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} scheduled for {self.at:%Y-%m-%d %H:%M:%S}"

    @property
    def is_withdrawal(self) -> bool:
        return self.kind == ChangeKind.WITHDRAWAL


class ScheduleMove(models.Model):
    """What a move of the story's log says of its schedule: what goes out, and when. Append-only, as the log is."""

    move = models.OneToOneField("articles.StateChange", on_delete=models.PROTECT, related_name="of_schedule")
    scheduled = models.ForeignKey(Scheduled, on_delete=models.PROTECT, related_name="moves")
    kind = models.CharField(max_length=10)
    goes_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.kind} for {self.goes_at:%Y-%m-%d %H:%M:%S}"
