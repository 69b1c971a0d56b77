"""The one act that a row of a list offers: what brings the story to readers, or tells them of a mistake."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from articles import policy
from articles.acts import correct, one_press, publish
from articles.acts.act import Act
from articles.acts.decision import Decision, was_touched

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from articles.models import Article

ACTS = (publish.ACT, one_press.CHANGE, one_press.APPROVE_AND_PUBLISH, correct.APPEND)


def of_row(article: Article, by: User, now: datetime) -> Act | None:
    """By what the row and the policy say: no guard is asked, and what is against the act stands on its page.

    A story that is ready in a version that nobody has seen since goes by the act that approves it too.
    """
    story = Decision(article, None, by, now)
    for act in ACTS:
        if article.state not in act.from_states or act.is_beside_the_point(story):
            continue
        if act is publish.ACT and was_touched(article):
            continue
        if act is one_press.CHANGE and not article.has_unpublished_changes:
            continue
        if policy.may(by, act.name, article):
            return act
    return None
