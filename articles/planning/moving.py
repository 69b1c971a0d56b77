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

from articles import policy
from articles.acts.act import Refused
from articles.assigning import deciding
from articles.models import Article, Section, State, content
from articles.writing import saving
from house import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# By when a story is planned that got a day and no time.
DEADLINE = "18:00"
MEANWHILE = "Somebody was quicker: it stands elsewhere now. Look where, then decide again."


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
    if fresh.killed or fresh.state not in policy.UNFINISHED:
        raise Refused(f"This story is {'killed' if fresh.killed else 'spiked'}: nobody works on it.")
    said = [
        _to_section(fresh, move.section, move.was_in, by=by, now=now) if move.section else "",
        _to_day(fresh, move, by=by, key=key, now=now) if move.day is not None or move.time else "",
    ]
    return f"“{_name(fresh)}” {' and '.join(filter(None, said)) or 'stays where it is'}."


def due_on(day: date, time: str, before: datetime | None) -> datetime:
    """Until when a story is planned that comes to this day. Raises Refused where the clock has no such time."""
    try:
        usual = clock.typed(before)[1] if before is not None else DEADLINE
        return clock.read(day, time or usual)
    except ValidationError as unclear:
        raise Refused(unclear.messages[0]) from None


def _to_section(
    story: Article, section: Section, was_in: int | None, *, by: User, now: datetime | None
) -> str:
    if story.section_id == section.pk:
        return ""
    if story.section_id != was_in:
        raise Refused(MEANWHILE)
    if reason := policy.why_not(by, "edit", story):
        raise Refused(reason)
    if not policy.sections_for(by).filter(pk=section.pk).exists():
        raise Refused(f"You may not put stories into {section}.")
    if story.state == State.READY:
        raise Refused("It is approved as it stands, with its section. Reopen it first.")
    if story.is_live and not story.has_unpublished_changes:
        raise Refused("Readers have it in this section. Change the section in its form, then publish it.")
    before = content.of_revision(story.revision) if story.revision else content.of_article(story)
    moved = replace(before, fields={**before.fields, "section_id": section.pk})
    base = story.revision.number if story.revision else None
    saving.write(story, moved, base=base, by=by, note="Moved on the board", now=now)
    return f"goes to {section}"


def _to_day(story: Article, move: Move, *, by: User, key: uuid.UUID, now: datetime | None) -> str:
    day = move.day
    if day is None:  # another time on the same day
        day = clock.typed(story.due)[0] if story.due else timezone.localdate()
    due = due_on(day, move.time, story.due) if isinstance(day, date) else None
    if story.due == due:
        return ""
    if story.scheduled.waiting().filter(revision__isnull=False).exists():
        raise Refused("It goes out at a set time. Change its schedule, and it stands on that day.")
    deciding.plan(story, due=due, by=by, base=move.base, key=key, now=now)
    return f"is planned for {_day(due)}" if due else "is planned for no day"


def _day(due: datetime) -> str:
    local = timezone.localtime(due, timezone.get_default_timezone())
    return f"{local:%A} {local.day} {local:%B}, {clock.hour(due)}"


def _name(story: Article) -> str:
    return story.slugline or str(story)
