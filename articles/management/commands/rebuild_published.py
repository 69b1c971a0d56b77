"""Make the site's tables anew from the ledger, or only check them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from tqdm import tqdm

from articles import picture_uses, public_copies, rebuilding
from articles.models import SearchWord


class Command(BaseCommand):
    help = (
        "Makes every public row anew from the ledger, what the search knows of it, and the library's index of where "
        "pictures are used. "
        "With --check nothing is written: each difference is listed, and the command fails if there is one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Only report differences.")
        parser.add_argument("--no-progress", action="store_true", help="Without the progress bar.")

    def handle(self, *, check: bool, no_progress: bool, **_: Any) -> None:
        editions = rebuilding.live_editions()
        total = editions.count()
        bar = tqdm(editions.iterator(chunk_size=200), total=total, unit="story", disable=no_progress)
        if check:
            self._check(bar, total)
            return
        # Before the stories, whose pictures they stand in for.
        with transaction.atomic():
            public_copies.refresh_sections()
        # Words that no live story has any more are not learned again.
        SearchWord.objects.all().delete()
        for edition in bar:
            rebuilding.rebuild(edition)
        picture_uses.tell_again()
        removed = rebuilding.remove_strays()
        self.stdout.write(
            f"{total} live stories made anew; {removed} rows removed that the ledger does not have live."
        )

    def _check(self, bar: Any, total: int) -> None:
        found = 0
        for edition in bar:
            for difference in rebuilding.differences(edition):
                found += 1
                tqdm.write(f"story {edition.article_id}: {difference}", file=self.stdout)
        for story in rebuilding.strays():
            found += 1
            self.stdout.write(f"story {story.story_id}: public at {story.path}, but not live in the ledger")
        if found:
            raise CommandError(
                f"{found} differences. Run rebuild_published without --check to put them right."
            )
        self.stdout.write(f"{total} live stories agree with the ledger.")
