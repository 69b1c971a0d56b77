"""The planning board: the stories of the coming days by section and day, from idea to live.

A story stands on the day for which it is scheduled, or on which it is due. What is due before today and not out comes
first, what has no day last. Everything is looked up by an index of what is in work, or from a time on: nothing reads
the archive.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import policy
from articles.desk.waiting import first_rows
from articles.models import Article, ChangeKind, Edition, Scheduled, Section, State
from articles.models.article import UNPUBLISHED, ArticleQuerySet
from articles.planning import days as by_name
from articles.policy import UNFINISHED, Role
from house import clock, people

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

DAYS = 7
# The most that are looked up of what is due, scheduled, without a day, and out today.
MOST, COUNTED = 250, 251
# A story without a day that nobody has touched for so long is in the list of stories, and not on the board.
LATELY = timedelta(days=21)
LATE, NO_DAY = "late", "none"
WENT_OUT = (ChangeKind.FIRST, ChangeKind.UPDATE, ChangeKind.CORRECTION)
COLUMNS = (
    *("headline", "slugline", "state", "section", "created_by", "assignee", "assigned_desk", "due"),
    *("killed", "has_unpublished_changes", "is_returned", "from_wire", "lead_picture", "desk_note"),
    *("live_edition__at", "live_edition__kind", "revision__word_count", "last_move__act"),
    *("assignment__words", "assignment__picture_wanted", "assignment__picture_note"),
)


@dataclass
class Card:
    """One story on the board."""

    story: Article
    at: datetime | None
    """By when it is ready, or goes out; None if nobody has said."""
    is_scheduled: bool = False
    is_late: bool = False
    may_be_planned: bool = False
    may_change_section: bool = False

    @property
    def is_idea(self) -> bool:
        """Whether nobody has begun to write it."""
        return self.story.state == State.DRAFT and not self.story.was_live and not self.words

    @property
    def is_out(self) -> bool:
        """Whether readers have all that there is of it."""
        story = self.story
        return story.is_live and story.state == State.DRAFT and not story.has_unpublished_changes

    @property
    def may_move(self) -> bool:
        return self.may_be_planned or self.may_change_section

    @property
    def day(self) -> str:
        """On which it stands, as it is sent."""
        return NO_DAY if self.at is None else str(_local_day(self.at))

    @property
    def words(self) -> int:
        return self.story.revision.word_count if self.story.revision else 0

    @property
    def planned_words(self) -> int | None:
        return self.story.assignment.words if self.story.assignment else None

    @property
    def counted_words(self) -> int:
        """What it takes of the paper: what is written, or else what is planned."""
        return self.words or self.planned_words or 0

    @property
    def length(self) -> str:
        """“350 of 600 words”, or what is known of it."""
        if self.words and self.planned_words:
            said = _("{written} of {planned} words")
            return said.format(written=_number(self.words), planned=_number(self.planned_words))
        if self.planned_words:
            return _("{words} words planned").format(words=_number(self.planned_words))
        return _("{words} words").format(words=_number(self.words)) if self.words else ""

    @property
    def picture(self) -> str:
        if self.story.lead_picture_id:
            return _("Has a picture")
        wanted = self.story.assignment and self.story.assignment.picture_wanted
        return _("Picture wanted") if wanted else ""

    @property
    def who(self) -> str:
        """Who has it; else the desk; else who began it."""
        story = self.story
        if story.assignee is not None:
            return people.name_of(story.assignee)
        if story.assigned_desk:
            return _("{section} desk").format(section=story.assigned_desk)
        return people.name_of(story.created_by)


@dataclass
class Column:
    """A day of the board, or what stands before and after the days."""

    key: str
    title: str
    day: date | None = None
    is_today: bool = False
    count: int = 0
    words: int = 0

    @property
    def sum(self) -> str:
        return _sum(self)


@dataclass
class Row:
    """A section of the board, with the sections inside it."""

    section: Section | None
    cells: dict[str, list[Card]] = field(default_factory=dict)
    count: int = 0
    words: int = 0

    @property
    def sum(self) -> str:
        return _sum(self)

    def parts(self, columns: Iterable[Column]) -> list[tuple[Column, list[Card]]]:
        return [(column, self.cells[column.key]) for column in columns]

    def put(self, column: Column, card: Card) -> None:
        self.cells[column.key].append(card)
        for total in (self, column):
            total.count += 1
            total.words += card.counted_words


def _sum(part: Column | Row) -> str:
    """“6 stories, 1,109 words”: what of the paper it takes."""
    if part.count == 1:
        stories = _("One story")
    else:
        stories = ngettext("%(count)s story", "%(count)s stories", part.count) % {"count": part.count}
    if not part.words:
        return stories
    return _("{stories}, {words} words").format(stories=stories, words=_number(part.words))


def _number(number: int) -> str:
    """1,109, as the language of whoever is served groups its digits."""
    return number_format(number, force_grouping=True)


@dataclass(frozen=True)
class Board:
    start: date
    today: date
    columns: list[Column]
    rows: list[Row]
    is_cut: bool
    sections: list[Section]
    """All there are, with those inside another after it."""
    people: list[tuple[int, str]]

    @property
    def table(self) -> list[tuple[Row, list[tuple[Column, list[Card]]]]]:
        """Each row with what stands in its columns."""
        return [(row, row.parts(self.columns)) for row in self.rows]

    @property
    def days(self) -> list[Column]:
        return [column for column in self.columns if column.day is not None]

    @property
    def is_now(self) -> bool:
        return self.start == self.today

    @property
    def before(self) -> date:
        return self.start - timedelta(days=DAYS)

    @property
    def after(self) -> date:
        return self.start + timedelta(days=DAYS)


def read(
    user: AbstractBaseUser | AnonymousUser,
    *,
    start: date | None = None,
    section: int | None = None,
    person: int | None = None,
    now: datetime | None = None,
) -> Board:
    """The board as this person may see it, from today or from another day on. Five queries, six for reporters."""
    now = now or timezone.now()
    today = _local_day(now)
    start = start or today
    asked = policy.visible_articles(user)
    if section is not None:
        asked = asked.filter(Q(section=section) | Q(section__parent=section))
    if person is not None:
        asked = asked.filter(Q(assignee=person) | Q(assignee=None, created_by=person))
    places, totals = first_rows(_questions(asked, start, today, now), MOST)
    sections = {one.pk: one for one in Section.objects.in_order().select_related("parent")}
    staff = {one.pk: one for one in User.objects.filter(is_staff=True).only(*NAMES)}
    stories = _stories(user, {pk for _, pk in places}, sections, staff)
    columns = _columns(start, today)
    rows = _rows(columns, sections)
    for card in sorted((_card(user, story, now) for story in stories), key=_by_time):
        column = columns.get(_place(card, start, today))
        if column is not None:
            rows[card.story.section.root.pk if card.story.section else 0].put(column, card)
    shown = [one for one in columns.values() if one.count or one.key != LATE]
    planned = _planned_by(user, sections.values(), section)
    return Board(
        start,
        today,
        shown,
        [row for pk, row in rows.items() if row.count or pk in planned],
        is_cut=any(total > MOST for total in totals.values()),
        sections=list(sections.values()),
        people=sorted(
            ((one.pk, people.name_of(one)) for one in staff.values() if one.is_active),
            key=lambda named: named[1].casefold(),
        ),
    )


NAMES = ("username", "first_name", "last_name", "is_active")


def _questions(asked: ArticleQuerySet, start: date, today: date, now: datetime) -> list[QuerySet[Any, Any]]:
    """The numbers of what is due, of what goes out by itself, and on today's board of what has no day or is out."""
    first, end = clock.day_begins(start), clock.day_begins(start + timedelta(days=DAYS))
    in_work = asked.filter(killed=False, state__in=UNFINISHED)
    due = in_work.filter(due__lt=end) if start == today else in_work.filter(due__gte=first, due__lt=end)
    waiting = Scheduled.objects.waiting().filter(revision__isnull=False, at__lt=end, at__gte=first)
    questions = [due.order_by("due", "pk"), asked.filter(pk__in=waiting.values("article")).order_by("pk")]
    if start == today:
        # Of what readers had and have no more, nobody thinks as of a story to come.
        fresh = Q(live_edition__isnull=False) | ~Exists(Edition.objects.filter(article=OuterRef("pk")))
        without = in_work.filter(UNPUBLISHED, fresh, due__isnull=True, touched_at__gt=now - LATELY)
        out = asked.filter(live_edition__at__gte=first, live_edition__kind__in=WENT_OUT)
        questions += [without.newest_first(), out.order_by("-live_edition__at", "-pk")]
    return [question.values("pk")[:COUNTED] for question in questions]


