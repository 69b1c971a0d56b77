"""Acts that move a story between the people of the desk, and do nothing else.

They share a file, since each is only a record. An act that does more has a file of its own.
"""

from __future__ import annotations

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
    label="Submit",
    from_states=(State.DRAFT,),
    to_state=State.SUBMITTED,
    guards=(guards.was_not_killed, guards.has_headline, guards.has_section, guards.is_newest),
    is_beside_the_point=decision.when_killed,
    is_on_what_is_typed=True,
    did="submitted the story",
    done="Submitted. An editor takes it from here.",
)

TAKE_BACK = Act(
    name="take_back",
    label="Take back",
    from_states=(State.SUBMITTED,),
    to_state=State.DRAFT,
    did="took the story back, as a draft",
    done="Taken back. It is your draft again.",
)

TAKE = Act(
    name="take",
    label="Start editing",
    from_states=(State.DRAFT, State.SUBMITTED),
    to_state=State.IN_EDIT,
    guards=(guards.was_not_killed,),
    is_beside_the_point=decision.when_killed,
    did="started editing",
    done="You are editing this story.",
)

HAND_OVER = Act(
    name=StateChange.HAND_OVER,
    label="Done editing",
    from_states=UNFINISHED,
    is_beside_the_point=_stands_beside_save,
    moves_in_place=True,
    did="was done editing",
    done="Whoever approves it sees that you have done your part.",
)

REOPEN = Act(
    name="reopen",
    label="Reopen for editing",
    from_states=(State.READY,),
    to_state=State.IN_EDIT,
    did="reopened the story",
    done="Open for editing again.",
)

RETURN = Act(
    name=StateChange.RETURN,
    label="Return to the reporter",
    from_states=(State.SUBMITTED, State.IN_EDIT, State.READY),
    to_state=State.DRAFT,
    asks=Asks(note="What is missing?", needs_note=True),
    ends_publications=True,
    tells=MessageKind.RETURNED,
    did="returned the story to the reporter",
    done="Returned.",
)

SPIKE = Act(
    name="spike",
    label="Spike",
    from_states=UNFINISHED,
    to_state=State.SPIKED,
    guards=(guards.is_not_live,),
    is_beside_the_point=decision.when_live,
    asks=Asks(note="Why is it spiked?", needs_note=True),
    ends_publications=True,
    ends_assignment=True,
    did="spiked the story",
    done="Spiked.",
)

REVIVE = Act(
    name="revive",
    label="Revive",
    from_states=(State.SPIKED,),
    to_state=State.DRAFT,
    did="revived the story",
    done="Revived as a draft.",
)
