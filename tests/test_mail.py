"""Mail goes out once to each, after the commit, and not before there is a server that takes it."""

from __future__ import annotations

import logging
import re
import smtplib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.core import mail as sent_mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.utils import timezone

from articles.models import Letter
from articles.records import outbox
from tests.working import work

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


class Server(EmailBackend):
    """A mail server that is away, breaks off or refuses as the test says."""

    away: ClassVar[bool] = False
    refusals: ClassVar[dict[str, Exception]] = {}

    def open(self) -> None:
        if self.away:
            raise ConnectionRefusedError(111, "Connection refused")

    def send_messages(self, messages: list[EmailMessage]) -> int:
        for message in messages:
            if refusal := self.refusals.get(message.to[0]):
                raise refusal
        return super().send_messages(messages)


@pytest.fixture
def server(settings: Any) -> Iterator[type[Server]]:
    settings.EMAIL_BACKEND = "tests.test_mail.Server"
    yield Server
    Server.away, Server.refusals = False, {}


def taken() -> list[str]:
    return [recipient for message in sent_mail.outbox for recipient in message.to]


def refused(code: int) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({"ana@example.org": (code, b"no such user")})


def test_everybody_gets_a_letter_of_their_own_that_names_nobody_else() -> None:
    outbox.put(["ana@example.org", "bo@example.org"], "Rights end", "Boats at the quay")
    assert outbox.send(timezone.now()) == 2
    assert [(message.to, message.cc, message.bcc) for message in sent_mail.outbox] == [
        (["ana@example.org"], [], []),
        (["bo@example.org"], [], []),
    ]
    assert outbox.send(timezone.now()) == 0
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("sender", "host"),
    [
        ("The Courier <desk@news.example.org>", "news.example.org"),
        ("desk@example.org", "example.org"),
        ("desk@zürich.example", "xn--zrich-kva.example"),
    ],
)
def test_a_message_id_has_the_host_of_whoever_writes(settings: Any, sender: str, host: str) -> None:
    settings.DEFAULT_FROM_EMAIL = sender
    outbox.put("ana@example.org", "Rights end", "Boats")
    outbox.send(timezone.now())
    message = sent_mail.outbox[0].message()
    assert re.fullmatch(rf"<[^@\s]+@{re.escape(host)}>", message["Message-ID"])
    assert message["Auto-Submitted"] == "auto-generated"


def test_a_subject_of_several_lines_is_one(server: type[Server]) -> None:
    outbox.put("ana@example.org", "Rights end\r\nBcc: all@example.org", "Boats")
    outbox.send(timezone.now())
    assert sent_mail.outbox[0].subject == "Rights end Bcc: all@example.org"


def test_one_address_written_twice_gets_one_letter_and_an_empty_one_none() -> None:
    outbox.put(["Ana@example.org", "ana@example.org ", ""], "Rights end", "Boats")
    assert [letter.to for letter in Letter.objects.all()] == ["ana@example.org"]


def test_what_is_rolled_back_is_told_to_nobody() -> None:
    with transaction.atomic():
        outbox.put("ana@example.org", "Rights end", "Boats")
        transaction.set_rollback(True)
    assert outbox.send(timezone.now()) == 0
    assert taken() == []


def test_a_server_that_is_away_gets_every_letter_once_when_it_is_back(
    server: type[Server], caplog: pytest.LogCaptureFixture
) -> None:
    outbox.put(["ana@example.org", "bo@example.org"], "Rights end", "Boats")
    names = set(Letter.objects.values_list("message_id", flat=True))
    server.away, now = True, timezone.now()
    assert outbox.send(now) == 0
    assert outbox.send(now + MINUTE / 2) == 0
    assert [record.getMessage() for record in caplog.records] == [
        "The mail server cannot be had ([Errno 111] Connection refused). Next try in 0:01:00."
    ]
    server.away = False
    assert outbox.send(now + MINUTE) == 2
    assert outbox.send(now + MINUTE * 60) == 0
    assert sorted(taken()) == ["ana@example.org", "bo@example.org"]
    assert {message.message()["Message-ID"] for message in sent_mail.outbox} == names


def test_the_pauses_get_longer_to_a_quarter_of_an_hour(server: type[Server]) -> None:
    server.away, now = True, timezone.now()
    outbox.put("ana@example.org", "Rights end", "Boats", now=now)
    pauses = []
    for _ in range(7):
        outbox.send(now)
        due = Letter.objects.get().at
        pauses.append((due - now) // MINUTE)
        now = due
    assert pauses == [1, 2, 4, 8, 15, 15, 15]


def test_a_connection_that_breaks_off_sends_nothing_twice(server: type[Server]) -> None:
    now = timezone.now()
    outbox.put(["ana@example.org", "bo@example.org"], "Rights end", "Boats", now=now)
    server.refusals = {"bo@example.org": smtplib.SMTPServerDisconnected("Connection unexpectedly closed")}
    assert outbox.send(now) == 1
    server.refusals = {}
    assert outbox.send(now + outbox.PATIENCE) == 1
    assert taken() == ["ana@example.org", "bo@example.org"]


@pytest.mark.parametrize("refusal", [refused(450), smtplib.SMTPDataError(451, b"greylisted, come again")])
def test_who_is_to_come_again_comes_again_and_keeps_nobody_else(
    server: type[Server], refusal: Exception
) -> None:
    now = timezone.now()
    outbox.put(["ana@example.org", "bo@example.org"], "Rights end", "Boats", now=now)
    server.refusals = {"ana@example.org": refusal}
    assert outbox.send(now) == 1
    assert taken() == ["bo@example.org"]
    server.refusals = {}
    assert outbox.send(now + MINUTE) == 1
    assert taken() == ["bo@example.org", "ana@example.org"]


def test_an_address_that_does_not_exist_is_said_once(
    server: type[Server], caplog: pytest.LogCaptureFixture
) -> None:
    server.refusals = {"ana@example.org": refused(550)}
    outbox.put(["ana@example.org", "not an address\n"], "Rights end", "Boats of the mayor")
    outbox.send(timezone.now())
    assert not Letter.objects.filter(to="ana@example.org").exists()
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "to ana@example.org was refused" in caplog.text
    assert "mayor" not in caplog.text


def test_a_letter_of_no_more_use_is_not_sent(server: type[Server], caplog: pytest.LogCaptureFixture) -> None:
    now = timezone.now()
    outbox.put("ana@example.org", "A new password", "…", within=MINUTE * 30, now=now)
    server.away = True
    outbox.send(now)
    server.away = False
    assert outbox.send(now + MINUTE * 31) == 0
    assert taken() == []
    assert "was not sent: no mail server took it in time" in caplog.text
    assert not Letter.objects.exists()


def test_a_letter_that_another_worker_has_taken_on_is_left_to_it(server: type[Server]) -> None:
    now = timezone.now()
    outbox.put("ana@example.org", "Rights end", "Boats", now=now)
    letter = Letter.objects.get()
    Letter.objects.update(at=now + outbox.PATIENCE)
    assert outbox._send(letter, server(), now) is False
    assert taken() == []


@pytest.mark.django_db(transaction=True)
def test_the_worker_sends_what_is_written() -> None:
    outbox.put("ana@example.org", "Rights end", "Boats")
    assert work() == ["letters sent: 1"]
    assert taken() == ["ana@example.org"]
