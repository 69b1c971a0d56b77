"""Getting in: guesses are counted and told, strangers keep no editor out, a forgotten password is set anew."""

from __future__ import annotations

import logging
import re
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.core import mail
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils import timezone
from lxml import html

from articles.policy import Role
from articles.records import outbox
from newsroom import log_in, passwords
from newsroom.models import ForgottenPassword, LogInAttempt
from tests import factories

pytestmark = pytest.mark.django_db
LOG_IN = "/desk/login/"
FORGOTTEN = "/desk/password_reset/"
CHANGE = "/desk/password_change/"
RIGHT = "a long password"


@pytest.fixture
def ana() -> User:
    made = factories.user(Role.REPORTER, name="Ana Ruiz")
    User.objects.filter(pk=made.pk).update(username="ana", email="ana@example.org")
    return factories.again(made)


def sent(
    name: str = "ana", password: str = "wrong", *, address: str = "203.0.113.9", **more: str
) -> HttpResponseBase:
    return Client(REMOTE_ADDR=address).post(LOG_IN, {"username": name, "password": password, **more})


def words(response: HttpResponseBase) -> str:
    page = html.document_fromstring(response.content.decode())
    return " ".join(" ".join(node.text_content().split()) for node in page.xpath("//*[@class='errornote']"))


def later(**ahead: float) -> object:
    """The clock of the door, moved on."""
    return patch.object(timezone, "now", return_value=timezone.now() + timedelta(**ahead))


def letters(now: datetime | None = None) -> list[mail.EmailMessage]:
    mail.outbox.clear()
    outbox.send(now or timezone.now())
    return list(mail.outbox)


# Guessing


def test_after_five_wrong_passwords_not_even_the_right_one_is_tried(ana: User) -> None:
    assert [sent(address=f"203.0.113.{n}").status_code for n in range(5)] == [200] * 5
    refused = sent(password=RIGHT, address="198.51.100.1")
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 900
    assert re.fullmatch(r"Too many attempts\. Try again after \d\d:\d\d IST\.", words(refused))
    with later(minutes=16):
        assert sent(password=RIGHT, address="198.51.100.1").status_code == 302


def test_going_on_does_not_make_the_wait_longer(ana: User) -> None:
    for _ in range(5):
        sent()
    for minutes in range(1, 15):
        with later(minutes=minutes):
            assert sent().status_code == 429
    with later(minutes=16):
        assert sent(password=RIGHT).status_code == 302


def test_a_name_without_an_account_is_answered_like_any_other(ana: User) -> None:
    for name in ("ana", "nobody"):
        answers = [sent(name, address="203.0.113.50" if name == "ana" else "203.0.113.60") for _ in range(6)]
        assert [answer.status_code for answer in answers] == [200] * 5 + [429]
        assert words(answers[0]).startswith("Name and password do not go together")
        assert words(answers[5]).startswith("Too many attempts.")


def test_one_address_does_not_go_through_all_accounts(ana: User) -> None:
    for number in range(30):
        assert sent(f"guess{number}").status_code == 200
    assert sent("another").status_code == 429
    assert sent(password=RIGHT).status_code == 429
    assert sent(password=RIGHT, address="198.51.100.7").status_code == 302


def test_neighbours_in_one_ipv6_network_count_as_one(ana: User) -> None:
    for number in range(30):
        sent(f"guess{number}", address=f"2001:db8::{number:x}")
    assert sent("another", address="2001:db8::ffff").status_code == 429


def test_strangers_cannot_keep_an_editor_out_where_she_works(ana: User) -> None:
    assert sent(password=RIGHT, address="192.0.2.1").status_code == 302
    for number in range(5):
        sent(address=f"203.0.113.{number}")
    assert sent(password=RIGHT, address="203.0.113.9").status_code == 429
    assert sent(password=RIGHT, address="192.0.2.1").status_code == 302


def test_but_guessing_there_is_counted_too(ana: User) -> None:
    assert sent(password=RIGHT, address="192.0.2.1").status_code == 302
    for _ in range(5):
        assert sent(address="192.0.2.1").status_code == 200
    assert sent(password=RIGHT, address="192.0.2.1").status_code == 429


def test_four_slips_and_the_right_password_begin_the_count_anew(ana: User) -> None:
    for _ in range(2):
        assert [sent(address="192.0.2.1").status_code for _ in range(4)] == [200] * 4
        assert sent(password=RIGHT, address="192.0.2.1").status_code == 302


