"""Keys of programs at the desk: whom they let in, and how they are made and revoked."""

from __future__ import annotations

import json
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.filing import keys
from articles.models import ApiKey, Letter
from articles.policy import Role
from articles.records import verifying
from house import keys as house_keys
from newsroom.people import leaving
from tests import factories
from tests.desk_forms import at_the_desk
from tests.programs import V1, Program, section_editor

pytestmark = pytest.mark.django_db
WORDS = {"headline": "Ferries run all night", "body": "<p>The last boat.</p>"}


def test_whatever_opens_nothing_is_answered_alike() -> None:
    user = factories.user(Role.WIRE_DESK)
    good, revoked, expired, reading = (
        Program(user, name=name) for name in ("good", "revoked", "expired", "reading")
    )
    keys.revoke(revoked.key, by=factories.chief())
    ApiKey.objects.filter(pk=expired.key.pk).update(expires_at=factories.earlier(seconds=1))
    reading = Program(None, "read", name="Partner")
    unknown = {
        "none": "",
        "basic": "Basic YTpi",
        "another": f"Bearer {keys.MARK}{'x' * 43}",
        "accents": "Bearer clé",
        "long": f"Bearer {'x' * 5000}",
        "revoked": f"Bearer {revoked.secret}",
        "expired": f"Bearer {expired.secret}",
        "for readers": f"Bearer {reading.secret}",
    }
    answers = {name: good.ask("GET", "/key", authorization=sent) for name, sent in unknown.items()}
    assert {answer.status_code for answer in answers.values()} == {401}
    assert {answer.headers["WWW-Authenticate"] for answer in answers.values()} == {"Bearer"}
    assert len({answer.content for answer in answers.values()}) == 1
    assert good.ask("GET", "/key").status_code == 200
    assert Client().get(f"{V1}/key?key={good.secret}").status_code == 401


def test_a_key_is_stored_as_a_hash_and_stands_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    program = Program(factories.user(Role.WIRE_DESK))
    assert len(program.secret) >= len(keys.MARK) + 43  # 256 bits
    stored = json.dumps([list(row) for row in ApiKey.objects.values_list()], default=str)
    assert program.secret not in stored
    assert program.key.prefix == program.secret[: keys.SHOWN]
    program.ask("GET", "/key")
    program.begin(headline=7)
    program.ask("POST", "/stories", "{", authorization=f"Bearer {program.secret}x")
    assert program.secret[keys.SHOWN :] not in caplog.text


def test_a_key_does_what_its_scopes_say_and_tells_what_it_may() -> None:
    editor = section_editor()
    writes, acts = Program(editor, "write", name="Writes"), Program(editor, "act", name="Acts")
    story = writes.begin(**WORDS, section="city").json()["id"]
    assert writes.act(story, "take", revision=1).status_code == 403
    assert acts.begin("another-story", **WORDS).status_code == 403
    assert acts.save(story, revision=1, headline="Mine").status_code == 403
    assert acts.act(story, "take", revision=1).status_code == 200
    said = acts.ask("GET", "/key").json()
    assert (said["scopes"], said["roles"], said["sections"]) == (
        ["act"],
        ["Section editor"],
        [{"slug": "city", "name": "City"}],
    )


def test_a_key_over_its_rate_is_told_when_to_come_again() -> None:
    program = Program(factories.user(Role.WIRE_DESK), rate=2)
    other = Program(program.key.user, name="Another", rate=2)
    assert [program.ask("GET", "/key").status_code for _ in range(3)] == [200, 200, 429]
    refused = program.ask("GET", "/key")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert other.ask("GET", "/key").status_code == 200
    name = house_keys.name_of(program.key.digest)
    then = 1_800_000_000.0
    waits = [house_keys.seconds_to_wait(name, 2, then + seconds) for seconds in (0, 10, 20, 60)]
    assert waits == [0, 0, 40, 0]


def test_who_lost_a_role_or_the_log_in_is_refused_at_the_next_request() -> None:
    editor = section_editor()
    program = Program(editor)
    article = factories.story(section=factories.section("City"))
    assert program.ask("GET", f"/stories/{article.pk}").status_code == 200
    editor.remits.all().delete()
    assert program.ask("GET", f"/stories/{article.pk}").status_code == 404
    editor.groups.clear()
    assert program.begin(**WORDS).status_code == 403
    User.objects.filter(pk=editor.pk).update(is_staff=False)
    assert program.ask("GET", "/key").status_code == 401
    User.objects.filter(pk=editor.pk).update(is_staff=True, is_active=False)
    assert program.ask("GET", "/key").status_code == 401


