"""Keys of programs: made and revoked on record, and whom a key lets in."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.desk import access
from articles.models import ApiKey, KeyMove, KeyScope, ReadingKey
from articles.models.api_key import OF_THE_DESK
from articles.policy import PolicyBackend
from articles.records import chain, outbox
from house import clock, keys, people

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SECRET_BYTES = 32
# Programs that look for keys left in code know them by this; after it come so many letters by which people know one.
MARK = "nwsr_"
SHOWN = len(MARK) + 6
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class KeyWish:
    """What a key is to be."""

    name: str
    recipient: str
    scopes: Collection[str]
    user: User | None
    rate: int
    days: int


@dataclass(frozen=True)
class Caller:
    """Who asks: a key, and whom it acts as."""

    key: ApiKey
    user: User


@transaction.atomic
def make(wish: KeyWish, *, by: User, now: datetime | None = None) -> tuple[ApiKey, str]:
    """A key, and the secret itself, which is told this once."""
    now = now or timezone.now()
    secret = f"{MARK}{secrets.token_urlsafe(SECRET_BYTES)}"
    made = ApiKey.objects.create(
        name=wish.name,
        recipient=wish.recipient,
        user=wish.user,
        scopes=[scope for scope in KeyScope.values if scope in wish.scopes],
        rate=wish.rate,
        prefix=secret[:SHOWN],
        digest=keys.digest_of(secret),
        at=now,
        by=by,
        expires_at=now + timedelta(days=wish.days),
    )
    chain.keep(KeyMove(key=made, act=KeyMove.Act.MAKE, by=by, at=now, note=in_words(made)))
    if KeyScope.READ in made.scopes:
        ReadingKey.objects.create(digest=made.digest, rate=made.rate, expires_at=made.expires_at)
    if made.user is not None:
        access.note(made.user, f"The API key “{made.name}” acts as this person.", by=by, now=now)
        _tell(made, now=now)
    return made, secret


@transaction.atomic
def revoke(key: ApiKey, *, by: User, now: datetime | None = None) -> bool:
    """The key lets nobody in from now on. False if it did not any more."""
    now = now or timezone.now()
    held = ApiKey.objects.select_for_update(no_key=True, of=("self",)).get(pk=key.pk)
    if held.revoked_at is not None:
        return False
    held.revoked_at, held.revoked_by = now, by
    held.save(update_fields=["revoked_at", "revoked_by"])
    ReadingKey.objects.filter(digest=held.digest).delete()
    chain.keep(KeyMove(key=held, act=KeyMove.Act.REVOKE, by=by, at=now, note=in_words(held)))
    if held.user is not None:
        access.note(held.user, f"The API key “{held.name}” was revoked.", by=by, now=now)
    return True


def revoke_all_of(user: User, *, by: User, now: datetime) -> None:
    """No program acts any more as somebody who has left."""
    for key in ApiKey.objects.filter(user=user, revoked_at=None).order_by("pk"):
        revoke(key, by=by, now=now)


def in_words(key: ApiKey) -> str:
    """What it may do, as it stands on record."""
    acts_as = f", as {people.name_of(key.user)}" if key.user else ""
    return f"{', '.join(key.scopes)}{acts_as}; {key.rate} a minute, until {clock.in_full(key.expires_at)}"


def opened_by(secret: str, now: datetime) -> Caller | None:
    """Who asks with this key at the desk; None if it is unknown, revoked or expired, or its person may not log in.

    The person is read anew for each request, so that what was taken from them is taken from the key.
    """
    key = ApiKey.objects.filter(digest=keys.digest_of(secret)).first() if secret else None
    if key is None or not key.is_good(now) or key.user_id is None:
        return None
    user = PolicyBackend().get_user(key.user_id)
    if user is None or not user.is_staff:
        return None
    _note_use(key, now)
    return Caller(key, user)


def _note_use(key: ApiKey, now: datetime) -> None:
    hour = now.replace(minute=0, second=0, microsecond=0)
    if key.used_at is None or key.used_at < hour:
        not_yet = Q(used_at=None) | Q(used_at__lt=hour)
        ApiKey.objects.filter(not_yet, pk=key.pk).update(used_at=hour)


def _tell(key: ApiKey, *, now: datetime) -> None:
    """Whoever it acts as hears of it, and those who answer for log-ins: a key does what they could do."""
    user = key.user
    if user is None or not key.scopes or not set(key.scopes) & OF_THE_DESK:
        return
    outbox.put(
        [user.email, *access.who_answers()],
        _("An API key acts as {name} at {paper}").format(name=people.name_of(user), paper=settings.SITE_NAME),
        _(
            "{who} made the API key “{key}” for {recipient}, on {when}. With it a program may do at the desk what "
            "{name} may do: {scopes}. It is good until {until}.\n\nIf that is not as it should be, have it revoked."
        ).format(
            who=people.name_of(key.by),
            key=key.name,
            recipient=key.recipient,
            when=clock.in_full(now),
            name=people.name_of(user),
            scopes=", ".join(key.scopes),
            until=clock.in_full(key.expires_at),
        ),
        now=now,
    )


def forget_reading(now: datetime) -> int:
    """A duty: the process for readers need not know of keys that have expired. Returns how many."""
    return ReadingKey.objects.filter(expires_at__lt=now).delete()[0]
