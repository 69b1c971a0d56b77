"""Which acts the desk offers to a person on a story, and why some of them are closed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from articles import policy
from articles.acts import guards
from articles.acts.act import Act
from articles.acts.decision import Decision, was_touched
from articles.acts.table import ACTS
from articles.models import Article, Revision

if TYPE_CHECKING:
    from django.contrib.auth.models import User


# What another text may meet.
ABOUT_WORDS = {*guards.COMPLETE, guards.is_new_to_readers}


@dataclass(frozen=True)
class Option:
    """An act that is offered to one person, with the reasons why it is closed to them now, if it is."""

    act: Act
    reasons: tuple[str, ...]
    label: str
    is_older: bool = False
    """Whether it is about the approved revision although there is a newer one: its page asks about this."""
    asks_for_words: bool = False
    """Whether only the text stands in the way: what is typed and not yet saved may have met the reasons."""

    @property
    def is_open(self) -> bool:
        return not self.reasons


def options(article: Article, by: User, *, now: datetime | None = None) -> list[Option]:
    """The acts that fit the story's state and this person's role, in the order of the table."""
    story = Decision(article, None, by, now or timezone.now())
    # Guards of several acts judge the same pictures and the same address: they are read once.
    decisions: dict[Revision | None, Decision] = {}
    offered = []
    for act in ACTS:
        if article.state not in act.from_states or policy.why_not(by, act.name, article):
            continue
        if act.is_beside_the_point(story):
            continue
        revision = act.about(story)
        decided = decisions.setdefault(revision, replace(story, revision=revision))
        if act.hidden_by is None or act.hidden_by(decided) is None:
            offered.append(_option(act, decided))
    return offered


def _option(act: Act, decision: Decision) -> Option:
    asked = [guard for guard in act.guards if guard not in guards.ASKED]
    refused = guards.judge(asked, decision)
    return Option(
        act,
        tuple(refused.values()),
        _label(act, decision),
        is_older=act.may_accept_older and was_touched(decision.article),
        asks_for_words=act.is_on_what_is_typed and set(refused) <= ABOUT_WORDS,
    )


def _label(act: Act, decision: Decision) -> str:
    """If there are two revisions to choose from, the button names the one it means."""
    if act.label_of_revision and decision.revision and was_touched(decision.article):
        return act.label_of_revision.format(decision.revision.number)
    return str(act.label)
