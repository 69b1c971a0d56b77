"""What somebody keeps of the list of stories: filters by name, and which columns they see. Desk tables."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _lazy


class SavedFilter(models.Model):
    """What a list was asked for, under a name. Whoever opens it sees what they may see of it, and no more."""

    class Shared(models.TextChoices):
        NOBODY = "nobody", _lazy("Only you")
        SECTION = "section", _lazy("Whoever works for the section")
        EVERYBODY = "everybody", _lazy("Everybody at the desk")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    name = models.CharField(max_length=40)
    asked = models.CharField(max_length=1000, blank=True, help_text="The query of its address, in one order.")
    shared = models.CharField(max_length=10, choices=Shared, default=Shared.NOBODY)
    section = models.ForeignKey(
        "articles.Section",
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        help_text="With whom it is shared.",
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, help_text="Of the form that saved it.")

    class Meta:
        ordering = ["name", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="filter_named_once"),
            models.CheckConstraint(
                condition=models.Q(shared="section", section__isnull=False)
                | (~models.Q(shared="section") & models.Q(section=None)),
                name="filter_shared_with_its_section",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ListColumns(models.Model):
    """Which columns of the list of stories somebody has chosen. Without such a row they see the usual ones."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    names = models.CharField(max_length=200, blank=True, help_text="With commas between them.")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user} sees {self.names or 'stories alone'}"
