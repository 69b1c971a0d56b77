"""The log of the workflow: who moved a story from which state to which, and the note. Desk table."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class StateChange(models.Model):
    """One move of a story. Only `articles.acts.moving` writes it. Append-only like the ledger."""

    # Acts that other code looks for among the moves.
    APPROVE = "approve"
    HAND_OVER = "hand_over"
    RETURN = "return"

    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="state_changes")
    act = models.CharField(max_length=20)
    from_state = models.CharField(max_length=10)
    to_state = models.CharField(max_length=10)
    revision = models.ForeignKey("articles.Revision", on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(blank=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["article", "-at"], name="statechange_of_article"),
            # For the figures of the desk, which speak of some weeks.
            models.Index(fields=["-at"], condition=models.Q(act="approve"), name="statechange_approved"),
        ]

    def __str__(self) -> str:
        return f"{self.act}: {self.from_state} to {self.to_state}"
