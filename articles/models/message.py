"""What somebody at the desk is told, and of what they want a letter too. Desk tables."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _lazy


class MessageKind(models.TextChoices):
    ASSIGNED = "assigned", _lazy("Assigned to you")
    UNASSIGNED = "unassigned", _lazy("No longer assigned to you")
    PLANNED = "planned", _lazy("Planned for another time")
    GIVEN_BACK = "given_back", _lazy("Given back by whom you assigned it to")
    RETURNED = "returned", _lazy("Returned to you")
    PUBLISHED = "published", _lazy("Published")
    CORRECTION = "correction", _lazy("Correction asked for")
    REPORT = "report", _lazy("Report of an error assigned to you")
    WITHDRAWN = "withdrawn", _lazy("Withdrawn")
    KILLED = "killed", _lazy("Killed")
    PUT_BACK = "put_back", _lazy("Put back")
    NOT_OUT = "not_out", _lazy("Not out at its time")
    LATE = "late", _lazy("Out later than its time")
    WIRE_CHANGED = "wire_changed", _lazy("New version of wire copy used")
    WIRE_KILLED = "wire_killed", _lazy("Wire copy used was killed")


class Way(models.TextChoices):
    """How somebody wants to be told of a kind of thing."""

    DESK = "desk", _lazy("At the desk")
    MAIL = "mail", _lazy("By e-mail")
    BOTH = "both", _lazy("Both")
    NONE = "none", _lazy("Not at all")


# Where somebody has not chosen.
UNCHOSEN = dict.fromkeys(MessageKind, Way.DESK) | {
    MessageKind.NOT_OUT: Way.BOTH,
    MessageKind.WIRE_KILLED: Way.BOTH,
}


class MessageQuerySet(models.QuerySet["Message"]):
    def at_the_desk(self) -> MessageQuerySet:
        return self.filter(is_shown=True)

    def unread(self) -> MessageQuerySet:
        return self.filter(read_at=None)

    def to_be_mailed(self) -> MessageQuerySet:
        """Those of which a letter has to be written."""
        return self.filter(is_to_be_mailed=True)


class Message(models.Model):
    """One message to one person, written in the transaction of what it tells. The worker writes the letters."""

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
    is_shown = models.BooleanField(default=True, help_text="At the desk; otherwise it is a letter only.")
    is_to_be_mailed = models.BooleanField(default=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["to", "-id"], name="message_of_person"),
            models.Index(fields=["to"], condition=models.Q(read_at=None), name="message_unread"),
            models.Index(
                fields=["at"], condition=models.Q(is_to_be_mailed=True), name="message_to_be_mailed"
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["to", "about"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"


class MailChoice(models.Model):
    """How somebody wants a kind of message. Without such a row it is as `UNCHOSEN` says."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_choices", db_index=False
    )
    kind = models.CharField(max_length=12, choices=MessageKind)
    # Whoever had chosen before there was a choice of ways wanted both.
    way = models.CharField(max_length=4, choices=Way, default=Way.BOTH)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="mail_chosen_once")]

    def __str__(self) -> str:
        return f"{self.user} is told: {self.get_kind_display()}, {self.get_way_display().lower()}"
