"""What readers report as wrong in a story. Desk table: the site adds rows, and may not read them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class ErrorReport(models.Model):
    # A number that the database makes would have to be read back, and the site's role may not read here.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    story_id = models.BigIntegerField("story", db_index=True, help_text="Its number at the desk.")
    edition_number = models.PositiveIntegerField("edition", help_text="The one the reader saw.")
    text = models.TextField("what is wrong", max_length=4000)
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField("e-mail", blank=True)
    at = models.DateTimeField("sent", default=timezone.now)
    told_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="When those whose story it is were told that a reader reports it.",
    )
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "report from a reader"
        verbose_name_plural = "reports from readers"
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
        ]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"
