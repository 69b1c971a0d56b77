"""A story that begins as a slugline on the board: nobody has it yet, and nothing of it is written."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from articles import policy
from articles.acts import presses
from articles.acts.act import Refused
from articles.assigning import deciding
from articles.desk import sittings
from articles.models import Article, Section, content
from articles.planning import moving
from articles.policy import Role
from articles.writing import saving

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True)
class Idea:
    slugline: str
    headline: str = ""
    section: Section | None = None
    day: date | None = None
    words: int | None = None


@transaction.atomic
def add(idea: Idea, *, by: User, key: uuid.UUID, now: datetime | None = None) -> Article:
    """Begin a story of it. The same key begins the same story, however often it is sent. Raises Refused."""
    if not policy.may_create(by):
        raise Refused(_("Your role begins no stories."))
    if idea.section and not policy.sections_for(by).filter(pk=idea.section.pk).exists():
        raise Refused(_("You may not put stories into {section}.").format(section=idea.section))
    begun = sittings.begin(by, key, from_wire=policy.person(by).roles == {Role.WIRE_DESK})
    story = saving.locked(begun.pk)
    if story.slugline and story.slugline != idea.slugline:
        raise Refused(presses.USED_FOR_ANOTHER)
    if story.revision_id is not None or story.slugline:
        return story
    section = idea.section.pk if idea.section else None
    said = replace(
        content.EMPTY, fields={**content.EMPTY.fields, "headline": idea.headline, "section_id": section}
    )
    saving.write(story, said, base=None, by=by, desk={"slugline": ("", idea.slugline)}, now=now)
    if idea.day or idea.words:
        due = moving.due_on(idea.day, "", None) if idea.day else None
        deciding.plan(story, due=due, words=idea.words, by=by, base=None, now=now)
    return story
