"""Logging in: how often somebody may try, and who is told of failures.

Attempts are counted in the database, so that all processes count together: by account, and by the address that the
proxy tells. After five wrong passwords for an account, or thirty from an address, the next attempt has to wait until
a quarter of an hour after the first of them. At an address from which the account has logged in lately, only its
failures there count, so a stranger who guesses cannot keep an editor out. A name without an account is treated like
one with an account.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max, Min, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from articles.records import outbox
from articles.site.report import network
from house import clock
from newsroom.models import LogInAttempt

logger = logging.getLogger(__name__)

WINDOW = timedelta(minutes=15)
FOR_AN_ACCOUNT = 5
FOR_AN_ADDRESS = 30
# An address from which the account has logged in within this time is known.
KNOWN_FOR = timedelta(days=60)
KEPT = timedelta(days=90)
# The owner gets one letter for a spell of failures. A spell ends after an hour without a failure.
WORTH_A_LETTER = 3
SPELL = timedelta(hours=1)


class TooManyAttempts(Exception):
    """The password was not checked. The next attempt may be made after `until`."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        # The clock shows minutes, and a minute too early is refused once more.
        shown = until + timedelta(seconds=59)
        super().__init__(_("Too many attempts. Try again after {shown}.").format(shown=clock.hour(shown)))


class LogInForm(AdminAuthenticationForm):
    """The log-in form. The log-in page sends it, and the dialog over a story whose session has ended."""

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": _lazy(
            "Name and password do not go together, or the account may not use the desk. Capital and "
            "small letters matter in both."
        ),
    }
    refused: TooManyAttempts | None = None
    attempt: LogInAttempt | None = None
    """The row that counts this attempt as failed, until `open_for` is called: a second factor may be wanted yet."""

    def clean(self) -> dict[str, Any]:
        name = self.cleaned_data.get("username")
        if not name or not self.cleaned_data.get("password") or self.request is None:
            return super().clean()
        try:
            attempt = knock(name, network(self.request), now=timezone.now())
        except TooManyAttempts as refusal:
            self.refused = refusal
            raise ValidationError(str(refusal), code="throttled") from refusal
        try:
            cleaned = super().clean()
        except ValidationError:
            logger.warning("Failed log-in: %s, from %s.", _named(attempt), attempt.address)
            raise
        self.attempt = attempt
        return cleaned


class OwnPasswordForm(AdminPasswordChangeForm):
    """Changing one's own password. Tries of the old one are limited like log-ins: a desk may be left unlocked."""

    refused: TooManyAttempts | None = None

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_old_password(self) -> str:
        try:
            attempt = knock(self.user.get_username(), network(self.request), now=timezone.now())
        except TooManyAttempts as refusal:
            self.refused = refusal
            raise ValidationError(str(refusal), code="throttled") from refusal
        try:
            old: str = super().clean_old_password()
        except ValidationError:
            logger.warning("Wrong old password: %s, from %s.", _named(attempt), attempt.address)
            raise
        open_for(attempt, self.request)
        return old


def knock(name: str, address: str, *, now: datetime) -> LogInAttempt:
    """Write an attempt down before the password is checked. Raises TooManyAttempts.

    The attempt counts as failed until `open_for` is called, so that many attempts at once count each other.
    """
    account = key_of(name)
    user = User.objects.filter(username=name).first()
    attempt = LogInAttempt.objects.create(account=account, user=user, address=address, at=now)
    failed = LogInAttempt.objects.filter(succeeded=False)
    at_account, from_there = failed.filter(account=account), failed.filter(address=address)
    logged_in = LogInAttempt.objects.filter(account=account, address=address, succeeded=True)
    last = logged_in.filter(at__gt=now - KNOWN_FOR).aggregate(last=Max("at"))["last"]
    if last is not None:
        here = at_account.filter(address=address, at__gt=last)
        waits = [_until(here, FOR_AN_ACCOUNT, now)]
    else:
        waits = [_until(at_account, FOR_AN_ACCOUNT, now), _until(from_there, FOR_AN_ADDRESS, now)]
    if until := max((wait for wait in waits if wait), default=None):
        logger.warning("Log-in refused after too many: %s, from %s.", _named(attempt), address)
        # A refused attempt is no failure: otherwise somebody who keeps trying would never get in.
        attempt.delete()
        raise TooManyAttempts(until)
    return attempt


def _until(failed: QuerySet[LogInAttempt], most: int, now: datetime) -> datetime | None:
    """When the next attempt may be made, if the one just written is one too many; otherwise None."""
    times = list(
        failed.filter(at__gt=now - WINDOW).order_by("-at", "-pk").values_list("at", flat=True)[: most + 1]
    )
    return times[most] + WINDOW if len(times) > most else None


