"""A number that grows whenever a site table is written, by triggers of the database. A site table."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Freshness(models.Model):
    """On SQLite one row with a count; on PostgreSQL a row for each transaction that wrote, with its number."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        verbose_name = "change of what readers get"
        verbose_name_plural = "changes of what readers get"

    def __str__(self) -> str:
        return str(self.number)
