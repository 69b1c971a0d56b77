"""Keys by which programs ask the APIs, and what they wrote at the desk. Desk tables, but for `ReadingKey`.

A key is a secret that is told once: what stands here is its hash, and its beginning by which people recognise it.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import gettext_noop

MOST_A_MINUTE = 6000


class KeyScope(models.TextChoices):
    READ = "read", "Read what readers have, at its own rate"
    WRITE = "write", "Begin stories and save them"
    ACT = "act", "Move stories: submit, approve, publish and the others"


# What only somebody at the desk may do.
OF_THE_DESK = frozenset({KeyScope.WRITE, KeyScope.ACT})


class ApiKey(models.Model):
    """A key for one program. Nothing of it changes but that it ends; who needs another key gets another."""

    name = models.CharField(max_length=60, unique=True, help_text="As it stands in the log of stories.")
    recipient = models.CharField(max_length=120, help_text="Who uses it: a partner, an agency, a program.")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="api_keys",
        verbose_name="acts as",
        help_text="Whose roles and sections it has at the desk. Nobody for a key that only reads.",
    )
    scopes = models.JSONField(default=list)
    rate = models.PositiveIntegerField(
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_A_MINUTE)],
        help_text="Requests a minute.",
    )
    prefix = models.CharField(max_length=12, help_text="How it begins.")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the key.")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    used_at = models.DateTimeField(null=True, help_text="At the desk, to the hour.")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _lazy("API key")
        verbose_name_plural = _lazy("API keys")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(revoked_at=None, revoked_by=None)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="api_key_revoked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_good(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


class KeyMove(models.Model):
    """A key was made, or it was revoked. Append-only."""

    class Act(models.TextChoices):
        MAKE = "make", gettext_noop("Made")
        REVOKE = "revoke", gettext_noop("Revoked")

    key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="moves")
    act = models.CharField(max_length=6, choices=Act)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(blank=True, help_text="What the key may do, and until when.")

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.note}"


class KeyUse(models.Model):
    """One record of a story that a key has written, and nobody's hand. Append-only."""

    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="+")
    revision = models.OneToOneField(
        "articles.Revision", on_delete=models.PROTECT, null=True, related_name="by_key"
    )
    move = models.OneToOneField(
        "articles.StateChange", on_delete=models.PROTECT, null=True, related_name="by_key"
    )
    edition = models.OneToOneField(
        "articles.Edition", on_delete=models.PROTECT, null=True, related_name="by_key"
    )

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.key} at story {self.article_id}"


class KeptAnswer(models.Model):
    """What was answered to a request that may be sent again. The worker forgets it after some days."""

    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200, help_text="The Idempotency-Key that came with it.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of what was asked.")
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["key", "name"], name="answered_once")]

    def __str__(self) -> str:
        return f"{self.name}: {self.status}"


class ReadingKey(models.Model):
    """What the process for readers has to know of a key that reads: no name and nobody's. Site table.

    The row is there as long as the key is good; revoking takes it away.
    """

    digest = models.CharField(max_length=64, unique=True)
    rate = models.PositiveIntegerField()
    expires_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"A key for {self.rate} requests a minute"