def open_for(attempt: LogInAttempt, request: HttpRequest, *, password: int | None = None) -> None:
    """Note that all was right, and tell the owner of failures since the last log-in.

    `password` is the attempt before, of which a second factor was the other half.
    """
    own = [attempt.pk, *([password] if password else [])]
    before = LogInAttempt.objects.filter(account=attempt.account, at__lte=attempt.at).exclude(pk__in=own)
    last = before.filter(succeeded=True).aggregate(last=Max("at"))["last"]
    LogInAttempt.objects.filter(pk__in=own, account=attempt.account).update(succeeded=True)
    failed = before.filter(succeeded=False)
    if last is not None:
        failed = failed.filter(at__gt=last)
    found = failed.aggregate(count=Count("pk"), first=Min("at"))
    if found["count"]:
        since = clock.in_full(last or found["first"])
        messages.warning(
            request,
            ngettext(
                "%(count)s failed attempt to log in with your name since %(since)s, from %(addresses)s. If that was "
                "not you, change your password and tell the people who manage the log-ins.",
                "%(count)s failed attempts to log in with your name since %(since)s, from %(addresses)s. If that was "
                "not you, change your password and tell the people who manage the log-ins.",
                found["count"],
            )
            % {"count": found["count"], "since": since, "addresses": _addresses(failed)},
        )


def let_in_by_passkey(user: User, request: HttpRequest, *, now: datetime) -> None:
    """Note a log-in without a password, and tell of failures since the last. A passkey cannot be guessed."""
    account = key_of(user.get_username())
    attempt = LogInAttempt.objects.create(account=account, user=user, address=network(request), at=now)
    open_for(attempt, request)


def let_in_again(user: User, request: HttpRequest, *, now: datetime) -> None:
    """After a new password was set by the link in a letter, earlier failures do not make its owner wait."""
    account = key_of(user.get_username())
    LogInAttempt.objects.create(account=account, user=user, address=network(request), at=now, succeeded=True)


# What the worker does


def not_told(now: datetime) -> QuerySet[LogInAttempt]:
    """Failed attempts that the owner of the account has not been told of."""
    return LogInAttempt.objects.filter(succeeded=False, told_at=None, user__isnull=False, at__gt=now - KEPT)


@transaction.atomic
def tell_owners(now: datetime) -> int:
    """A duty: write to the owner of an account for each spell of failed log-ins. Returns how many were told.

    The log-in page does not write it: the time that it takes would tell which names have accounts.
    """
    new = not_told(now)
    rows: dict[User, list[LogInAttempt]] = defaultdict(list)
    for row in new.select_for_update(of=("self",)).select_related("user").order_by("at"):
        if row.user is not None:
            rows[row.user].append(row)
    told = 0
    for user, failed in rows.items():
        goes_on = LogInAttempt.objects.filter(user=user, told_at__isnull=False, at__gt=failed[0].at - SPELL)
        if goes_on.exists():
            _mark(failed, now)
        elif len([row for row in failed if row.at > failed[-1].at - SPELL]) >= WORTH_A_LETTER:
            _write(user, failed, now)
            _mark(failed, now)
            told += 1
        elif failed[-1].at < now - SPELL:
            # A spell of one or two slips is over: the next log-in mentions them.
            _mark(failed, now)
    return told


def _mark(failed: list[LogInAttempt], now: datetime) -> None:
    LogInAttempt.objects.filter(pk__in=[row.pk for row in failed]).update(told_at=now)


def _write(user: User, failed: list[LogInAttempt], now: datetime) -> None:
    rows = LogInAttempt.objects.filter(pk__in=[row.pk for row in failed])
    change = f"{settings.SITE_URL}{reverse('admin:password_change')}"
    outbox.put(
        user.email,
        _("Failed log-ins at {newspaper}").format(newspaper=settings.SITE_NAME),
        _(
            "Somebody gave a wrong password, or no second factor, for {name} at the desk of "
            "{newspaper}: {count} times since {at}, from {addresses}.\n\n"
            "If that was you, all is well. If not, choose a password that you use nowhere else, at "
            "{change}, and tell the people who manage the log-ins."
        ).format(
            name=user.get_username(),
            newspaper=settings.SITE_NAME,
            count=len(failed),
            at=clock.in_full(failed[0].at),
            addresses=_addresses(rows),
            change=change,
        ),
        now=now,
    )


def forget(now: datetime) -> int:
    """A duty: delete attempts that are too old to be of use."""
    return LogInAttempt.objects.filter(at__lt=now - KEPT).delete()[0]


def seconds_until(moment: datetime) -> str:
    """The seconds until a moment, as text for the header Retry-After."""
    return str(max(1, int((moment - timezone.now()).total_seconds()) + 1))


def key_of(name: str) -> str:
    return salted_hmac("newsroom.log_in", name).hexdigest()


def _named(attempt: LogInAttempt) -> str:
    """The account's name for the log. Other names are left out: people type passwords into that field by mistake."""
    return attempt.user.get_username() if attempt.user else "a name without an account"


def _addresses(rows: QuerySet[LogInAttempt]) -> str:
    found = sorted(set(rows.values_list("address", flat=True)))
    return (
        found[0]
        if len(found) == 1
        else _("{count} addresses ({addresses})").format(count=len(found), addresses=", ".join(found[:5]))
    )
