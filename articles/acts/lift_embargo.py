"""Lifting an embargo before its time, for the whole newsroom."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _lazy

from articles.acts import guards, wires
from articles.acts.act import Act, Asks
from articles.acts.decision import Decision
from articles.models import EmbargoState
from articles.policy import UNFINISHED


def _is_beside_the_point(story: Decision) -> bool:
    return story.article.embargo == EmbargoState.NONE and not wires.is_under_embargo(story)


def _take_away_the_embargo(decided: Decision) -> None:
    decided.article.embargo, decided.article.embargo_until = EmbargoState.NONE, None


ACT = Act(
    name="lift_embargo",
    label=_lazy("Lift the embargo"),
    from_states=UNFINISHED,
    guards=(guards.is_embargoed,),
    is_beside_the_point=_is_beside_the_point,
    asks=Asks(),
    changes=_take_away_the_embargo,
    did=_lazy("lifted the embargo"),
    done=_lazy("The embargo is lifted."),
)
