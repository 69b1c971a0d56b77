"""Makes rows of the records of any archive, so that it can be stopped at any time and run again.

Every row is written in one transaction with the key by which the archive knows it (`MovedIn`). So whatever kills the
process, nothing is there twice and no story by half; the next run goes on with what is missing. Stories are written
many at once; where one of them cannot be, the others are written without it, and the report says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from articles.acts import bring_in
from articles.models import MovedIn, Section
from articles.moving_in import alone, completing, drafts, pages, record, reporting
from articles.moving_in.known import Known
from articles.moving_in.lists import Lists
from articles.moving_in.pictures import FileMissing, Pictures
from articles.moving_in.reporting import Line, Report
from articles.moving_in.stories import Prepared, Preparing
from media.intake.uploads import PictureRefused

if TYPE_CHECKING:
    from django.contrib.auth.models import User

AT_ONCE = 200  # stories in a transaction
MOST_LETTERS = 4_000_000  # in their texts: a few long ones are enough for one transaction
Kind = MovedIn.Kind


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """How an archive is to come in."""

    by: User
    """In whose name: every revision has an author."""
    is_dry: bool = False
    as_drafts: bool = False
    """Nothing becomes public by it."""
    uploads: Path | None = None
    fetch: bool = False
    credit: str | None = None
    """Whom pictures are credited to that name nobody. None: the site they come from; empty: nobody."""
    sections: Mapping[str, str] = field(default_factory=dict)
    into: Section | None = None
    language: str = ""


class Bringing:
    def __init__(self, archive: record.Archive, wishes: Wishes, report: Report) -> None:
        self.archive, self.wishes, self.report = archive, wishes, report
        self.known = Known(archive.system)
        self.lists = Lists(self.known, sections=wishes.sections, into=wishes.into)
        credit = archive.title if wishes.credit is None else wishes.credit
        self.pictures = Pictures(self.known, wishes.uploads, wishes.fetch, credit, wishes.by)
        language = wishes.language or settings.LANGUAGE_CODE
        self.preparing = Preparing(self.known, self.lists, language, archive.system)
        self.waiting: list[record.Story] = []
        self.letters = 0
        self.would: set[str] = set()
        """In a dry run: the keys of what would have come in."""

    def run(self, told: Callable[[int], object] = lambda _: None) -> None:
        """Bring in all that is not there. `told` is called with the number of records done since the last call.

        Raises Occupied while another archive comes in.
        """
        with nullcontext() if self.wishes.is_dry else alone.alone():
            self._run(told)

    def _run(self, told: Callable[[int], object]) -> None:
        for said in self.archive.records():
            if self.wishes.as_drafts:
                said = drafts.as_draft(said)
            match said:
                case record.Story():
                    self.waiting.append(said)
                    self.letters += len(said.body)
                    if len(self.waiting) >= AT_ONCE or self.letters > MOST_LETTERS:
                        told(self._flush())
                case _:
                    self._one(said)
                    told(1)
        told(self._flush())

    def _one(self, said: record.Record) -> None:
        now = timezone.now()
        match said:
            case record.Person():
                self._listed("person", said.key, said.name, lambda: self.lists.person(said, now))
            case record.Section():
                self._section(said, now)
            case record.Topic():
                self._listed("topic", said.key, said.name, lambda: self.lists.topic(said, now))
            case record.Picture():
                self._picture(said, now)
            case record.Page():
                self._page(said, now)
            case record.LeftOut():
                self.report.add(
                    Line(said.what, reporting.LEFT_OUT, said.key, said.title, None, said.line, [said.why])
                )

    def _listed(self, what: str, key: str, title: str, make: Callable[[], bool]) -> None:
        if key in self.known.few:
            outcome = reporting.THERE
        elif self.wishes.is_dry:
            outcome = reporting.WOULD
        else:
            outcome = reporting.CAME if make() else reporting.THERE
        self.report.add(Line(what, outcome, key, title, self.known.few.get(key)))

    def _section(self, said: record.Section, now: datetime) -> None:
        if self.wishes.is_dry:
            outcome = reporting.THERE if said.key in self.known.few else reporting.WOULD
            self.report.add(Line("section", outcome, said.key, said.name, self.known.few.get(said.key)))
            return
        made = self.lists.section(said, now)
        what = "topic" if said.key in self.lists.as_topics else "section"
        outcome = reporting.CAME if made else reporting.THERE
        self.report.add(Line(what, outcome, said.key, said.name, self.known.few.get(said.key)))

    def _picture(self, said: record.Picture, now: datetime) -> None:
        title = said.filename or said.path or said.address
        if row := self.known.rows([said.key]).get(said.key):
            self.report.add(Line("picture", reporting.THERE, said.key, title, row.number))
            return
        if self.wishes.is_dry:
            is_there = self.pictures.is_there(said)
            self.report.add(
                Line("picture", reporting.WOULD if is_there else reporting.MISSING, said.key, title)
            )
            self.would |= {said.key} if is_there else set()
            return
        try:
            image, problems = self.pictures.bring(said, now)
        except FileMissing as missing:
            self.report.add(Line("picture", reporting.MISSING, said.key, title, problems=[str(missing)]))
        except (PictureRefused, OSError) as refused:
            self.report.add(Line("picture", reporting.LEFT_OUT, said.key, title, problems=[str(refused)]))
        else:
            self.report.add(Line("picture", reporting.CAME, said.key, title, image.pk, problems=problems))

    def _page(self, said: record.Page, now: datetime) -> None:
        if said.key in self.known.few:
            self.report.add(Line("page", reporting.THERE, said.key, said.title, self.known.few[said.key]))
        elif self.wishes.is_dry:
            self.report.add(
                Line("page", reporting.WOULD, said.key, said.title, None, said.line, said.problems)
            )
        else:
            self.report.add(pages.bring(said, self.known, by=self.wishes.by, now=now))

    def _flush(self) -> int:
        stories, self.waiting, self.letters = self.waiting, [], 0
        if not stories:
            return 0
        there = self.known.rows(one.key for one in stories)
        new = [one for one in stories if one.key not in there]
        for one in stories:
            if (row := there.get(one.key)) is not None:
                self._again(one, row)
        self._bring(list({one.key: one for one in new}.values()))
        return len(stories)

    def _again(self, said: record.Story, row: MovedIn) -> None:
        """A story that is there: what it lacked may have come meanwhile."""
        if row.lacks and not self.wishes.is_dry:
            done = self._complete(said, row)
            if done is not None:
                self.report.add(done)
                return
        self.report.add(Line("story", reporting.THERE, said.key, said.headline, row.number))

    def _complete(self, said: record.Story, row: MovedIn) -> Line | None:
        try:
            return completing.complete(said, row, self.preparing, by=self.wishes.by)
        except Exception as problem:
            why = " ".join(f"Pictures could not be put in: {type(problem).__name__}: {problem}".split())
            return Line("story", reporting.THERE, said.key, said.headline, row.number, said.line, [why])

    def _bring(self, stories: Sequence[record.Story]) -> None:
        """Where it fails, the halves are brought by themselves, until one stands alone."""
        if not stories:
            return
        now = timezone.now()
        try:
            if self.wishes.is_dry:
                prepared = self.preparing.prepare(stories, now, is_dry=True)
            else:
                with transaction.atomic():
                    _hurry()
                    prepared = self._stored(stories, now)
        except Exception as problem:
            if len(stories) > 1:
                middle = len(stories) // 2
                self._bring(stories[:middle])
                self._bring(stories[middle:])
                return
            why = " ".join(f"It could not be stored: {type(problem).__name__}: {problem}".split())
            alone = stories[0]
            self.report.add(
                Line("story", reporting.LEFT_OUT, alone.key, alone.headline, None, alone.line, [why])
            )
            return
        for one in prepared:
            self._tell(one)

    def _stored(self, stories: Sequence[record.Story], now: datetime) -> list[Prepared]:
        prepared = self.preparing.prepare(stories, now)
        bring_in.bring_in([one.new for one in prepared], by=self.wishes.by, now=now)
        MovedIn.objects.bulk_create(
            MovedIn(
                system=self.known.system,
                key=one.said.key,
                kind=Kind.STORY,
                number=one.new.article.pk,
                lacks=one.lacks,
                at=now,
            )
            for one in prepared
        )
        return prepared

    def _tell(self, one: Prepared) -> None:
        is_dry, problems = self.wishes.is_dry, one.problems
        if is_dry and one.lacks and set(one.lacks) <= self.would:
            problems = problems[:-1]
        what = "story" if one.new.dated_at is not None else "draft"
        outcome = reporting.WOULD if is_dry else reporting.CAME
        number = None if is_dry else one.new.article.pk
        title = one.said.headline
        self.report.add(Line(what, outcome, one.said.key, title, number, one.said.line, problems))


def _hurry() -> None:
    """A transaction that a power cut may undo as a whole: whatever is lost, the next run brings in."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")
