"""Brings in the archive of a Ghost site, from the JSON file of its export."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import CommandError

from articles.moving_in import record
from articles.moving_in.command import ArchiveCommand
from articles.moving_in.ghost import Ghost


class Command(ArchiveCommand):
    help = (
        "Brings in posts, pages, people, tags and pictures of a Ghost site, from the JSON file of its export. Posts "
        "for members come in as drafts. It can be stopped and run again: nothing comes in twice. docs/moving.md says "
        "what becomes of what."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--address",
            required=True,
            help="Where the site was, such as https://www.example.org: the file does not say.",
        )
        parser.add_argument(
            "--permalink",
            default="/{slug}/",
            help="Where posts were, as routes.yaml has it: with {slug}, {year}, {month}, {day}, {id}, {primary_tag} "
            "and {primary_author}. /{slug}/ unless given.",
        )

    def open(self, file: Path, options: dict[str, Any]) -> record.Archive:
        place = urlsplit(options["address"])
        if place.scheme not in {"http", "https"} or not place.netloc:
            raise CommandError("--address begins with https:// and the name of the site.")
        return Ghost(file, address=options["address"], permalink=options["permalink"])
