"""Writes everything that the newsroom owns into a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from newsroom.moving import exporting
from newsroom.moving.folder import Refused
from newsroom.moving.telling import Bars


class Command(BaseCommand):
    help = (
        "Writes everything that the newsroom owns into a folder: stories as ninjs and HTML with their whole history, "
        "originals of pictures, and every table. import_ninjs takes the folder back without loss. Secrets are left "
        "out: passwords, second factors, keys. Work goes on meanwhile; the folder has one moment."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="A folder that is not there yet, or is empty.")
        parser.add_argument("--no-progress", action="store_true", help="Without the progress bars.")

    def handle(self, *, folder: Path, no_progress: bool, **_: Any) -> None:
        target = folder.absolute()
        if not target.parent.is_dir():
            raise CommandError(f"There is no folder {target.parent}.")
        try:
            with Bars(disable=no_progress) as bars:
                done = exporting.export(target, now=timezone.now(), tell=bars.tell)
        except Refused as problem:
            raise CommandError(str(problem)) from problem
        except OSError as problem:
            raise CommandError(f"{problem.strerror or problem}. Nothing is left of the export.") from problem
        for words in done.troubles:
            self.stderr.write(words)
        said = done.manifest
        self.stdout.write(
            f"{said.stories} stories and {said.tables['media.Image']} pictures are in {target}: {said.files} files, "
            f"{said.size / 1e6:.1f} MB. README.txt there says what lies where, and what was left out."
        )
        self.stdout.write(f"Keep this line elsewhere: {said.history_head}")