def _stories(
    user: AbstractBaseUser | AnonymousUser,
    numbers: Iterable[int],
    sections: Mapping[int, Section],
    staff: Mapping[int, User],
) -> list[Article]:
    goes = Scheduled.objects.waiting().filter(article=OuterRef("pk"), revision__isnull=False)
    rows = Article.objects.filter(pk__in=set(numbers)).with_past()
    rows = rows.annotate(goes_at=Subquery(goes.order_by("at").values("at")[:1]))
    rows = rows.select_related("live_edition", "revision", "assignment", "last_move").only(*COLUMNS)
    if policy.person(user).reporter_id:
        rows = rows.prefetch_related("bylines")  # which tell whether the story is theirs
    stories = list(rows)
    for story in stories:
        # What was read already. Whoever is not there is asked for when they are named.
        for name, known in (
            ("section", sections),
            ("assigned_desk", sections),
            ("assignee", staff),
            ("created_by", staff),
        ):
            if (found := known.get(getattr(story, f"{name}_id"))) is not None:
                setattr(story, name, found)
    return stories


def _card(user: AbstractBaseUser | AnonymousUser, story: Any, now: datetime) -> Card:
    card = Card(story, story.goes_at or story.due, is_scheduled=story.goes_at is not None)
    if card.is_out:
        card.at = story.live_edition.at
        return card
    card.is_late = not card.is_scheduled and story.is_late(now)
    card.may_be_planned = not card.is_scheduled and policy.may(user, "plan", story)
    card.may_change_section = story.state != State.READY and policy.may(user, "edit", story)
    return card


