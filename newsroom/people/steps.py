"""Between the password and the second factor, and what a session knows of how it was opened.

A session that waits for the second factor is nobody's yet: it knows whose password was right, for ten minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

GOOD_FOR = timedelta(minutes=10)
# So long after a log-in, or after the password was given again, its owner may change what opens it.
FRESH_FOR = timedelta(minutes=15)
WAITING, FACTOR, PROVED_AT = "second_step", "second_factor", "proved_at"
NEW_APP = "new_app"


@dataclass(frozen=True)
class WaitingLogIn:
    user: User
    attempt: int
    """The row that counts the password."""
    leads_to: str


def wait_for_second(request: HttpRequest, user: User, *, attempt: int, leads_to: str, now: datetime) -> None:
    request.session.flush()
    request.session[WAITING] = {
        "user": user.pk,
        "password": user.get_session_auth_hash(),
        "attempt": attempt,
        "leads_to": leads_to,
        "at": now.timestamp(),
    }


def waiting(request: HttpRequest, *, now: datetime) -> WaitingLogIn | None:
    """The log-in that waits in this session, if its time is not over and the account is as it was."""
    kept: dict[str, Any] | None = request.session.get(WAITING)
    if kept is None or now.timestamp() - kept["at"] > GOOD_FOR.total_seconds():
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True, is_staff=True).first()
    if user is None or not constant_time_compare(user.get_session_auth_hash(), kept["password"]):
        return None
    return WaitingLogIn(user, kept["attempt"], kept["leads_to"])


def enter(request: HttpRequest, user: User, *, now: datetime, factor: bool = False) -> None:
    """Log somebody in. `factor` is whether a second factor or a passkey was shown."""
    # Nothing of a log-in that waited, or of whoever was here before, goes along.
    request.session.flush()
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[PROVED_AT] = now.timestamp()
    if factor:
        mark(request)


def mark(request: HttpRequest) -> None:
    """This session was opened with a second factor, or has just set one up."""
    request.session[FACTOR] = True


def unmark(request: HttpRequest) -> None:
    """The last second factor was taken away: this session is as one that the password alone opened."""
    request.session.pop(FACTOR, None)


def is_marked(request: HttpRequest) -> bool:
    return request.session.get(FACTOR) is True


def proved(request: HttpRequest, *, now: datetime) -> None:
    request.session[PROVED_AT] = now.timestamp()


def is_fresh(request: HttpRequest, *, now: datetime) -> bool:
    proved_at: float = request.session.get(PROVED_AT, 0)
    return now.timestamp() - proved_at < FRESH_FOR.total_seconds()
