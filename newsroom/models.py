"""Attempts to log in, and forgotten passwords. These are desk tables; the worker deletes old rows."""

from __future__ import annotations

from django.conf import settings
from django.db import models


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
