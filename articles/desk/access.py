"""Who may do what at the desk: every change of roles and sections is put on record and told to the chiefs.

Whoever may change log-ins may give roles, also to themselves. This is kept honest by a letter: all editors-in-chief
and superusers are told at once when somebody may do more than before, whichever way it was changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.models import AccessChange
from articles.policy import Role
from articles.records import chain, outbox
from house import clock, people

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SUPERUSER = gettext_noop("superuser")
ROLES = frozenset({SUPERUSER, *(role.value for role in Role)})
NOTHING: dict[str, list[str]] = {"roles": [], "sections": []}
# A record takes no more room than this in a letter and on a page.
SHOWN = 20


def of(user: User) -> dict[str, list[str]]:
    """What this person may do now; nothing, if the log-in is inactive or may not use the desk."""
    if not (user.is_active and user.is_staff):
        return NOTHING
    roles = sorted(group.name for group in user.groups.all())
    sections = sorted(str(remit.section) for remit in user.remits.all())
    return {"roles": [*roles, *([SUPERUSER] if user.is_superuser else [])], "sections": sections}


@transaction.atomic
def record(user: User, *, by: User | None, before: dict[str, list[str]] | None = None, now: datetime) -> bool:
    """Put on record what this person may do now, if it differs from the last record. Returns whether it does.

    `before` is what they could do until now, for people without a record.
    """
    # If two processes find the same change at once, the second waits here, and finds it on record.
    list(get_user_model().objects.select_for_update(no_key=True).filter(pk=user.pk).values_list("pk"))
    fresh = _with_access(get_user_model().objects.filter(pk=user.pk)).get()
    now_is, last = of(fresh), AccessChange.objects.filter(user=user).first()
    was = before or NOTHING
    if last is not None:
        was = {"roles": last.roles, "sections": last.sections}
    if now_is == was:
        return False
    gained = [name for part in ("roles", "sections") for name in now_is[part] if name not in was[part]]
    chain.keep(AccessChange(user=fresh, by=by, at=now, gained=gained, **now_is))
    if gained:
        _tell(fresh, gained, by=by, now=now)
    return True


@transaction.atomic
def note(user: User, words: str, *, by: User | None, now: datetime) -> None:
    """Put on record what was done to a log-in that changes no role, such as a second factor that was reset."""
    # What was changed past the desk before is found now, and not hidden behind this record.
    record(user, by=None, now=now)
    list(get_user_model().objects.select_for_update(no_key=True).filter(pk=user.pk).values_list("pk"))
    fresh = _with_access(get_user_model().objects.filter(pk=user.pk)).get()
    chain.keep(AccessChange(user=fresh, by=by, at=now, note=words, **of(fresh)))


def notice(now: datetime) -> int:
    """A duty: find changes that were not made at the desk, by a command or in the database. Returns how many."""
    everybody = list(_with_access(get_user_model().objects.all()))
    last: dict[int, AccessChange] = {}
    for row in AccessChange.objects.order_by("pk"):
        last[row.user_id] = row
    if not last:
        _begin(now)
        return 0
    changed = 0
    for user in everybody:
        known = NOTHING
        if on_record := last.get(user.pk):
            known = {"roles": on_record.roles, "sections": on_record.sections}
        if of(user) != known:
            changed += record(user, by=None, now=now)
    return changed


@transaction.atomic
def _begin(now: datetime) -> None:
    """The first time, put on record what everybody may do now, as the state from which changes are told."""
    # Of two workers that do this at once, the second waits here and finds the records of the first.
    everybody = list(_with_access(get_user_model().objects.select_for_update(no_key=True).order_by("pk")))
    if AccessChange.objects.exists():
        return
    for user in everybody:
        if any(of(user).values()):
            chain.keep(AccessChange(user=user, at=now, **of(user)))


def log_of(user: User) -> list[str]:
    """The records of this person in words, newest first."""
    rows = AccessChange.objects.filter(user=user).select_related("by")[:SHOWN]
    return [f"{clock.in_full(row.at)}: {_in_words(row)}" for row in rows]


def _in_words(row: AccessChange) -> str:
    if row.note:
        told = _("{what} (by {name})")
        return told.format(what=row.note, name=people.name_of(row.by)) if row.by else row.note
    may = _named([*row.roles, *row.sections]) or _("nothing")
    if row.by:
        return _("{what} (by {name})").format(what=may, name=people.name_of(row.by))
    return _("{what} (found by the worker: not given at the desk)").format(what=may)


def _named(names: Iterable[str]) -> str:
    """Roles by their names in the language of whoever is served, sections by their own."""
    return ", ".join(_(name) if name in ROLES else name for name in names)


def _tell(user: User, gained: Iterable[str], *, by: User | None, now: datetime) -> None:
    address = reverse("admin:auth_user_change", args=[user.pk])
    said = {
        "who": people.name_of(by) if by else _("Somebody who did not use the desk"),
        "name": people.name_of(user),
        "username": user.get_username(),
        "paper": settings.SITE_NAME,
        "time": clock.in_full(now),
        "more": _named(gained),
        "address": f"{settings.SITE_URL}{address}",
    }
    subject = _("{name} may do more at {paper}")
    words = _(
        "{who} let {name} ({username}) do more at the desk of {paper}, on {time}: {more}.\n\n"
        "If that is not as it should be, take it back: {address}"
    )
    outbox.put(
        who_answers(),
        subject.format(**said),
        words.format(**said),
        now=now,
    )


def who_answers() -> list[str]:
    """Where the letters go to of those who answer for log-ins."""
    chiefs = Q(groups__name=Role.EDITOR_IN_CHIEF) | Q(is_superuser=True)
    users = get_user_model().objects.filter(chiefs, is_active=True, is_staff=True).distinct()
    return [user.email for user in users]


def _with_access(users: Any) -> Any:
    return users.prefetch_related("groups", "remits__section__parent")
