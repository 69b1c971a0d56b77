"""Searches of the inbox that people keep under a name, for themselves, for a section or for everybody."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from articles import policy
from articles.acts.act import Refused
from articles.incoming import inbox
from articles.models import Section, WireSearch

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Shared = WireSearch.Shared
MOST = 30
LONGEST_NAME = 40


def visible(by: User) -> QuerySet[WireSearch]:
    """Their own, those of their sections, and those of everybody."""
    who = policy.person(by)
    ways = Q(owner=who.pk) | Q(shared=Shared.EVERYBODY)
    if who.sections:
        ways |= Q(shared=Shared.SECTION, section__in=who.sections)
    elif policy.is_of_all_sections(who):
        ways |= Q(shared=Shared.SECTION)
    return WireSearch.objects.filter(ways).order_by("name", "pk")


@transaction.atomic
def keep(
    by: User, name: str, asked: inbox.Asked, *, shared: str, section: Section | None, key: uuid.UUID
) -> WireSearch:
    """Keep what the inbox was asked for under a name. Sent twice it is one. Raises Refused."""
    if known := WireSearch.objects.filter(key=key, owner=by).first():
        return known
    name, filters = " ".join(name.split())[:LONGEST_NAME], inbox.read(asked)
    if not name:
        raise Refused(_("Give it a name."))
    if not filters:
        raise Refused(_("The inbox shows everything: choose something first."))
    if shared == Shared.SECTION:
        if section is None:
            raise Refused(_("With which section? Choose one."))
        if not policy.sections_for(by).filter(pk=section.pk).exists():
            raise Refused(_("You may share searches with your sections, and this is not one of them."))
    if WireSearch.objects.filter(owner=by).count() >= MOST:
        raise Refused(_("You have {count} searches: remove one first.").format(count=MOST))
    made = WireSearch(
        owner=by,
        name=name,
        filters=filters,
        shared=shared,
        section=section if shared == Shared.SECTION else None,
        key=key,
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        raise Refused(
            _("You have a search “{name}” already. Choose another name.").format(name=name)
        ) from None
    return made


def why_not_remove(search: WireSearch, by: User) -> str | None:
    return policy.why_not_saved_filter(by, search.owner_id, is_shared=search.shared != Shared.NOBODY)


def remove(search: WireSearch, *, by: User) -> None:
    if reason := why_not_remove(search, by):
        raise Refused(reason)
    search.delete()
