"""Where somebody is logged in: noted at the log-in, seen again every ten minutes, ended one by one or all."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.site.report import network
from newsroom.models import DeskSession

EVERY = timedelta(minutes=10)
# What this process has noted lately, so that most requests ask the database nothing.
_noted: OrderedDict[str, datetime] = OrderedDict()
_noting = Lock()
REMEMBERED = 5000
SHOWN = 50

# What a browser calls itself → what people call it; the first that fits. All call themselves Safari or Mozilla too.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
MACHINES = {
    "iPhone": gettext_noop("an iPhone"),
    "iPad": gettext_noop("an iPad"),
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Macintosh": gettext_noop("a Mac"),
    "Linux": "Linux",
}


@dataclass(frozen=True)
class ShownSession:
    row: DeskSession
    is_this_one: bool

    @property
    def browser(self) -> str:
        return in_words(self.row.agent)


def listen() -> None:
    user_logged_in.connect(_begin, dispatch_uid="newsroom.people.sessions")


def _begin(sender: Any, request: HttpRequest, user: User, **_others: Any) -> None:
    note(request, user, now=timezone.now())


def note(request: HttpRequest, user: User, *, now: datetime) -> None:
    """Write down that this session was seen, unless this process has done so within ten minutes."""
    key = request.session.session_key
    if key is None or not _is_news(key, now):
        return
    seen = {
        "seen_at": now,
        "address": network(request),
        "agent": request.META.get("HTTP_USER_AGENT", "")[:300],
    }
    if not DeskSession.objects.filter(key=key, user=user).update(**seen):
        DeskSession.objects.update_or_create(key=key, defaults={"user": user, "since": now, **seen})


def _is_news(key: str, now: datetime) -> bool:
    with _noting:
        before = _noted.get(key)
        if before is not None and before > now - EVERY:
            return False
        _noted[key] = now
        _noted.move_to_end(key)
        while len(_noted) > REMEMBERED:
            _noted.popitem(last=False)
        return True


def of(user: User, here: str | None = None) -> list[ShownSession]:
    """Where somebody is logged in now, the newest first; `here` is the key of the session that asks."""
    going = Session.objects.filter(session_key=OuterRef("key"), expire_date__gt=timezone.now())
    rows = DeskSession.objects.filter(Exists(going), user=user)[:SHOWN]
    shown = [ShownSession(row, row.key == here) for row in rows]
    return sorted(shown, key=lambda one: not one.is_this_one)


def end(user: User, number: int) -> bool:
    """End one session of this person. Returns whether it was there."""
    return bool(_end(DeskSession.objects.filter(user=user, pk=number)))


def end_all(user: User, but: str | None = None) -> int:
    """End all sessions of this person, but the one with this key. Returns how many."""
    return _end(DeskSession.objects.filter(user=user).exclude(key=but or ""))


@transaction.atomic
def _end(rows: QuerySet[DeskSession]) -> int:
    keys = list(rows.values_list("key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    return DeskSession.objects.filter(key__in=keys).delete()[0]


def forget(now: datetime) -> int:
    """A duty: forget where people were logged in, once the sessions are gone."""
    gone = DeskSession.objects.filter(~Exists(Session.objects.filter(session_key=OuterRef("key"))))
    return gone.filter(seen_at__lt=now - EVERY).delete()[0]


def in_words(agent: str) -> str:
    """“Firefox on Windows”, as far as it can be told."""
    browser = next((said for sign, said in BROWSERS.items() if sign in agent), "")
    machine = next((said for sign, said in MACHINES.items() if sign in agent), "")
    if browser and machine:
        return _("{browser} on {machine}").format(browser=browser, machine=_(machine))
    return browser or (machine and _(machine)) or _("A browser that does not say which")
