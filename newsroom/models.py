"""Attempts to log in, forgotten passwords, sessions, invitations, and signs of life of workers.

The worker deletes old rows.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower


class LogInAttempt(models.Model):
    """One name and password sent to the desk. The password is never kept, and a name only if it is an account's."""

    account = models.CharField(
        max_length=64,
        help_text="The name that was sent, scrambled: unknown names are counted like known ones.",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="log_in_attempts"
    )
    address = models.CharField(max_length=50, help_text="From where, as far as the proxy tells.")
    at = models.DateTimeField()
    succeeded = models.BooleanField(default=False)
    told_at = models.DateTimeField(
        null=True, help_text="When the owner of the account was told that it failed."
    )

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["account", "-at"], name="attempt_at_account"),
            models.Index(fields=["address", "-at"], name="attempt_from_address"),
            models.Index(
                fields=["at"],
                condition=models.Q(succeeded=False, told_at=None, user__isnull=False),
                name="attempt_not_told",
            ),
        ]

    def __str__(self) -> str:
        return f"{'Log-in' if self.succeeded else 'Failed log-in'} from {self.address}"


class ForgottenPassword(models.Model):
    """A request for a link that sets a new password. The worker sends it if an account has this address."""

    email = models.CharField(max_length=254)
    address = models.CharField(max_length=50)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["-at"], name="forgotten_lately")]

    def __str__(self) -> str:
        return f"A password forgotten, asked from {self.address}"


class DeskSession(models.Model):
    """Where somebody is logged in. The session itself is Django's, and ends when its row is deleted."""

    key = models.CharField(max_length=40, unique=True, help_text="Of the row in django_session.")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_sessions")
    since = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="To ten minutes.")
    address = models.CharField(
        max_length=50, help_text="From where it was seen last, as far as the proxy tells."
    )
    agent = models.CharField(max_length=300, help_text="What the browser calls itself.")

    class Meta:
        default_permissions = ()
        ordering = ["-seen_at", "-pk"]

    def __str__(self) -> str:
        return f"Session of {self.user}"


class Invitation(models.Model):
    """A letter with a link by which somebody new makes their own log-in. The link is good once."""

    email = models.EmailField()
    roles = models.ManyToManyField("auth.Group", related_name="+")
    sections = models.ManyToManyField("articles.Section", related_name="+", blank=True)
    language = models.CharField(max_length=10, blank=True)
    secret = models.CharField(max_length=64, unique=True, help_text="SHA-256 of what the link ends with.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sent_at = models.DateTimeField()
    until = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(user__isnull=False, revoked_at=None),
                name="invitation_makes_a_log_in",
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="one_open_invitation",
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation of {self.email}"


class WorkerHeartbeat(models.Model):
    """What a worker said of itself last. The process for readers may read it, so it names duties and no reasons."""

    host = models.CharField(max_length=255)
    pid = models.PositiveIntegerField(help_text="Its number there; 0 stands for rounds that a timer starts.")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    failing = models.JSONField(default=dict, help_text="The duties that fail, each with the time since when.")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["host", "pid"], name="one_heartbeat_of_a_worker")]

    def __str__(self) -> str:
        return f"Worker {self.pid} on {self.host}"