def _by_time(card: Card) -> tuple[bool, float, int]:
    """The soonest first; of what has no time, the newest."""
    return (card.at is None, card.at.timestamp() if card.at else 0, -card.story.pk)


def _columns(start: date, today: date) -> dict[str, Column]:
    days = [start + timedelta(days=number) for number in range(DAYS)]
    columns = [Column(str(day), _title(day, today), day, is_today=day == today) for day in days]
    if start == today:
        columns = [Column(LATE, _("Late")), *columns, Column(NO_DAY, _("Without a day"))]
    return {column.key: column for column in columns}


def _title(day: date, today: date) -> str:
    """Today, Tomorrow, then Tue 1 Dec."""
    names = {today: _("Today"), today + timedelta(days=1): _("Tomorrow")}
    return names.get(day) or by_name.named(day, "D j M")


def _place(card: Card, start: date, today: date) -> str:
    if card.at is None:
        return NO_DAY
    day = _local_day(card.at)
    return LATE if day < today and start == today else str(day)


def _local_day(moment: datetime) -> date:
    return timezone.localtime(moment, timezone.get_default_timezone()).date()


def _rows(columns: Iterable[str], sections: Mapping[int, Section]) -> dict[int, Row]:
    """A row for each main section, and one for what has no section yet."""
    roots: list[Section | None] = [one for one in sections.values() if one.parent_id is None]
    return {one.pk if one else 0: Row(one, {key: [] for key in columns}) for one in [*roots, None]}


def _planned_by(
    user: AbstractBaseUser | AnonymousUser, sections: Iterable[Section], only: int | None
) -> set[int]:
    """The main sections that this person plans: their rows are shown even if nothing is planned for them."""
    who = policy.person(user)
    plans_all = Role.EDITOR_IN_CHIEF in who.roles
    theirs = [one for one in sections if plans_all or one.pk in who.sections]
    return {one.root.pk for one in theirs if only is None or only in (one.pk, one.parent_id)}
