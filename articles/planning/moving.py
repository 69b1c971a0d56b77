"""A card of the board goes to another day or another section.

The day is the time until when the story is planned, a record of `assigning`; the section is a word of the story, and
becomes a revision. Both happen or none. What somebody decided meanwhile is not overwritten.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles import policy
from articles.acts.act import Refused
from articles.assigning import deciding
from articles.models import Article, Section, content
from articles.planning import days
from articles.writing import other_section, saving
from house import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# By when a story is planned that got a day and no time.
DEADLINE = "18:00"
MEANWHILE = gettext_noop("Somebody was quicker: it stands elsewhere now. Look where, then decide again.")


@dataclass(frozen=True)
class Move:
    """Where a card goes. What is left out stays as it is."""

    day: date | Literal["none"] | None = None
    time: str = ""
    """By the newsroom's clock. Left out, the time of the day stays what it was."""
    section: Section | None = None
    # How the card stood where it was taken from.
    base: int | None = None
    """The story's assignment."""
    was_in: int | None = None
    """The story's section."""


@transaction.atomic
def move(article: Article, move: Move, *, by: User, key: uuid.UUID, now: datetime | None = None) -> str:
    """Returns what was done, in a sentence. Raises Refused."""
    fresh = saving.locked(article.pk)
    if fresh.killed:
        raise Refused(_("This story is killed: nobody works on it."))
    if fresh.state not in policy.UNFINISHED:
        raise Refused(_("This story is spiked: nobody works on it."))
    is_elsewhere, is_planned = False, False
    if move.section:
        is_elsewhere = _to_section(fresh, move.section, move.was_in, by=by, now=now)
    if move.day is not None or move.time:
        is_planned = _to_day(fresh, move, by=by, key=key, now=now)
    day = _day(fresh.due) if is_planned and fresh.due else ""
    return _told(is_elsewhere, is_planned, day).format(name=_name(fresh), section=move.section, day=day)


def _told(is_elsewhere: bool, is_planned: bool, day: str) -> str:
    """What was done to a card, as a sentence with gaps."""
    if is_elsewhere and is_planned:
        if day:
            return _("“{name}” goes to {section} and is planned for {day}.")
        return _("“{name}” goes to {section} and is planned for no day.")
    if is_planned:
        return _("“{name}” is planned for {day}.") if day else _("“{name}” is planned for no day.")
    return _("“{name}” goes to {section}.") if is_elsewhere else _("“{name}” stays where it is.")


def due_on(day: date, time: str, before: datetime | None) -> datetime:
    """Until when a story is planned that comes to this day. Raises Refused where the clock has no such time."""
    try:
        usual = clock.typed(before)[1] if before is not None else DEADLINE
        return clock.read(day, time or usual)
    except ValidationError as unclear:
        raise Refused(unclear.messages[0]) from None


def _to_section(
    story: Article, section: Section, was_in: int | None, *, by: User, now: datetime | None
) -> bool:
    """Whether it goes there: what is there already does not."""
    if story.section_id == section.pk:
        return False
    if story.section_id != was_in:
        raise Refused(_(MEANWHILE))
    if reason := other_section.why_not(by, story, section):
        raise Refused(reason)
    before = content.of_revision(story.revision) if story.revision else content.of_article(story)
    moved = replace(before, fields={**before.fields, "section_id": section.pk})
    base = story.revision.number if story.revision else None
    saving.write(story, moved, base=base, by=by, note=_("Moved on the board"), now=now)
    return True


def _to_day(story: Article, move: Move, *, by: User, key: uuid.UUID, now: datetime | None) -> bool:
    """Whether it is planned for another time than before."""
    day = move.day
    if day is None:  # another time on the same day
        day = clock.typed(story.due)[0] if story.due else timezone.localdate()
    due = due_on(day, move.time, story.due) if isinstance(day, date) else None
    if story.due == due:
        return False
    if story.scheduled.waiting().filter(revision__isnull=False).exists():
        raise Refused(_("It goes out at a set time. Change its schedule, and it stands on that day."))
    deciding.plan(story, due=due, by=by, base=move.base, key=key, now=now)
    story.due = due  # as it is stored now
    return True


def _day(due: datetime) -> str:
    local = timezone.localtime(due, timezone.get_default_timezone())
    return f"{days.in_full(local)}, {clock.hour(due)}"


def _name(story: Article) -> str:
    return story.slugline or str(story)
