"""All mail goes out through here: `put` writes a letter down, the worker calls `send`.

A letter is a row, written in the transaction of what it tells. So nobody is told of what did not happen, no page
waits for a mail server, and a server that does not answer today gets the letter later.
docs/decisions/0027-mail-is-written-down-first.md says why.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import format_datetime, make_msgid, parseaddr
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
)

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.utils import timezone
from django.utils.encoding import punycode

from articles.models import Letter

logger = logging.getLogger(__name__)

KEPT = timedelta(days=3)
# After this time, another worker sends what one has left.
PATIENCE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(minutes=15)
AT_ONCE = 50


def put(
    to: str | Iterable[str], subject: str, text: str, *, within: timedelta = KEPT, now: datetime | None = None
) -> None:
    """Write a letter to each of these addresses. It goes out after the commit, and not once `within` is over."""
    now = now or timezone.now()
    addresses = [to] if isinstance(to, str) else list(to)
    # Compared as machines compare addresses: a person with two accounts gets one letter.
    unlike = {address.strip().casefold(): address.strip() for address in addresses if address.strip()}
    Letter.objects.bulk_create(
        Letter(
            message_id=make_msgid(domain=host()),
            to=address,
            subject=" ".join(subject.split())[:250],
            text=text,
            written_at=now,
            at=now,
            until=now + within,
        )
        for address in unlike.values()
    )


def host() -> str:
    """The host of MAIL_FROM, with which a Message-ID ends: filters distrust "localhost"."""
    return punycode(parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2])


def send(now: datetime) -> int:
    """A duty: send the letters that are due, the oldest first. Returns how many were sent."""
    late = Letter.objects.filter(until__lt=now)
    for letter in late:
        logger.error("%s was not sent: no mail server took it in time.", letter)
    late.delete()
    due = list(Letter.objects.filter(at__lte=now).order_by("at", "pk")[:AT_ONCE])
    if not due:
        return 0
    server, sent = get_connection(), 0
    try:
        server.open()
        for letter in due:
            sent += _send(letter, server, now)
    except (OSError, SMTPException) as problem:
        # All letters wait: otherwise each would ask the silent server again, and write its own line into the log.
        pause = _pause(max(letter.tries for letter in due))
        logger.warning("The mail server cannot be had (%s). Next try in %s.", _in_a_line(problem), pause)
        Letter.objects.filter(at__lt=now + pause).update(at=now + pause, tries=F("tries") + 1)
    finally:
        server.close()
    return sent


def _send(letter: Letter, server: BaseEmailBackend, now: datetime) -> bool:
    """Hand one letter to the server. If the server refuses this letter, the others still go."""
    # Only one of two workers changes the row.
    ours = Letter.objects.filter(pk=letter.pk, at=letter.at)
    if not ours.update(at=now + PATIENCE):
        return False
    try:
        server.send_messages([_message(letter)])
    except (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError, SMTPNotSupportedError) as refusal:
        _refused(letter, refusal, now)
        return False
    except ValueError as problem:  # an address that no header can hold
        logger.error("%s cannot be sent: %s.", letter, _in_a_line(problem))
        letter.delete()
        return False
    letter.delete()
    return True


def _refused(letter: Letter, refusal: SMTPException, now: datetime) -> None:
    codes = [code for code, _ in getattr(refusal, "recipients", {}).values()]
    if codes and all(code >= 500 for code in codes):
        logger.error("%s was refused, and will not be tried again: %s.", letter, _in_a_line(refusal))
        letter.delete()
        return
    pause = _pause(letter.tries)
    logger.warning("%s was refused (%s). Next try in %s.", letter, _in_a_line(refusal), pause)
    Letter.objects.filter(pk=letter.pk).update(at=now + pause, tries=letter.tries + 1)


def _message(letter: Letter) -> EmailMessage:
    return EmailMessage(
        letter.subject,
        letter.text,
        to=[letter.to],
        headers={
            "Message-ID": letter.message_id,
            "Date": format_datetime(letter.written_at),
            # No machine is to answer that somebody is away.
            "Auto-Submitted": "auto-generated",
        },
    )


def _pause(tries: int) -> timedelta:
    """A minute, two, four, eight, then a quarter of an hour each time."""
    return min(timedelta(minutes=2 ** min(tries, 10)), LONGEST_PAUSE)


def _in_a_line(problem: Exception) -> str:
    return " ".join(str(problem).split()) or type(problem).__name__
