"""Check that everything on record is what was written, and follows from what was there before."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from articles.models import Article
from articles.records import heads, verifying
from articles.records.chain import Of
from articles.writing import what_waits

PRINT = "-"


class Command(BaseCommand):
    help = (
        "Recomputes the chain of hashes over revisions, editions, corrections and all other records, and fails if "
        "one is not what was written. Keep a head, or better a statement, elsewhere: against it shows what was "
        "cut off, changed, reordered or computed anew since."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-progress", action="store_true", help="Without the progress bar.")
        parser.add_argument(
            "--head",
            nargs="?",
            const=PRINT,
            metavar="FILE",
            help="Print the head of the history: one line that stands for all of it. With a file that holds earlier "
            "heads or a statement: say what is not as it was then.",
        )
        parser.add_argument(
            "--write-head",
            metavar="FILE",
            help="Write a statement: the head, and a line for each chain. Keep it where nobody here can change it.",
        )

    def handle(
        self, *, no_progress: bool, head: str | None = None, write_head: str | None = None, **_: Any
    ) -> None:
        earlier = self._read(head) if head not in {None, PRINT} else None
        found: Counter[str] = Counter()
        broken = set()
        with tqdm(verifying.problems(), unit="problem", disable=no_progress) as problems:
            for problem in problems:
                self.stderr.write(f"{problem}.")
                if (problem.of, problem.subject) not in broken:
                    broken.add((problem.of, problem.subject))
                    found[problem.of] += 1
        for table in verifying.unguarded():
            self.stderr.write(f"{table}: its triggers are missing. Run migrate, which puts them back.")
            found["table"] += 1
        # Nothing of this is on record: it is put right, and hinders nobody.
        for pk in what_waits.untrue(Article.objects.all()):
            self.stderr.write(f"Story {pk}: {what_waits.UNTRUE}. rebuild_published puts it right.")
        wrong = 0
        for difference in heads.differences(*earlier) if earlier else ():
            wrong += 1
            self.stderr.write(f"{difference}.")
        if found or wrong:
            raise CommandError(_failure(found, wrong, head))
        if head == PRINT:
            self.stdout.write(str(heads.now()))
            return
        if write_head:
            self._write(write_head)
        self.stdout.write("Every record follows from the one before.")
        if earlier:
            self.stdout.write(f"All that was on record at the head in {head} is there as it was.")

    def _read(self, name: str | None) -> tuple[list[heads.Head], list[heads.Chain]]:
        try:
            with Path(str(name)).open() as file:
                return heads.read(file)
        except (OSError, ValueError, heads.UnreadableHead) as problem:
            raise CommandError(f"{name} cannot be read as a head: {problem}") from problem

    def _write(self, name: str) -> None:
        try:
            with Path(name).open("w") as file:
                heads.write(file)
        except OSError as problem:
            raise CommandError(f"{name} cannot be written: {problem}") from problem


KINDS = {
    Of.STORY: "stories",
    Of.FRONT: "fronts",
    Of.PAGE: "plain pages",
    Of.FILE: "files for programs",
    Of.PICTURE: "pictures",
    Of.PERSON: "people",
    Of.PARTNER: "partners",
    Of.FEED: "wire feeds",
    Of.KEY: "API keys",
    Of.ADVERT: "advertisements",
}


def _failure(found: Counter[str], wrong: int, head: str | None) -> str:
    said = []
    if kinds := [f"{found[of]} {words}" for of, words in KINDS.items() if found[of]]:
        said.append(f"The history of {', '.join(kinds)} has been tampered with or damaged.")
    if found["table"]:
        said.append(f"{found['table']} tables are not guarded against changes.")
    if wrong:
        said.append(f"{wrong} differences from the head in {head}.")
    return " ".join(said)
