"""A second factor: codes that are good once, passkeys, roles that need one, and who takes one away."""

from __future__ import annotations

import io
import json
import re
import time
from datetime import timedelta
from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings as project
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import CommandError, call_command
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html
from playwright.sync_api import Browser, expect

from articles.models import AccessChange
from articles.policy import Role
from articles.records import outbox
from newsroom.environment import ROLES
from newsroom.models import LogInAttempt
from newsroom.people import adapter, codes, factors, sessions
from tests import factories
from tests.browsing import a_browser, barriers, log_in, open_story, said, write
from tests.desk_forms import at_the_desk

pytestmark = pytest.mark.django_db
LOG_IN, SECOND, YOURS = "/desk/login/", "/desk/login/second/", "/desk/your-log-in/"
RIGHT = "a long password"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def ana() -> User:
    return named(factories.user(Role.REPORTER, name="Ana Ruiz"), "ana")


@pytest.fixture
def admin() -> User:
    return named(factories.user(Role.ADMIN, name="Adam Nunes"), "adam")


@pytest.fixture
def required(settings) -> None:
    settings.SECOND_FACTOR_FOR = ["Admin"]


def named(user: User, name: str) -> User:
    User.objects.filter(pk=user.pk).update(username=name, email=f"{name}@example.org")
    return factories.again(user)


def code(steps: int = 0, secret: str = SECRET) -> str:
    """What the app shows so many half minutes from now."""
    return str(totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + steps)))


def with_app(user: User) -> list[str]:
    """Somebody who has an authenticator app; returns the recovery codes."""
    return factors.add_app(user, SECRET, 0, now=timezone.now())


def at_the_second_step(user: User, address: str = "192.0.2.1", leads_to: str = "/desk/") -> Client:
    client = Client(REMOTE_ADDR=address)
    sent = client.post(LOG_IN, {"username": user.username, "password": RIGHT, "next": leads_to})
    assert (sent.status_code, sent["Location"]) == (302, SECOND)
    return client


def is_in(client: Client) -> bool:
    return client.get(YOURS).status_code == 200


def proved(client: Client) -> Client:
    assert client.post(f"{YOURS}confirm/", {"password": RIGHT}).status_code == 302
    return client


def note_in(response: HttpResponseBase) -> str:
    page = html.document_fromstring(response.content.decode())
    return " ".join(" ".join(node.text_content().split()) for node in page.xpath("//*[@class='errornote']"))


def letters() -> list[str]:
    mail.outbox.clear()
    outbox.send(timezone.now())
    return [one.subject for one in mail.outbox]


# Logging in


def test_after_the_password_nobody_is_in_before_the_code(ana: User) -> None:
    with_app(ana)
    client = at_the_second_step(ana, leads_to="/desk/articles/article/")
    for address in ("/desk/", "/desk/articles/article/", YOURS):
        assert client.get(address).status_code == 302
    wrong = client.post(SECOND, {"code": "000000"})
    assert note_in(wrong).startswith("This code is wrong")
    assert not is_in(client)
    right = client.post(SECOND, {"code": code()})
    assert (right.status_code, right["Location"]) == (302, "/desk/articles/article/")
    assert is_in(client)


def test_a_code_is_good_once_though_no_cache_remembers_it(ana: User) -> None:
    """A second process would have a cache of its own."""
    with_app(ana)
    shown = code()
    assert at_the_second_step(ana).post(SECOND, {"code": shown}).status_code == 302
    client = at_the_second_step(ana)
    assert note_in(client.post(SECOND, {"code": shown})).startswith("This code is wrong")
    assert note_in(client.post(SECOND, {"code": code(-1)})).startswith("This code is wrong")
    assert client.post(SECOND, {"code": code(1)}).status_code == 302


@pytest.mark.parametrize("pasted", ["{0}\u00a0{1}", " {0} {1}\u202f", "{0}-{1}", "\u200b{0}{1}\n"])
def test_a_code_is_taken_however_it_was_pasted(pasted: str, ana: User) -> None:
    with_app(ana)
    shown = code()
    assert (
        at_the_second_step(ana).post(SECOND, {"code": pasted.format(shown[:3], shown[3:])}).status_code == 302
    )


def test_digits_of_other_scripts_are_digits() -> None:
    assert codes.digits("１２٣ ४5\u00a06") == "123456"
    assert codes.digits("no code") == ""


