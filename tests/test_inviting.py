"""Somebody new gets a letter, makes their own log-in by its link, once, and may do what the invitation says."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.core import mail
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils import timezone

from articles.models import AccessChange, DeskLanguage, Remit, Section
from articles.policy import Role
from articles.records import outbox
from newsroom.models import Invitation
from newsroom.people import inviting
from newsroom.watching.log_lines import JsonLines, PlainLines, ServerLines
from tests import factories
from tests.desk_forms import at_the_desk, errors_in

pytestmark = pytest.mark.django_db
INVITATIONS, WELCOME = "/desk/people/invitations/", "/desk/invited/"
PASSWORD = "harbour-lantern-forty"


@pytest.fixture
def admin() -> User:
    return factories.user(Role.ADMIN, name="Adam Nunes")


@pytest.fixture
def city() -> Section:
    return factories.section("City")


def role(which: Role) -> int:
    return Group.objects.get(name=which).pk


def invited(admin: User, email: str = "eva@example.org", **fields: object) -> HttpResponseBase:
    sent = {"email": email, "roles": [role(Role.REPORTER)], "language": ""} | fields
    return at_the_desk(admin).post(INVITATIONS, sent)


def links() -> list[str]:
    mail.outbox.clear()
    outbox.send(timezone.now())
    return [
        link for one in mail.outbox for link in re.findall(r"http://testserver(/desk/invited/\S+)", one.body)
    ]


def welcomed(link: str, name: str = "eva", client: Client | None = None, **fields: str) -> HttpResponseBase:
    client = client or Client()
    assert client.get(link)["Location"] == WELCOME
    sent = {"username": name, "first_name": "Eva", "last_name": "Lund"}
    return client.post(WELCOME, sent | {"new_password1": PASSWORD, "new_password2": PASSWORD} | fields)


def test_somebody_new_makes_their_log_in_by_a_link_that_is_good_once(admin: User, city: Section) -> None:
    chief = factories.user(Role.EDITOR_IN_CHIEF)
    User.objects.filter(pk=chief.pk).update(email="chief@example.org")
    done = invited(admin, roles=[role(Role.SECTION_EDITOR)], sections=[city.pk], language="pt")
    assert done["Location"] == INVITATIONS
    [link] = links()
    assert link.rpartition("/invited/")[2].strip("/") not in str(Invitation.objects.values().get())
    client = Client()
    assert (
        client.get(link, follow=True).content.decode().count("eva@example.org is invited to this desk.") == 1
    )
    answer = welcomed(link, client=client)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert client.get("/desk/").status_code == 200
    eva = User.objects.get(username="eva")
    assert (eva.email, eva.get_full_name(), eva.is_staff) == ("eva@example.org", "Eva Lund", True)
    assert [group.name for group in eva.groups.all()] == ["Section editor"]
    assert Remit.objects.get(user=eva).section == city
    assert DeskLanguage.objects.get(user=eva).language == "pt"
    change = AccessChange.objects.get(user=eva)
    assert (change.by, change.gained) == (admin, ["Section editor", "City"])
    assert "This link no longer works" in Client().get(link, follow=True).content.decode()
    again = welcomed(link, name="other")
    assert "This link no longer works" in again.content.decode()
    assert not User.objects.filter(username="other").exists()
    mail.outbox.clear()
    outbox.send(timezone.now())
    assert [(one.to, one.subject) for one in mail.outbox] == [
        (["chief@example.org"], "Eva Lund may do more at The Test Courier")
    ]


def test_no_log_has_the_secret_of_an_invitation_or_of_a_new_password(
    admin: User, caplog: pytest.LogCaptureFixture
) -> None:
    invited(admin)
    [link] = links()
    secrets = (link, f"/desk/reset/MQ/{'a' * 40}/")
    Client().head(link)  # as programs ask that look through letters; Django tells of a refusal
    assert link in caplog.text
    for path in secrets:
        told = logging.makeLogRecord({"msg": f"Method Not Allowed (HEAD): {path}, http://testserver{path}"})
        for form in (PlainLines(), JsonLines(), ServerLines("%(message)s")):
            line = form.format(told)
            assert (path in line, line.count("…")) == (False, 2)
    own = logging.makeLogRecord({"msg": "POST /desk/invited/ and /desk/people/invitations/"})
    assert ServerLines("%(message)s").format(own) == own.getMessage()


def test_a_link_that_nobody_was_sent_keeps_no_session(admin: User) -> None:
    client = Client()
    assert client.get(f"{WELCOME}{'x' * 43}/")["Location"] == WELCOME
    assert not Session.objects.exists()
    assert "no longer works" in client.get(WELCOME).content.decode()
    # Nor does it stand in the way of one that somebody was sent, nor that in its way.
    invited(admin)
    client.get(links()[0])
    client.get(f"{WELCOME}{'x' * 43}/")
    assert "no longer works" in client.get(WELCOME).content.decode()


def test_a_link_is_good_for_a_week_until_it_is_sent_again_or_revoked(
    admin: User, caplog: pytest.LogCaptureFixture
) -> None:
    invited(admin)
    [first] = links()
    number = {"invitation": str(Invitation.objects.get().pk)}
    with patch.object(timezone, "now", return_value=timezone.now() + timedelta(days=8)):
        assert "no longer works" in welcomed(first).content.decode()
    desk = at_the_desk(admin)
    desk.post(f"{INVITATIONS}change/", number | {"act": "again"})
    [second] = links()
    assert "no longer works" in welcomed(first).content.decode()
    shown = desk.get(INVITATIONS).content.decode()
    assert "eva@example.org" in shown
    assert second.rpartition("/invited/")[2].strip("/") not in shown
    with caplog.at_level("INFO", logger="newsroom.people"):
        desk.post(f"{INVITATIONS}change/", number | {"act": "revoke"})
    told = f"{admin.username} (log-in {admin.pk}) revoked invitation {number['invitation']}."
    assert told in caplog.messages
    assert "no longer works" in welcomed(second).content.decode()
    assert User.objects.filter(username="eva").count() == 0
    told = desk.post(f"{INVITATIONS}change/", number | {"act": "again"}, follow=True).content.decode()
    assert "Nothing was done: it was taken or revoked meanwhile." in told
    assert links() == []


def test_a_letter_of_somebody_who_may_invite_no_more_lets_nobody_in(admin: User) -> None:
    invited(admin)
    [link] = links()
    admin.groups.set(Group.objects.filter(name=Role.REPORTER))
    assert "no longer works" in welcomed(link).content.decode()


def test_nobody_is_invited_twice_or_without_a_role_or_section(admin: User, city: Section) -> None:
    assert invited(admin).status_code == 302
    assert "is invited already" in errors_in(invited(admin, "EVA@example.org"))
    User.objects.filter(pk=admin.pk).update(email="adam@example.org")
    assert "has a log-in already" in errors_in(invited(admin, "Adam@example.org"))
    assert "Choose a role" in errors_in(invited(admin, "new@example.org", roles=[]))
    refused = invited(admin, "new@example.org", roles=[role(Role.COPY_EDITOR)])
    assert "Copy editor: choose the sections that this person answers for" in errors_in(refused)
    assert Invitation.objects.count() == 1


def test_what_is_typed_badly_is_said_and_the_link_stays_good(admin: User) -> None:
    invited(admin)
    [link] = links()
    assert "too short" in errors_in(welcomed(link, new_password1="short", new_password2="short"))
    taken = welcomed(link, name=admin.username.upper())
    assert "Somebody has this username already" in errors_in(taken)
    likeness = welcomed(
        link, name="eva.lund.lisbon", new_password1="eva.lund.lisbon", new_password2="eva.lund.lisbon"
    )
    assert "too similar" in errors_in(likeness)
    assert welcomed(link).status_code == 302


@pytest.mark.parametrize("which", [role for role in Role if role != Role.ADMIN])
def test_only_those_who_make_log_ins_invite(which: Role, admin: User) -> None:
    somebody = at_the_desk(factories.user(which))
    assert somebody.get(INVITATIONS).status_code == 403
    assert somebody.post(f"{INVITATIONS}change/", {"invitation": "1", "act": "revoke"}).status_code == 403
    assert invited(factories.user(which)).status_code == 403
    assert not Invitation.objects.exists()


def test_whoever_is_invited_to_a_role_with_a_second_factor_sets_it_up_first(admin: User, settings) -> None:
    settings.SECOND_FACTOR_FOR = ["Reporter"]
    invited(admin)
    client = Client()
    welcomed(links()[0], client=client)
    assert client.get("/desk/")["Location"] == "/desk/your-log-in/"


def test_an_invitation_that_came_to_nothing_is_forgotten_after_a_season(admin: User) -> None:
    invited(admin)
    now = timezone.now()
    assert inviting.forget(now + timedelta(days=96)) == 0
    assert inviting.forget(now + timedelta(days=98)) >= 1
