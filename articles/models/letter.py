"""Letters that wait to be sent: written in the transaction of what they tell, deleted when they have gone out."""

from __future__ import annotations

from datetime import datetime

from django.db import models


class LetterQuerySet(models.QuerySet["Letter"]):
    def waiting(self, now: datetime) -> LetterQuerySet:
        """Letters to be sent, or to be given up."""
        return self.filter(models.Q(at__lte=now) | models.Q(until__lt=now))


class Letter(models.Model):
    """One letter to one person.

    Whoever sends it first sets `at` to a later time. If that process dies, another one sends the letter from then on,
    under the same Message-ID, by which mail programs recognise a second copy.
    """

    message_id = models.CharField("Message-ID", max_length=320)
    to = models.CharField(max_length=320)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    written_at = models.DateTimeField()
    at = models.DateTimeField(db_index=True, help_text="Not before.")
    until = models.DateTimeField(help_text="Later it is of no use to anybody.")
    tries = models.PositiveIntegerField(default=0)

    objects = LetterQuerySet.as_manager()

    class Meta:
        # The desk shows no letters: one may hold a link that sets a password.
        default_permissions = ()

    def __str__(self) -> str:
        return f"Letter {self.pk} to {self.to}"
