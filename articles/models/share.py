"""Links by which somebody without a log-in sees one story before it is published. Desk tables.

The secret of a link is in its address and nowhere else: here stands only its hash.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def open(self) -> ShareLinkQuerySet:
        """Neither revoked nor expired, by the clock of the database."""
        return self.filter(revoked_at=None, expires_at__gt=Now())


class ShareLink(models.Model):
    """A link for one recipient. It shows one revision, or whatever is the newest."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="share_links")
    revision = models.ForeignKey(
        "articles.Revision",
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        help_text="None for the newest, whenever it is opened.",
    )
    recipient = models.CharField(max_length=120, help_text="A name or an e-mail address.")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret in its address.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    opened = models.PositiveIntegerField(default=0, help_text="How often its page was shown.")
    key = models.UUIDField(default=uuid.uuid4, unique=True)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"Link for {self.recipient} to story {self.article_id}"


class ShareView(models.Model):
    """One time that somebody opened a link. It is forgotten a month after the link has expired."""

    link = models.ForeignKey(ShareLink, on_delete=models.CASCADE, related_name="views")
    at = models.DateTimeField()
    browser = models.CharField(max_length=40)
    network = models.CharField(max_length=45, help_text="Where from, without the last part of the address.")

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.browser} {self.at:%Y-%m-%d %H:%M}"