def test_many_guesses_at_once_count_each_other(ana: User) -> None:
    """Each is written down before its password is looked at: here none has been answered yet."""
    now, taken, refused = timezone.now(), 0, 0
    for _ in range(20):
        try:
            log_in.knock("ana", "203.0.113.9", now=now)
            taken += 1
        except log_in.TooManyAttempts:
            refused += 1
    assert (taken, refused) == (5, 15)


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_tells(ana: User, settings) -> None:
    settings.BEHIND_PROXY = True
    client = Client(REMOTE_ADDR="127.0.0.1")
    client.post(
        LOG_IN,
        {"username": "ana", "password": "wrong"},
        headers={"X-Forwarded-For": "10.9.9.9, 203.0.113.77"},
    )
    assert LogInAttempt.objects.get().address == "203.0.113.77"


def test_whoever_may_not_use_the_desk_is_counted_and_told_no_more(ana: User) -> None:
    stranger = factories.user()
    User.objects.filter(pk=stranger.pk).update(username="stranger", is_staff=False)
    assert words(sent("stranger", RIGHT)) == words(sent("nobody"))
    assert LogInAttempt.objects.filter(succeeded=False).count() == 2


def test_the_dialog_in_front_of_a_story_goes_through_the_same_door(ana: User) -> None:
    """It sends the form of the log-in page, and shows what stands in the page's `.errornote`."""
    for _ in range(5):
        sent(next="/desk/articles/article/1/change/")
    assert words(sent(password=RIGHT, next="/desk/articles/article/1/change/")).startswith(
        "Too many attempts."
    )


# On record, and told


