"""The writing API as others meet it: the client of docs/, and requests that were made up from its own description."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import transaction
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS

from articles.filing.api import api
from articles.models import Article, State
from articles.policy import Role
from tests import factories
from tests.desk_forms import at_the_desk
from tests.programs import V1, Program

CLIENT = "docs/examples/file_a_story.py"
FEW = hypothesis.settings(
    max_examples=5,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(hypothesis.HealthCheck),
)
EXAMPLES = {GenerationMode.POSITIVE: 10, GenerationMode.NEGATIVE: 4}
JUDGED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)


def test_the_client_of_the_docs_files_a_story_that_an_editor_finds_at_the_desk(
    live_server: LiveServer, tmp_path: Path
) -> None:
    city = factories.section("City")
    program = Program(factories.user(Role.WIRE_DESK))
    editor = factories.user(Role.SECTION_EDITOR, sections=(city,))
    story = tmp_path / "story.json"
    # As docs/writing-api.md prints it.
    factories.agency("Levanter")
    printed = (settings.BASE_DIR / "docs" / "writing-api.md").read_text(encoding="utf-8")
    story.write_text(printed.partition("is such as\n")[2].partition("\n`POST")[0], encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, CLIENT, live_server.url, str(story)],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "NEWSROOM_KEY": program.secret},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    filed = Article.objects.get()
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines() == [
        f"Filed as story {filed.pk}: {settings.SITE_URL}"
        f"{reverse('admin:articles_article_change', args=[filed.pk])}",
        "Submitted. An editor takes it from here.",
    ]
    assert filed.state == State.SUBMITTED
    page = at_the_desk(editor).get(reverse("admin:articles_article_changelist")).content.decode()
    assert "Ferries run all night" in page


@pytest.mark.django_db
def test_a_method_that_an_address_does_not_have_is_refused_in_words() -> None:
    refused = Program(factories.user(Role.WIRE_DESK)).ask("DELETE", "/stories/1")
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, PATCH")
    assert refused.json() == {"why": "Here one asks by GET, PATCH."}


def test_it_describes_itself_to_those_who_have_a_key() -> None:
    described = api.get_openapi_schema()
    assert described["openapi"] == "3.1.0"
    assert {
        (path.removeprefix("/api/desk/v1"), *sorted(methods)) for path, methods in described["paths"].items()
    } == {
        ("/key", "get"),
        ("/stories", "post"),
        ("/stories/{pk}", "get", "patch"),
        ("/stories/{pk}/acts/{act}", "post"),
    }


@pytest.fixture
def _one_connection(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests come within the transaction of the test, whose connection nobody closes between them."""
    for signal in (request_started, request_finished):
        monkeypatch.setattr(signal, "send", lambda **_: [])


@pytest.mark.usefixtures("_one_connection")
def test_requests_made_up_from_its_description_get_the_answers_that_it_describes() -> None:
    """No 500, and no answer that is not in the description; each request is undone before the next."""
    factories.section("City")
    program = Program(factories.user(Role.EDITOR_IN_CHIEF), rate=6000)
    story = factories.story(section=factories.section("City"))
    assert program.ask("GET", "/openapi.json").json() == json.loads(json.dumps(api.get_openapi_schema()))
    described = schemathesis.openapi.from_dict(api.get_openapi_schema())
    described.app = WSGIHandler()
    seen: set[tuple[str, int]] = set()
    turns = itertools.count()

    def judge(case: Any) -> None:
        if "pk" in (case.path_parameters or {}) and next(turns) % 2:
            case.path_parameters["pk"] = story.pk
        with transaction.atomic():
            answer = case.call(headers={"Authorization": f"Bearer {program.secret}"})
            transaction.set_rollback(True)
        seen.add((f"{case.method} {case.path.removeprefix(V1)}", answer.status_code))
        case.validate_response(answer, checks=[CHECKS.get_one(name) for name in JUDGED])

    for operation in described.get_all_operations():
        for mode in GenerationMode:
            if mode == GenerationMode.NEGATIVE and operation.ok().path.endswith("/key"):
                continue  # nothing is sent with it that could be wrong
            made_up = operation.ok().as_strategy(generation_mode=mode)
            most = hypothesis.settings(FEW, max_examples=EXAMPLES[mode])
            most(hypothesis.given(made_up)(judge))()
    assert {
        ("GET /key", 200),
        ("POST /stories", 422),
        ("GET /stories/{pk}", 200),
        ("GET /stories/{pk}", 404),
        ("PATCH /stories/{pk}", 422),
        ("POST /stories/{pk}/acts/{act}", 404),
    } <= seen
