"""Fills an empty newsroom with an archive of any size, to see how it behaves with so many stories."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, models, transaction
from django.utils import timezone
from tqdm import tqdm

from articles.models import Article, Section
from newsroom.archive import copying, founding, patterns, putting

AT_ONCE = 500


class Command(BaseCommand):
    help = (
        "Fills an empty newsroom with published stories, the same at every run but for their times: the newest is "
        "as old as this minute, and one came every eleven minutes before. Stopped and run again it goes on. "
        "Measure on a database that you can throw away; nothing takes the stories out again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stories", type=int, required=True, metavar="COUNT", help="How many stories.")
        parser.add_argument("--no-progress", action="store_true", help="Without the progress bar.")

    def handle(self, *, stories: int, no_progress: bool, **_: Any) -> None:
        if stories < patterns.PATTERNS:
            raise CommandError(f"An archive has {patterns.PATTERNS} stories or more.")
        oldest = self._oldest(stories)
        there = Article.objects.count()
        with tqdm(total=stories, initial=there, unit="story", disable=no_progress) as bar:
            for number in range(there + 1, patterns.PATTERNS + 1):
                patterns.write(number, oldest + (number - 1) * patterns.COMES)
                bar.update()
            copies = copying.Copies(patterns.read())
            for start in range(max(there, patterns.PATTERNS) + 1, stories + 1, AT_ONCE):
                numbers = range(start, min(start + AT_ONCE, stories + 1))
                self._put(copies, numbers, oldest)
                bar.update(len(numbers))
        putting.tidy()
        self.stdout.write(f"{Article.objects.count()} stories are in.")

    def _oldest(self, stories: int) -> datetime:
        """When the first story was published: that of an archive which was begun, or what makes the last one new."""
        now = timezone.now().replace(second=0, microsecond=0)
        if not Section.objects.exists():
            with transaction.atomic():
                founding.found()
            return now - (stories - 1) * patterns.COMES
        first = Article.objects.order_by("pk").first()
        if first is not None and patterns.label(1) not in first.headline:
            raise CommandError(
                "This newsroom has stories of its own. Name an empty database in DATABASE_URL, and run migrate."
            )
        oldest = first.created_at if first is not None else now - (stories - 1) * patterns.COMES
        if oldest + (stories - 1) * patterns.COMES > now:
            raise CommandError(
                "This archive was begun for fewer stories: the last ones would be of days to come."
            )
        return oldest

    def _put(self, copies: copying.Copies, numbers: range, oldest: datetime) -> None:
        """So many stories, all or none."""
        tables: dict[type[models.Model], list[dict[str, Any]]] = defaultdict(list)
        for number in numbers:
            for model, values in copies.story(number, oldest + (number - 1) * patterns.COMES):
                tables[model].append(values)
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL synchronous_commit = off")
            for model in patterns.TABLES:
                putting.put(model, tables[model])
            putting.go_on_after(list(patterns.TABLES))
