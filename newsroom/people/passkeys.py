"""Passkeys: adding one, and asking for one, as the second factor or to log in without a password.

What the server has to remember meanwhile travels with the page, signed, and is good for five minutes. It opens
nothing twice: a passkey that was used since the page was made is refused with it.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.account.utils import url_str_to_user_pk
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.db.models import Q
from django.utils.translation import gettext as _
from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    AttestedCredentialData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from newsroom.people.adapter import FactorAdapter

logger = logging.getLogger(__name__)

GOOD_FOR = timedelta(minutes=5)
SALT = "newsroom.people.passkeys"
LONGEST = 20_000
MOST_OF_ONE_PERSON = 10
Kind = Authenticator.Type


class NotAccepted(Exception):
    """What the browser sent proves nothing. Its words are for whoever is in front of it."""

    def __init__(self, said: str = "") -> None:
        super().__init__(said or _("The passkey was not accepted. Try again."))


@dataclass(frozen=True)
class Question:
    """What a page asks of the browser: options as JSON, and what has to come back with the answer."""

    options: str
    state: str


def begin_adding(user: User) -> Question:
    options, state = _server().register_begin(
        user=PublicKeyCredentialUserEntity(**_named(user)),
        credentials=[credential for _row, credential in _of(user)],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.PREFERRED,
        extensions={"credProps": True},
    )
    return _question(options, state, user)


def add(user: User, name: str, answer: str, state: str) -> Authenticator:
    """Keep the passkey that the browser has made. Raises NotAccepted."""
    credential, known, _asked_at = _received(answer, state, user)
    if len(_of(user)) >= MOST_OF_ONE_PERSON:
        raise NotAccepted(
            _("{most} passkeys are the most. Remove one that you no longer use.").format(
                most=MOST_OF_ONE_PERSON
            )
        )
    try:
        made = _server().register_complete(known, credential)
        number = made.credential_data.credential_id if made.credential_data else b""
    except Exception as problem:
        # What a browser sends is read by a library that fails in many ways at what is no passkey.
        raise _refused(problem) from problem
    if not number or any(one.credential_id == number for _row, one in _of(user)):
        raise NotAccepted(_("You have this passkey already."))
    return Authenticator.objects.create(
        user=user, type=Kind.WEBAUTHN, data={"name": name, "credential": credential}
    )


def begin_asking(user: User | None) -> Question:
    """Ask for a passkey of this person; or for anybody's, and then for the finger or code that unlocks it."""
    options, state = _server().authenticate_begin(
        credentials=[credential for _row, credential in _of(user)] if user else [],
        user_verification=UserVerificationRequirement.PREFERRED
        if user
        else UserVerificationRequirement.REQUIRED,
    )
    return _question(options, state, user)


def use(user: User | None, answer: str, state: str, *, now: datetime) -> Authenticator:
    """The passkey that has signed what was asked. Raises NotAccepted."""
    credential, known, asked_at = _received(answer, state, user)
    try:
        found = user or _owner(credential)
        having = _of(found)
        signed = _server().authenticate_complete(known, [one for _row, one in having], credential)
    except Exception as problem:
        # As in `add`; and a stranger may send anything.
        raise _refused(problem) from problem
    factor = next(row for row, one in having if one.credential_id == signed.credential_id)
    unused = Q(last_used_at=None) | Q(last_used_at__lt=asked_at)
    if not Authenticator.objects.filter(unused, pk=factor.pk).update(last_used_at=now):
        raise NotAccepted()
    return factor


def name_of(factor: Authenticator) -> str:
    return str(factor.data.get("name") or _("Passkey"))


def _of(user: User) -> list[tuple[Authenticator, AttestedCredentialData]]:
    rows = Authenticator.objects.filter(user=user, type=Kind.WEBAUTHN).order_by("pk")
    return [(row, row.wrap().authenticator_data.credential_data) for row in rows]


def _owner(credential: Any) -> User:
    number = url_str_to_user_pk(websafe_decode(credential["response"]["userHandle"]).decode())
    return User.objects.get(pk=number, is_active=True, is_staff=True)


def _named(user: User) -> dict[str, Any]:
    return FactorAdapter().get_public_key_credential_user_entity(user)


def _server() -> Fido2Server:
    return Fido2Server(
        PublicKeyCredentialRpEntity(**FactorAdapter().get_public_key_credential_rp_entity()),
        # Not from another host of the same domain either.
        verify_origin=lambda origin: origin == settings.SITE_URL,
    )


def _question(options: Any, state: Any, user: User | None) -> Question:
    kept = {"state": state, "user": user.pk if user else None, "at": datetime.now(UTC).timestamp()}
    return Question(json.dumps(dict(options)), signing.dumps(kept, salt=SALT))


def _received(answer: str, state: str, user: User | None) -> tuple[Any, Any, datetime]:
    """What the browser answers, what was asked, and when. Raises NotAccepted."""
    try:
        kept = signing.loads(state, salt=SALT, max_age=GOOD_FOR)
        credential = json.loads(answer) if len(answer) <= LONGEST else None
    except (signing.BadSignature, ValueError, RecursionError) as problem:
        raise _refused(problem) from problem
    if kept["user"] != (user.pk if user else None) or not isinstance(credential, dict):
        raise NotAccepted()
    return credential, kept["state"], datetime.fromtimestamp(kept["at"], UTC)


def _refused(problem: Exception) -> NotAccepted:
    logger.info(
        "A passkey was not accepted: %s: %s", type(problem).__name__, " ".join(str(problem).split())[:200]
    )
    return NotAccepted()
