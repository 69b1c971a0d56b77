"""What the caches in front of us are told, and what became of it: an outbox that stays as a ledger. Desk tables."""

from __future__ import annotations

from django.db import models


class Purge(models.Model):
    """Pages that changed together."""

    at = models.DateTimeField(db_index=True)
    is_urgent = models.BooleanField(help_text="Something was taken from readers.")

    class Meta:
        # The desk shows them with their stories and offers to change none.
        default_permissions = ()

    def __str__(self) -> str:
        return f"Purge {self.pk}"


class PurgedKey(models.Model):
    purge = models.ForeignKey(Purge, on_delete=models.CASCADE, related_name="keys")
    key = models.CharField(max_length=200)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["key", "purge"], name="purged_key_once")]

    def __str__(self) -> str:
        return self.key


class PurgeDelivery(models.Model):
    """One purge for one cache."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        CONFIRMED = "confirmed", "Confirmed"
        FAILED = "failed", "Failed"

    OPEN = (State.WAITING, State.SENT)

    purge = models.ForeignKey(Purge, on_delete=models.CASCADE, related_name="deliveries")
    to = models.CharField(max_length=250, help_text="The cache, without its token.")
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    due = models.DateTimeField(help_text="Not before. Whoever sends it moves this ahead first.")
    tries = models.PositiveIntegerField(default=0, help_text="In vain, since it last went well.")
    sent_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name_plural = "purge deliveries"
        constraints = [models.UniqueConstraint(fields=["purge", "to"], name="purge_delivered_once")]
        indexes = [
            models.Index(
                fields=["due"], condition=models.Q(state__in=["waiting", "sent"]), name="purges_to_deliver"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purge} to {self.to}: {self.get_state_display()}"
