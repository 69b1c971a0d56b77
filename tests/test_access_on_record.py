"""What somebody may do at the desk: given with the log-in, on record, and told to those who answer for it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.desk import access
from articles.models import AccessChange, Remit, Section
from articles.policy import Role
from articles.records import outbox
from tests import factories
from tests.desk_forms import at_the_desk, errors_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief() -> User:
    return mailed(factories.user(Role.EDITOR_IN_CHIEF, name="Clara Chefe"), "clara@example.org")


@pytest.fixture
def admin() -> User:
    return mailed(factories.user(Role.ADMIN, name="Adam Nunes"), "adam@example.org")


def mailed(user: User, email: str) -> User:
    User.objects.filter(pk=user.pk).update(email=email)
    return factories.again(user)


def role(which: Role) -> int:
    return Group.objects.get(name=which).pk


def form(user: User, *roles: Role, sections: tuple[Section, ...] = (), **fields: object) -> dict[str, object]:
    rows: dict[str, object] = {"remits-TOTAL_FORMS": str(len(sections)), "remits-INITIAL_FORMS": "0"}
    for number, section in enumerate(sections):
        rows |= {f"remits-{number}-section": section.pk, f"remits-{number}-user": user.pk}
    named = {"username": user.username, "is_active": "on", "is_staff": "on", "email": user.email}
    named |= {"first_name": user.first_name, "last_name": user.last_name}
    return named | {"groups": [role(one) for one in roles]} | rows | fields


def page_of(user: User) -> str:
    return reverse("admin:auth_user_change", args=[user.pk])


def letters() -> list[tuple[str, str]]:
    mail.outbox.clear()
    outbox.send(timezone.now())
    return sorted((one.to[0], str(one.body)) for one in mail.outbox)


def test_an_admin_who_makes_himself_editor_in_chief_is_told_of(chief: User, admin: User) -> None:
    User.objects.create_superuser("root", "root@example.org", "a long password")
    desk = at_the_desk(admin)
    assert desk.post(page_of(admin), form(admin, Role.ADMIN, Role.EDITOR_IN_CHIEF)).status_code == 302
    told = letters()
    # Himself, too: he is one of them now.
    assert [to for to, _ in told] == ["adam@example.org", "clara@example.org", "root@example.org"]
    assert "Adam Nunes let Adam Nunes" in told[1][1]
    assert "Editor-in-chief." in told[1][1]
    change = AccessChange.objects.get()
    assert (change.by, change.gained, change.roles) == (
        admin,
        ["Editor-in-chief"],
        ["Admin", "Editor-in-chief"],
    )
    shown = at_the_desk(chief).get(page_of(admin)).content.decode()
    assert "Admin, Editor-in-chief (by Adam Nunes)" in shown


@pytest.mark.parametrize("more", ["a role", "a section", "back in", "the desk"])
def test_more_than_before_is_told_and_less_is_only_on_record(more: str, chief: User, admin: User) -> None:
    city, sport = factories.section("City"), factories.section("Sport")
    somebody = factories.user(Role.SECTION_EDITOR, sections=(city,))
    if more == "back in":
        User.objects.filter(pk=somebody.pk).update(is_active=False)
    if more == "the desk":
        User.objects.filter(pk=somebody.pk).update(is_staff=False)
    Remit.objects.filter(user=somebody).delete() if more != "a section" else None
    roles = (Role.SECTION_EDITOR, Role.WIRE_DESK) if more == "a role" else (Role.SECTION_EDITOR,)
    sent = form(somebody, *roles, sections=(sport,))
    desk = at_the_desk(admin)
    if more == "a section":
        sent |= {"remits-TOTAL_FORMS": "2", "remits-INITIAL_FORMS": "1"}
        sent |= {
            "remits-0-id": Remit.objects.get().pk,
            "remits-0-section": city.pk,
            "remits-1-section": sport.pk,
        }
        sent |= {"remits-1-user": somebody.pk}
    assert desk.post(page_of(somebody), sent).status_code == 302
    assert [to for to, _ in letters()] == ["clara@example.org"]
    less = form(somebody, Role.REPORTER, is_active="")
    less |= {"remits-TOTAL_FORMS": "0", "is_active": None}
    assert desk.post(page_of(somebody), {k: v for k, v in less.items() if v is not None}).status_code == 302
    assert letters() == []
    assert AccessChange.objects.filter(user=somebody).first().roles == []


def test_what_is_given_past_the_desk_is_found_by_the_worker(chief: User, admin: User) -> None:
    now = timezone.now()
    assert access.notice(now) == 0
    assert AccessChange.objects.count() == 2
    assert letters() == []
    User.objects.filter(pk=admin.pk).update(is_superuser=True)
    assert access.notice(now) == 1
    told = letters()
    assert [to for to, _ in told] == ["adam@example.org", "clara@example.org"]
    assert "Somebody who did not use the desk let Adam Nunes" in told[1][1]
    assert access.notice(now) == 0


def test_the_record_cannot_be_changed_or_deleted(chief: User) -> None:
    access.notice(timezone.now())
    rows = AccessChange.objects.all()
    for act in (lambda: rows.update(roles=[]), lambda: rows._raw_delete("default")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()


# A new log-in


def made(desk: Client, **fields: object) -> dict[str, object]:
    given = {"username": "tomas", "password1": "harbour-lantern", "password2": "harbour-lantern"}
    rows = {"remits-TOTAL_FORMS": "1", "remits-INITIAL_FORMS": "0", "remits-0-section": ""}
    return given | rows | {"is_staff": "on", "email": "tomas@example.org"} | fields


def test_a_new_user_can_log_in_at_once(admin: User) -> None:
    desk, address = at_the_desk(admin), reverse("admin:auth_user_add")
    page = desk.get(address).content.decode()
    assert 'name="is_staff" aria-describedby="id_is_staff_helptext" id="id_is_staff" checked' in page
    assert 'name="remits-0-section"' in page
    assert desk.post(address, made(desk, groups=[role(Role.REPORTER)])).status_code == 302
    user = User.objects.get(username="tomas")
    assert user.email == "tomas@example.org"
    answer = Client().post("/desk/login/", {"username": "tomas", "password": "harbour-lantern"})
    assert answer.status_code == 302


def test_a_new_user_has_a_role_and_an_editor_has_sections(admin: User) -> None:
    desk, address = at_the_desk(admin), reverse("admin:auth_user_add")
    assert "Choose a role" in errors_in(desk.post(address, made(desk)))
    for which in (Role.COPY_EDITOR, Role.SECTION_EDITOR):
        refused = desk.post(address, made(desk, groups=[role(which)]))
        assert f"{which}: choose the sections that this person answers for" in errors_in(refused)
    city = {"remits-0-section": factories.section("City").pk}
    assert desk.post(address, made(desk, groups=[role(Role.SECTION_EDITOR)], **city)).status_code == 302
    assert Remit.objects.get().user.username == "tomas"
