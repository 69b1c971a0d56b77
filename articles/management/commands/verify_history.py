"""Check the hash chain of every story's revisions."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from articles import saving
from articles.models import Article


class Command(BaseCommand):
    help = "Recomputes the hash of every revision and fails if one does not follow from the one before."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-progress", action="store_true", help="Without the progress bar.")

    def handle(self, *, no_progress: bool, **_: Any) -> None:
        articles = Article.objects.only("pk").order_by("pk")
        broken = 0
        for article in tqdm(articles.iterator(), total=articles.count(), unit="story", disable=no_progress):
            number = saving.first_broken_link(article)
            if number is not None:
                broken += 1
                self.stderr.write(f"Story {article.pk}: revision {number} is not what was saved.")
        if broken:
            raise CommandError(f"The history of {broken} stories has been tampered with or damaged.")
        self.stdout.write("Every revision follows from the one before.")
