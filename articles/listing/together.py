"""One act on many stories: each goes by itself through the act's own door, and what is refused says why.

Every story has its own transaction, so one that is refused holds up no other, and none is left half done. Each has a
key of its own, made of the key of the press: the same press sent twice does everything once.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import gettext_noop

from articles import policy
from articles.acts import approve, guards, moving, plain_moves, publish
from articles.acts.act import Act, Press, Refused
from articles.acts.decision import Decision
from articles.assigning import deciding
from articles.assigning.deciding import Wish
from articles.models import Article, ChangeKind, Edition, Revision, Section, State, content
from articles.writing import other_section, saving

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST = 100
BUSY = gettext_noop("Somebody else is working on it at this very moment. Try this one again.")


@dataclass(frozen=True)
class Asked:
    """What was decided for all of the chosen stories."""

    by: User
    key: uuid.UUID
    note: str = ""
    kind: str = ChangeKind.UPDATE
    """For stories that readers have had before."""
    to: User | None = None
    desk: Section | None = None
    section: Section | None = None


@dataclass(frozen=True)
class ActOnMany:
    name: str
    label: StrOrPromise
    done: StrOrPromise
    """What became of those that were not refused: “Published”."""
    asks: StrOrPromise = ""
    """The question that a note answers."""
    needs_note: bool = False
    asks_kind: bool = False
    asks_whom: bool = False
    asks_section: bool = False
    rule: str = ""
    """The rule of the policy, if it has another name."""

    def is_for(self, by: User) -> bool:
        if self.asks_section:
            return policy.may_create(by)
        return policy.may_somewhere(by, self.rule or self.name)


def _of(act: Act, done: StrOrPromise, *, asks_kind: bool = False) -> ActOnMany:
    asks = act.asks.note if act.asks else ""
    needs = act.asks is not None and act.asks.needs_note
    return ActOnMany(act.name, act.label, done, asks, needs, asks_kind)


SECTION = ActOnMany("section", _lazy("Move to a section"), _lazy("Moved"), asks_section=True)
ASSIGN = ActOnMany(
    "assign",
    _lazy("Assign"),
    _lazy("Assigned"),
    _lazy("What is it about? Whoever gets them reads this."),
    asks_whom=True,
)
ACTS = (
    _of(plain_moves.SUBMIT, _lazy("Submitted")),
    _of(plain_moves.TAKE, _lazy("Taken")),
    _of(approve.ACT, _lazy("Approved")),
    _of(publish.ACT, _lazy("Published"), asks_kind=True),
    _of(plain_moves.RETURN, _lazy("Returned")),
    ASSIGN,
    SECTION,
    _of(plain_moves.SPIKE, _lazy("Spiked")),
)
BY_NAME = {one.name: one for one in ACTS}
MOVES: dict[str, Act] = {
    one.name: one
    for one in (
        *(plain_moves.SUBMIT, plain_moves.TAKE, approve.ACT),
        *(publish.ACT, plain_moves.RETURN, plain_moves.SPIKE),
    )
}


def acts_for(by: User) -> list[ActOnMany]:
    """Those acts that there may be a story for."""
    return [one for one in ACTS if one.is_for(by)]


@dataclass(frozen=True)
class Chosen:
    """A story as it was on the page where somebody chose it."""

    number: int
    revision: int
    """The number of its newest revision; 0 if it had none."""
    assignment: int = 0


@dataclass(frozen=True)
class Outcome:
    number: int
    name: str
    """Empty for a story that cannot be opened."""
    reasons: tuple[str, ...] = ()

    @property
    def is_done(self) -> bool:
        return not self.reasons


def stories(by: User, chosen: Sequence[Chosen]) -> dict[int, Article]:
    """Those of them that this person may see, by number. One query."""
    rows = policy.visible_articles(by).without_words().with_past().with_schedule()
    along = (
        "revision__author",
        "live_edition__revision",
        "approved_revision",
        "section__parent",
        "assignee",
        "assignment",
    )
    found = rows.select_related(*along, "assigned_desk__parent").prefetch_related("bylines")
    return found.in_bulk([one.number for one in chosen])


def carry_out(act: ActOnMany, chosen: Sequence[Chosen], asked: Asked) -> list[Outcome]:
    """Do the act to each of the stories, in the order in which they were chosen."""
    known = stories(asked.by, chosen)
    outcomes = []
    for one in chosen:
        article = known.get(one.number)
        if article is None:
            outcomes.append(Outcome(one.number, "", (_("You cannot open this story any more."),)))
            continue
        name = str(article)
        try:
            _do(act, article, one, replace(asked, key=uuid.uuid5(asked.key, f"{act.name} {one.number}")))
        except Refused as refused:
            outcomes.append(Outcome(one.number, name, _reasons(act, article, asked.by, refused)))
        except OperationalError:
            outcomes.append(Outcome(one.number, name, (_(BUSY),)))
        else:
            outcomes.append(Outcome(one.number, name))
    return outcomes


def _do(act: ActOnMany, article: Article, chosen: Chosen, asked: Asked) -> None:
    if act is SECTION:
        move_to_section(article, chosen, asked)
    elif act is ASSIGN:
        wish = replace(Wish.of(article.assignment), to=asked.to, desk=asked.desk, note=asked.note)
        base = chosen.assignment or None
        deciding.assign(article, wish, by=asked.by, base=base, key=asked.key)
    else:
        press = Press(
            article,
            _revision(article, chosen.revision),
            asked.by,
            note=asked.note,
            kind=_kind(act, article, asked),
            key=asked.key,
        )
        moving.carry_out(MOVES[act.name], press)


def _reasons(act: ActOnMany, article: Article, by: User, refused: Refused) -> tuple[str, ...]:
    """Why it was refused. A story that was in another state already has not been moved since: it was chosen so."""
    move = MOVES.get(act.name)
    if move is None or article.state in move.from_states or not policy.may(by, move.name, article):
        return refused.reasons
    fitting = _(" or ").join(state.label.lower() for state in move.from_states)
    told = _("It is {state}: “{act}” is for stories that are {fitting}.")
    return (told.format(state=policy.IN_WORDS[State(article.state)], act=act.label, fitting=fitting),)


def _kind(act: ActOnMany, article: Article, asked: Asked) -> str | None:
    """The kind of change, for a story that readers have had. What this press did before has its kind already."""
    if not act.asks_kind or not article.was_live or Edition.objects.filter(key=asked.key).exists():
        return None
    return asked.kind


def _revision(article: Article, number: int) -> Revision | None:
    """The revision that the list showed: if there is a newer one, the guards of the act say so."""
    if not number:
        return None
    if article.revision is not None and article.revision.number == number:
        return article.revision
    return article.revisions.filter(number=number).first()


def move_to_section(article: Article, chosen: Chosen, asked: Asked) -> None:
    """Save the story with another section, as its form would. Raises Refused."""
    with transaction.atomic():
        fresh = saving.locked(article.pk)
        if asked.section is None or fresh.section_id == asked.section.pk:
            return
        if reason := other_section.why_not(asked.by, fresh, asked.section):
            raise Refused(reason)
        shown = fresh.revisions.filter(number=chosen.revision).first() if chosen.revision else None
        newer = Decision(fresh, shown, asked.by, timezone.now())
        if reason := guards.is_newest(newer):
            raise Refused(reason)
        said = content.of_article(fresh)
        moved = replace(said, fields={**said.fields, "section_id": asked.section.pk})
        note = _("Moved to {section}").format(section=asked.section)
        saving.write(fresh, moved, base=shown.number if shown else None, by=asked.by, note=note)