def test_the_keys_of_somebody_who_leaves_are_revoked_for_good() -> None:
    wire, admin = factories.user(Role.WIRE_DESK), factories.user(Role.ADMIN)
    program = Program(wire)
    leaving.leave(wire, leaving.LeftTo({}, None), by=admin, now=timezone.now())
    User.objects.filter(pk=wire.pk).update(is_staff=True, is_active=True)
    assert program.ask("GET", "/key").status_code == 401
    program.key.refresh_from_db()
    assert program.key.revoked_by == admin


def test_cookies_open_nothing_and_a_key_opens_no_page_of_the_desk(settings: Any) -> None:
    settings.SECOND_FACTOR_FOR = ("Wire desk",)
    wire = factories.user(Role.WIRE_DESK)
    program, browser = Program(wire), at_the_desk(wire)
    before = Session.objects.count()
    assert browser.get(f"{V1}/key").status_code == 401
    assert browser.post(f"{V1}/stories", {}, "application/json").status_code == 401
    answer = program.ask("GET", "/key")
    assert (answer.status_code, len(answer.cookies)) == (200, 0)
    assert "Cookie" not in answer.headers.get("Vary", "")
    desk = Client().get("/desk/", headers={"authorization": f"Bearer {program.secret}"})
    assert (desk.status_code, desk.headers["Location"]) == (302, "/desk/login/?next=/desk/")
    assert Session.objects.count() == before


# At the desk


def test_an_administrator_makes_a_key_that_is_shown_once_and_revokes_it() -> None:
    admin, wire = factories.user(Role.ADMIN), factories.user(Role.WIRE_DESK)
    User.objects.filter(pk=wire.pk).update(email="ap@example.org")
    desk, form = at_the_desk(admin), {"name": "AP wire", "recipient": "AP", "rate": "60", "days": "90"}
    made = desk.post(
        reverse("admin:articles_apikey_add"), form | {"scopes": ["write", "read"], "user": str(wire.pk)}
    )
    assert made.status_code == 200
    key, secret = ApiKey.objects.get(), made.context["secret"]
    assert unescape(made.content.decode()).count(secret) == 1
    assert (key.by, key.user, key.scopes, key.rate) == (admin, wire, ["read", "write"], 60)
    assert [letter.to for letter in Letter.objects.all()] == ["ap@example.org"]
    program = Program.__new__(Program)
    program.key, program.secret = key, secret
    assert program.ask("GET", "/key").json()["acts_as"] == wire.get_full_name()
    address = reverse("admin:articles_apikey_change", args=[key.pk])
    page = desk.get(address).content.decode()
    assert secret not in page
    assert f"{key.prefix}…" in page
    assert at_the_desk(wire).get(address).status_code == 403
    assert at_the_desk(wire).post(reverse("admin:articles_apikey_revoke", args=[key.pk])).status_code == 403
    assert desk.post(reverse("admin:articles_apikey_revoke", args=[key.pk])).status_code == 302
    assert program.ask("GET", "/key").status_code == 401
    key.refresh_from_db()
    assert (key.revoked_by, [move.act for move in key.moves.all()]) == (admin, ["revoke", "make"])
    assert [change.note for change in wire.access_changes.all()] == [
        "The API key “AP wire” was revoked.",
        "The API key “AP wire” acts as this person.",
        "",
    ]
    assert list(verifying.problems()) == []


def test_a_key_for_the_desk_acts_as_somebody_who_is_no_superuser_and_a_reading_one_as_nobody() -> None:
    desk = at_the_desk(factories.user(Role.ADMIN))
    strongest = User.objects.create_superuser("root", is_staff=True)
    wire = factories.user(Role.WIRE_DESK)
    form = {"name": "AP wire", "recipient": "AP", "rate": "60", "days": "90"}
    for more, field in (
        ({"scopes": ["act"]}, "user"),
        ({"scopes": ["act"], "user": str(strongest.pk)}, "user"),
        ({"scopes": ["read"], "user": str(wire.pk)}, "user"),
        ({"scopes": ["everything"], "user": str(wire.pk)}, "scopes"),
        ({"scopes": ["write"], "user": str(wire.pk), "rate": "0"}, "rate"),
        ({"scopes": ["write"], "user": str(wire.pk), "days": "9999"}, "days"),
    ):
        page = desk.post(reverse("admin:articles_apikey_add"), form | more)
        assert page.status_code == 200
        assert field in page.context["adminform"].form.errors, more
    assert ApiKey.objects.count() == 0
