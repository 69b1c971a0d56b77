"""What came from the archive of another system: the key it has there, and the row it became here. Desk table."""

from __future__ import annotations

from django.db import models


class MovedIn(models.Model):
    """Written in the transaction of the rows that it names: whoever brings the same file in again finds it here."""

    class Kind(models.TextChoices):
        PERSON = "person", "Person"
        SECTION = "section", "Section"
        TOPIC = "topic", "Topic"
        PICTURE = "picture", "Picture"
        STORY = "story", "Story"
        PAGE = "page", "Page"

    system = models.CharField(max_length=200, help_text="Such as “wordpress example.org”.")
    key = models.CharField(max_length=200, help_text="As the archive calls it, such as “post:17”.")
    kind = models.CharField(max_length=8, choices=Kind)
    number = models.BigIntegerField(help_text="Of the row that it became.")
    lacks = models.JSONField(
        default=list, blank=True, help_text="Of a story: the keys of pictures that were not there."
    )
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["system", "key"], name="moved_in_once")]
        indexes = [models.Index(fields=["kind", "number"], name="moved_in_as")]

    def __str__(self) -> str:
        return f"{self.key} of {self.system}"
