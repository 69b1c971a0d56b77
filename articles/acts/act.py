"""An act: one record with all that is known of it, and what it gets when somebody presses its button.

Each act has its record in its own module of this room; `articles.acts.table` lists them.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from articles.acts import decision
from articles.acts.decision import Decision
from articles.models import Article, MessageKind, Revision, State

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django_stubs_ext import StrOrPromise

Guard = Callable[[Decision], "str | None"]


class Refused(Exception):
    """The act was not done; `reasons` are sentences for the editor."""

    def __init__(self, *reasons: str) -> None:
        # Constants are marked where they stand, and said here in the language of whoever is refused.
        self.reasons = tuple(_(reason) for reason in reasons)
        super().__init__(" ".join(self.reasons))


@dataclass(frozen=True)
class Press:
    """What somebody decided by pressing a button. If the same `key` is sent twice, the act is done once."""

    article: Article
    revision: Revision | None
    by: User
    note: str = ""
    kind: str | None = None
    is_serious: bool = False
    accept_older: bool = False
    puts_back: bool = False
    """Whether a story that was withdrawn is meant to go out again."""
    key: uuid.UUID | None = None
    at: datetime | None = None
    """When it is to happen, for acts that ask."""
    scheduled: int | None = None
    """The row of what is scheduled, for acts that ask which."""
    now: datetime | None = None

    def approved(self) -> Revision:
        """The revision, for acts that bring one to readers. Raises Refused if there is none."""
        if self.revision is None:
            raise Refused(_("No revision is approved. Approve the story first."))
        return self.revision


@dataclass(frozen=True, kw_only=True)
class Asks:
    """What the page of an act asks before the act is done."""

    note: StrOrPromise = ""
    """The question that the note answers. Without one, the page asks whether there is anything to note in the log."""
    needs_note: bool = False
    kinds: tuple[tuple[str, StrOrPromise], ...] = ()
    """The kinds of change to choose from, as values and labels; the first is chosen already."""
    is_serious: bool = False
    accept_older: bool = False
    """Whether it asks if the approved revision is meant although there is a newer one."""
    puts_back: bool = False
    """Whether it asks if readers are to get a story again that was withdrawn."""
    when: bool = False
    """Whether it asks at what time."""
    which: bool = False
    """Whether it asks which of the things that are scheduled is meant."""
    reports: bool = False
    """Whether it asks which open reports of errors it answers: those are closed with it."""


@dataclass(frozen=True, kw_only=True)
class Act:
    """All that is known of an act, except who may do it: `policy.STORY_RULES` says that under the act's name."""

    name: str
    label: StrOrPromise
    """The words on its button and its page."""
    label_of_revision: StrOrPromise = ""
    """The words on its button while there is a newer revision than the approved one: they name the revision."""
    from_states: tuple[State, ...]
    to_state: State | None = None
    """None leaves the state as it is."""
    guards: tuple[Guard, ...] = ()
    guards_then: tuple[Guard, ...] = ()
    """What may refuse it by how things will be at the time for which it is scheduled. They close no button."""
    about: Callable[[Decision], Revision | None] = decision.newest
    """The revision that the act is about, if nobody names one."""
    is_beside_the_point: Callable[[Decision], bool] = decision.never
    """Whether nobody looks for this act in this situation. Then no button is shown."""
    is_on_what_is_typed: bool = False
    """Whether it is about the text in the form, which is saved with it. Other acts are about a stored revision."""
    asks: Asks | None = None
    """None: it is done at once, without a page."""
    asks_again: Asks | None = None
    """What it asks instead, if readers have had the story before."""
    warning: StrOrPromise = ""
    """Shown on its page, if nobody can undo the act."""
    hidden_by: Guard | None = None
    """A guard of its own that leaves no closed button: the page says otherwise what is lacking."""
    goes_live: bool = False
    """Whether readers get the revision at once: its page shows what they will then see."""
    changes: Callable[[Decision], None] | None = None
    """Changes the working copy, besides its state."""
    ends_publications: bool = False
    """Whether it says that no version goes out as it is: then none goes out at a time that was set before."""
    moves_in_place: bool = False
    """Whether it says who goes on with the story even if the state stays the same."""
    ends_assignment: bool = False
    """Whether nobody has the story any more once it is done."""
    tells: MessageKind | None = None
    """What those whose story it is are told, besides who did it."""
    carry_out: Callable[[Press], object] | None = None
    """The function that does it. None: the story is moved, and nothing else happens."""
    did: StrOrPromise = ""
    """What the story's log says that somebody did. Empty for acts that write an edition: its line says it."""
    done: StrOrPromise
    """What the person is told who did it."""

    def __hash__(self) -> int:
        # Not of its words: they are others in another language.
        return hash(self.name)

    @property
    def decides_on_revision(self) -> bool:
        """Whether it lets one revision go on towards readers, and therefore names it."""
        return bool(self.label_of_revision)

    @property
    def may_accept_older(self) -> bool:
        """Whether it is about the approved revision, and its page asks if that one is meant."""
        return self.asks is not None and self.asks.accept_older

    def asks_of(self, article: Article) -> Asks:
        """What its page asks about this story. An act that asks nothing still has a page, for a note."""
        asks = self.asks_again if self.asks_again and article.was_live else self.asks
        return asks or Asks()
