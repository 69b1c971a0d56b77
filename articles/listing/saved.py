"""What somebody keeps of the list: filters under a name, which they may share, and the columns they see.

A filter is what the list was asked for, and nothing that it showed: whoever opens it sees what they may see.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from articles import policy
from articles.acts.act import Refused
from articles.listing import columns, menus
from articles.models import ListColumns, SavedFilter, Section

Shared = SavedFilter.Shared
# Tabs over the list: with more, nobody finds theirs.
MOST = 30
LONGEST = 1000


def in_one_order(given: Iterable[tuple[str, str]]) -> str:
    """A query by which the same filter is known again."""
    return urlencode(sorted((name, value) for name, value in given if value))


def keep(
    by: User, name: str, asked: str, *, shared: str, section: Section | None, key: uuid.UUID
) -> SavedFilter:
    """Keep a filter under a name. Sent twice it is one. Raises Refused."""
    known = SavedFilter.objects.filter(key=key, owner=by).first()
    if known is not None:
        return known
    name = _name(name)
    _refuse_unless_sharable(by, shared, section)
    if len(asked) > LONGEST:
        raise Refused(_("This asks for more than a filter can keep: leave something out."))
    if SavedFilter.objects.filter(owner=by).count() >= MOST:
        raise Refused(_("You have {count} filters: remove one first.").format(count=MOST))
    made = SavedFilter(owner=by, name=name, asked=asked, shared=shared, section=section, key=key)
    _store(made)
    return made


def change(kept: SavedFilter, name: str, *, by: User, shared: str, section: Section | None) -> None:
    """Give a filter another name, or share it with others. Raises Refused."""
    _refuse_unless_theirs(kept, by)
    kept.name = _name(name)
    if (shared, section) != (kept.shared, kept.section):
        _refuse_unless_sharable(by, shared, section)
    kept.shared, kept.section = shared, section
    _store(kept)


def remove(kept: SavedFilter, *, by: User) -> None:
    _refuse_unless_theirs(kept, by)
    kept.delete()


def visible(by: User) -> list[SavedFilter]:
    """Those that this person finds over their list, their own first."""
    rows = menus.visible_filters(policy.person(by)).select_related("owner", "section__parent")
    return sorted(rows, key=lambda one: (one.owner_id != by.pk, one.name.casefold(), one.pk))


def sharable(by: User) -> frozenset[int] | None:
    """The sections with which this person may share a filter, those that they work for; None if they are all."""
    who = policy.person(by)
    return None if policy.is_of_all_sections(who) else who.sections


def choose_columns(by: User, names: Collection[str]) -> None:
    """Show these columns from now on; with none that exist, the stories alone."""
    wanted = ",".join(one.name for one in columns.COLUMNS if one.name in names)
    ListColumns.objects.update_or_create(user=by, defaults={"names": wanted})


def usual_columns(by: User) -> None:
    ListColumns.objects.filter(user=by).delete()


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not name:
        raise Refused(_("Give it a name."))
    if len(name) > 40:
        raise Refused(_("A name has at most 40 characters."))
    return name


def _refuse_unless_theirs(kept: SavedFilter, by: User) -> None:
    if reason := policy.why_not_saved_filter(by, kept.owner_id, is_shared=kept.shared != Shared.NOBODY):
        raise Refused(reason)


def _refuse_unless_sharable(by: User, shared: str, section: Section | None) -> None:
    if shared == Shared.SECTION:
        if section is None:
            raise Refused(_("With which section? Choose one."))
        if not policy.sections_for(by).filter(pk=section.pk).exists():
            raise Refused(_("You may share filters with your sections, and this is not one of them."))
    elif section is not None:
        raise Refused(_("It is shared with a section or with everybody, not with both."))


def _store(kept: SavedFilter) -> None:
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError:
        told = _("You have a filter “{name}” already. Choose another name.").format(name=kept.name)
        raise Refused(told) from None
