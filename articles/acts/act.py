"""An act: one record of all that is known of it, and what is handed to it when somebody presses its button.

Each act has its record in its own module of this room; `articles.acts.table` lists them.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from articles.acts import decision
from articles.acts.decision import Decision
from articles.models import Article, Revision, State

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Guard = Callable[[Decision], "str | None"]


class Refused(Exception):
    """The act was not done; `reasons` are sentences for the editor."""

    def __init__(self, *reasons: str) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons))


@dataclass(frozen=True)
class Press:
    """What somebody decided who pressed the button of an act. A `key` that is sent twice counts once."""

    article: Article
    revision: Revision | None
    by: User
    note: str = ""
    kind: str | None = None
    is_serious: bool = False
    accept_older: bool = False
    key: uuid.UUID | None = None
    now: datetime | None = None

    def approved(self) -> Revision:
        """The revision, for acts that bring one to readers. Raises Refused where there is none."""
        if self.revision is None:
            raise Refused("No revision is approved. Approve the story first.")
        return self.revision


@dataclass(frozen=True, kw_only=True)
class Asks:
    """What the page of an act asks before the act is done."""

    note: str = ""
    """The question that the note answers. Without one, the page asks whether there is anything to note in the log."""
    needs_note: bool = False
    kinds: tuple[tuple[str, str], ...] = ()
    """The kinds of change to choose from, as values and labels; the first is chosen already."""
    is_serious: bool = False
    accept_older: bool = False
    """Whether the approved revision is meant although there is a newer one."""
    reports: bool = False
    """Which open reports from readers the act answers: those are closed with it."""


@dataclass(frozen=True, kw_only=True)
class Act:
    """All that is known of an act, besides who may do it: `policy.STORY_RULES` says that under the act's name."""

    name: str
    label: str
    """What its button and its page say."""
    label_of_revision: str = ""
    """What its button says instead while a newer revision than the approved one is there: which one it means."""
    from_states: tuple[State, ...]
    to_state: State | None = None
    """None leaves the state as it is."""
    guards: tuple[Guard, ...] = ()
    about: Callable[[Decision], Revision | None] = decision.newest
    """Which revision it is about when nobody names one."""
    is_beside_the_point: Callable[[Decision], bool] = decision.never
    """Whether nobody looks for it in this situation, so that no button is shown."""
    is_on_what_is_typed: bool = False
    """Whether it is about the text in the form, saved with it. Other acts are about a revision that typing leaves."""
    asks: Asks | None = None
    """None: it is done at once."""
    asks_again: Asks | None = None
    """What it asks instead of a story that readers have had before."""
    warning: str = ""
    """For what nobody can take back."""
    changes: Callable[[Decision], None] | None = None
    """What it changes of the working copy, besides the state."""
    moves_in_place: bool = False
    """Whether it says who goes on with the story even where the state stays as it is."""
    carry_out: Callable[[Press], object] | None = None
    """The function that does it. None: the story is moved, and that is all."""
    did: str = ""
    """What the story's log says somebody did. Empty for acts that write an edition: the edition's line says it."""
    done: str
    """What is said to whoever did it."""

    @property
    def decides_on_revision(self) -> bool:
        """Whether it lets one revision go on towards readers, and so has to say which one."""
        return bool(self.label_of_revision)

    @property
    def may_accept_older(self) -> bool:
        """Whether it is about the approved revision, and asks on its page whether that one is meant."""
        return self.asks is not None and self.asks.accept_older

    def asks_of(self, article: Article) -> Asks:
        """What its page asks about this story; an act that asks nothing has a page too, for a note."""
        asks = self.asks_again if self.asks_again and article.was_live else self.asks
        return asks or Asks()
