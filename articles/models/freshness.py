"""What has changed of what readers get, by the keys of pages, written by triggers of the database. A site table."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Freshness(models.Model):
    """That the pages with this key have changed.

    On PostgreSQL `number` is that of the transaction, on SQLite it is one more with each row.
    """

    pk = models.CompositePrimaryKey("number", "key")
    number = models.BigIntegerField()
    key = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())
    is_passed_on = models.BooleanField(
        db_default=False, help_text="Whether the caches in front of us are being told."
    )

    class Meta:
        verbose_name = "change of what readers get"
        verbose_name_plural = "changes of what readers get"
        indexes = [
            models.Index(
                fields=["number"], condition=models.Q(is_passed_on=False), name="freshness_to_pass_on"
            ),
            models.Index(fields=["at"], name="freshness_at"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.key}"
