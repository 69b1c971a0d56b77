"""All acts that may be done to a story, in the order in which the desk offers them.

A new act adds its line here.
"""

from __future__ import annotations

from articles.acts import (
    approve,
    closing,
    correct,
    kill,
    lift_embargo,
    one_press,
    plain_moves,
    publish,
    republish,
    schedule,
    schedule_withdrawal,
    unschedule,
    withdraw,
)
from articles.acts.act import Act

ACTS: tuple[Act, ...] = (
    plain_moves.SUBMIT,
    plain_moves.TAKE_BACK,
    plain_moves.TAKE,
    plain_moves.HAND_OVER,
    approve.ACT,
    publish.ACT,
    one_press.CHANGE,
    one_press.APPROVE_AND_PUBLISH,
    schedule.ACT,
    correct.ACT,
    correct.APPEND,
    plain_moves.REOPEN,
    plain_moves.RETURN,
    lift_embargo.ACT,
    unschedule.ACT,
    withdraw.ACT,
    schedule_withdrawal.ACT,
    republish.ACT,
    kill.ACT,
    closing.CLOSE,
    closing.REOPEN,
    plain_moves.SPIKE,
    plain_moves.REVIVE,
)
BY_NAME = {act.name: act for act in ACTS}
