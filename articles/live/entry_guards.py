"""What may refuse an entry: the state of the story, and what the entry says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from articles import body, policy
from articles.acts import guards, wires
from articles.acts.act import Guard
from articles.acts.decision import Decision
from articles.models import Article, Revision

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def has_words(decision: Decision) -> str | None:
    entry = decision.revision
    if entry and (entry.headline.strip() or body.plain_text(entry.body).strip() or decision.pictures):
        return None
    return _("It says nothing: write a headline or a text.")


def has_author(decision: Decision) -> str | None:
    return None if decision.revision and decision.revision.bylines else _("It has no author.")


OF_THE_STORY: tuple[Guard, ...] = (guards.is_live, guards.is_a_live_story, guards.embargo_is_over)
WHILE_OPEN: tuple[Guard, ...] = (*OF_THE_STORY, guards.coverage_is_open)
OF_THE_TEXT: tuple[Guard, ...] = (
    has_words,
    has_author,
    guards.pictures_may_be_shown,
    guards.pictures_have_alt_texts,
    guards.videos_may_be_shown,
    guards.texts_fit,
    wires.words_may_be_used,
)


def why_not_post(
    article: Article,
    by: User,
    now: datetime,
    asked: Sequence[Guard] = WHILE_OPEN,
    words: Revision | None = None,
) -> Sequence[str]:
    """Why these words, or any, cannot be posted into this story; empty if they can."""
    if reason := policy.why_not(by, "post_entry", article):
        return [reason]
    return list(guards.judge(asked, Decision(article, words, by, now)).values())
