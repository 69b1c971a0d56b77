"""Brings in the archive of a WordPress site, from the file that its tool for exports writes (WXR)."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import CommandError

from articles.moving_in import record
from articles.moving_in.bringing import Wishes
from articles.moving_in.command import ArchiveCommand
from articles.moving_in.reporting import Report
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
        parser.add_argument(
            "--closed",
            type=Path,
            metavar="FILE",
            help="What members alone could read, where a plugin keeps that outside the export: in each line a post's "
            "number or address, or category:SLUG or tag:SLUG. An empty file: nothing.",
        )

    def open(self, file: Path, options: dict[str, Any]) -> record.Archive:
        try:
            zone = ZoneInfo(options["zone"] or settings.TIME_ZONE)
        except (ValueError, OSError, KeyError) as problem:
            raise CommandError(f"No zone of time is called “{options['zone']}”.") from problem
        closed: Path | None = options["closed"]
        self.archive = WordPress(
            file,
            zone=zone,
            closed=lines(closed) if closed else (),
            must_decide=not (closed or options["dry_run"] or options["as_drafts"]),
        )
        return self.archive

    def tell(self, report: Report, wishes: Wishes) -> None:
        super().tell(report, wishes)
        if wishes.is_dry and self.archive.rules.are_of_posts_alone:
            self.stdout.write(
                "The file has posts alone: if a plugin closed some of them to readers, nothing in it may say so."
            )


def lines(file: Path) -> list[str]:
    try:
        said = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise CommandError(f"{file} cannot be read: {problem}") from problem
    return [line.strip() for line in said if line.strip() and not line.startswith("#")]
