"""Who may give work to whom. `articles.policy` says who may assign which story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from articles import policy
from articles.models import Article, Section
from articles.policy import NOBODY, ROAMING, TEXT_ROLES, Person, Role

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from articles.models.taxonomy import SectionQuerySet

# The role of who assigns, and the roles of those who may get it.
ASSIGNING_RULES: dict[Role, frozenset[Role]] = {
    Role.SECTION_EDITOR: TEXT_ROLES - {Role.EDITOR_IN_CHIEF},
    Role.EDITOR_IN_CHIEF: TEXT_ROLES,
}
# Whoever works on stories of every section.
EVERYWHERE = ROAMING | {Role.PICTURE_EDITOR}


def why_not(by: User, to: Person, article: Article) -> str | None:
    """Why this person may not give the story to that one; None if they may.

    Whether they may assign this story at all, `articles.policy` says.
    """
    allowed = NOBODY.union(*(ASSIGNING_RULES.get(role, NOBODY) for role in policy.person(by).roles))
    if not to.roles & allowed:
        return _("You may not give work to this person: their role takes none from you.")
    if to.roles & EVERYWHERE or article.section_id is None or article.section_id in to.sections:
        return None
    return _("They answer for other sections, and could not work on this story.")


def people(by: User, article: Article) -> list[User]:
    """Those to whom this person may give the story, by name. One query."""
    rows: dict[int, list[User]] = {}
    for row in policy.with_roles(is_active=True, is_staff=True):
        rows.setdefault(row.pk, []).append(row)
    may = [same[0] for same in rows.values() if why_not(by, policy.person_in(same), article) is None]
    return sorted(may, key=lambda user: (user.get_full_name() or user.get_username()).casefold())


def desks(by: User) -> SectionQuerySet:
    """The desks to which this person may leave a story."""
    who = policy.person(by)
    every = Section.objects.all()
    return every if Role.EDITOR_IN_CHIEF in who.roles else every.filter(pk__in=who.sections)
