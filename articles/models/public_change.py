"""Which stories changed for readers, in the order in which the changes came to be seen. A site table.

Triggers of the database write it, see `articles.records.public_changes`.
"""

from __future__ import annotations

from django.db import models


class PublicChange(models.Model):
    """The newest change of one story. A story that changes again moves to the end."""

    story_id = models.BigIntegerField(primary_key=True, help_text="The story's number at the desk.")
    number = models.BigIntegerField(
        null=True, unique=True, help_text="Nobody else sees a row without one: it is given at the commit."
    )
    at = models.DateTimeField()
    kind = models.CharField(max_length=10, blank=True, help_text="Of the newest edition of the story.")
    is_gone = models.BooleanField(help_text="Readers have the story no more.")

    class Meta:
        verbose_name = "change of a story for readers"
        verbose_name_plural = "changes of stories for readers"

    def __str__(self) -> str:
        return f"{self.number}: story {self.story_id}"