def test_codes_are_guessed_no_more_often_than_passwords_and_a_right_password_begins_no_new_count(
    ana: User,
) -> None:
    """Whoever has stolen the password and guesses codes has five tries in a quarter of an hour, from everywhere."""
    with_app(ana)
    for number in range(2):
        client = at_the_second_step(ana, address=f"203.0.113.{number}")
        assert client.post(SECOND, {"code": "000000"}).status_code == 200
    client = at_the_second_step(ana, address="203.0.113.9")
    refused = client.post(SECOND, {"code": code()})
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 900
    assert note_in(refused).startswith("Too many attempts. Try again after")
    assert sent_from("203.0.113.10").status_code == 429


def sent_from(address: str) -> HttpResponseBase:
    return Client(REMOTE_ADDR=address).post(LOG_IN, {"username": "ana", "password": RIGHT})


def test_behind_a_proxy_codes_are_counted_by_the_address_that_the_proxy_tells(ana: User, settings) -> None:
    settings.BEHIND_PROXY = True
    with_app(ana)
    client = at_the_second_step(ana, "127.0.0.1")
    client.post(SECOND, {"code": "000000"}, headers={"X-Forwarded-For": "10.9.9.9, 203.0.113.77"})
    assert LogInAttempt.objects.latest("pk").address == "203.0.113.77"


def test_a_step_is_over_after_ten_minutes_or_with_a_new_password(ana: User) -> None:
    with_app(ana)
    client = at_the_second_step(ana)
    with patch.object(timezone, "now", return_value=timezone.now() + timedelta(minutes=11)):
        assert client.post(SECOND, {"code": code()})["Location"] == LOG_IN
    client = at_the_second_step(ana)
    ana.set_password("harbour-lantern-forty")
    ana.save()
    assert client.post(SECOND, {"code": code()})["Location"] == LOG_IN
    assert Client().get(SECOND)["Location"] == LOG_IN


def test_a_recovery_code_opens_once_and_its_owner_gets_a_letter(ana: User) -> None:
    first, *others = with_app(ana)
    assert len({first, *others}) == 10
    letters()
    assert at_the_second_step(ana).post(SECOND, {"code": f"{first[:4]} {first[4:]}"}).status_code == 302
    assert at_the_second_step(ana).post(SECOND, {"code": first}).status_code == 200
    assert letters() == ["A recovery code was used, and 9 are left at The Test Courier"]


def test_who_has_no_second_factor_logs_in_as_before_and_names_tell_nothing(ana: User) -> None:
    answer = Client().post(LOG_IN, {"username": "ana", "password": RIGHT})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    with_app(ana)
    refused = [
        note_in(Client().post(LOG_IN, {"username": name, "password": "wrong"})) for name in ("ana", "nobody")
    ]
    assert refused[0] == refused[1]


# Secrets at rest


def test_secrets_are_stored_locked_and_outlive_a_change_of_the_key(ana: User, settings) -> None:
    spare, *_ = with_app(ana)
    stored = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in stored
    assert spare not in stored
    settings.SECRET_KEY_FALLBACKS = [project.SECRET_KEY]
    settings.SECRET_KEY = "another-key-" * 5
    assert codes.check(ana, code(), now=timezone.now()) is not None
    assert factors.lock_anew(timezone.now()) == 2
    assert factors.lock_anew(timezone.now()) == 0
    settings.SECRET_KEY_FALLBACKS = []
    assert codes.check(ana, code(1), now=timezone.now()) is not None
    assert codes.check(ana, spare, now=timezone.now()) is not None


def test_a_lost_key_says_what_to_do(ana: User, settings) -> None:
    with_app(ana)
    settings.SECRET_KEY = "another-key-" * 5
    with pytest.raises(adapter.NotOpened, match="give the SECRET_KEY of before in SECRET_KEY_FALLBACKS"):
        codes.check(ana, code(), now=timezone.now())


def test_a_secret_that_is_being_set_up_is_locked_in_the_session_too(ana: User) -> None:
    client = proved(at_the_desk(ana))
    shown = client.get(f"{YOURS}app/").content.decode()
    secret = re.search(r'people-secret">([A-Z2-7 ]+)<', shown)
    assert secret
    assert secret[1].replace(" ", "") not in json.dumps(dict(client.session.items()))


# Setting up


