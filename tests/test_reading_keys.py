"""The API for readers is open; a key has a rate of its own, and one that opens nothing is told so."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from articles.filing import keys as api_keys
from articles.models import ReadingKey
from articles.policy import Role
from articles.site import keys
from tests import factories
from tests.programs import Program

pytestmark = pytest.mark.django_db


def ask(path: str = "/api/v1/stories/", address: str = "203.0.113.7", **headers: str) -> HttpResponse:
    request = RequestFactory().get(path, headers=headers, REMOTE_ADDR=address)
    found = keys.answer_by_rate(lambda _: HttpResponse("read"))(request)
    assert isinstance(found, HttpResponse)
    return found


def test_a_partner_s_key_is_answered_at_its_own_rate() -> None:
    partner = Program(None, "read", name="Partner", rate=2)
    asked = [ask(authorization=f"Bearer {partner.secret}") for _ in range(3)]
    assert [answer.status_code for answer in asked] == [200, 200, 429]
    assert 1 <= int(asked[2].headers["Retry-After"]) <= 60
    assert asked[2].headers["Cache-Control"] == "private, no-store"


def test_a_key_that_reads_nothing_is_refused_whatever_it_was() -> None:
    revoked, expired = (Program(None, "read", name=name) for name in ("revoked", "expired"))
    writing = Program(factories.user(Role.WIRE_DESK))
    api_keys.revoke(revoked.key, by=factories.chief())
    digest = expired.key.digest
    ReadingKey.objects.filter(digest=digest).update(expires_at=factories.earlier(seconds=1))
    sent = [f"Bearer {program.secret}" for program in (revoked, expired, writing)]
    answers = [ask(authorization=key) for key in (*sent, "Bearer unknown", "Basic YTpi", "Bearer")]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert ask("/city/", authorization="Bearer unknown").content == b"read"
    assert api_keys.forget_reading(factories.earlier()) == 1


def test_without_a_key_a_network_has_a_rate_where_one_is_set(settings: Any) -> None:
    assert {ask().status_code for _ in range(5)} == {200}
    settings.API_RATE = 2
    assert [ask().status_code for _ in range(3)] == [200, 200, 429]
    assert ask(address="203.0.113.8").status_code == 200
    partner = Program(None, "read", name="Partner", rate=5)
    assert ask(authorization=f"Bearer {partner.secret}").status_code == 200


def test_scripts_of_other_sites_can_read_why_they_are_refused(settings: Any) -> None:
    settings.API_RATE = 1
    origin = {"origin": "https://app.example"}
    answers = [ask(**origin), ask(**origin), ask(authorization="Bearer unknown", **origin)]
    assert [answer.status_code for answer in answers] == [200, 429, 401]
    for refused in answers[1:]:
        assert refused.headers["Access-Control-Allow-Origin"] == "*"
        assert "Retry-After" in refused.headers["Access-Control-Expose-Headers"]
    settings.API_ALLOWED_ORIGINS = ("https://another.example",)
    assert "Access-Control-Allow-Origin" not in ask(**origin).headers
    # What a browser asks before is not counted, and has no key.
    assert Client().options("/api/v1/stories", headers=origin).status_code == 204


def test_a_cache_that_does_not_answer_closes_no_door(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: Any) -> int:
        raise OSError("gone")

    monkeypatch.setattr("house.keys.cache.incr", gone)
    partner = Program(None, "read", name="Partner", rate=1)
    assert {ask(authorization=f"Bearer {partner.secret}").status_code for _ in range(3)} == {200}
