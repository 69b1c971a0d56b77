"""What readers and the desk itself report as wrong in a story: tasks with a clock. Desk tables.

The site adds rows of `ErrorReport`, and may not read them. What the desk does with a report is a `ReportMove`.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy

from house import lines

# So long a report may wait until it is done or declined. Then it is overdue.
ANSWERED_WITHIN = timedelta(hours=24)


class ReportQuerySet(models.QuerySet["ErrorReport"]):
    def open(self) -> ReportQuerySet:
        """Those that somebody has to deal with, taken or not."""
        return self.filter(done_at=None)

    def overdue(self, now: datetime) -> ReportQuerySet:
        return self.open().filter(at__lt=now - ANSWERED_WITHIN)


class ErrorReport(models.Model):
    class State(models.TextChoices):
        OPEN = "open", _lazy("Open")
        TAKEN = "taken", _lazy("Taken")
        DONE = "done", _lazy("Done")
        DECLINED = "declined", _lazy("Declined")

    # A number that the database makes would have to be read back, and the site's role may not read here.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    story_id = models.BigIntegerField(
        _lazy("story"), db_index=True, help_text=_lazy("Its number at the desk.")
    )
    edition_number = models.PositiveIntegerField(_lazy("edition"), help_text=_lazy("The one the reader saw."))
    text = models.TextField(_lazy("what is wrong"), max_length=4000)
    passage = models.TextField(
        max_length=1000, blank=True, default="", help_text=_lazy("The words of the story that it is about.")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text=_lazy("Who reported it at the desk. Nobody where a reader did."),
    )
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(_lazy("e-mail"), blank=True)
    at = models.DateTimeField(_lazy("sent"), default=timezone.now)
    told_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="When those whose story it is were told that a reader reports it.",
    )
    # These repeat what the newest move says: `articles.corrections.deciding` writes them.
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    desk = models.ForeignKey(
        "articles.Section", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    is_declined = models.BooleanField(default=False, editable=False)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _lazy("report of an error")
        verbose_name_plural = _lazy("reports of errors")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at"], condition=models.Q(done_at=None), name="reports_open"),
            models.Index(fields=["-at"], name="reports_by_time"),
            models.Index(fields=["at"], condition=models.Q(told_at=None), name="reports_untold"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="report_says_something"),
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True, done_by__isnull=True)
                | models.Q(done_at__isnull=False, done_by__isnull=False),
                name="report_done_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(is_declined=False) | models.Q(done_at__isnull=False),
                name="report_declined_is_closed",
            ),
        ]

    def __str__(self) -> str:
        return lines.shortened(self.text, 80)

    @property
    def state(self) -> ErrorReport.State:
        if self.done_at is not None:
            return self.State.DECLINED if self.is_declined else self.State.DONE
        return self.State.OPEN if self.assignee_id is None else self.State.TAKEN

    @property
    def due(self) -> datetime:
        return self.at + ANSWERED_WITHIN

    def is_overdue(self, now: datetime) -> bool:
        return self.done_at is None and self.due < now


class ReportMove(models.Model):
    """One decision on a report. Append-only, and part of the story's history; it names no reader."""

    class Act(models.TextChoices):
        REPORT = "report", _lazy("Reported")
        ASSIGN = "assign", _lazy("Assigned")
        TAKE_UP = "take_up", _lazy("Taken")
        GIVE_BACK = "give_back", _lazy("Given back")
        DONE = "done", _lazy("Done")
        DECLINE = "decline", _lazy("Declined")
        REOPEN = "reopen", _lazy("Opened again")

    class Reason(models.TextChoices):
        NO_ERROR = "no_error", _lazy("It is right as it stands")
        DUPLICATE = "duplicate", _lazy("It is reported already")
        SPAM = "spam", _lazy("It is no report at all")

    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(ErrorReport, on_delete=models.PROTECT, related_name="moves")
    act = models.CharField(max_length=10, choices=Act)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    desk = models.ForeignKey("articles.Section", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    edition = models.ForeignKey(
        "articles.Edition",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="The correction that went out with it.",
    )
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.UUIDField(default=uuid.uuid4, unique=True)

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(act="decline") & ~models.Q(reason="")
                | ~models.Q(act="decline") & models.Q(reason=""),
                name="report_declined_for_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.at:%Y-%m-%d %H:%M}"