def test_an_app_is_set_up_with_its_first_code_and_recovery_codes_are_shown_once(ana: User) -> None:
    other = at_the_desk(ana)
    client = at_the_desk(ana)
    asked = client.get(f"{YOURS}app/")
    assert asked["Location"] == f"{YOURS}confirm/?next=%2Fdesk%2Fyour-log-in%2Fapp%2F"
    assert note_in(client.post(f"{YOURS}confirm/", {"password": "wrong"})) == "This is not your password."
    shown = proved(client).get(f"{YOURS}app/").content.decode()
    secret = re.search(r'people-secret">([A-Z2-7 ]+)<', shown)
    assert secret
    assert "<svg" in shown
    assert " style=" not in shown
    assert "another code now" in note_in(client.post(f"{YOURS}app/", {"code": "000000"}))
    done = client.post(f"{YOURS}app/", {"code": code(secret=secret[1].replace(" ", ""))})
    assert len(re.findall(r"<li><code>\d{4} \d{4}</code>", done.content.decode())) == 10
    assert letters() == ["An authenticator app was added at The Test Courier"]
    # What was open without it is closed; where it was set up, work goes on.
    assert not is_in(other)
    assert is_in(client)
    assert "10 left" in client.get(YOURS).content.decode()


def test_a_session_of_the_password_alone_cannot_change_the_second_factor(ana: User) -> None:
    client = proved(at_the_desk(ana))
    with_app(ana)
    for name in ("app/", "passkey/", "codes/", "remove/"):
        assert proved(at_the_desk(ana)).post(f"{YOURS}{name}", {"factor": "1"})["Location"] == LOG_IN
    assert client.get(f"{YOURS}app/")["Location"] == LOG_IN
    assert Authenticator.objects.count() == 2


def test_the_last_factor_takes_its_recovery_codes_along(ana: User) -> None:
    with_app(ana)
    client = at_the_second_step(ana)
    client.post(SECOND, {"code": code()})
    app = Authenticator.objects.get(type="totp")
    stranger = factories.user(Role.REPORTER)
    assert not factors.remove(stranger, app.pk, now=timezone.now())
    assert client.post(f"{YOURS}remove/", {"factor": str(app.pk)}).status_code == 302
    assert not Authenticator.objects.exists()


# Needed by role


def test_the_names_of_roles_in_the_settings_are_those_of_the_policy() -> None:
    assert tuple(role.value for role in Role) == ROLES


def test_whoever_needs_one_is_led_to_set_it_up_and_can_do_nothing_else(required: None, admin: User) -> None:
    client = Client()
    client.post(LOG_IN, {"username": "adam", "password": RIGHT})
    for address in ("/desk/", reverse("admin:auth_user_changelist"), "/desk/password_change/"):
        led = client.get(address)
        assert (led.status_code, led["Location"]) == (302, YOURS)
    assert client.post(reverse("admin:auth_user_add"), {"username": "x"})["Location"] == YOURS
    in_place = client.get("/desk/", headers={"X-In-Place": "1"})
    assert in_place.status_code == 403
    assert in_place.json()["why"].startswith("Your role needs a second factor now.")
    page = client.get(YOURS).content.decode()
    assert "Your role needs a second factor. Set one up here" in page
    shown = client.get(f"{YOURS}app/").content.decode()
    secret = re.search(r'people-secret">([A-Z2-7 ]+)<', shown)
    assert secret
    client.post(f"{YOURS}app/", {"code": code(secret=secret[1].replace(" ", ""))})
    assert client.get("/desk/").status_code == 200


def test_who_gets_such_a_role_is_led_at_the_next_click_and_others_are_not(required: None, ana: User) -> None:
    client = at_the_desk(ana)
    assert client.get("/desk/").status_code == 200
    ana.groups.set(factories.user(Role.ADMIN).groups.all())
    assert client.get("/desk/")["Location"] == YOURS


def test_nobody_goes_on_without_one_who_needs_one_and_removes_the_last(required: None, admin: User) -> None:
    codes = with_app(admin)
    here, there = at_the_second_step(admin), at_the_second_step(admin, "192.0.2.2")
    for client, shown in ((here, codes[0]), (there, codes[1])):
        client.post(SECOND, {"code": shown})
        assert client.get("/desk/").status_code == 200
    app = Authenticator.objects.get(type="totp")
    here.post(f"{YOURS}remove/", {"factor": str(app.pk)})
    assert here.get("/desk/")["Location"] == YOURS
    assert there.get("/desk/")["Location"].startswith(LOG_IN)


