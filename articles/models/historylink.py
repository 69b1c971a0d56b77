"""The chain of hashes over everything that the newsroom has on record. Desk table."""

from __future__ import annotations

from django.db import models


class HistoryLink(models.Model):
    """One record in the chain of its story, front, plain page or picture. Append-only, like the records.

    Written only by `articles.records.chain`, in the transaction that writes the record.
    """

    class Of(models.TextChoices):
        FILE = "file", "File for programs"
        ADVERT = "advert", "Advertisement"
        FEED = "feed", "Wire feed"
        FRONT = "front", "Front"
        KEY = "key", "API key"
        PAGE = "page", "Plain page"
        PARTNER = "partner", "Partner"
        PERSON = "person", "Person"
        PICTURE = "picture", "Picture"
        STORY = "story", "Story"

    of = models.CharField(max_length=8, choices=Of)
    subject = models.BigIntegerField(
        help_text="The number of the story, front, page, person, partner, wire feed, picture or key."
    )
    number = models.PositiveIntegerField(help_text="Its place in the chain, from one on.")
    record = models.CharField(
        max_length=12, help_text="The kind of record, as articles.records.chain calls it."
    )
    row = models.BigIntegerField(help_text="The record’s number in its table.")
    digest = models.CharField(max_length=64, help_text="SHA-256 over what the record says.")
    hash = models.CharField(max_length=64, help_text="SHA-256 over this link and the hash before.")

    class Meta:
        ordering = ["of", "subject", "number"]
        constraints = [
            models.UniqueConstraint(fields=["of", "subject", "number"], name="link_number_once"),
            models.UniqueConstraint(fields=["record", "row"], name="record_linked_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="links_begin_at_one"),
        ]

    def __str__(self) -> str:
        return f"{self.get_of_display()} {self.subject}, link {self.number}"
