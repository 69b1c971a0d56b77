"""Make revisions of what was left in open forms, for a timer to call every few minutes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from articles import sittings


class Command(BaseCommand):
    help = (
        "Settles the sittings that editors left behind: what was autosaved there becomes a revision. Then prunes "
        "autosaves of sittings settled a month ago. The desk does the first by itself when somebody opens a story."
    )

    def handle(self, **_: Any) -> None:
        now = timezone.now()
        settled, pruned = sittings.settle_left_behind(now=now), sittings.tidy(now=now)
        self.stdout.write(f"{settled} sittings settled, {pruned} autosaves pruned.")
