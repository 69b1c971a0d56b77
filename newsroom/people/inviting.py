"""Invitations: a letter with a link, by which somebody new sets name and password. The link is good once, for a week.

What the person may do is decided with the invitation, and goes on record under the name of whoever invited them when
the log-in is made. Somebody who may no longer make log-ins lets nobody in by a letter of before.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import policy
from articles.desk import access
from articles.models import DeskLanguage, Remit, Section
from articles.records import outbox
from house import clock
from house.people import name_of
from newsroom.models import Invitation

logger = logging.getLogger(__name__)

GOOD_FOR = timedelta(days=7)
# So long those that came to nothing are listed.
KEPT = timedelta(days=90)
MAY_INVITE = "auth.add_user"


class NotInvited(Exception):
    """Its words say why, to whoever asked."""


@dataclass(frozen=True)
class Welcome:
    """How somebody calls themselves."""

    username: str
    first_name: str
    last_name: str
    password: str


@transaction.atomic
def invite(
    email: str,
    *,
    roles: Iterable[Group],
    sections: Iterable[Section] = (),
    language: str = "",
    by: User,
    now: datetime,
) -> Invitation:
    """Write a letter to somebody new. Raises NotInvited."""
    if User.objects.filter(email__iexact=email).exists():
        raise NotInvited(_("Somebody with this address has a log-in already."))
    secret = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            made = Invitation.objects.create(
                email=email,
                language=language,
                secret=_digest(secret),
                by=by,
                at=now,
                sent_at=now,
                until=now + GOOD_FOR,
            )
    except IntegrityError:
        raise NotInvited(
            _("Somebody with this address is invited already: send that invitation again.")
        ) from None
    made.roles.set(roles)
    made.sections.set(sections)
    _write(made, secret, by=by, now=now)
    return made


@transaction.atomic
def send_again(number: int, *, by: User, now: datetime) -> bool:
    """Another letter with another link; the link of before leads nowhere. Returns whether it was still open."""
    secret = secrets.token_urlsafe(32)
    changed = {"secret": _digest(secret), "by": by, "sent_at": now, "until": now + GOOD_FOR}
    if not _open().filter(pk=number).update(**changed):
        return False
    _write(Invitation.objects.get(pk=number), secret, by=by, now=now)
    return True


def revoke(number: int, *, by: User, now: datetime) -> bool:
    """Returns whether it was still open. The log of the program says who did it."""
    if not _open().filter(pk=number).update(revoked_at=now):
        return False
    logger.info("%s (log-in %s) revoked invitation %s.", by.get_username(), by.pk, number)
    return True


def found(secret: str, *, now: datetime) -> Invitation | None:
    """The invitation of this link, if it may still be taken."""
    invitation = _open().filter(secret=_digest(secret), until__gt=now).select_related("by").first()
    if invitation is None or not policy.permits(invitation.by, MAY_INVITE):
        return None
    return invitation


@transaction.atomic
def accept(secret: str, welcome: Welcome, *, now: datetime) -> User:
    """Make the log-in. Raises NotInvited where the link leads nowhere any more, or the name is taken."""
    invitation = found(secret, now=now)
    if invitation is None:
        raise NotInvited(_("This link no longer works. Ask whoever invited you for another."))
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                welcome.username,
                invitation.email,
                welcome.password,
                first_name=welcome.first_name,
                last_name=welcome.last_name,
                is_staff=True,
            )
    except IntegrityError:
        raise NotInvited(_("Somebody has this username already: choose another.")) from None
    # Of two who use the link at once, one changes the row; of the other nothing stays.
    if not _open().filter(pk=invitation.pk).update(accepted_at=now, user=user):
        raise NotInvited(_("This link no longer works: it was used just now."))
    user.groups.set(invitation.roles.all())
    Remit.objects.bulk_create(Remit(user=user, section=section) for section in invitation.sections.all())
    if invitation.language:
        DeskLanguage.objects.create(user=user, language=invitation.language)
    access.record(user, by=invitation.by, now=now)
    return user


def listed() -> QuerySet[Invitation]:
    """All that are known, the newest first."""
    return Invitation.objects.select_related("by", "user").prefetch_related("roles", "sections__parent")


def forget(now: datetime) -> int:
    """A duty: forget those that came to nothing."""
    return Invitation.objects.filter(accepted_at=None, until__lt=now - KEPT).delete()[0]


def _open() -> QuerySet[Invitation]:
    return Invitation.objects.filter(accepted_at=None, revoked_at=None)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _write(invitation: Invitation, secret: str, *, by: User, now: datetime) -> None:
    link = f"{settings.SITE_URL}{reverse('admin:invited', args=[secret])}"
    outbox.put(
        invitation.email,
        _("You are invited to the desk of {newspaper}").format(newspaper=settings.SITE_NAME),
        _(
            "{by} invites you to the desk of {newspaper}. Choose your name and your password here, "
            "until {until}; the link is good once:\n\n"
            "{link}\n\n"
            "If you expected no such letter, do nothing."
        ).format(
            by=name_of(by), newspaper=settings.SITE_NAME, until=clock.in_full(invitation.until), link=link
        ),
        within=GOOD_FOR,
        now=now,
    )
