"""Approving: one revision is good enough for readers. Nobody who wrote it alone may say so."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _lazy

from articles.acts import guards
from articles.acts.act import Act
from articles.acts.decision import Decision, was_touched
from articles.models import State, StateChange


def _is_beside_the_point(story: Decision) -> bool:
    article = story.article
    return article.killed or (article.state == State.READY and not was_touched(article))


def _name_the_revision(decided: Decision) -> None:
    decided.article.approved_revision = decided.revision


ACT = Act(
    name=StateChange.APPROVE,
    label=_lazy("Approve"),
    label_of_revision=_lazy("Approve revision {}"),
    from_states=(State.SUBMITTED, State.IN_EDIT, State.READY),
    to_state=State.READY,
    guards=(
        guards.was_not_killed,
        guards.is_newest,
        guards.is_not_approved_yet,
        guards.seen_by_a_second_person,
        *guards.COMPLETE,
    ),
    is_beside_the_point=_is_beside_the_point,
    is_on_what_is_typed=True,
    changes=_name_the_revision,
    moves_in_place=True,
    did=_lazy("approved revision {}"),
    done=_lazy("Approved. It can be published."),
)