def test_a_failed_log_in_is_logged_without_its_password(ana: User, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        sent("ana", "hunter2-hunter2")
        sent("hunter3-hunter3", "oops")
    said = [record.getMessage() for record in caplog.records if record.name == "newsroom.log_in"]
    assert said == [
        "Failed log-in: ana, from 203.0.113.9.",
        "Failed log-in: a name without an account, from 203.0.113.9.",
    ]
    assert "hunter" not in caplog.text
    assert not LogInAttempt.objects.filter(account__contains="hunter").exists()


def test_the_owner_is_told_by_mail_once_for_a_spell(ana: User) -> None:
    now = timezone.now()
    for number in range(4):
        sent(address=f"203.0.113.{number}")
    sent("nobody")
    assert log_in.tell_owners(now) == 1
    [letter] = letters(now)
    assert letter.to == ["ana@example.org"]
    assert "for ana at the desk of The Test Courier: 4 times since" in letter.body
    assert "4 addresses (203.0.113.0, 203.0.113.1, 203.0.113.2, 203.0.113.3)" in letter.body
    with later(minutes=20):
        sent()
        assert log_in.tell_owners(timezone.now()) == 0
    with later(hours=3):
        for _ in range(3):
            sent()
        assert log_in.tell_owners(timezone.now()) == 1


def test_a_slip_of_the_fingers_brings_no_letter(ana: User) -> None:
    sent()
    sent()
    assert log_in.tell_owners(timezone.now()) == 0
    assert log_in.tell_owners(timezone.now() + timedelta(hours=2)) == 0
    assert letters() == []


def test_the_next_log_in_says_what_failed_since(ana: User) -> None:
    for _ in range(3):
        sent()
    said = [str(one) for one in get_messages(sent(password=RIGHT, address="192.0.2.1").wsgi_request)]
    assert len(said) == 1
    assert said[0].startswith("3 failed attempts to log in with your name since ")
    assert "from 203.0.113.9." in said[0]
    assert not list(get_messages(sent(password=RIGHT, address="192.0.2.1").wsgi_request))


def test_attempts_are_forgotten_after_a_season(ana: User) -> None:
    sent()
    assert log_in.forget(timezone.now()) == 0
    assert log_in.forget(timezone.now() + timedelta(days=91)) == 1


def test_the_old_password_is_guessed_no_more_often_than_the_log_in(ana: User) -> None:
    client = Client(REMOTE_ADDR="192.0.2.1")
    client.force_login(ana)
    new = {"new_password1": "harbour-lantern-forty", "new_password2": "harbour-lantern-forty"}
    for _ in range(5):
        refused = client.post(CHANGE, {"old_password": "wrong", **new})
        assert refused.status_code == 200
        assert "Your old password was entered incorrectly" in refused.content.decode()
    refused = client.post(CHANGE, {"old_password": RIGHT, **new})
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 900
    assert "Too many attempts. Try again after" in refused.content.decode()
    assert sent(password=RIGHT, address="192.0.2.1").status_code == 429
    with later(minutes=16):
        assert client.post(CHANGE, {"old_password": RIGHT, **new}).status_code == 302
        assert sent(password="harbour-lantern-forty", address="192.0.2.1").status_code == 302


# A forgotten password


def asked(email: str = "ana@example.org", address: str = "203.0.113.9") -> HttpResponseBase:
    return Client(REMOTE_ADDR=address).post(FORGOTTEN, {"email": email})


def link_in(letter: mail.EmailMessage) -> str:
    [found] = re.findall(r"http://testserver(/desk/reset/\S+)", str(letter.body))
    return found


def test_a_forgotten_password_is_set_by_a_link_that_is_good_once(ana: User) -> None:
    assert Client().get(LOG_IN).content.decode().count(f'href="{FORGOTTEN}"') == 1
    assert asked("ANA@example.org").status_code == 302
    assert passwords.answer(timezone.now()) == 1
    [letter] = letters()
    assert letter.to == ["ana@example.org"]
    client = Client()
    page = client.get(link_in(letter), follow=True)
    address = page.redirect_chain[-1][0]
    assert address.endswith("/set-password/")
    assert client.post(address, {"new_password1": "short", "new_password2": "short"}).status_code == 200
    new = {"new_password1": "harbour-lantern-forty", "new_password2": "harbour-lantern-forty"}
    done = client.post(address, new, follow=True)
    assert "Your new password is set." in done.content.decode()
    assert sent(password="harbour-lantern-forty").status_code == 302
    again = Client().get(link_in(letter), follow=True)
    assert "This link no longer works" in again.content.decode()
    assert [one.subject for one in letters()] == ["Your password at The Test Courier was changed"]


def test_nobody_learns_which_addresses_have_an_account(ana: User) -> None:
    known, unknown = asked(), asked("nobody@example.org")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    # Nothing is looked up before the answer, so it takes the same time.
    assert letters() == []
    assert passwords.answer(timezone.now()) == 1


def test_a_link_is_good_for_two_hours(ana: User) -> None:
    asked()
    passwords.answer(timezone.now())
    [letter] = letters()
    with patch("django.contrib.auth.tokens.PasswordResetTokenGenerator._now") as clock:
        clock.return_value = datetime.now() + timedelta(hours=2, minutes=1)
        assert "This link no longer works" in Client().get(link_in(letter), follow=True).content.decode()


def test_the_link_leads_to_the_paper_whatever_host_was_asked(ana: User) -> None:
    Client().post(FORGOTTEN, {"email": "ana@example.org"}, headers={"Host": "localhost"})
    passwords.answer(timezone.now())
    assert "http://testserver/desk/reset/" in letters()[0].body


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}, {"password": "!"}])
def test_who_may_not_log_in_gets_no_link(change: dict[str, object], ana: User) -> None:
    User.objects.filter(pk=ana.pk).update(**change)
    asked()
    assert passwords.answer(timezone.now()) == 0


def test_three_links_an_hour_for_one_address_known_or_not(ana: User) -> None:
    for email in ("ana@example.org", "nobody@example.org"):
        answers = [asked(email, address=f"203.0.113.{number}") for number in range(4)]
        assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
        assert words(answers[3]).startswith("Too many attempts. Try again after ")
    with later(minutes=61):
        assert asked().status_code == 302


def test_one_sender_does_not_ask_for_the_whole_newsroom(ana: User) -> None:
    answers = [asked(f"editor{number}@example.org").status_code for number in range(11)]
    assert answers == [302] * 10 + [429]


def test_who_has_a_new_password_need_not_wait_for_the_guesses_of_others(ana: User) -> None:
    for number in range(5):
        sent(address=f"203.0.113.{number}")
    asked(address="192.0.2.1")
    passwords.answer(timezone.now())
    client = Client(REMOTE_ADDR="192.0.2.1")
    address = client.get(link_in(letters()[0]), follow=True).redirect_chain[-1][0]
    client.post(address, {"new_password1": "harbour-lantern-forty", "new_password2": "harbour-lantern-forty"})
    assert sent(password="harbour-lantern-forty", address="192.0.2.1").status_code == 302


def test_questions_for_a_password_are_forgotten_after_a_day(ana: User) -> None:
    asked()
    assert passwords.forget(timezone.now() + timedelta(hours=2)) == 0
    assert passwords.forget(timezone.now() + timedelta(hours=25)) == 1
    assert not ForgottenPassword.objects.exists()
