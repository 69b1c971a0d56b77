"""Acts that move a story between the people of the desk, and do nothing else.

They share a file, since each is only a record. An act that does more has a file of its own.
"""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _lazy

from articles.acts import decision, guards
from articles.acts.act import Act, Asks
from articles.acts.decision import Decision
from articles.models import MessageKind, State, StateChange
from articles.policy import UNFINISHED


def _stands_beside_save(story: Decision) -> bool:
    """Never a button of its own: those who hand over find it beside Save, and the others do not need it."""
    return True


SUBMIT = Act(
    name="submit",
    label=_lazy("Submit"),
    from_states=(State.DRAFT,),
    to_state=State.SUBMITTED,
    guards=(guards.was_not_killed, guards.has_headline, guards.has_section, guards.is_newest),
    is_beside_the_point=decision.when_killed,
    is_on_what_is_typed=True,
    did=_lazy("submitted the story"),
    done=_lazy("Submitted. An editor takes it from here."),
)

TAKE_BACK = Act(
    name="take_back",
    label=capfirst(_lazy("take back")),
    from_states=(State.SUBMITTED,),
    to_state=State.DRAFT,
    did=_lazy("took the story back, as a draft"),
    done=_lazy("Taken back. It is your draft again."),
)

TAKE = Act(
    name="take",
    label=_lazy("Start editing"),
    from_states=(State.DRAFT, State.SUBMITTED),
    to_state=State.IN_EDIT,
    guards=(guards.was_not_killed,),
    is_beside_the_point=decision.when_killed,
    did=_lazy("started editing"),
    done=_lazy("You are editing this story."),
)

HAND_OVER = Act(
    name=StateChange.HAND_OVER,
    label=_lazy("Done editing"),
    from_states=UNFINISHED,
    is_beside_the_point=_stands_beside_save,
    moves_in_place=True,
    did=_lazy("was done editing"),
    done=_lazy("Whoever approves it sees that you have done your part."),
)

REOPEN = Act(
    name="reopen",
    label=_lazy("Reopen for editing"),
    from_states=(State.READY,),
    to_state=State.IN_EDIT,
    did=_lazy("reopened the story"),
    done=_lazy("Open for editing again."),
)

RETURN = Act(
    name=StateChange.RETURN,
    label=_lazy("Return to the reporter"),
    from_states=(State.SUBMITTED, State.IN_EDIT, State.READY),
    to_state=State.DRAFT,
    asks=Asks(note=_lazy("What is missing?"), needs_note=True),
    ends_publications=True,
    tells=MessageKind.RETURNED,
    did=_lazy("returned the story to the reporter"),
    done=_lazy("Returned."),
)

SPIKE = Act(
    name="spike",
    label=_lazy("Spike"),
    from_states=UNFINISHED,
    to_state=State.SPIKED,
    guards=(guards.is_not_live,),
    is_beside_the_point=decision.when_live,
    asks=Asks(note=_lazy("Why is it spiked?"), needs_note=True),
    ends_publications=True,
    ends_assignment=True,
    did=_lazy("spiked the story"),
    done=_lazy("Spiked."),
)

REVIVE = Act(
    name="revive",
    label=_lazy("Revive"),
    from_states=(State.SPIKED,),
    to_state=State.DRAFT,
    did=_lazy("revived the story"),
    done=_lazy("Revived as a draft."),
)
