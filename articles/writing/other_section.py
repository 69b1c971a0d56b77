"""Whether a story may go to another section beside its form: by a card of the board, or with many others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from articles import policy
from articles.models import Article, Section, State

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def why_not(by: User, story: Article, section: Section) -> str | None:
    """In words for this person; None if it may. What was approved, or what readers have, is changed in the form."""
    if reason := policy.why_not(by, "edit", story):
        return reason
    if not policy.sections_for(by).filter(pk=section.pk).exists():
        return _("You may not put stories into {section}.").format(section=section)
    if story.state == State.READY:
        return _("It is approved as it stands, with its section. Reopen it first.")
    if story.is_live and not story.has_unpublished_changes:
        return _("Readers have it in this section. Change the section in its form, then publish it.")
    return None
