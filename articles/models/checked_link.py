"""Addresses that stories link to, and what they answered. Desk tables."""

from __future__ import annotations

from django.db import models


class CheckedLink(models.Model):
    """One address outside, whichever stories link to it."""

    class Outcome(models.TextChoices):
        NOT_YET = "", "Not asked yet"
        ANSWERED = "answered", "Answered"
        UNKNOWN = "unknown", "Nobody has the name"
        SILENT = "silent", "Did not answer"
        REFUSED = "refused", "Is not asked"

    # Addresses are longer than what can stand in an index.
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the address.")
    address = models.TextField()
    host = models.CharField(max_length=255, db_index=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    status = models.PositiveSmallIntegerField(null=True, help_text="Of the answer.")
    checked_at = models.DateTimeField(null=True)
    due = models.DateTimeField(null=True, help_text="Not before; empty: not again until a story asks.")

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["due"], condition=models.Q(due__isnull=False), name="links_to_check")]

    def __str__(self) -> str:
        return f"{self.address}: {self.get_outcome_display()}"


class LinksRead(models.Model):
    """Of which revision of a story the links were last looked for."""

    article = models.OneToOneField(
        "articles.Article", on_delete=models.CASCADE, primary_key=True, related_name="links_read"
    )
    revision_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Links of revision {self.revision_id}"