def test_a_desk_page_asks_the_database_no_more_for_it(
    required: None, ana: User, django_assert_num_queries
) -> None:
    client = at_the_desk(ana)
    client.get(reverse("admin:articles_message_changelist"))
    with django_assert_num_queries(5):
        client.get(reverse("admin:articles_message_changelist"))


# Reset


def test_an_admin_resets_a_lost_factor_and_it_is_on_record(admin: User, ana: User) -> None:
    with_app(ana)
    client = at_the_second_step(ana)
    client.post(SECOND, {"code": code()})
    letters()
    assert factors.reset(ana, by=admin, now=timezone.now())
    assert not is_in(client)
    change = AccessChange.objects.filter(user=ana).first()
    assert (change.note, change.by, change.roles) == ("Second factor reset.", admin, ["Reporter"])
    assert "Your second factor at The Test Courier was reset" in letters()
    assert Client().post(LOG_IN, {"username": "ana", "password": RIGHT})["Location"] == "/desk/"
    assert not factors.reset(ana, by=admin, now=timezone.now())


def test_an_operator_resets_it_where_no_admin_is_left(admin: User) -> None:
    with_app(admin)
    call_command("reset_second_factor", "adam", stdout=io.StringIO())
    assert not factors.has_one(admin)
    assert AccessChange.objects.filter(user=admin).first().note == "Second factor reset by an operator."
    for name, words in (
        ("adam", "adam has no second factor."),
        ("nobody", "Nobody has the username 'nobody'"),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("reset_second_factor", name)


# Passkeys


@pytest.mark.parametrize(
    "sent", ["", "x", "[]", "{}", '{"id": 1}', '{"response": {"userHandle": "MQ"}}', "[" * 9000]
)
def test_what_is_no_passkey_is_refused_in_words(sent: str, ana: User) -> None:
    client = Client()
    question = client.get("/desk/login/passkey/question/").json()
    for state in (question["state"], "", "forged"):
        answer = client.post("/desk/login/passkey/", {"credential": sent, "state": state}, follow=True)
        assert answer.redirect_chain == [(LOG_IN, 302)]
        assert "The passkey was not accepted. Try again." in answer.content.decode()
    adding = proved(at_the_desk(ana)).post(
        f"{YOURS}passkey/", {"credential": sent, "state": question["state"]}
    )
    assert note_in(adding) == "The passkey was not accepted. Try again."


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_passkey_is_made_opens_the_desk_alone_and_brings_a_lost_session_back(
    browser: Browser, live_server, settings
) -> None:
    settings.SITE_URL = live_server.url
    ana = named(factories.user(Role.REPORTER, name="Ana Ruiz"), "ana")
    article = factories.story(ana)
    with a_browser(browser, live_server.url) as context:
        page = context.new_page()
        machine = context.new_cdp_session(page)
        machine.send("WebAuthn.enable")
        keeper = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
        keeper |= {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
        machine.send("WebAuthn.addVirtualAuthenticator", {"options": keeper})
        log_in(page, ana)
        page.goto(f"{YOURS}passkey/")
        page.get_by_label("Password").fill(RIGHT)
        page.get_by_role("button", name="Go on").click()
        page.get_by_label("What you call it").fill("My laptop")
        page.get_by_role("button", name="Make the passkey").click()
        expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
        # Without a password.
        context.clear_cookies()
        page.goto("/desk/login/?next=/desk/your-log-in/")
        page.get_by_role("button", name="Use a passkey").click()
        expect(page.get_by_text("Passkey: My laptop")).to_be_visible()
        assert barriers(page, phone=True) == []
        # In front of a story, as the second step.
        open_story(page, article)
        sessions.end_all(ana)
        write(page, " Still here.")
        again = page.get_by_role("dialog", name="Log in again")
        again.get_by_label("Password").fill(RIGHT)
        page.keyboard.press("Enter")
        again.get_by_role("button", name="Use your passkey").click()
        expect(again).to_be_hidden()
        said(page, re.compile("^Saved"))
    # None of it was by guessing, and each answer is good once.
    assert Authenticator.objects.get(type="webauthn").last_used_at is not None
