"""What hubs and search engines are told of the paper: an outbox, and what became of it. Desk tables."""

from __future__ import annotations

from django.db import models


class Announcement(models.Model):
    """An entry of the ledger of which nobody outside was told yet. Written in the transaction of the entry."""

    edition = models.OneToOneField(
        "articles.Edition", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    found_at = models.DateTimeField(null=True, help_text="When the worker first saw it.")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Announcement of edition {self.edition_id}"


class Ping(models.Model):
    """That one address of ours has something new, for one who is told. One row however often it changes."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"

    to = models.CharField(max_length=500, help_text="A hub, or where IndexNow is told.")
    path = models.CharField("address", max_length=255)
    changed_at = models.DateTimeField(help_text="When it last had something new.")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    due = models.DateTimeField(help_text="Not before. Whoever sends it moves this ahead first.")
    tries = models.PositiveIntegerField(default=0, help_text="In vain, since it last went well.")
    sent_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["to", "path"], name="ping_once")]
        indexes = [
            models.Index(fields=["due"], condition=models.Q(state="waiting"), name="pings_to_send"),
            models.Index(
                fields=["failing_since"],
                condition=models.Q(failing_since__isnull=False),
                name="pings_that_fail",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.path} to {self.to}: {self.get_state_display()}"
