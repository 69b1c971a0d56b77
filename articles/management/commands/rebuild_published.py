"""Make the site's tables anew from the ledger, or only check them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from tqdm import tqdm

from articles.advertising import going_out
from articles.models import Advertisement, Article
from articles.publishing import public_copies, rebuilding
from articles.publishing.rebuilding import Tally
from articles.records import verifying
from articles.search import indexing
from articles.writing import picture_uses, what_waits
from house import processes
from media.files import restoring

UNVERIFIED = "its history does not verify: do not rebuild"

Result = TypeVar("Result")


class Command(BaseCommand):
    help = (
        "Makes every public row anew from the ledger, what the search knows of it, the library's index of where "
        "pictures are used, what the lists of the desk's first page ask for, and files of pictures that are lost, "
        "from their originals. Only what differs is written. "
        "With --check nothing is written: each difference is listed, and the command fails if there is one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Only report differences.")
        parser.add_argument(
            "--even-unverified",
            action="store_true",
            help="Publish also what verify_history finds to be other than it was written.",
        )
        parser.add_argument(
            "--jobs", type=int, default=1, metavar="N", help="Share the stories among so many processes."
        )
        parser.add_argument(
            "--after",
            type=int,
            default=0,
            metavar="EDITION",
            help="Go on where a run was interrupted, which says this number, with as many --jobs or more.",
        )
        parser.add_argument("--no-progress", action="store_true", help="Without the progress bar.")

    def handle(self, *, check: bool, jobs: int, after: int, no_progress: bool, **options: Any) -> None:
        if jobs < 1:
            raise CommandError("--jobs is the number of processes: one or more.")
        live = rebuilding.live_editions().values_list("pk", flat=True)
        numbers = list(live.filter(pk__gt=after))
        bar = tqdm(total=len(numbers), unit="story", disable=no_progress)
        shared = partial(self._shared, numbers=numbers, jobs=jobs, bar=bar)
        if check:
            self._check(shared, len(numbers))
        else:
            # What other processes had made when a run was interrupted, it could not tell any more.
            untold = numbers[: (processes.WAITING * jobs + 1) * rebuilding.AT_ONCE] if after else []
            self._make(shared, jobs, options["even_unverified"], untold)

    def _shared(
        self, work: Callable[[Sequence[int]], Result], *, numbers: Sequence[int], jobs: int, bar: Any
    ) -> Iterator[Result]:
        """What became of all stories, some at a time. Whoever interrupts it is told how to go on."""
        done = 0
        try:
            with bar:
                for some, result in processes.shared(work, rebuilding.batches(numbers), jobs):
                    done = some[-1]
                    bar.update(len(some))
                    yield result
        except KeyboardInterrupt:
            if done:
                self.stderr.write(f"Interrupted. Go on with --after {done} --jobs {jobs}.")
            sys.exit(130)

    def _make(
        self, shared: Callable[..., Iterator[Tally]], jobs: int, even_unverified: bool, untold: Sequence[int]
    ) -> None:
        lost = restoring.look()
        broken = list(rebuilding.mend_pictures(lost))
        # Before the stories, whose pictures they stand in for.
        try:
            with transaction.atomic():
                public_copies.refresh_sections()
        except Exception as problem:
            broken.append(f"the pictures of sections: {rebuilding.in_a_line(problem)}")
        going_out.make_anew(Advertisement.objects.all(), timezone.now())
        whole = Tally()
        make = partial(rebuilding.made_anew, even_unverified=even_unverified)
        try:
            for tally in shared(make):
                for story in tally.forged:
                    tqdm.write(f"story {story}: {UNVERIFIED}", file=self.stdout)
                whole.add(tally)
        except SystemExit:
            # Whoever goes on behind these does not come back to those that tell of them.
            self._look_again(whole, make, jobs)
            raise
        self._look_again(whole, make, jobs, rebuilding.stories_of(untold))
        picture_uses.tell_again()
        what_waits.put_right(Article.objects.all())
        removed, left = self._remove_strays(even_unverified)
        # Only now: whoever ends this half-way leaves words too many, and none too few.
        indexing.forget_unused()
        broken += [*whole.broken, *rebuilding.show_pictures(), *rebuilding.hide_pictures()]
        for line in broken:
            self.stderr.write(line)
        for pk, name in lost.originals.items():
            self.stderr.write(f"picture {pk}: its original is lost, and only a backup has it: {name}")
        self.stdout.write(
            f"{len(whole.written)} live stories made anew, {whole.agreed} agreed already; "
            f"{removed} rows removed that the ledger does not have live."
        )
        if left := left + len(whole.forged):
            raise CommandError(
                f"{left} stories were left as readers have them: their history does not verify. verify_history says "
                "what is wrong; --even-unverified publishes it all the same."
            )
        if broken or lost.originals:
            raise CommandError(
                f"{len(broken)} stories or pictures could not be made anew; {len(lost.originals)} originals are "
                "lost."
            )

    def _look_again(
        self, whole: Tally, make: Callable[[Sequence[int]], Tally], jobs: int, also: Collection[int] = ()
    ) -> None:
        """At those that tell of what has been written."""
        again = rebuilding.batches(rebuilding.that_tell_of({*whole.written, *also}))
        for _, tally in processes.shared(make, again, jobs):
            whole.add_again(tally)

    def _remove_strays(self, even_unverified: bool) -> tuple[int, int]:
        """How many stories went that the ledger does not have live, and how many were left."""
        removed = left = 0
        for stray in rebuilding.strays():
            if even_unverified or verifying.verifies(stray.story_id):
                removed += rebuilding.remove(stray)
            else:
                left += 1
                self.stdout.write(f"story {stray.story_id}: {UNVERIFIED}")
        return removed, left

    def _check(self, shared: Callable[..., Iterator[list[rebuilding.Disagreement]]], total: int) -> None:
        found = 0
        forged = set()
        for some in shared(rebuilding.disagreements):
            for one in some:
                if one.is_forged:
                    forged.add(one.story)
                for line in one.lines:
                    found += 1
                    tqdm.write(f"story {one.story}: {line}", file=self.stdout)
        for story in rebuilding.strays():
            found += 1
            if not verifying.verifies(story.story_id):
                forged.add(story.story_id)
            self.stdout.write(f"story {story.story_id}: public at {story.path}, but not live in the ledger")
        for pk in what_waits.untrue(Article.objects.all()):
            found += 1
            self.stdout.write(f"story {pk}: {what_waits.UNTRUE}")
        for line in [*rebuilding.lost_files(restoring.look()), *rebuilding.too_much()]:
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
