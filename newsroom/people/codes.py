"""Checking a code: the six digits of an authenticator app, or one of the recovery codes. Each is good once.

Guesses are counted by `newsroom.log_in.knock` before a code gets here.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.crypto import constant_time_compare

from newsroom.people import adapter

Kind = Authenticator.Type


def digits(typed: str) -> str:
    """The digits of a code as it was pasted: with spaces that do not break, hyphens, or in the digits of Arabic."""
    return "".join(
        str(unicodedata.digit(sign)) for sign in typed[:100] if unicodedata.digit(sign, None) is not None
    )


def check(user: User, typed: str, *, now: datetime) -> Authenticator | None:
    """The factor that has this code, which is used up now; None if it is wrong, too old or was used before."""
    code = digits(typed)
    if not code:
        return None
    for kind, is_right in ((Kind.TOTP, _is_of_the_app), (Kind.RECOVERY_CODES, _is_a_recovery_code)):
        with transaction.atomic():
            held = Authenticator.objects.select_for_update().filter(user=user, type=kind)
            factor = held.first()
            if factor is not None and is_right(factor, code):
                Authenticator.objects.filter(pk=factor.pk).update(data=factor.data, last_used_at=now)
                return factor
    return None


def is_shown_now(secret: str, typed: str) -> int | None:
    """The step of time at which an app with this secret shows the code, if that is about now."""
    code = digits(typed)
    step: int
    for step in totp.yield_hotp_counters_from_time():
        if constant_time_compare(code, totp.format_hotp_value(totp.hotp_value(secret, step))):
            return step
    return None


def _is_of_the_app(factor: Authenticator, code: str) -> bool:
    """Whoever looked over a shoulder cannot use the code again: the row keeps the step of the last one.

    allauth keeps it in a cache, which processes need not share.
    """
    step = is_shown_now(adapter.FactorAdapter().decrypt(factor.data["secret"]), code)
    if step is None or step <= factor.data.get("last_step", 0):
        return False
    factor.data["last_step"] = step
    return True


def _is_a_recovery_code(factor: Authenticator, code: str) -> bool:
    kept = RecoveryCodes(factor)
    if not kept.validate_code(code):
        return False
    factor.data = kept.instance.data
    return True
