"""What somebody at the desk is told, and of what they want a letter too. Desk tables."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class MessageKind(models.TextChoices):
    ASSIGNED = "assigned", "Assigned to you"
    UNASSIGNED = "unassigned", "No longer assigned to you"
    PLANNED = "planned", "Planned for another time"
    GIVEN_BACK = "given_back", "Given back by whom you assigned it to"
    RETURNED = "returned", "Returned to you"
    PUBLISHED = "published", "Published"
    CORRECTION = "correction", "Correction asked for"


class MessageQuerySet(models.QuerySet["Message"]):
    def unread(self) -> MessageQuerySet:
        return self.filter(read_at=None)


class Message(models.Model):
    """One message to one person, written in the transaction of what it tells."""

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    kind = models.CharField(max_length=12, choices=MessageKind)
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        help_text="Nobody where a reader asks for a correction.",
    )
    note = models.TextField(blank=True)
    about = models.CharField(max_length=60, help_text="The record that it tells of, by its kind and number.")
    at = models.DateTimeField(db_index=True)
    read_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["to", "-id"], name="message_of_person"),
            models.Index(fields=["to"], condition=models.Q(read_at=None), name="message_unread"),
        ]
        constraints = [models.UniqueConstraint(fields=["to", "about"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"


class MailChoice(models.Model):
    """A kind of message that somebody wants by e-mail too. Without such a row, the desk alone shows it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_choices", db_index=False
    )
    kind = models.CharField(max_length=12, choices=MessageKind)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="mail_chosen_once")]

    def __str__(self) -> str:
        return f"{self.user} wants a letter: {self.get_kind_display()}"
