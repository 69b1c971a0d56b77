"""What lies ready for partners who fetch. Site table."""

from __future__ import annotations

from django.db import models


class PartnerItem(models.Model):
    """The newest version of a story, as a document in the partner's format.

    One item of each partner, with the number 0, is of no story: it says that the address is good.
    """

    digest = models.CharField(max_length=64, help_text="SHA-256 of the secret in the partner’s address.")
    story_id = models.BigIntegerField()
    number = models.BigIntegerField(
        help_text="Grows with every item that is laid out or changed for a partner."
    )
    format = models.CharField(max_length=8)
    is_usable = models.BooleanField(help_text="Not withdrawn and not withheld.")
    at = models.DateTimeField()
    document = models.TextField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["digest", "story_id"], name="one_item_of_a_story"),
            models.UniqueConstraint(fields=["digest", "number"], name="one_item_of_a_number"),
        ]

    def __str__(self) -> str:
        return f"Item {self.number} of story {self.story_id}"
