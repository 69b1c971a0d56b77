"""Somebody's second factors: which there are, who must have one, adding and removing, and the letters about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import policy
from articles.desk import access
from articles.records import outbox
from house import clock
from house import people as house_people
from newsroom.people import adapter, passkeys, sessions

Kind = Authenticator.Type
# What alone makes a second factor: recovery codes come along.
REAL = (Kind.TOTP, Kind.WEBAUTHN)
LOCKED = {Kind.TOTP: "secret", Kind.RECOVERY_CODES: "seed"}


@dataclass(frozen=True)
class Factors:
    """What somebody has."""

    app: Authenticator | None
    passkeys: list[Authenticator]
    recovery: Authenticator | None

    def __bool__(self) -> bool:
        return bool(self.app or self.passkeys)

    @property
    def in_words(self) -> str:
        count = len(self.passkeys)
        if not self.app:
            return ngettext("one passkey", "%(count)s passkeys", count) % {"count": count} if count else ""
        if not count:
            return _("an authenticator app")
        both = ngettext(
            "an authenticator app and one passkey", "an authenticator app and %(count)s passkeys", count
        )
        return both % {"count": count}

    @property
    def codes_left(self) -> int:
        return len(self.recovery.wrap().get_unused_codes()) if self.recovery else 0


def of(user: User) -> Factors:
    rows = list(Authenticator.objects.filter(user=user).order_by("pk"))
    return Factors(
        app=next((row for row in rows if row.type == Kind.TOTP), None),
        passkeys=[row for row in rows if row.type == Kind.WEBAUTHN],
        recovery=next((row for row in rows if row.type == Kind.RECOVERY_CODES), None),
    )


def has_one(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type__in=REAL).exists())


def must_have_one(user: policy.AnyUser) -> bool:
    """Whether one of this person's roles is among those that the newsroom lets in with a second factor only."""
    wanted = settings.SECOND_FACTOR_FOR
    return bool(wanted) and any(role.value in wanted for role in policy.person(user).roles)


def new_secret() -> str:
    return str(totp.generate_totp_secret())


def address_for_apps(user: User, secret: str) -> str:
    return str(adapter.FactorAdapter().build_totp_url(user, secret))


@transaction.atomic
def add_app(user: User, secret: str, step: int, *, now: datetime) -> list[str]:
    """Keep an authenticator app, whose first code was that of `step`. Returns recovery codes, if they are new."""
    _held(user)
    Authenticator.objects.filter(user=user, type=Kind.TOTP).delete()
    locked = adapter.FactorAdapter().encrypt(secret)
    Authenticator.objects.create(
        user=user, type=Kind.TOTP, data={"secret": locked, "last_step": step}, created_at=now
    )
    _tell(user, _("An authenticator app was added"), now)
    return _codes_if_none(user)


@transaction.atomic
def add_passkey(user: User, name: str, answer: str, state: str, *, now: datetime) -> list[str]:
    """Keep a passkey. Returns recovery codes, if they are new. Raises NotAccepted."""
    _held(user)
    made = passkeys.add(user, name, answer, state)
    _tell(user, _("The passkey “{made}” was added").format(made=passkeys.name_of(made)), now)
    return _codes_if_none(user)


@transaction.atomic
def remove(user: User, number: int, *, now: datetime) -> bool:
    """Remove one of somebody's factors; with the last one go the recovery codes. Returns whether it was there."""
    _held(user)
    factor = Authenticator.objects.filter(user=user, pk=number, type__in=REAL).first()
    if factor is None:
        return False
    what = (
        _("The passkey “{name}” was removed").format(name=passkeys.name_of(factor))
        if factor.type == Kind.WEBAUTHN
        else _("The authenticator app was removed")
    )
    factor.delete()
    if not has_one(user):
        Authenticator.objects.filter(user=user).delete()
    _tell(user, what, now)
    return True


@transaction.atomic
def new_codes(user: User, *, now: datetime) -> list[str]:
    """Ten recovery codes in place of those of before."""
    _held(user)
    if not has_one(user):
        return []
    Authenticator.objects.filter(user=user, type=Kind.RECOVERY_CODES).delete()
    _tell(user, _("New recovery codes were made"), now)
    return _codes_if_none(user)


@transaction.atomic
def reset(user: User, *, by: User | None, now: datetime) -> bool:
    """Take all factors away from whoever has lost them, and end their sessions. Returns whether there were any."""
    _held(user)
    if not Authenticator.objects.filter(user=user).delete()[0]:
        return False
    sessions.end_all(user)
    words = _("Second factor reset.") if by else _("Second factor reset by an operator.")
    access.note(user, words, by=by, now=now)
    who = house_people.name_of(by) if by else _("An operator")
    outbox.put(
        user.email,
        _("Your second factor at {newspaper} was reset").format(newspaper=settings.SITE_NAME),
        _(
            "{who} took the second factor of {name} away on {now} and ended all sessions. "
            "Log in with your password, and set up another: {site_url}{reverse}\n\n"
            "If you did not ask for that, tell the people who manage the log-ins at once."
        ).format(
            who=who,
            name=user.get_username(),
            now=clock.in_full(now),
            site_url=settings.SITE_URL,
            reverse=reverse("admin:your_log_in"),
        ),
        now=now,
    )
    return True


def lock_anew(now: datetime) -> int:
    """A duty: lock with the present key what a former key has locked, so that the former can be forgotten."""
    if not settings.SECRET_KEY_FALLBACKS:
        return 0
    count = 0
    for row in Authenticator.objects.filter(type__in=LOCKED).order_by("pk"):
        name = LOCKED[Kind(row.type)]
        if adapter.is_locked_with_a_former_key(row.data[name]):
            count += _lock_row_anew(row.pk, name)
    return count


@transaction.atomic
def _lock_row_anew(number: int, name: str) -> int:
    row = Authenticator.objects.select_for_update().filter(pk=number).first()
    if row is None:
        return 0
    lock = adapter.FactorAdapter()
    row.data[name] = lock.encrypt(lock.decrypt(row.data[name]))
    return int(Authenticator.objects.filter(pk=number).update(data=row.data))


def _held(user: User) -> None:
    """Two who change one person's factors wait for each other."""
    list(User.objects.select_for_update(no_key=True).filter(pk=user.pk).values_list("pk"))


def _codes_if_none(user: User) -> list[str]:
    if Authenticator.objects.filter(user=user, type=Kind.RECOVERY_CODES).exists():
        return []
    return list(RecoveryCodes.activate(user).get_unused_codes())


def tell_of_used_code(user: User, *, now: datetime) -> None:
    _tell(user, _("A recovery code was used, and {count} are left").format(count=of(user).codes_left), now)


def _tell(user: User, what: str, now: datetime) -> None:
    outbox.put(
        user.email,
        _("{what} at {newspaper}").format(what=what, newspaper=settings.SITE_NAME),
        _(
            "{what}: {name} at the desk of {newspaper}, on {now}.\n\n"
            "If that was not you, change your password and tell the people who manage the log-ins at "
            "once."
        ).format(what=what, name=user.get_username(), newspaper=settings.SITE_NAME, now=clock.in_full(now)),
        now=now,
    )
