"""Brings in the archive of a WordPress site, from the file that its tool for exports writes (WXR)."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import CommandError

from articles.moving_in import record
from articles.moving_in.command import ArchiveCommand
from articles.moving_in.wordpress import WordPress


class Command(ArchiveCommand):
    help = (
        "Brings in posts, pages, people, categories, tags and pictures of a WordPress site, from the file that "
        "“Tools, Export, All content” gives. It can be stopped and run again: nothing comes in twice, and what was "
        "missing comes then. docs/moving.md says what becomes of what."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--zone",
            default="",
            help="Of the site's clock, for the few times that the file gives by it alone, such as Europe/Lisbon.",
        )

    def open(self, file: Path, options: dict[str, Any]) -> record.Archive:
        try:
            zone = ZoneInfo(options["zone"] or settings.TIME_ZONE)
        except (ValueError, OSError, KeyError) as problem:
            raise CommandError(f"No zone of time is called “{options['zone']}”.") from problem
        return WordPress(file, zone=zone)
