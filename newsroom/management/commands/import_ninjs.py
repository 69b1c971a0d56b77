"""Takes stories in: a folder that `export` made, back into an empty newsroom; or files of ninjs of others."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from articles.moving_in import record
from articles.moving_in.command import ArchiveCommand
from articles.moving_in.ninjs_files import NinjsFiles
from newsroom.moving import manifest, returning
from newsroom.moving.folder import Refused
from newsroom.moving.telling import Bars


class Command(ArchiveCommand):
    help = (
        "Takes a folder that export made back into an empty newsroom: everything, or nothing where a file is not "
        "what it was. Any other file of ninjs (1 to 3), or folder of such files, comes in as stories, in the name "
        "that --as says; stopped and run again, nothing comes in twice. docs/moving.md says more."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--even-unverified",
            action="store_true",
            help="Of an export: also a history that verify_history would object to, as it is.",
        )
        parser.add_argument(
            "--archive",
            default="",
            metavar="NAME",
            help="Of others: by which another run knows what has come in; the name of the folder unless given.",
        )

    def is_there(self, file: Path) -> bool:
        return file.exists()

    def open(self, file: Path, options: dict[str, Any]) -> record.Archive:
        return NinjsFiles(file, now=timezone.now(), system=options["archive"])

    def handle(self, *, file: Path, **options: Any) -> None:
        if not manifest.is_there(file):
            super().handle(file=file, **options)
            return
        for name in ("dry_run", "as_drafts"):
            if options[name]:
                raise CommandError(
                    "This is a folder of export, which comes in whole or not at all: "
                    f"--{name.replace('_', '-')} is for files of others. Nothing was written."
                )
        try:
            with Bars(disable=options["no_progress"]) as bars:
                said, troubles = returning.take_back(
                    file, even_unverified=options["even_unverified"], tell=bars.tell
                )
        except Refused as problem:
            raise CommandError(str(problem)) from problem
        except OSError as problem:
            raise CommandError(f"{problem.strerror or problem}. No row was written.") from problem
        for words in troubles:
            self.stderr.write(words)
        self.stdout.write(
            f"{said.stories} stories and {said.tables['media.Image']} pictures of {said.site_name} are in, as of "
            f"{said.made_at}. The history is the one that was exported."
        )
        self.stdout.write(
            "Secrets did not come along. Everybody sets a new password by “Forgotten your password?”, or with "
            "changepassword; second factors, API keys and secrets of partners are made anew."
        )
        if said.site_url != settings.SITE_URL:
            self.stdout.write(
                f"The pages were made for {said.site_url}. Run rebuild_published, which makes them for this address."
            )
