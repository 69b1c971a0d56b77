"""Who was given which story to work on, until when and how long. Desk table."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _lazy


class Assignment(models.Model):
    """One decision on who has a story. Append-only like the ledger; the newest is named by the story itself.

    With neither a person nor a desk, nobody has the story. It may be planned all the same, for a day or a length.
    """

    class Act(models.TextChoices):
        ASSIGN = "assign", _lazy("Assigned")
        TAKE_UP = "take_up", _lazy("Taken")
        GIVE_BACK = "give_back", _lazy("Given back")
        PLAN = "plan", _lazy("Planned")

    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="assignments")
    act = models.CharField(max_length=10, choices=Act, default=Act.ASSIGN)
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="person",
    )
    desk = models.ForeignKey(
        "articles.Section",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Somebody of this desk takes it, or the person took it from there.",
    )
    due = models.DateTimeField(null=True)
    words = models.PositiveIntegerField("planned length", null=True)
    picture_wanted = models.BooleanField(default=False)
    picture_note = models.CharField("picture", max_length=300, blank=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.UUIDField(default=uuid.uuid4, unique=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["-at", "-id"], name="assignments_by_time")]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.at:%Y-%m-%d %H:%M}"
