"""Takes stories in: a folder that `export` made, into an empty newsroom."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsroom.moving import manifest, returning
from newsroom.moving.folder import Refused
from newsroom.moving.telling import Bars


class Command(BaseCommand):
    help = (
        "Takes a folder that export made back into an empty newsroom: everything, or nothing where a file is not "
        "what it was."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--even-unverified",
            action="store_true",
            help="Also a history that verify_history would object to, as it is.",
        )
        parser.add_argument("--no-progress", action="store_true", help="Without the progress bars.")

    def handle(self, *, folder: Path, no_progress: bool, even_unverified: bool, **_: Any) -> None:
        if not manifest.is_there(folder):
            raise CommandError(f"{folder} is no folder with an export of Newsroom in it.")
        try:
            with Bars(disable=no_progress) as bars:
                said, troubles = returning.take_back(folder, even_unverified=even_unverified, tell=bars.tell)
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
