"""What commands that bring in an archive have in common: their options, the progress bar, and the report."""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from articles.models import Section
from articles.moving_in import record
from articles.moving_in.alone import Occupied
from articles.moving_in.bringing import Bringing, Wishes
from articles.moving_in.lists import TOPIC
from articles.moving_in.reporting import Report


class ArchiveCommand(BaseCommand):
    """A command says how its file is opened; the rest is the same for all systems."""

    requires_migrations_checks = True

    def open(self, file: Path, options: dict[str, Any]) -> record.Archive:
        """Raises record.Refused."""
        raise NotImplementedError

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--as",
            dest="log_in",
            metavar="LOGIN",
            help="In whose name it comes in: every version has an author.",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Write nothing, and report what would come and what not."
        )
        parser.add_argument(
            "--as-drafts",
            action="store_true",
            help="Nothing that comes in is public: stories and pages are drafts, whatever they were.",
        )
        parser.add_argument(
            "--report", type=Path, metavar="FILE", help="Every line, as JSON, or CSV if so named."
        )
        parser.add_argument(
            "--uploads", type=Path, metavar="FOLDER", help="A copy of the folder of its files."
        )
        parser.add_argument(
            "--fetch",
            action="store_true",
            help="Fetch files that are not in the folder from where they were.",
        )
        parser.add_argument(
            "--credit",
            metavar="NAME",
            help="Whom pictures are credited to that name nobody, the site's title unless given; empty: nobody, "
            "and readers do not see them until somebody is.",
        )
        parser.add_argument(
            "--sections",
            type=Path,
            metavar="FILE",
            help="Lines “category,section” by their slugs (CSV); “topic” for a section makes it a topic.",
        )
        parser.add_argument(
            "--into",
            metavar="SECTION",
            help="Where stories stand whose category is not in --sections; other categories become topics.",
        )
        parser.add_argument("--language", default="", help="Of stories that say none.")
        parser.add_argument("--no-progress", action="store_true", help="Without the progress bar.")

    def is_there(self, file: Path) -> bool:
        return file.is_file()

    def handle(self, *, file: Path, **options: Any) -> None:
        if not self.is_there(file):
            raise CommandError(f"There is no file {file}.")
        wishes = self.wishes(options)
        try:
            archive = self.open(file, options)
            total = archive.count()
        except record.Refused as refused:
            raise CommandError(f"{refused} Nothing has come in.") from refused
        except OSError as problem:
            raise CommandError(f"{file} cannot be read: {problem.strerror or problem}.") from problem
        try:
            with (
                Report(options["report"]) as report,
                tqdm(total=total, unit="", disable=options["no_progress"]) as bar,
            ):
                Bringing(archive, wishes, report).run(partial(go_on, bar))
        except Occupied:
            raise CommandError(
                "Another archive is coming in: wait until it is in. Nothing has come in."
            ) from None
        except record.Refused as refused:
            raise CommandError(
                f"{refused} What came before it is in: run this again once the file is mended."
            ) from refused
        self.tell(report, wishes)

    def tell(self, report: Report, wishes: Wishes) -> None:
        for line in report.told():
            self.stdout.write(line)
        if wishes.is_dry:
            self.stdout.write("Nothing was written.")

    def wishes(self, options: dict[str, Any]) -> Wishes:
        uploads: Path | None = options["uploads"]
        if uploads is not None and not uploads.is_dir():
            raise CommandError(f"There is no folder {uploads}.")
        if options["report"] is not None and not options["report"].absolute().parent.is_dir():
            raise CommandError(f"There is no folder for {options['report']}.")
        return Wishes(
            by=self.author(options["log_in"]),
            is_dry=options["dry_run"],
            as_drafts=options["as_drafts"],
            uploads=uploads,
            fetch=options["fetch"],
            credit=options["credit"],
            sections=section_map(options["sections"]) if options["sections"] else {},
            into=section(options["into"]) if options["into"] else None,
            language=language(options["language"]),
        )

    @staticmethod
    def author(log_in: str | None) -> User:
        if not log_in:
            raise CommandError("Say by --as LOGIN in whose name it comes in: every version has an author.")
        found = User.objects.filter(username=log_in, is_active=True, is_staff=True).first()
        if found is None:
            raise CommandError(f"Nobody has the log-in “{log_in}” at the desk.")
        return found


def go_on(bar: tqdm[Any], done: int) -> None:
    """An archive says only about how many records it has: where there are more, the bar becomes longer."""
    bar.total = max(bar.total or 0, bar.n + done)
    bar.update(done)


def language(asked: str) -> str:
    if asked and asked not in settings.STORY_LANGUAGES:
        known = ", ".join(settings.STORY_LANGUAGES)
        raise CommandError(f"Stories have no language “{asked}” here. STORY_LANGUAGES names {known}.")
    return asked


def section(slug: str) -> Section:
    found = Section.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(f"There is no section “{slug}”.")
    return found


def section_map(file: Path) -> dict[str, str]:
    """Category → section, by their slugs. Each section has to be there."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            rows = [row for row in csv.reader(opened) if row and not row[0].startswith("#")]
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise CommandError(f"{file} cannot be read: {problem}") from problem
    found = {}
    for number, row in enumerate(rows, 1):
        if len(row) != 2:
            raise CommandError(f"{file}, row {number}: two words were expected, a category and a section.")
        category, ours = (word.strip() for word in row)
        if ours != TOPIC and not Section.objects.filter(slug=ours).exists():
            raise CommandError(f"{file}, row {number}: there is no section “{ours}”.")
        found[category] = ours
    return found
