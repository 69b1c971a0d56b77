"""Who else has to look at what somebody has changed in a live story, before readers get it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from articles import policy
from articles.acts import one_press
from articles.composing import lines
from articles.policy import with_roles
from house import people

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from articles.acts.offering import Option
    from articles.models import Article

MOST_NAMED = 4
CHANGE = one_press.CHANGE


def needed(article: Article, by: User, options: Iterable[Option]) -> str:
    """Empty where the change may be published at once, or this person publishes nothing. Else one query."""
    if not article.is_live or article.killed or not article.has_unpublished_changes:
        return ""
    if any(option.act is CHANGE for option in options) or policy.why_not(by, CHANGE.name, article):
        return ""
    if article.approved_revision_id == article.revision_id:
        return ""
    names = sorted(people.name_of(user) for user in others_who_may(article, by))
    if not names:
        return _("You have changed this alone, so a second person has to approve it, and nobody else may.")
    if len(names) > MOST_NAMED:
        names = [*names[:MOST_NAMED], _("{count} more").format(count=len(names) - MOST_NAMED)]
    told = _("You have changed this alone, so a second person has to approve it: {names}.")
    return told.format(names=lines.joined_here(names))


def others_who_may(article: Article, by: User) -> list[User]:
    """Everybody else who may approve and publish this story."""
    rows: dict[int, list[User]] = {}
    for row in with_roles(is_active=True, is_staff=True):
        rows.setdefault(row.pk, []).append(row)
    rows.pop(by.pk, None)
    found = []
    for same in rows.values():
        same[0]._person = policy.person_in(same)  # type: ignore[attr-defined]  # as `policy.person` keeps it
        if policy.may(same[0], CHANGE.name, article):
            found.append(same[0])
    return found
