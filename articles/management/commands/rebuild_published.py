"""Make the site's tables anew from the ledger, or only check them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from tqdm import tqdm

from articles.publishing import public_copies, rebuilding
from articles.records import verifying
from articles.search import indexing
from articles.writing import picture_uses
from media.files import restoring

UNVERIFIED = "its history does not verify: do not rebuild"


class Command(BaseCommand):
    help = (
        "Makes every public row anew from the ledger, what the search knows of it, the library's index of where "
        "pictures are used, and files of pictures that are lost, from their originals. "
        "With --check nothing is written: each difference is listed, and the command fails if there is one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Only report differences.")
        parser.add_argument(
            "--even-unverified",
            action="store_true",
            help="Publish also what verify_history finds to be other than it was written.",
        )
        parser.add_argument("--no-progress", action="store_true", help="Without the progress bar.")

    def handle(self, *, check: bool, no_progress: bool, even_unverified: bool = False, **_: Any) -> None:
        editions = rebuilding.live_editions()
        total = editions.count()
        bar = tqdm(editions.iterator(chunk_size=200), total=total, unit="story", disable=no_progress)
        if check:
            self._check(bar, total)
            return
        lost = restoring.look()
        broken = list(rebuilding.mend_pictures(lost))
        # Before the stories, whose pictures they stand in for.
        try:
            with transaction.atomic():
                public_copies.refresh_sections()
        except Exception as problem:
            broken.append(f"the pictures of sections: {rebuilding.in_a_line(problem)}")
        made = agreed = left = 0
        for some in rebuilding.batches(bar):
            forged = set() if even_unverified else verifying.unverified([one.article_id for one in some])
            left += len(forged)
            for story in sorted(forged):
                tqdm.write(f"story {story}: {UNVERIFIED}", file=self.stdout)
            verified = [one for one in some if one.article_id not in forged]
            for edition, differences in rebuilding.differences(verified):
                if not differences:
                    agreed += 1
                    continue
                try:
                    rebuilding.rebuild(edition)
                    made += 1
                except Exception as problem:
                    # Readers keep what they have of this one; the others must not wait for it.
                    broken.append(f"story {edition.article_id}: {rebuilding.in_a_line(problem)}")
        picture_uses.tell_again()
        removed = 0
        for stray in rebuilding.strays():
            if even_unverified or verifying.verifies(stray.story_id):
                rebuilding.remove(stray)
                removed += 1
            else:
                left += 1
                self.stdout.write(f"story {stray.story_id}: {UNVERIFIED}")
        # Only now: whoever ends this half-way leaves words too many, and none too few.
        indexing.forget_unused()
        broken += rebuilding.show_pictures()
        broken += rebuilding.hide_pictures()
        for line in broken:
            self.stderr.write(line)
        for pk, name in lost.originals.items():
            self.stderr.write(f"picture {pk}: its original is lost, and only a backup has it: {name}")
        self.stdout.write(
            f"{made} live stories made anew, {agreed} agreed already; "
            f"{removed} rows removed that the ledger does not have live."
        )
        if left:
            raise CommandError(
                f"{left} stories were left as readers have them: their history does not verify. verify_history says "
                "what is wrong; --even-unverified publishes it all the same."
            )
        if broken or lost.originals:
            raise CommandError(
                f"{len(broken)} stories or pictures could not be made anew; {len(lost.originals)} originals are "
                "lost."
            )

    def _check(self, bar: Any, total: int) -> None:
        found = 0
        forged = set()
        for edition, first_look in rebuilding.differences(bar):
            differences = rebuilding.still_different(edition) if first_look else []
            if differences and not verifying.verifies(edition.article_id):
                forged.add(edition.article_id)
            for difference in differences:
                found += 1
                tqdm.write(f"story {edition.article_id}: {difference}", file=self.stdout)
        for story in rebuilding.strays():
            found += 1
            if not verifying.verifies(story.story_id):
                forged.add(story.story_id)
            self.stdout.write(f"story {story.story_id}: public at {story.path}, but not live in the ledger")
        for line in rebuilding.lost_files(restoring.look()):
            found += 1
            self.stdout.write(line)
        for line in rebuilding.too_much():
            found += 1
            self.stdout.write(line)
        for number in sorted(forged):
            self.stdout.write(f"story {number}: {UNVERIFIED}")
        if forged:
            raise CommandError(
                f"{found} differences, and the history of {len(forged)} of these stories does not verify: do not "
                "rebuild. What readers have may be right, and the ledger forged; verify_history says what is wrong."
            )
        if found:
            raise CommandError(
                f"{found} differences. Run rebuild_published without --check to put them right."
            )
        self.stdout.write(f"{total} live stories agree with the ledger.")
