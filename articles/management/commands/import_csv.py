"""Brings in stories from a table: a CSV file with a header."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import CommandError

from articles.moving_in import record
from articles.moving_in.command import ArchiveCommand
from articles.moving_in.csv_file import Table


class Command(ArchiveCommand):
    help = (
        "Brings in stories from a CSV file in UTF-8, one story a row. The header names the columns, and tells what "
        "parts them; docs/moving.md lists them. A row that cannot be a story is left out whole and told with its "
        "line. It can be stopped and run again: nothing comes in twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--zone", default="", help="Of times that say none, such as Europe/Lisbon.")
        parser.add_argument(
            "--archive",
            default="",
            metavar="NAME",
            help="By which another run knows what has come in; the name of the file unless given.",
        )

    def open(self, file: Path, options: dict[str, Any]) -> record.Archive:
        try:
            zone = ZoneInfo(options["zone"] or settings.TIME_ZONE)
        except (ValueError, OSError, KeyError) as problem:
            raise CommandError(f"No zone of time is called “{options['zone']}”.") from problem
        return Table(file, zone=zone, system=options["archive"])
