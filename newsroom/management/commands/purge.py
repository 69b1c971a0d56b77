"""Has every cache in front of the site drop all pages, as after a deployment that changed how pages look."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.models.page_keys import ANY, EVERYTHING
from articles.purging import collecting


class Command(BaseCommand):
    help = (
        "Has every cache of PURGE_URLS drop all pages, as after a deployment that changed how pages look. The worker "
        "tells them."
    )

    def handle(self, **_: Any) -> None:
        if not settings.PURGE_URLS:
            raise CommandError("No cache is told of changes: PURGE_URLS is empty.")
        purge = collecting.write({EVERYTHING, ANY}, is_urgent=False, now=timezone.now())
        for delivery in purge.deliveries.all():
            self.stdout.write(f"{delivery.to} will be told.")
